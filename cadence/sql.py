"""The few hands that every statement needs: names, texts, counts. What is untrusted goes in as a parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb


def quote(identifier: str) -> str:
    """An identifier ready for SQL: ``"…"``, quotes inside doubled."""
    return '"' + identifier.replace('"', '""') + '"'


def beside(table: str, suffix: str) -> str:
    """The quoted name of a table made from the one with the quoted name ``table``: ``"a"``, ``_b`` give ``"a_b"``."""
    return quote(table[1:-1].replace('""', '"') + suffix)


def literal(text: str) -> str:
    """A text ready for SQL: ``'…'``, quotes inside doubled; for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def among(values: Iterable[str]) -> str:
    """A list of texts ready for ``in``: ``('a', 'b')``."""
    return f"({', '.join(literal(value) for value in values)})"


def count(con: duckdb.DuckDBPyConnection, relation: str, condition: str = "true") -> int:
    """The number of rows of a relation (a quoted name, or a SELECT in brackets) that meet a condition."""
    row = con.execute(f"select count(*) from {relation} where {condition}").fetchone()
    return int(row[0]) if row else 0


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Insert rows into a table or its columns (a quoted name, ``"t" (a, b)``), all with one statement.

    A row at a time takes DuckDB a millisecond each, a hundred times as long.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        con.execute(f"insert into {table} select {', '.join('unnest(?)' for _ in columns)}", columns)
