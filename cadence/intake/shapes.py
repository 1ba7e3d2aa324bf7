"""Tables in another shape than one row a thing: named, with what to do, where no table is recognised as it stands."""

from __future__ import annotations

import duckdb

from cadence.checks.folding import fold
from cadence.checks.table import load_readers
from cadence.contract import Contract, load_contracts
from cadence.problems import Problem
from cadence.reading import Reading
from cadence.sql import literal, quote

# So many of the names of a table, one below the other, are no chance.
FEWEST_NAMES, SHARE_OF_NAMES = 3, 0.5
FEWEST_PERIODS = 2


def other_shape(con: duckdb.DuckDBPyConnection, reading: Reading) -> Problem | None:
    """What is to be said of a table in one of the other shapes; None where it has none of them."""
    load_readers(con)
    return _name_swap(con, reading) or _periods_in_columns(con, reading)


def _name_swap(con: duckdb.DuckDBPyConnection, reading: Reading) -> Problem | None:
    """The names of the columns stand below each other, in the first column."""
    rows = con.execute(f"select c0 from {quote(reading.table)} order by _line limit 100").fetchall()
    names = [fold(text) for text in (reading.columns[0], *(str(text) for (text,) in rows))]
    for contract in load_contracts().values():
        known = sum(name in _names(contract) for name in names)
        if known >= FEWEST_NAMES and known >= SHARE_OF_NAMES * len(names) and len(reading.columns) > 1:
            return Problem("rows_and_columns_swapped", "refused", contract.name, expected=contract.name)
    return None


def _names(contract: Contract) -> set[str]:
    return {fold(name) for field in contract.fields for name in field.names()} - {""}


def _periods_in_columns(con: duckdb.DuckDBPyConnection, reading: Reading) -> Problem | None:
    """Several headers are a day, a month, a quarter: what should be rows stands side by side."""
    texts = f"select unnest([{', '.join(literal(' '.join(header.split())) for header in reading.columns)}]) as t"
    day = "coalesce(date_year_first(t), date_day_first(t), date_of_month(t, folded(t)), first_of_period(folded(t)))"
    row = con.execute(f"select list(t) from ({texts}) where {day} is not null").fetchone()
    periods = (row and row[0]) or []
    if len(periods) < FEWEST_PERIODS:
        return None
    return Problem("periods_in_columns", "refused", found=", ".join(periods), expected=str(len(periods)))
