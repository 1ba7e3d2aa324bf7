"""What a template leaves in a file filled in from it: its pages of notes and codes, its example row."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cadence.contract import load_contracts
from cadence.forms.template import is_example
from cadence.forms.workbook import is_help_sheet
from cadence.intake.model import Part
from cadence.problems import Fact
from cadence.reading import Reading
from cadence.sql import quote

EXAMPLE = "example_row"


def is_help(reading: Reading) -> bool:
    """Whether a sheet is a template's own page of notes or of codes."""
    return not reading.is_refused and is_help_sheet(reading.columns)


def take_example_out(con: duckdb.DuckDBPyConnection, part: Part) -> list[Fact]:
    """Take the template's example row out of a contract table when it still stands first; the fact that says so.

    It goes before anything is looked up in the table: the names in it are nobody's.
    """
    found = part.recognition
    if found is None or found.kind != "table" or part.waits:
        return []
    contract, table = load_contracts()[found.about], quote(part.reading.table)
    places = [found.mapping.get(name) for name in contract.columns]
    cells = ", ".join(f"trim(coalesce({place}, ''))" if place else "''" for place in places)
    first = con.execute(f"select _line, {cells} from {table} order by _line limit 1").fetchone()
    if first is None or not is_example(contract, [str(cell) for cell in first[1:]]):
        return []
    con.execute(f"delete from {table} where _line = $line", {"line": first[0]})
    return [Fact(EXAMPLE, {"line": first[0]})]


def is_only_example(part: Part) -> bool:
    """Whether a part is a template in which nothing was written."""
    return any(fact.code == EXAMPLE for fact in part.noted) and part.lines == 0


def left_out(code: str, names: Sequence[str]) -> Fact:
    """The fact that says which sheets of a workbook were left out."""
    return Fact(code, {"n": len(names), "sheets": ", ".join(name.rpartition("› ")[2] for name in names)})
