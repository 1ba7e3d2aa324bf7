"""The macros of queries/macros: their statements, what each needs, and which tables who calls one reads too."""

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
def macro_statements() -> dict[str, str]:
    """The statement that creates each macro, by its name in small letters."""
    return {
        cut[1].lower(): statement.query
        for path in sorted(MACROS.glob("*.sql"))
        for statement in duckdb.extract_statements(path.read_text(encoding="utf-8"))
        if (cut := _MACRO.search(statement.query))
    }


@cache
def _read_by_macros() -> dict[str, tuple[bool, frozenset[str], frozenset[str]]]:
    """By macro: whether it gives a table, the tables its own text names, and the macros that it calls."""
    found = {}
    with duckdb.connect() as con:
        for name, statement in macro_statements().items():
            cut = _MACRO.search(statement)
            assert cut is not None
            text = cut[3].strip().rstrip(";")
            tree = parse_tree.statements(con, text if cut[2] else f"select {text}")
            found[name] = (bool(cut[2]), parse_tree.tables_of_others(tree), parse_tree.functions(tree))
    return found


def needed_by_macro(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tables that a macro's own text names, and the functions and macros that it calls."""
    _, tables, functions = _read_by_macros()[name]
    return tables, functions


@lru_cache(maxsize=1024)
def functions_called(select: str) -> frozenset[str]:
    """The functions and macros that a SELECT calls by its own words, of one value or of a table."""
    with _parser().cursor() as con:
        tree = parse_tree.statements(con, select)
    return parse_tree.functions(tree) | parse_tree.called_tables(tree)


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
