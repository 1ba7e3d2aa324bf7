"""A recipe run over the sheets of a file: one new text table per contract table, as if the file had been a template.

The answer is text again, with ``_line``: the checks, the preview, the rows set aside and the lineage are those of any
file. What a cell means is worked out once per distinct cell; the rows are joined by SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import duckdb

from cadence.checks.table import load_readers
from cadence.contract import load_contracts
from cadence.recipes.activities import activities
from cadence.recipes.attendance import attendance
from cadence.recipes.days import read_days
from cadence.recipes.indicators import indicators, plainly
from cadence.recipes.journey import journey, network
from cadence.recipes.made import Made, Source
from cadence.recipes.model import Recipe
from cadence.recipes.names import THINGS, Names
from cadence.recipes.sheet import Cells
from cadence.recipes.sheet_cells import Context
from cadence.recipes.steps import steps_in_columns, steps_in_lines
from cadence.recipes.things import things
from cadence.recipes.vocabulary import plain
from cadence.settings import PROJECT

MACROS = PROJECT / "queries" / "imports" / "macros.sql"
# Lines that are the rows of a table as they stand.
PLAIN = {"checkin": "checkins", "need": "needs", "partnership": "partnerships"}


class Run:
    """A recipe over the sheets of one file, with the names of its network. told_day: the day of the export, where it
    is told.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        recipe: Recipe,
        sources: Sequence[Source],
        names: Names,
        upload_day: dt.date,
        *,
        told_day: dt.date | None = None,
        dates: str | None = None,
    ) -> None:
        load_readers(con)
        con.execute(MACROS.read_text("utf-8"))
        self.names, self.recipe = names, recipe
        self.context = Context(con, recipe, names, upload_day, told_day or upload_day, dates)
        self.context.defined = {thing.name: set() for thing in THINGS.values()}
        self.sheets = [Cells(self.context, number, source) for number, source in enumerate(sources)]
        self.context.sheets = self.sheets
        if told_day is None:
            self.context.export_day = self._newest_day(upload_day)

    def _newest_day(self, upload_day: dt.date) -> dt.date:
        """The newest day, not after the upload, in the columns of what has happened; of a month its last."""
        days = [day for sheet in self.sheets for day in sheet.days_of_facts(last=True) if day <= upload_day]
        return max(days, default=upload_day)

    def known_whole(self, table: str) -> set[str]:
        """The folded names that stand alone in a cell of the sheets, and those that are known."""
        found = set(self.names.known.get(THINGS[table].name, {}))
        for sheet in self.sheets:
            for column, cell in sheet.mentions(table):
                found |= {plain(text) for text in sheet.texts(cell) if sheet.parts(table, column, text) == [text]}
        return found

    def network_starts(self) -> str:
        """The first day of a network that is published, as text; empty when it is not."""
        try:
            row = self.context.con.execute(
                "select starts_on from published.networks where network_id = $network",
                {"network": self.context.network},
            ).fetchone()
        except duckdb.CatalogException:
            return ""
        return str(row[0]) if row else ""

    def read_day(self, text: str) -> str:
        """A day that a person wrote, as it is kept; empty when it names none."""
        day = read_days(self.context.con, [text], self.context.dates).get(text)
        return day.isoformat() if day else ""

    def published_countries(self) -> list[str]:
        """The country of each city of the network that is published."""
        if not self.context.has_record:
            return []
        select = "select country from published.cities where network_id = $network and country is not null"
        return [code for (code,) in self.context.con.execute(select, {"network": self.context.network}).fetchall()]

    def make(self) -> list[Made]:
        """The tables of each sheet, parents first."""
        self.names.decide(self.recipe.same)
        for table in ("cities", "partners", "milestones", "actions"):
            for sheet in self.sheets:
                sheet.meet(table)
        made = [Made() for _ in self.sheets]
        for number, sheet in enumerate(self.sheets):
            self._fill(sheet, made[number], is_first=number == 0)
        order = list(load_contracts())
        for one in made:
            one.extracts.sort(key=lambda extract: order.index(extract.table))
        return made

    def _fill(self, cells: Cells, made: Made, *, is_first: bool) -> None:
        """Make every table that a sheet speaks of."""
        if is_first:
            network(cells, made)
        steps = cells.steps()
        if steps or any(
            cells.column(one) for one in ("milestones.name_fr", "milestones.name_en", "progress.milestone_id")
        ):
            journey(cells, made)
        for table in ("cities", "partners", "actions"):
            things(cells, made, table)
        if steps:
            steps_in_columns(cells, made, steps)
        line = cells.sheet.line
        if line == "city_step":
            steps_in_lines(cells, made)
        if line == "activity":
            activities(cells, made)
        if line == "attendee":
            attendance(cells, made)
        if line in ("action", "value"):
            indicators(cells, made)
        if line in PLAIN:
            plainly(cells, made, PLAIN[line])
