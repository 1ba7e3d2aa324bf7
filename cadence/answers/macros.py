"""Which tables the table macros of queries/macros read: a query that calls one reads them too."""

from __future__ import annotations

import re
from functools import cache

import duckdb

from cadence.answers import parse_tree
from cadence.settings import PROJECT

MACROS = PROJECT / "queries" / "macros"
# DuckDB has a tree of a SELECT, not of CREATE MACRO: of that the name and the SELECT are cut out.
_TABLE_MACRO = re.compile(r"create or replace macro (\w+)\([^)]*\) as table\b(.*)", re.DOTALL | re.IGNORECASE)


@cache
def _read_by_macros() -> dict[str, frozenset[str]]:
    """Table macro -> the tables and table macros its own text names."""
    found = {}
    with duckdb.connect() as con:
        for path in sorted(MACROS.glob("*.sql")):
            for statement in duckdb.extract_statements(path.read_text(encoding="utf-8")):
                if cut := _TABLE_MACRO.search(statement.query):
                    tree = parse_tree.statements(con, cut[2])
                    found[cut[1].lower()] = parse_tree.base_tables(tree) | parse_tree.called_tables(tree)
    return found


def tables_behind(called: frozenset[str]) -> frozenset[str]:
    """Every table that these table macros read, one through another; names that are no macro are left out."""
    known = _read_by_macros()
    waiting, seen, tables = set(called), set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in known and name not in seen:
            seen.add(name)
            waiting |= known[name]
            tables |= known[name] - known.keys()
    return frozenset(tables)
