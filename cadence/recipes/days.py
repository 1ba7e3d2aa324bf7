"""The days that cells name, read all at once by the macros that read every cell (queries/checks/readers.sql)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import duckdb

from cadence.checks.table import load_readers
from cadence.recipes.cells import MONTH

SHORT_YEAR = re.compile(r"([^\W\d_]+)\.?[ -]+(\d\d)")


def read_days(con: duckdb.DuckDBPyConnection, texts: Iterable[str], way: str | None = None) -> dict[str, dt.date]:
    """The day of each text that names one; of a month its first. way: ``mdy`` where month stands before day, else day
    first.
    """
    load_readers(con)
    asked = sorted({text for text in texts if any(sign.isdigit() for sign in text)})
    if not asked:
        return {}
    order = ("date_month_first", "date_day_first") if way == "mdy" else ("date_day_first", "date_month_first")
    con.execute("create or replace temp table days_asked (text varchar, bare varchar)")
    con.executemany("insert into days_asked values (?, ?)", [(text, _long_year(text)) for text in asked])
    rows = con.execute(
        f"select text, coalesce(date_year_first(bare), {order[0]}(bare), {order[1]}(bare), date_of_month(bare), "
        "date_in_words(bare), date_of_spreadsheet(bare)) from days_asked"
    ).fetchall()
    con.execute("drop table days_asked")
    return {text: day for text, day in rows if day is not None}


def _long_year(text: str) -> str:
    """Mar-16 as Mar 2016: where a month is named, two digits after it are a year; a time of day is left out."""
    bare = re.sub(r"[ T]\d{1,2}:\d\d(:\d\d)?(\.\d+)?( ?[AP]M)?$", "", text.strip(), flags=re.I)
    if MONTH.fullmatch(bare) and (said := SHORT_YEAR.fullmatch(bare)):
        return f"{said[1]} {_century(int(said[2]))}"
    return bare


def _century(year: int) -> int:
    return 2000 + year if year < 70 else 1900 + year
