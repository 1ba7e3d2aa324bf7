"""How a column is written: which decimal sign, which order of day and month. Decided from its cells, never guessed.

A cell such as 26/03/2019 or 1,5 can be read in one way only and is a vote; 03/04/2019 or 1,234 can be read
in two ways and has none. A column whose votes agree is read that way throughout; one without votes follows
the other columns of its file; otherwise it is a question to the person.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import duckdb

from cadence.contract import Field
from cadence.problems import Says, in_titles
from cadence.sql import quote

Kind = Literal["dates", "decimal"]
# The two ways of each kind, and the macros (queries/checks/readers.sql) that read them.
WAYS: Mapping[Kind, tuple[str, str]] = {"dates": ("dmy", "mdy"), "decimal": (".", ",")}
# A year of two digits may stand first; only where every such cell can be read so is it asked.
SHORT_YEAR_FIRST = "ymd"
READERS = {
    ("date", SHORT_YEAR_FIRST): "date_short_year_first",
    ("date", "dmy"): "date_day_first",
    ("date", "mdy"): "date_month_first",
    ("number", "."): "number_with_dot",
    ("number", ","): "number_with_comma",
    ("integer", "."): "integer_with_dot",
    ("integer", ","): "integer_with_comma",
}


@dataclass(frozen=True)
class Choices:
    """What a person has said about a file: order of dates (``dmy``, ``mdy``, ``ymd``), decimal sign (``.``, ``,``)."""

    dates: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Ambiguity:
    """A column that can be read in two ways: the question, with one cell and both its readings."""

    kind: Kind
    column: str
    example: str
    line: int
    cells: int
    readings: Mapping[str, str] = field(hash=False)

    def asks(self, words: Says) -> str:
        """The question, with the example's two readings."""
        read = dt.date.fromisoformat if self.kind == "dates" else str
        blanks: dict[str, object] = {
            "column": in_titles(self.column, words.language),
            "example": self.example,
            "line": str(self.line),
        }
        readings = dict(zip(("first", "second", "third"), map(read, self.readings.values()), strict=False))
        key = "_or_".join(self.readings) if SHORT_YEAR_FIRST in self.readings else self.kind
        return words(f"questions.{key}", cells=self.cells, **blanks, **readings)


@dataclass(frozen=True)
class Votes:
    """What the cells of one column say: how many can be read only in the first or second way, or in two."""

    field: Field
    cell: str
    first: int = 0
    second: int = 0
    either: int = 0
    example: str = ""
    line: int = 0
    readings: tuple[str, str] = ("", "")
    short: Mapping[str, str] = dataclasses.field(default_factory=dict)  # way that reads every short year -> an example

    @property
    def kind(self) -> Kind:
        """Which question the column could raise."""
        return "dates" if self.field.type == "date" else "decimal"

    def verdict(self) -> str | None:
        """The way the votes agree on, or None."""
        return _common_way(self.kind, self.first, self.second)


@dataclass(frozen=True)
class Manner:
    """How one column is read: a way, or None for cells that can be read in one way only; and why."""

    way: str | None
    why: Literal["column", "file", "chosen", "format", "plain"]


def has_manner(declared: Field) -> bool:
    """Whether cells of this type can be written in two ways."""
    return declared.type in ("date", "number", "integer")


def count_votes(con: duckdb.DuckDBPyConnection, table: str, declared: Field, cell: str) -> Votes:
    """The votes of one column of a text table; each different cell is read once, however often it occurs."""
    first, second = (READERS[declared.type, way] for way in WAYS[Votes(declared, cell).kind])
    both = "a is not null and b is not null and a <> b"
    is_number = declared.type != "date"
    sign, bare = ("unit_sign(t)", "bare_number(t, sign)") if is_number else ("''", "without_time(t)")
    found = con.execute(
        f"""
        with cells as (select written({quote(cell)}) as t, count(*) as n, min(_line) as line from {table} group by t),
        signed as (select *, {sign} as sign from cells),
        bared as (select *, {bare} as bare from signed),
        parsed as (select t, n, line, {first}(bare) as a, {second}(bare) as b from bared)
        select
            coalesce(sum(n) filter (a is not null and b is null), 0)::bigint,
            coalesce(sum(n) filter (a is null and b is not null), 0)::bigint,
            coalesce(sum(n) filter ({both}), 0)::bigint,
            min_by([t, a::varchar, b::varchar], line) filter ({both}),
            min(line) filter ({both})
        from parsed
        """
    ).fetchone()
    assert found is not None
    example, a, b = found[3] or ("", "", "")
    first_only, second_only, either = found[:3]
    votes = Votes(declared, cell, first_only, second_only, either, example, found[4] or 0, (a, b))
    return _with_short_years(con, table, votes) if declared.type == "date" else votes


def _with_short_years(con: duckdb.DuckDBPyConnection, table: str, votes: Votes) -> Votes:
    """The votes of a column of days in which the year of two digits may stand first or last: then it has none.

    The example is the first such cell; every way that reads all of them is kept with what it makes of that one.
    """
    ways = (*WAYS["dates"], SHORT_YEAR_FIRST)
    readers = [f"{READERS['date', way]}(t)" for way in ways]
    each = ", ".join(f"count({day}), min_by({day}::varchar, line)" for day in readers)
    found = con.execute(
        f"""
        select count(*), min(line), min_by(t, line), count(*) filter (not has_short_year(t)), {each}
        from (
            select without_time(written({quote(votes.cell)})) as t, min(_line) as line from {table}
            where not regexp_matches({quote(votes.cell)}, '^[0-9]{{4}}-') group by t
        )
        where has_date_order(t)
        """
    ).fetchone()
    assert found is not None
    cells, line, example, long_years, *rest = found
    readings = {way: rest[2 * n + 1] for n, way in enumerate(ways) if rest[2 * n] == cells}
    if not cells or long_years or SHORT_YEAR_FIRST not in readings or len(readings) < 2:
        return votes
    n = votes.first + votes.second + votes.either
    return replace(votes, first=0, second=0, either=max(n, cells), example=example, line=line, short=readings)


def decide(
    votes: list[Votes], choices: Choices, headers: Mapping[str, str], *, plain_decimal: bool
) -> tuple[dict[str, Manner], list[Ambiguity]]:
    """The manner of each column by field name, and the questions that remain.

    plain_decimal: the file itself is written in the contract's own format (commas or tabs between fields, or a
    workbook), so that a decimal point without any other sign is what the contract says it is.
    """
    manners: dict[str, Manner] = {}
    questions: list[Ambiguity] = []
    for vote in votes:
        manner = _manner(vote, votes, choices, plain_decimal)
        manners[vote.field.name] = manner or Manner(None, "plain")
        if manner is None:
            readings = dict(vote.short) or dict(zip(WAYS[vote.kind], vote.readings, strict=True))
            header = headers.get(vote.cell, vote.field.name)
            questions.append(Ambiguity(vote.kind, header, vote.example, vote.line, vote.either, readings))
    return manners, questions


def _manner(vote: Votes, votes: list[Votes], choices: Choices, plain_decimal: bool) -> Manner | None:
    chosen = getattr(choices, vote.kind)
    if chosen and (chosen != SHORT_YEAR_FIRST or vote.short):  # long years say themselves where they stand
        return Manner(chosen, "chosen")
    if not vote.either:
        return Manner(None, "plain")
    if own := vote.verdict():
        return Manner(own, "column")
    if vote.first or vote.second:
        return None  # the column contradicts itself
    same = [other for other in votes if other.kind == vote.kind]
    if shared := _common_way(vote.kind, sum(v.first for v in same), sum(v.second for v in same)):
        return Manner(shared, "file")
    if vote.kind == "decimal" and plain_decimal and vote.field.type == "number" and "," not in vote.example:
        return Manner(".", "format")
    return None


def _common_way(kind: Kind, first: int, second: int) -> str | None:
    if first and not second:
        return WAYS[kind][0]
    if second and not first:
        return WAYS[kind][1]
    return None
