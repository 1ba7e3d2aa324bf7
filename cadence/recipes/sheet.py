"""One sheet while its tables are made: the SQL of each field, and the text tables that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cadence.contract import load_contracts
from cadence.recipes import vocabulary
from cadence.recipes.cells import SEVERAL_CODES, code_in, codes_in
from cadence.recipes.days import read_days
from cadence.recipes.made import Extract, Made, reference_of, text_of
from cadence.recipes.names import THINGS
from cadence.recipes.places import country_of
from cadence.recipes.sheet_cells import SheetCells
from cadence.sql import beside, insert_rows, literal, quote

# Fields whose code may be told by the words that a longer text begins with.
FROM_TITLES = ("activities.kind",)


class Cells(SheetCells):
    """The cells of a sheet, and the tables that are made of them."""

    def lookup(self, cell: str, purpose: str, said: Mapping[str, str]) -> str:
        """A SQL expression: what stands for the text of a cell; the text itself where nothing does."""
        if (cell, purpose) not in self.lookups:
            name = beside(quote(self.source.table), f"__{cell}_{len(self.lookups)}")
            self.con.execute(f"create or replace table {name} (cell varchar primary key, value varchar)")
            insert_rows(self.con, name, [(text, value) for text, value in said.items() if text != value])
            self.lookups[cell, purpose] = name
        name = self.lookups[cell, purpose]
        return f"coalesce((select l.value from {name} l where l.cell = s.{cell}), s.{cell})"

    def value(self, meaning: str) -> str | None:
        """The SQL of a field's text, by its column or constant; None when the sheet says nothing of it."""
        if (found := self.column(meaning)) is None:
            constant = self.sheet.constants.get(meaning)
            return None if constant is None else literal(constant)
        column, cell = found
        table, _, name = meaning.partition(".")
        declared = load_contracts()[table].column(name)
        if target := reference_of(table, name):
            return self.lookup(cell, target, {text: self.codes_of(target, column, text) for text in self.texts(cell)})
        if name == "country":
            return self.lookup(cell, "country", {text: country_of(text) or text for text in self.texts(cell)})
        if declared.enum:
            known = dict(vocabulary.values(meaning)) | dict(column.values)
            inside = meaning in FROM_TITLES
            constant = self.sheet.constants.get(meaning)
            said = {
                text: code_in(text, known, inside=inside)
                or (codes_in(text, known) if meaning in SEVERAL_CODES else "")
                or constant
                or text
                for text in self.texts(cell)
            }
            return self.lookup(cell, meaning, said)
        return f"s.{cell}"

    def header_of(self, meaning: str) -> str:
        """The header of the column that a field comes from; the field's name when none does."""
        found = self.column(meaning)
        return " ".join(found[0].header.split()) if found else meaning.partition(".")[2]

    def code_sql(self, table: str) -> str | None:
        """The SQL of the code of the thing whose own name stands in a column."""
        for name in THINGS[table].names:
            if (own := self.column(f"{table}.{name}")) is not None:
                column, cell = own
                return self.lookup(cell, table, {text: self.codes_of(table, column, text) for text in self.texts(cell)})
        return None

    def write(self, made: Made, table: str, select: str, fields: Sequence[str]) -> None:
        """Keep the rows of a SELECT of ``_line`` and fields as a text table."""
        name = beside(quote(self.source.table), f"__{table}__text")
        mapping = {one: f"c{place}" for place, one in enumerate(fields)}
        picked = ", ".join(f"coalesce({quote(one)}::varchar, '') as c{place}" for place, one in enumerate(fields))
        self.con.execute(
            f"create or replace table {name} as select _line, {picked} from ({select}) order by _line, 2, 3"
        )
        headers = {f"c{place}": self.header_of(f"{table}.{one}") for place, one in enumerate(fields)}
        made.extracts.append(Extract(table, name, mapping, headers))

    def add_rows(self, made: Made, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Keep a few rows made here; each has ``_line``."""
        fields = list(dict.fromkeys(name for row in rows for name in row if name != "_line"))
        name = beside(quote(self.source.table), f"__{table}__made")
        columns = ", ".join(f"{quote(one)} varchar" for one in fields)
        self.con.execute(f"create or replace table {name} (_line bigint, {columns})")
        insert_rows(self.con, name, [[row["_line"], *(text_of(row.get(one)) for one in fields)] for row in rows])
        self.write(made, table, f"select * from {name}", fields)

    def day(self, meaning: str) -> str:
        """The SQL of a day in ISO 8601, for a code; what cannot be read stands as it is."""
        found = self.column(meaning)
        if found is None:
            return "null"
        texts = self.texts(found[1])
        days = read_days(self.con, texts, self.run.dates)
        return self.lookup(found[1], "iso", {text: days[text].isoformat() if text in days else text for text in texts})

    def reference(self, table: str, name: str) -> str | None:
        target = reference_of(table, name)
        return self.code_sql(target) if target in THINGS and target != "networks" else None
