"""Which thing a name is: names are the keys that people have, codes are made from them once.

A name that was used before, however cased or accented, is that thing. A name that is nearly a known one, or one that no
longer comes, is a question. Everything else is new, and gets a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from cadence.checks.folding import fold
from cadence.recipes.model import Same
from cadence.recipes.vocabulary import plain
from cadence.sql import quote

NEW = "new"
OTHER = "="  # before a name of the same files, where a code would stand
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
    borne_twice: dict[str, set[str]] = field(default_factory=dict)  # folded names of two things

    def code(self, thing: str, text: str) -> str | None:
        """The code of a known name or code; None when nothing is called that."""
        shape = plain(text)
        if (code := self.known.get(thing, {}).get(shape)) is not None:
            return code
        return text.strip() if text.strip() in self.said.get(thing, {}) else None

    def learn(self, thing: str, text: str, code: str) -> None:
        """A name of a thing; one that two things bear names neither."""
        known, shape = self.known.setdefault(thing, {}), plain(text)
        if shape in self.borne_twice.setdefault(thing, set()):
            return
        if known.get(shape, code) != code:
            self.borne_twice[thing].add(shape)
            del known[shape]
        else:
            known[shape] = code
            self.said.setdefault(thing, {}).setdefault(code, text.strip())

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
    """A code made from a name: small letters, digits and hyphens, at most 60; empty where no letter is Latin."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")[:60].strip("-")


def load_names(con: duckdb.DuckDBPyConnection, network: str | None) -> Names:
    """The names that the record knows of a network: its table of names, and the names of what is published."""
    every = Names()
    for thing in THINGS.values():
        is_any = network is None or thing.name == "network"
        mine = "true" if is_any else f"{thing.network} in ($network, '*')"
        columns = ", ".join(f"t.{column}" for column in thing.names)
        sql = f"select t.{thing.key}, {mine}, {columns} from published.{quote(thing.table)} t limit {MOST_NAMES}"
        rows = _rows_of(con, sql, {} if is_any else {"network": network})
        every.taken[thing.name] = {str(row[0]) for row in rows}
        said = every.said.setdefault(thing.name, {})
        for code, is_mine, *texts in rows:
            if is_mine:
                written = list(dict.fromkeys(str(text) for text in texts if text))
                said[str(code)] = written[0] if written else str(code)
                for text in written:
                    every.learn(thing.name, text, str(code))
    sql = "select thing, name, code from published.names where $network is null or network_id in ($network, '*')"
    for kind, name, code in _rows_of(con, sql, {"network": network}):
        if code in every.said.get(kind, {}):
            every.learn(kind, str(name), str(code))
    return every


def _rows_of(con: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Rows of the record; none where a sheet is looked at by itself, without one."""
    try:
        return con.execute(sql, given).fetchall()
    except duckdb.CatalogException:
        return []
