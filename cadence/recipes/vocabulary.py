"""The words that teams write, in every language that data/vocabulary knows: headers, values, signs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from cadence.checks.cells import spellings
from cadence.checks.folding import fold
from cadence.contract import Field, load_contracts
from cadence.settings import PROJECT

FOLDER = PROJECT / "data" / "vocabulary"


def plain(text: str) -> str:
    """A cell or header as it is compared: folded; what folds to nothing (a tick) as it stands."""
    return fold(text) or text.strip()


@cache
def _read() -> tuple[Mapping[str, object], ...]:
    return tuple(tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml")))


@cache
def headers() -> dict[str, frozenset[str]]:
    """Every folded header, and the meanings that a column of it may have."""
    found: dict[str, set[str]] = {}
    for said in _read():
        for meaning, texts in said["headers"].items():  # type: ignore[attr-defined]
            for text in texts:
                found.setdefault(plain(text), set()).add(meaning)
    for table, contract in load_contracts().items():
        for declared in contract.fields:
            for text in (*declared.title.values(), declared.name):
                found.setdefault(plain(text), set()).add(f"{table}.{declared.name}")
    return {text: frozenset(meanings) for text, meanings in found.items() if text}


@cache
def loose_headers() -> dict[str, frozenset[str]]:
    """The same by what is left of a header without its small words: ``date adhesion`` is ``date d'adhésion``."""
    found: dict[str, set[str]] = {}
    for text, meanings in headers().items():
        found.setdefault(without_small(text), set()).update(meanings)
    return {text: frozenset(meanings) for text, meanings in found.items() if text}


def without_small(text: str) -> str:
    """A folded text without articles and prepositions."""
    return " ".join(word for word in text.split() if word not in signs("small"))


def headers_within(text: str) -> frozenset[str]:
    """The meanings of the longest known header with which a header begins, or ends where a language puts the thing it
    tells last, and which is half of it at least; what stands in brackets or on a second line explains only. None where
    it begins with a vague word: the type or number of a thing is not the thing.
    """
    words = without_small(plain(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text.strip().partition("\n")[0]))).split()
    if not words or words[0] in signs("vague"):
        return frozenset()
    for length in range(len(words) - 1, (len(words) - 1) // 2, -1):
        found: set[str] = set()
        for said in _read():
            part = " ".join(words[:length] if said["head_first"] else words[-length:])
            if len(part) > 2 and part not in signs("vague"):
                found |= _loose_in(str(said["head_first"])).get(part, set())
        if found:
            return frozenset(found)
    return frozenset()


@cache
def _loose_in(head_first: str) -> dict[str, set[str]]:
    """The headers of the languages that put the thing first, or last, without their small words."""
    found: dict[str, set[str]] = {}
    for said in _read():
        if str(said["head_first"]) == head_first:
            for meaning, texts in said["headers"].items():  # type: ignore[attr-defined]
                for text in texts:
                    found.setdefault(without_small(plain(text)), set()).add(meaning)
    return found


@cache
def values(meaning: str) -> dict[str, str]:
    """What the allowed values of a field may be called, folded, and their codes; a word of two codes names neither.

    The words of a field serve those of its name and values in other tables: a role that is needed, one that is brought.
    """
    table, _, name = meaning.partition(".")
    found: dict[str, set[str]] = {}
    alike = [one for one in _fields_with_words() if one.partition(".")[2] == name and _same_values(one, meaning)]
    for said in _read():
        for one in alike:
            for code, texts in said.get("values", {}).get(one, {}).items():  # type: ignore[attr-defined]
                for text in texts:
                    found.setdefault(plain(text), set()).add(code)
    known = spellings(_field(table, name))
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1} | known


@cache
def _fields_with_words() -> tuple[str, ...]:
    return tuple({one: None for said in _read() for one in said.get("values", {})})  # type: ignore[attr-defined]


def _same_values(one: str, other: str) -> bool:
    return one == other or set(_field(*one.split(".")).enum) == set(_field(*other.split(".")).enum)


def _field(table: str, name: str) -> Field:
    return load_contracts()[table].column(name)


@cache
def signs(role: str) -> frozenset[str]:
    """The folded words of one role: every, agreed, done, running, planned, not_begun, held, not_held, total ..."""
    return frozenset(plain(text) for said in _read() for text in said["signs"].get(role, ()))  # type: ignore[attr-defined]
