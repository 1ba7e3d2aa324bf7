"""No text cell of an answer runs as a formula, and who reads it back gets the text that was there."""

from __future__ import annotations

import csv
import datetime as dt
import io

import duckdb
import numpy as np
import pandas as pd
import pytest

from cadence.forms.safe_csv import mark_again, plain_lists, safe_csv, without_mark

SIGNS = ["=", "+", "-", "@", "\t", "\r"]


def cells(answer: pd.DataFrame) -> list[list[str]]:
    text = safe_csv(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "'", "''"])
def test_each_sign_that_begins_a_formula_gets_one_apostrophe_and_loses_it_when_read_back(sign: str, before: str):
    text = f"{before}{sign}1+2"
    ((written,),) = cells(pd.DataFrame({"a": [text]}))
    assert written == f"'{text}"
    assert mark_again(text) == (f"'{text}" if before else text)
    with duckdb.connect() as con:
        assert con.execute(f"select {without_mark('c')} from (select $t as c)", {"t": written}).fetchone() == (text,)


@pytest.mark.parametrize("text", ["a=1", "1-2", " =1", "'", "'a", "", "\n=1", "é@b", "a\t"])
def test_any_other_text_stays_as_it_is(text: str):
    assert cells(pd.DataFrame({"a": [text], "b": ["x"]})) == [[text, "x"]]
    assert mark_again(text) == text
    with duckdb.connect() as con:
        assert con.execute(f"select {without_mark('c')} from (select $t as c)", {"t": text}).fetchone() == (text,)


def test_numbers_and_days_are_no_texts_and_keep_their_signs():
    day = pd.Timestamp("2026-05-03")
    frame = pd.DataFrame(
        {"n": [-1, 2], "x": [-0.5, 1.5], "on": [day, day], "o": [dt.date(2026, 5, 3), -3], "e": ["é", None]}
    )
    assert cells(frame) == [["-1", "-0.5", "2026-05-03", "2026-05-03", "é"], ["2", "1.5", "2026-05-03", "-3", ""]]
    assert mark_again(-1) == -1


def test_a_byte_order_mark_comes_first_so_that_accents_are_read():
    assert safe_csv(pd.DataFrame({"é": ["à"]})) == b"\xef\xbb\xbf\xc3\xa9\r\n\xc3\xa0\r\n"


def test_lists_of_any_library_are_one_text_and_the_answer_itself_keeps_its_own():
    values: list[object] = [
        ["a", None, "b"],
        ("a", 1),
        np.array(["x", "y"]),
        [["a", "b"], ["c"]],
        {"k": ["a", "b"], "l": 2},
        {"one"},
    ]
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object), "n": range(len(values))})
    assert list(plain_lists(frame)["a"]) == ["a||b", "a|1", "x|y", "a|b|c", "k=a|b|l=2", "one"]
    assert frame["a"][0] == ["a", None, "b"] and list(plain_lists(frame)["n"]) == list(range(len(values)))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_what_follows_a_line_end_in_a_text_begins_no_row(end: str):
    assert cells(pd.DataFrame({"a": [f"x{end}=1+2"], "b": ["y"]})) == [[f"x{end}=1+2", "y"]]
    assert f'"x{end}=1+2"'.encode() in safe_csv(pd.DataFrame({"a": [f"x{end}=1+2"]}))


def test_a_list_whose_first_value_begins_a_formula_is_marked_too():
    assert cells(pd.DataFrame({"a": pd.Series([["=1", "b"]], dtype=object)})) == [["'=1|b"]]


def test_where_columns_are_told_by_semicolons_decimals_are_commas() -> None:
    rows = pd.DataFrame({"n": [1.5, 2.0], "seen": [None, 0.25], "mixed": ["a;b", 3.5], "list": [["x", "y"], []]})
    lines = safe_csv(rows, ";").decode("utf-8-sig").splitlines()
    assert lines == [
        "n;seen;mixed;list",
        '1,5;;"a;b";x|y',
        "2,0;0,25;3,5;",
    ]
    assert safe_csv(rows).decode("utf-8-sig").splitlines()[2] == "2.0,0.25,3.5,"
