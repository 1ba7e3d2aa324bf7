"""Text tables for tests: rows of texts into a table as reading makes it, checked or ready to be."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cadence.checks import Checked, Choices, check
from cadence.contract import load_contracts
from tests.strategies import Row


def text_table(con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Sequence[str]], width: int) -> str:
    """A table ``_line, c0, c1, ...``; the first row is line 2, as below a header. Gives its quoted name."""
    cells = ", ".join(f"c{place} varchar" for place in range(width))
    con.execute(f'create or replace table "{name}" (_line bigint, {cells})')
    if rows:
        marks = ", ".join("?" * (width + 1))
        con.execute(
            f'insert into "{name}" values ' + ", ".join([f"({marks})"] * len(rows)),
            [value for line, row in enumerate(rows, start=2) for value in (line, *row)],
        )
    return f'"{name}"'


def check_rows(
    con: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[Row],
    choices: Choices | None = None,
    plain_decimal: bool = True,
) -> Checked:
    """Rows by field name, checked against their contract; a field that no row has is not mapped."""
    contract = load_contracts()[table]
    fields = [name for name in contract.columns if any(name in row for row in rows)]
    name = text_table(con, f"text_{table}", [[row.get(f, "") for f in fields] for row in rows], len(fields))
    mapping = {field: f"c{place}" for place, field in enumerate(fields)}
    headers = {cell: field for field, cell in mapping.items()}
    return check(con, contract, name, mapping, headers=headers, choices=choices, plain_decimal=plain_decimal)


def staged_rows(checked: Checked) -> list[dict[str, object]]:
    """The good rows, typed, by field name."""
    found = checked.con.execute(f"from {checked.staged} order by _line")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
