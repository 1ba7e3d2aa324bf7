"""Answers as tables: headings and values in the visitor's language, links to pages.

A table is drawn as text, never on a canvas: a screen reader reads it and its links are reached by keyboard.
A long one is searched and paged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from cadence.ui import state
from cadence.ui.markup import plain
from cadence.words import Words

ROWS_ON_A_PAGE = 25


def cell(words: Words, column: str, value: Any) -> str:
    """One value as a reader expects it: by its type, and by what the column's name promises."""
    if isinstance(value, list | tuple | np.ndarray):
        return words.listed([cell(words, column.removesuffix("s"), item) for item in value])
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return words("frame.yes" if value else "frame.no")
    if isinstance(value, dt.datetime):
        return words.date(value.date())
    if isinstance(value, dt.date):
        return words.date(value)
    if isinstance(value, int | float | np.number):
        return number(words, column, float(value))
    if column == "country" or column.endswith("_country"):
        return words.country(str(value))
    if column == "language":
        return words.spoken_language(str(value))
    return words.code(column, value)


def number(words: Words, column: str, value: float) -> str:
    """A number by its column's unit: shares as percentages, gaps in days as months, else as it is."""
    if column in ("low", "high", "share", "density", "achievement") or column.endswith(("_share", "_rate")):
        return words.percent(value)
    if column.endswith("sv_days"):
        return words.gap(value)
    return words.number(value, 0 if value.is_integer() else 1)


def show(words: Words, answer: pd.DataFrame, columns: Sequence[str], links: Mapping[str, str], key: str) -> None:
    """Draw a table; ``links`` maps a column to the page that the row's ``<page>_id`` opens."""
    found = _searched(words, answer, columns, key) if len(answer) > ROWS_ON_A_PAGE else answer
    part = found
    if len(found) > ROWS_ON_A_PAGE:
        place = st.container()
        page = st.pagination(-(-len(found) // ROWS_ON_A_PAGE), key=f"{key}_page")
        part = found.iloc[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE]
        with place:
            _draw(words, part, columns, links)
    else:
        _draw(words, part, columns, links)


def _searched(words: Words, answer: pd.DataFrame, columns: Sequence[str], key: str) -> pd.DataFrame:
    """The rows in which some shown cell contains what the visitor typed."""
    typed = st.text_input(words("frame.search", n=len(answer)), key=f"{key}_search").strip().casefold()
    if not typed:
        return answer
    matches = pd.Series(False, index=answer.index)
    for name in columns:
        matches |= answer[name].map(lambda value, name=name: typed in cell(words, name, value).casefold())
    return answer[matches]


def _draw(words: Words, rows: pd.DataFrame, columns: Sequence[str], links: Mapping[str, str]) -> None:
    said = {}
    for name in columns:
        texts = [plain(cell(words, name, value)) for value in rows[name].tolist()]
        if name in links:
            page = links[name]
            ids = rows[f"{page}_id"].astype(str)
            texts = [
                f"[{text}]({state.link(page, **{page: code})})" if text and code not in ("", "None", "nan") else text
                for text, code in zip(texts, ids, strict=True)
            ]
        said[words.column(name)] = texts
    st.table(pd.DataFrame(said), border="horizontal", hide_index=True, alt=", ".join(said))
