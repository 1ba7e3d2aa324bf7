"""Which tables a statement reads: by its own text, and by the macros it calls."""

from __future__ import annotations

from functools import cache, lru_cache

import duckdb

from cadence.answers import parse_tree
from cadence.answers.macros import tables_behind, tables_read
from cadence.errors import QuestionError


def reads(sql: str) -> frozenset[str]:
    """Every table a statement reads, and every table behind the macros it calls, of a table or of one value."""
    tables, called = tables_of(sql)
    return tables | tables_behind(called) | tables_read(sql)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@lru_cache(maxsize=512)
def tables_of(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the tables, and of the table functions, in the parse tree. Raises QuestionError where there is none."""
    with _parser().cursor() as con:
        try:
            tree = parse_tree.statements(con, sql)
            return parse_tree.base_tables(tree), parse_tree.called_tables(tree)
        except parse_tree.NotParsedError as error:
            raise QuestionError("question_does_not_parse", question="", reason=error.reason) from error
