"""Numbers that stand for days in a workbook that counts from 1904, as all other spreadsheets count."""

from __future__ import annotations

import duckdb

from cadence.contract import load_contracts
from cadence.intake.recognised import Recognised
from cadence.reading import Reading
from cadence.sql import quote

# From 30 December 1899 to 1 January 1904.
LATER_DAYS = 1462


def count_from_1900(con: duckdb.DuckDBPyConnection, reading: Reading, found: Recognised) -> None:
    """Change the bare numbers in the columns of days: the rows set aside, too, leave their workbook."""
    if not any(fact.code == "days_from_1904" for fact in reading.facts):
        return
    contract, table = load_contracts()[found.about], quote(reading.table)
    for match in found.matches:
        if contract.column(match.field).type == "date":
            cell = f"c{match.place}"
            con.execute(
                f"update {table} set {cell} = (trim({cell})::integer + {LATER_DAYS})::varchar "
                f"where regexp_full_match(trim({cell}), '[0-9]{{5}}')"
            )
