"""An analyst's own SQL over one snapshot, in a database of its own that can reach nothing else.

The database has no files, no network, no extensions and a locked configuration; it holds copies of just those
tables that the query names. One SELECT, within limits of time, memory and rows. What a query may not do is
refused in a sentence (QuestionError), never half done.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from cadence.contracts import load_contracts, quote
from cadence.errors import QuestionError
from cadence.questions import load_metrics
from cadence.serving import Serving

SECONDS = 5.0
ROWS = 10_000
ROWS_COPIED = 2_000_000
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "512MB",
    "threads": "1",
    "lock_configuration": "true",
}
# These make rows out of nothing; every other table function reads files, settings or other SQL.
TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}


@dataclass(frozen=True)
class Found:
    """The rows of a query, at most ``ROWS`` of them, and whether there were more."""

    rows: pd.DataFrame
    is_cut: bool


def tables() -> list[str]:
    """The tables a query may name: those of the contracts and the metric tables."""
    return [*load_contracts(), *sorted(load_metrics())]


def run(serving: Serving, sql: str, seconds: float = SECONDS) -> Found:
    """The answer to one SELECT over the tables of a snapshot."""
    with duckdb.connect(config=CONFIGURATION) as con:
        for table in _named_tables(con, sql):
            _copy(serving, table, con)
        return _within_limits(con, sql, seconds)


def _within_limits(con: duckdb.DuckDBPyConnection, sql: str, seconds: float) -> Found:
    """Run a query that was already found to be one SELECT; it is interrupted when its time is over."""
    clock = threading.Timer(seconds, con.interrupt)
    clock.start()
    try:
        con.execute(sql)
        # Rows are fetched in small lots, so that a query of a million rows costs only those shown.
        names = [column[0] for column in con.description or ()]
        rows = con.fetchmany(ROWS + 1)
    except duckdb.InterruptException as error:
        raise QuestionError("sandbox_time", seconds=seconds) from error
    except duckdb.OutOfMemoryException as error:
        raise QuestionError("sandbox_memory", limit=CONFIGURATION["memory_limit"]) from error
    except duckdb.Error as error:
        raise QuestionError("sandbox_failed", reason=str(error).split("\n\nLINE")[0]) from error
    finally:
        clock.cancel()
    return Found(pd.DataFrame(rows[:ROWS], columns=_unique(names)), len(rows) > ROWS)


def _unique(names: list[str]) -> list[str]:
    """Column names with a number behind those that come again."""
    return [name if names.index(name) == i else f"{name}_{i + 1}" for i, name in enumerate(names)]


def _named_tables(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The known tables that one SELECT names; anything but one such SELECT is refused."""
    tree = _tree(con, sql)
    statements = tree.get("statements", [])
    if len(statements) != 1:
        raise QuestionError("sandbox_one_select")
    found: set[str] = set()
    defined: set[str] = set()
    _walk(statements[0], found, defined)
    known = set(tables())
    for name in sorted(found - defined):
        if name not in known:
            raise QuestionError("sandbox_unknown_table", table=name)
    return sorted(found & known)


def _tree(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The parse tree; only SELECT has one, so that every other statement is refused here."""
    row = con.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {}
    if not tree.get("error"):
        return tree
    if tree.get("error_type") == "not implemented":
        raise QuestionError("sandbox_one_select")
    raise QuestionError("sandbox_failed", reason=tree.get("error_message", ""))


def _walk(node: Any, found: set[str], defined: set[str]) -> None:
    """Collect base tables and the names that the query defines itself; refuse other table functions."""
    if isinstance(node, list):
        for part in node:
            _walk(part, found, defined)
        return
    if not isinstance(node, dict):
        return
    if node.get("type") == "BASE_TABLE":
        if node.get("schema_name") or node.get("catalog_name"):
            raise QuestionError("sandbox_unknown_table", table=f"{node['schema_name']}.{node['table_name']}")
        found.add(str(node["table_name"]))
    if node.get("type") == "TABLE_FUNCTION" and node["function"].get("function_name") not in TABLE_FUNCTIONS:
        raise QuestionError("sandbox_function", function=node["function"].get("function_name"))
    for part in node.get("cte_map", {}).get("map", []) if isinstance(node.get("cte_map"), dict) else []:
        defined.add(str(part["key"]))
    for part in node.values():
        _walk(part, found, defined)


def _copy(serving: Serving, table: str, con: duckdb.DuckDBPyConnection) -> None:
    """Bring one table of the snapshot into the sandbox; a very large one is refused, not cut."""
    with serving.cursor() as cursor:
        row = cursor.execute(f"select count(*) from {quote(table)}").fetchone()
        if row and row[0] > ROWS_COPIED:
            raise QuestionError("sandbox_too_large", table=table, n=row[0], most=ROWS_COPIED)
        rows = cursor.execute(f"from {quote(table)}").to_arrow_table()
    con.register(table, rows)
