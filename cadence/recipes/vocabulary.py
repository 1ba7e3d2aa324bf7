"""The words that teams write, in every language that data/vocabulary knows: headers, values, signs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from cadence.checks.cells import fold, spellings
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
def values(meaning: str) -> dict[str, str]:
    """What the allowed values of a field may be called, folded, and their codes; a word of two codes names neither."""
    table, _, name = meaning.partition(".")
    found: dict[str, set[str]] = {}
    for said in _read():
        for code, texts in said.get("values", {}).get(meaning, {}).items():  # type: ignore[attr-defined]
            for text in texts:
                found.setdefault(plain(text), set()).add(code)
    known = spellings(_field(table, name))
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1} | known


def _field(table: str, name: str) -> Field:
    return load_contracts()[table].column(name)


@cache
def signs(role: str) -> frozenset[str]:
    """The folded words of one role: every, agreed, done, running, planned, not_begun, held, not_held, total ..."""
    return frozenset(plain(text) for said in _read() for text in said["signs"].get(role, ()))  # type: ignore[attr-defined]
