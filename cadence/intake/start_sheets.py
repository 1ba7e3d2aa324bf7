"""The workbook to begin a network with, on its way in: known by its headings, read by a recipe nobody has to answer.

It is a foreign sheet like any other (names, no codes), whose recipe is known beforehand: what each column means stands
in ``cadence/forms/start_sheets.py``, which network it is of stands in its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import cast

import duckdb

from cadence.forms.start_sheets import SHEETS, StartSheet, explanation, heading
from cadence.intake.model import Part
from cadence.problems import Fact, Problem
from cadence.reading import Reading
from cadence.recipes.model import Column, Line, Recipe, Sheet
from cadence.recipes.questions import YES
from cadence.recipes.vocabulary import plain
from cadence.sql import count, quote
from cadence.words import Words, languages, words_in

ENOUGH = 0.7  # of the headings of a sheet that comes without the sheet of cities
CITIES, NETWORK, JOINED = "cities", "network", "joined_on"
EXPLAINED = "explained_row"


@dataclass(frozen=True)
class Found:
    """A sheet of the workbook: which it is, in which language, and the place of each of its columns that is there."""

    sheet: StartSheet
    words: Words
    places: Mapping[str, int] = field(hash=False)

    @property
    def is_enough(self) -> bool:
        """Whether its headings alone tell what it is."""
        return len(self.places) >= ENOUGH * len(self.sheet.columns)


@dataclass(frozen=True)
class Start:
    """How the sheets of a file are read: their recipe, what is answered beforehand, and what is wrong with them.

    is_whole: they have no columns of their own, so that there is nothing to remember. is_empty: nothing is written yet.
    """

    recipe: Recipe
    answers: Mapping[str, str] = field(hash=False)
    problems: tuple[Problem, ...]
    is_whole: bool
    is_empty: bool


def find_sheet(columns: Sequence[str]) -> Found | None:
    """Which sheet of the workbook has these headings, the needed ones all of them; None when it is none."""
    shapes = [plain(column) for column in columns]
    found = []
    for sheet in SHEETS:
        for language in languages():
            words = words_in(language)
            titles = {column.key: plain(heading(sheet, column, words)) for column in sheet.columns}
            places = {key: shapes.index(title) for key, title in titles.items() if title in shapes}
            if all(column.key in places for column in sheet.columns if column.required):
                found.append(Found(sheet, words, places))
    return max(found, key=lambda one: len(one.places), default=None)


def find_sheets(readings: Iterable[Reading]) -> dict[str, Found]:
    """The sheets of the workbook among the tables of a file, by the name of the reading; none unless they tell it."""
    found = {one.name: sheet for one in readings if not one.is_refused and (sheet := find_sheet(one.columns))}
    has_cities = any(one.sheet.key == CITIES for one in found.values())
    return {name: one for name, one in found.items() if has_cities or one.is_enough}


def recipe_of(found: Mapping[str, Found], kept: Sequence[Recipe] = ()) -> Recipe:
    """The recipe of these sheets: of each the columns that are there, in the order of its headings.

    kept: recipes made before, for sheets of a person's own columns beside ours.
    """
    sheets = tuple(_recipe_sheet(name, one) for name, one in found.items())
    return Recipe("", tuple(_with_own_columns(sheet, kept) for sheet in sheets))


def _recipe_sheet(name: str, found: Found) -> Sheet:
    columns = tuple(
        Column(heading(found.sheet, column, found.words), (column.means,))
        for column in found.sheet.columns
        if column.key in found.places
    )
    return Sheet(name, cast(Line, found.sheet.line), columns)


def _with_own_columns(sheet: Sheet, kept: Sequence[Recipe]) -> Sheet:
    """The sheet with the columns that a person answered for when such a file came before."""
    mine = {plain(header) for header in sheet.headers}
    before = [
        one
        for one in chain.from_iterable(recipe.sheets for recipe in kept)
        if one.line == sheet.line and mine < {plain(header) for header in one.headers}
    ]
    more = [column for one in before[:1] for column in one.columns if plain(column.header) not in mine]
    return replace(sheet, columns=(*sheet.columns, *more))


def take_explanations_out(con: duckdb.DuckDBPyConnection, reading: Reading, found: Found) -> list[Fact]:
    """Take the line that explains the columns out of a text table; the fact that says so."""
    table = quote(reading.table)
    said = {
        f"c{found.places[column.key]}": explanation(found.sheet, column, found.words)
        for column in found.sheet.columns
        if column.key in found.places
    }
    rows = con.execute(f"select _line, {', '.join(said)} from {table} order by _line limit 3").fetchall()
    for line, *cells in rows:
        pairs = [(plain(str(cell)), plain(text)) for cell, text in zip(cells, said.values(), strict=True) if cell]
        if pairs and all(cell == text for cell, text in pairs):
            con.execute(f"delete from {table} where _line = $line", {"line": line})
            return [Fact(EXPLAINED, {"line": line})]
    return []


def without_empty(con: duckdb.DuckDBPyConnection, parts: list[Part], found: Mapping[str, Found]) -> list[Part]:
    """The parts of a file without the sheets of the workbook in which nothing was written; of these alone the first."""
    empty = [part for part in parts if part.reading.name in found and not count(con, quote(part.reading.table))]
    left = [part for part in parts if part not in empty]
    if not empty or not left:
        return parts[:1] if empty else parts
    names = ", ".join(part.reading.name.rpartition("› ")[2] for part in empty)
    left[0].noted.append(Fact("only_example", {"n": len(empty), "sheets": names}))
    return left


def read_start(con: duckdb.DuckDBPyConnection, parts: Sequence[Part], kept: Sequence[Recipe]) -> Start | None:
    """How the parts of a file are read that are sheets of the workbook; None when none is."""
    mine = [part for part in parts if part.choice.about is None]
    found = find_sheets(part.reading for part in mine)
    if not found:
        return None
    recipe = recipe_of(found, kept)
    by_name = {part.reading.name: part.reading for part in mine}
    tables = [(by_name[name], one) for name, one in found.items() if one.sheet.key == CITIES]
    networks = _distinct(con, [(reading, one.places[NETWORK]) for reading, one in tables])
    days = _distinct(con, [(reading, one.places[JOINED]) for reading, one in tables])
    problems = (
        (Problem("several_networks", "refused", found=", ".join(networks.values())),) if len(networks) > 1 else ()
    )
    answers = {"network": next(iter(networks.values()))} if networks else {}
    # A new network begins on the earliest day that its sheets tell.
    answers |= {"network.starts_on": YES} if networks and days else {}
    own = any(
        plain(header) not in {plain(heading(one.sheet, column, one.words)) for column in one.sheet.columns}
        for name, one in found.items()
        for header in by_name[name].columns
        if header.strip()
    )
    is_empty = not any(count(con, quote(by_name[name].table)) for name in found)
    return Start(recipe, answers, problems, not own, is_empty)


def _distinct(con: duckdb.DuckDBPyConnection, places: Sequence[tuple[Reading, int]]) -> dict[str, str]:
    """The different texts of columns, by how they are compared."""
    found: dict[str, str] = {}
    for reading, place in places:
        rows = con.execute(f"select trim(c{place}), min(_line) from {quote(reading.table)} group by 1 order by 2")
        for text, _ in rows.fetchall():
            if text and plain(str(text)):
                found.setdefault(plain(str(text)), str(text))
    return found
