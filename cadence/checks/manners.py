"""How a column is written: which decimal sign, which order of day and month. Decided from its cells, never guessed.

A cell such as 26/03/2019 or 1,5 can be read in one way only and is a vote; 03/04/2019 or 1,234 can be read
in two ways and has none. A column whose votes agree is read that way throughout; one without votes follows
the other columns of its file; otherwise it is a question to the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import duckdb

from cadence.contract import Field
from cadence.problems import Says, in_titles
from cadence.sql import quote

Kind = Literal["dates", "decimal"]
# The two ways of each kind, and the macros (queries/checks/readers.sql) that read them.
WAYS: Mapping[Kind, tuple[str, str]] = {"dates": ("dmy", "mdy"), "decimal": (".", ",")}
READERS = {
    ("date", "dmy"): "date_day_first",
    ("date", "mdy"): "date_month_first",
    ("number", "."): "number_with_dot",
    ("number", ","): "number_with_comma",
    ("integer", "."): "integer_with_dot",
    ("integer", ","): "integer_with_comma",
}


@dataclass(frozen=True)
class Choices:
    """What a person has said about a file: order of dates (``dmy``, ``mdy``), decimal sign (``.``, ``,``)."""

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
        first, second = self.readings.values()
        read = dt.date.fromisoformat if self.kind == "dates" else str
        blanks = {
            "column": in_titles(self.column, words.language),
            "example": self.example,
            "line": str(self.line),
            "cells": self.cells,
        }
        return words(f"questions.{self.kind}", first=read(first), second=read(second), **blanks)


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
    found = con.execute(
        f"""
        with cells as (select written({quote(cell)}) as t, count(*) as n, min(_line) as line from {table} group by t),
        parsed as (select t, n, line, {first}(t) as a, {second}(t) as b from cells)
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
    return Votes(declared, cell, first_only, second_only, either, example, found[4] or 0, (a, b))


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
            readings = dict(zip(WAYS[vote.kind], vote.readings, strict=True))
            header = headers.get(vote.cell, vote.field.name)
            questions.append(Ambiguity(vote.kind, header, vote.example, vote.line, vote.either, readings))
    return manners, questions


def _manner(vote: Votes, votes: list[Votes], choices: Choices, plain_decimal: bool) -> Manner | None:
    if chosen := getattr(choices, vote.kind):
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
