"""Which tables the macros of queries/macros read: a query that calls one reads them too."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import duckdb

from cadence.answers import parse_tree
from cadence.settings import PROJECT

MACROS = PROJECT / "queries" / "macros"
# DuckDB has a tree of a SELECT, not of CREATE MACRO: of that the name and the SELECT or expression are cut out.
_MACRO = re.compile(
    r"create or replace macro (\w+)\([^)]*\) as( table\b)?((?:\s*--[^\n]*\n)*.*)", re.DOTALL | re.IGNORECASE
)


@cache
def _read_by_macros() -> dict[str, tuple[bool, frozenset[str], frozenset[str]]]:
    """By macro: whether it gives a table, the tables its own text names, and the macros that it calls."""
    found = {}
    with duckdb.connect() as con:
        for path in sorted(MACROS.glob("*.sql")):
            for statement in duckdb.extract_statements(path.read_text(encoding="utf-8")):
                if cut := _MACRO.search(statement.query):
                    text = cut[3].strip().rstrip(";")
                    tree = parse_tree.statements(con, text if cut[2] else f"select {text}")
                    found[cut[1].lower()] = (
                        bool(cut[2]),
                        parse_tree.tables_of_others(tree),
                        parse_tree.functions(tree),
                    )
    return found


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def tables_behind(called: frozenset[str]) -> frozenset[str]:
    """Every table that these table macros read, one through another; names that are no macro are left out."""
    return _tables_behind(called, {name: one for name, one in _read_by_macros().items() if one[0]})


@lru_cache(maxsize=1024)
def tables_read(select: str) -> frozenset[str]:
    """Every table that a SELECT reads, by its own words or through the macros it calls, of whatever kind."""
    with _parser().cursor() as con:
        tree = parse_tree.statements(con, select)
    return parse_tree.tables_of_others(tree) | _tables_behind(parse_tree.functions(tree), _read_by_macros())


def _tables_behind(
    called: frozenset[str], known: dict[str, tuple[bool, frozenset[str], frozenset[str]]]
) -> frozenset[str]:
    waiting, seen, tables = set(called), set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in known and name not in seen:
            seen.add(name)
            _, read, calls = known[name]
            waiting |= calls
            tables |= read
    return frozenset(tables)
