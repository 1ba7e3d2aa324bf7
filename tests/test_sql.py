"""The few hands that every statement needs."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from cadence.sql import among, beside, insert_rows, literal, quote

ROWS = [
    ("it's", None, dt.date(2026, 1, 31), 1),
    ("", "2", None, None),
    (None, None, dt.date(1999, 12, 31), -3),
    ('a"b', "é\n", None, 2**40),
]


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], [(None, None, None, None)], [], list(reversed(ROWS))])
def test_rows_are_inserted_as_they_are_and_in_their_order(rows: list[tuple[object, ...]]) -> None:
    with duckdb.connect() as con:
        con.execute('create table "t""x" (a varchar, b varchar, c date, d bigint)')
        insert_rows(con, quote('t"x'), iter(rows))
        assert con.execute('from "t""x"').fetchall() == rows


def test_rows_go_into_the_columns_that_are_named() -> None:
    with duckdb.connect() as con:
        con.execute("create table t (a varchar, b integer default 7)")
        insert_rows(con, "t (a)", [("x",), ("y",)])
        assert con.execute("from t").fetchall() == [("x", 7), ("y", 7)]


def test_rows_of_unlike_length_are_refused() -> None:
    with duckdb.connect() as con, pytest.raises(ValueError):
        insert_rows(con, "t", [(1, 2), (1,)])


def test_names_and_texts_keep_their_quotes() -> None:
    assert quote('a"b') == '"a""b"' and literal("a'b") == "'a''b'"
    assert beside('"a""b"', "_c") == '"a""b_c"' and among(["x", "y'"]) == "('x', 'y''')"
