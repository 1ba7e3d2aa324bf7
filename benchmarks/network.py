"""The invented network of the speed suite, staged for publishing."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cadence.contract import load_contracts
from cadence.sql import quote
from cadence.store import Staged

SQL = Path(__file__).parent / "network.sql"


def stage_network(con: duckdb.DuckDBPyConnection, activities: int) -> dict[str, list[Staged]]:
    """Create the staged tables of all contracts in the current database, typed as contracted."""
    con.execute("create schema made")
    con.execute("set schema = 'made'")
    for statement in duckdb.extract_statements(SQL.read_text(encoding="utf-8")):
        values = {"activities": activities} if "activities" in statement.named_parameters else {}
        con.execute(statement, values)
    con.execute("set schema = 'main'")
    made = {
        name for (name,) in con.execute("select table_name from duckdb_tables() where schema_name = 'made'").fetchall()
    }
    for contract in load_contracts().values():
        if contract.name not in made:  # the network tells nothing of it
            con.execute(f"create table made.{quote(contract.name)} (_line bigint)")
        there = con.table(f"made.{contract.name}").columns
        typed = ", ".join(
            f"{quote(f.name) if f.name in there else 'null'}::{f.duckdb_type} as {quote(f.name)}"
            for f in contract.fields
        )
        con.execute(
            f"create view {quote('staged_' + contract.name)} as select {typed}, _line from made.{contract.name}"
        )
    return {name: [Staged(quote(f"staged_{name}"), 0)] for name in load_contracts()}
