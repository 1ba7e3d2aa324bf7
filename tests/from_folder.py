"""Contract tables from a folder of clean CSVs, one per table: typed, not checked."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cadence.answers.database import Fill
from cadence.answers.serving import Serving, open_built
from cadence.contract import Contract, Field
from cadence.sql import quote


def from_folder(folder: Path | str) -> Serving:
    """A Serving straight from a folder of clean CSVs named after the tables."""
    return open_built(from_csvs(Path(folder)), snapshot=0)


def from_csvs(folder: Path) -> Fill:
    """A filler for ``building.build``: UTF-8, commas, field names as headers; an absent file is an empty table."""

    def fill(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        path = folder / f"{contract.name}.csv"
        if path.exists():
            _insert(con, contract, path)

    return fill


def _insert(con: duckdb.DuckDBPyConnection, contract: Contract, path: Path) -> None:
    """Insert one CSV; an absent column gets its default, the header is line 1."""
    text = con.read_csv(str(path), header=True, all_varchar=True, delimiter=",", quotechar='"')
    picked = ", ".join(_typed(field, field.name in text.columns) for field in contract.fields)
    con.register("_text", text)
    con.execute(f"insert into {quote(contract.name)} select {picked}, null, row_number() over () + 1 from _text")
    con.unregister("_text")


def _typed(field: Field, is_present: bool) -> str:
    """The SQL that turns one text cell into the field's type."""
    cell = f"nullif({quote(field.name)}::varchar, '')" if is_present else "null::varchar"
    if field.default is not None:
        cell = f"coalesce({cell}, '{field.default}')"
    return f"string_split({cell}, '|')" if field.type == "list" else f"cast({cell} as {field.duckdb_type})"


def table_ddl(contract: Contract, table: str | None = None, more: tuple[str, ...] = ()) -> str:
    """``CREATE TABLE`` with typed columns, no keys (checks hold them), ``more`` columns; ``table`` comes quoted."""
    columns = [f"{quote(column.name)} {column.duckdb_type}" for column in contract.fields]
    return f"create table {table or quote(contract.name)} ({', '.join([*columns, *more])})"
