"""The cells of one sheet while a recipe runs: as texts, without lines that are no rows; and the names in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from cadence.recipes import vocabulary
from cadence.recipes.cells import DONE_ON, last_day_in, names_in
from cadence.recipes.days import read_days
from cadence.recipes.lines import day_cell, is_line, mark
from cadence.recipes.made import Source, is_day, references_to
from cadence.recipes.model import Column, Recipe
from cadence.recipes.names import THINGS, Names
from cadence.recipes.vocabulary import plain
from cadence.sql import beside, literal, quote

UNKNOWN = "unknown"
# Days of what has happened, by which the day of an export is told.
FACT_DAYS = (
    "progress.done_on",
    "activities.held_on",
    "results.period_ends_on",
    "checkins.held_on",
    "cities.joined_on",
    "actions.starts_on",
)


@dataclass
class Context:
    """What the sheets of one run share. export_day: the day of which the files speak; defined: codes whose rows are
    made.
    """

    con: duckdb.DuckDBPyConnection
    recipe: Recipe
    names: Names
    upload_day: dt.date
    export_day: dt.date
    dates: str | None = None
    sheets: Sequence[SheetCells] = ()
    defined: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def has_record(self) -> bool:
        """Whether there is a record to look things up in; a sheet may be looked at by itself."""
        try:
            self.con.execute("select 1 from published.networks limit 1")
        except duckdb.CatalogException:
            return False
        return True

    @property
    def network(self) -> str:
        """The code of the network that the files are of."""
        return self.recipe.network.get("network_id", "")

    def is_published(self, thing: str, name: str) -> bool:
        """Whether a thing of that name is published already."""
        code = self.names.code(thing, name)
        return code is not None and code not in self.names.new.get(thing, {})


class SheetCells:
    """One sheet while its tables are made: its cells as texts, without lines that are no rows."""

    def __init__(self, run: Context, number: int, source: Source) -> None:
        self.run, self.con, self.number, self.source, self.sheet = run, run.con, number, source, source.sheet
        self.base = beside(quote(source.table), f"__cells_{mark(source.sheet)}")
        self.places = {
            (place_in_recipe, column.header): place
            for place_in_recipe, column in enumerate(self.sheet.columns)
            if (place := source.place_of(column)) is not None
        }
        self.lookups: dict[tuple[str, str], str] = {}
        self.agreed = self._take_cells()
        self._days: dict[str, dt.date] | None = None

    def places_of_days(self) -> list[int]:
        """Where cells say days: of steps, and of fields that are days."""
        return [
            place
            for (number, _), place in self.places.items()
            if self.sheet.columns[number].step or any(map(is_day, self.sheet.columns[number].means))
        ]

    def is_line(self) -> str:
        """The condition of a line that is one, in SQL over the text table."""
        return is_line(self.sheet, len(self.source.columns))

    def _take_cells(self) -> dict[int, str]:
        """Create ``base``; the cells of the line of agreed days, by place."""
        cells = []
        filled = {plain(header) for header in self.sheet.fill_down}
        days = self.places_of_days()
        for place, header in enumerate(self.source.columns):
            cell = f"nullif(written(c{place}), '')"
            if place in days:
                cell = day_cell(f"c{place}", cell, self.sheet.year)
            if plain(header) in filled:
                cell = f"last_value({cell} ignore nulls) over (order by _line rows unbounded preceding)"
            cells.append(f"{cell} as c{place}")
        first = "folded(coalesce(c0, ''))"
        where = f"{first} <> {literal(plain(self.sheet.agreed))}" if self.sheet.agreed else "true"
        self.con.execute(
            f"create table if not exists {self.base} as select _line, {', '.join(cells)} from "
            f"(select * from {quote(self.source.table)} where {self.is_line()}) where {where}"
        )
        if not self.sheet.agreed:
            return {}
        row = self.con.execute(
            f"select * exclude (_line) from {quote(self.source.table)} "
            f"where {first} = {literal(plain(self.sheet.agreed))} order by _line limit 1"
        ).fetchone()
        return {place: str(cell).strip() for place, cell in enumerate(row or ()) if cell and str(cell).strip()}

    def place(self, column: Column) -> int | None:
        """Where a column stands in the file."""
        return self.places.get((self.sheet.columns.index(column), column.header))

    def is_filled(self, column: Column) -> bool:
        """Whether a column with a header holds anything."""
        at = self.place(column)
        return bool(column.header.strip()) and at is not None and bool(self.texts(f"c{at}"))

    def column(self, meaning: str) -> tuple[Column, str] | None:
        """The column of a meaning and its cell in SQL; None when the file has none."""
        for column in self.sheet.columns:
            if meaning in column.means and not column.step and (place := self.place(column)) is not None:
                return column, f"c{place}"
        return None

    def texts(self, cell: str) -> list[str]:
        """The distinct filled cells of a column, first come first."""
        rows = self.con.execute(
            f"select {cell}, min(_line) from {self.base} where {cell} is not null group by 1 order by 2"
        ).fetchall()
        return [str(text) for text, _ in rows]

    def steps(self) -> list[tuple[Column, int, str]]:
        """The columns that are steps: column, place, and what their cells say (a field of ``progress``)."""
        return [
            (column, place, next((one for one in column.means if one.startswith("progress.")), "progress.done_on"))
            for column in self.sheet.columns
            if column.step and (place := self.place(column)) is not None
        ]

    def days_of_facts(self, *, last: bool = False) -> list[dt.date]:
        """The days in the columns of what has happened: done, held, measured; not what is agreed or planned. Of a month
        or quarter its first, or with ``last`` its last.
        """
        cells = [f"c{place}" for _, place, meaning in self.steps() if meaning == "progress.done_on"]
        for meaning in FACT_DAYS:
            if (found := self.column(meaning)) is not None:
                cells.append(found[1])
        texts = {text for cell in cells for text in self.texts(cell)}
        texts |= {said["rest"].strip(" ()") for text in texts if (said := DONE_ON.match(text))}  # fait le 2/10/2026
        days = read_days(self.con, texts, self.run.dates)
        if not last:
            return list(days.values())
        ends = (last_day_in(text, days.get) for text in texts)
        return [dt.date.fromisoformat(day) for day in ends if day]

    def agreed_texts(self) -> list[str]:
        """The texts that say agreed days."""
        found = [self.agreed[place] for _, place, _ in self.steps() if place in self.agreed]
        if (one := self.column("progress.baseline_on")) is not None:
            found += self.texts(one[1])
        return found

    def mentions(self, table: str) -> list[tuple[Column, str]]:
        """The columns whose cells name things of a table: its own name first, then references."""
        found = []
        for meaning in (*(f"{table}.{name}" for name in THINGS[table].names), *references_to(table)):
            if (one := self.column(meaning)) is not None and one not in found:
                found.append(one)
        return found

    def names_of(self, table: str) -> list[str]:
        """Every name of a thing of the table that the sheet holds, first come first."""
        found: dict[str, None] = {}
        for column, cell in self.mentions(table):
            for text in self.texts(cell):
                found.update(dict.fromkeys(self.parts(table, column, text)))
        if table == "milestones":
            found.update(dict.fromkeys(column.step for column, _, _ in self.steps()))
        return list(found)

    def parts(self, table: str, column: Column, text: str) -> list[str]:
        """The names in one cell; a word for every one of them is none."""
        if plain(text) in vocabulary.signs("every"):
            return []
        if table in ("milestones", "actions"):
            return [text]
        thing = THINGS[table].name
        return names_in(text, lambda part: self._is_known(thing, part), column.splits)

    def _is_known(self, thing: str, part: str) -> bool:
        return self.run.names.code(thing, part) is not None or plain(part) in self.run.names.met.get(thing, {})

    def meet(self, table: str) -> None:
        """Give every name of a table's things its code: whole cells first, since they tell where others are to be
        parted.
        """
        thing = THINGS[table].name
        for column, cell in self.mentions(table):
            texts = self.texts(cell)
            whole = [text for text in texts if self.parts(table, column, text) == [text]]
            for text in sorted(whole, key=lambda text: len(names_in(text, lambda _: True))):
                for part in self.parts(table, column, text):
                    self.run.names.meet(thing, part)
            for text in texts:
                for part in self.parts(table, column, text):
                    self.run.names.meet(thing, part)
        if table == "milestones":
            for column, _, _ in self.steps():
                self.run.names.meet(thing, column.step)

    def codes_of(self, table: str, column: Column, text: str) -> str:
        """The codes of the names in a cell, as a list cell holds them; empty when it names none."""
        thing = THINGS[table].name
        if plain(text) in vocabulary.signs("every"):
            return "|".join(sorted(self.run.names.said.get(thing, {})))
        return "|".join(dict.fromkeys(self.run.names.meet(thing, part) for part in self.parts(table, column, text)))

    def codes(self, table: str) -> list[str]:
        """The codes of the things that the sheet names, first come first."""
        found = [self.run.names.code(THINGS[table].name, name) for name in self.names_of(table)]
        return list(dict.fromkeys(code for code in found if code))
