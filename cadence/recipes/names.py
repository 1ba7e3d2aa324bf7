"""Which thing a name is: names are the keys that people have, codes are made from them once.

A name that was used before, however cased or accented, is that thing. A name that is nearly a known one, or one that no
longer comes, is a question. Everything else is new, and gets a code.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
from rapidfuzz import fuzz

from cadence.checks.cells import fold
from cadence.recipes.model import Same
from cadence.recipes.vocabulary import plain
from cadence.sql import quote

NEW = "new"
OTHER = "="  # before a name of the same files, where a code would stand
# Two names this alike are asked to be one; 1 is the same name.
ALIKE = 0.62
WORDS_ALIKE = 84  # of 100, for two words of four letters and more
MOST_NAMES = 50_000


@dataclass(frozen=True)
class Thing:
    """What has names: its table, the field of its code, the fields of its name, and how a network owns it (SQL)."""

    name: str
    table: str
    key: str
    names: tuple[str, ...]
    network: str = "network_id"


THINGS = {
    thing.table: thing
    for thing in (
        Thing("network", "networks", "network_id", ("name",)),
        Thing("city", "cities", "city_id", ("name",)),
        Thing("partner", "partners", "partner_id", ("name",), "'*'"),
        Thing("phase", "phases", "phase_id", ("name_fr", "name_en")),
        Thing(
            "milestone",
            "milestones",
            "milestone_id",
            ("name_fr", "name_en"),
            "(select p.network_id from published.phases p where p.phase_id = t.phase_id)",
        ),
        Thing("action", "actions", "action_id", ("title",)),
    )
}
TABLES = {thing.name: thing for thing in THINGS.values()}


@dataclass(frozen=True)
class Near:
    """A new name, and the known thing it nearly is: its code and name, and how alike they are (0 to 1)."""

    thing: str
    name: str
    code: str
    known: str
    alike: float


@dataclass
class Names:
    """The names of one network, those met in its files included.

    known: by thing, folded name -> code. said: names as they are written, by thing and code. taken: every code in use.
    """

    known: dict[str, dict[str, str]] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)
    met: dict[str, dict[str, str]] = field(default_factory=dict)  # folded name -> name, of the files at hand
    new: dict[str, dict[str, str]] = field(default_factory=dict)  # code -> name, made here
    decided: dict[str, dict[str, str]] = field(default_factory=dict)  # folded name -> code or NEW

    def code(self, thing: str, text: str) -> str | None:
        """The code of a known name or code; None when nothing is called that."""
        shape = plain(text)
        if (code := self.known.get(thing, {}).get(shape)) is not None:
            return code
        return text.strip() if text.strip() in self.said.get(thing, {}) else None

    def decide(self, same: Iterable[Same]) -> None:
        """Take what a person said: a name is a known thing, or a new one."""
        for one in same:
            self.decided.setdefault(one.thing, {})[plain(one.name)] = one.code or NEW
            if one.code and one.code != NEW:
                code = self.meet(one.thing, one.code[1:]) if one.code.startswith(OTHER) else one.code
                self.known.setdefault(one.thing, {})[plain(one.name)] = code

    def meet(self, thing: str, text: str) -> str:
        """The code of a name of the file, made when it is new."""
        shape = plain(text)
        self.met.setdefault(thing, {}).setdefault(shape, text)
        found = self.code(thing, text)
        return found if found is not None else self._make(thing, text)

    def _make(self, thing: str, text: str) -> str:
        taken = self.taken.setdefault(thing, set())
        base = slug(text) or thing
        code, number = base, 1
        while code in taken:
            number += 1
            code = f"{base}-{number}"
        taken.add(code)
        self.known.setdefault(thing, {})[plain(text)] = code
        self.said.setdefault(thing, {})[code] = text.strip()
        self.new.setdefault(thing, {})[code] = text.strip()
        return code

    def forget(self, thing: str, code: str) -> None:
        """Take back a code that was made here."""
        name = self.new.get(thing, {}).pop(code, "")
        self.known.get(thing, {}).pop(plain(name), None)
        self.said.get(thing, {}).pop(code, None)
        self.taken.get(thing, set()).discard(code)


def slug(text: str) -> str:
    """A code made from a name: small letters, digits and hyphens, at most 60."""
    return fold(text.replace("’", " ").replace("'", " ")).replace(" ", "-")[:60].strip("-")


def load_names(con: duckdb.DuckDBPyConnection, network: str | None) -> Names:
    """The names that the record knows of a network: its table of names, and the names of what is published."""
    every = Names()
    for thing in THINGS.values():
        is_any = network is None or thing.name == "network"
        mine = "true" if is_any else f"{thing.network} in ($network, '*')"
        columns = ", ".join(f"t.{column}" for column in thing.names)
        sql = f"select t.{thing.key}, {mine}, {columns} from published.{quote(thing.table)} t limit {MOST_NAMES}"
        rows = _asked(con, sql, {} if is_any else {"network": network})
        every.taken[thing.name] = {str(row[0]) for row in rows}
        known, said = every.known.setdefault(thing.name, {}), every.said.setdefault(thing.name, {})
        for code, is_mine, *texts in rows:
            if is_mine:
                written = list(dict.fromkeys(str(text) for text in texts if text))
                said[str(code)] = written[0] if written else str(code)
                for text in written:
                    known.setdefault(plain(text), str(code))
    sql = "select thing, name, code from published.names where $network is null or network_id in ($network, '*')"
    for kind, name, code in _asked(con, sql, {"network": network}):
        if code in every.said.get(kind, {}):
            every.known.setdefault(kind, {}).setdefault(plain(name), code)
    return every


def _asked(con: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Rows of the record; none where a sheet is looked at by itself, without one."""
    try:
        return con.execute(sql, given).fetchall()
    except duckdb.CatalogException:
        return []


def near_names(names: Names, thing: str, texts: Sequence[str], gone: Iterable[str] = ()) -> list[Near]:
    """Those of some unknown names that nearly are a known thing, or another name among them, the likest first.

    gone: codes that no longer come: a near one of these is likelier a renaming. A name a person decided on is left out.
    """
    known = names.said.get(thing, {})
    decided = names.decided.get(thing, {})
    asked = [text for text in texts if plain(text) not in decided]
    others = {f"={text}": text for text in texts}
    pool = {code: name for code, name in known.items() if code not in names.new.get(thing, {})} | others
    weights = _weights([*pool.values()])
    index: dict[str, list[str]] = {}
    for code, name in pool.items():
        for word in _words(name):
            index.setdefault(word, []).append(code)
    vanished, found = set(gone), []
    for text in asked:
        best = _nearest(text, pool, index, weights, vanished)
        if best is not None:
            found.append(Near(thing, text, *best))
    # Of two new names that are near each other the shorter one is asked about, once.
    kept = []
    for one in found:
        other = one.code[1:] if one.code.startswith("=") else None
        if other is not None and (len(other), other) < (len(one.name), one.name):
            continue
        kept.append(one)
    return sorted(kept, key=lambda one: (-one.alike, one.name))


def _nearest(
    text: str, pool: Mapping[str, str], index: Mapping[str, Sequence[str]], weights: Mapping[str, float], gone: set[str]
) -> tuple[str, str, float] | None:
    words = _words(text)
    rare = sorted(words, key=lambda word: -weights.get(word, 9.0))
    candidates: set[str] = set()
    for word in rare[:3]:
        candidates.update(index.get(word, ())[:200])
    for word in [other for other in index if _is_near_word(other, rare[0])] if rare else []:
        candidates.update(index[word][:200])
    scores = []
    for code in candidates:
        if pool[code] is text or plain(pool[code]) == plain(text):
            continue
        score = alike(text, pool[code], weights)
        if score >= ALIKE:
            scores.append((score + 0.1 * (code in gone) - 0.02 * code.startswith("="), code, score))
    if not scores:
        return None
    scores.sort(key=lambda one: (-one[0], one[1]))
    _, code, score = scores[0]
    return code, pool[code], round(score, 3)


def alike(one: str, other: str, weights: Mapping[str, float]) -> float:
    """How alike two names are, 0 to 1: the weight of the words they share, of the words of the shorter and of both.

    A word counts the more the rarer it is among all names; words that differ by a slip of the keyboard are shared.
    """
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return 0.0
    if acronym(other) == "".join(mine) or acronym(one) == "".join(theirs):
        return 0.7
    left = set(theirs)
    shared = 0.0
    for word in mine:
        match = word if word in left else next((w for w in left if _is_near_word(word, w)), None)
        if match is not None:
            left.discard(match)
            shared += (weights.get(word, 1.0) + weights.get(match, 1.0)) / 2
    first, second = (sum(weights.get(word, 1.0) for word in words) for words in (mine, theirs))
    smaller, both = min(first, second), first + second - shared
    return min(1.0, 0.5 * shared / smaller + 0.5 * shared / both) if smaller and both else 0.0


def acronym(name: str) -> str:
    """The first letters of the words of a name of three words and more."""
    words = _words(name)
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _is_near_word(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) >= 4 and abs(len(one) - len(other)) <= 3 and fuzz.ratio(one, other) >= WORDS_ALIKE


STOP = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "and", "of", "the", "for", "pour", "en", "in", "a"}


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W_]+", fold(text) or text.lower())
    return [word for word in found if word not in STOP] or found


def _weights(texts: Sequence[str]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in set(_words(text)))
    return {word: 1 / (1 + math.log(n)) for word, n in counts.items()}
