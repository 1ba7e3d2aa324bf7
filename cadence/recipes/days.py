"""The days that cells name, read all at once by the macros that read every cell (queries/checks/readers.sql)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import duckdb

from cadence.checks.folding import fold
from cadence.checks.table import load_readers
from cadence.recipes.cells import MONTH, TIME
from cadence.sql import insert_rows

SHORT_YEAR = re.compile(r"([^\W\d_]+)\.?[ -]+(\d\d)")


# What a text says does not change: sheets are looked at several times while questions are answered.
_READ: dict[tuple[str, bool], dt.date | None] = {}
MOST_KEPT = 200_000


def read_days(con: duckdb.DuckDBPyConnection, texts: Iterable[str], way: str | None = None) -> dict[str, dt.date]:
    """The day of each text that names one; of a month its first.

    way: ``mdy`` where the month stands before the day, else day first.
    """
    is_month_first = way == "mdy"
    asked = {text for text in texts if any(sign.isdigit() for sign in text)}
    if len(_READ) > MOST_KEPT:
        _READ.clear()
    unread = sorted(text for text in asked if (text, is_month_first) not in _READ)
    if unread:
        _READ.update({(text, is_month_first): day for text, day in _ask(con, unread, is_month_first)})
    found = {text: _READ[text, is_month_first] for text in asked}
    return {text: day for text, day in found.items() if day is not None}


def _ask(con: duckdb.DuckDBPyConnection, texts: list[str], is_month_first: bool) -> list[tuple[str, dt.date | None]]:
    load_readers(con)
    order = ("date_day_first", "date_month_first")
    first, second = reversed(order) if is_month_first else order
    con.execute("create or replace temp table days_asked (text varchar, bare varchar, words varchar)")
    insert_rows(con, "days_asked", [(text, bare := _long_year(text), fold(bare)) for text in texts])
    rows = con.execute(
        f"select text, coalesce(date_year_first(bare), {first}(bare), {second}(bare), date_of_month(bare, words), "
        "date_in_words(words), date_of_spreadsheet(bare)) from days_asked"
    ).fetchall()
    con.execute("drop table days_asked")
    return rows


def _long_year(text: str) -> str:
    """Mar-16 as Mar 2016: where a month is named, two digits after it are a year; a time of day is left out."""
    bare = re.sub(TIME, "", text.strip())
    if MONTH.fullmatch(bare) and (said := SHORT_YEAR.fullmatch(bare)):
        return f"{said[1]} {_century(int(said[2]))}"
    return bare


def _century(year: int) -> int:
    return 2000 + year if year < 70 else 1900 + year
