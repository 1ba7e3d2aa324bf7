"""Answers as tables: headings and values in the visitor's language, links to pages.

A table is drawn as text, never on a canvas: a screen reader reads it and its links are reached by keyboard.
A long one is searched and paged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cadence.app import address
from cadence.app.markup import markdown_safe
from cadence.contract import load_contracts
from cadence.words import Words
from cadence.words.values import in_words as cell

ROWS_ON_A_PAGE = 12


def show(
    words: Words,
    answer: pd.DataFrame,
    columns: Sequence[str],
    links: Mapping[str, str],
    key: str,
    *,
    table: str | None = None,
) -> None:
    """Draw a table; ``links`` maps a column to the subject (city, partner, action) whose ``<subject>_id`` it opens.

    The subject ``opens`` differs by row: the row's column ``opens`` names it, ``opens_id`` holds its code.
    table: the contract table whose rows these are; each then links to every value it ever had.
    """
    found = _search(words, answer, columns, key) if len(answer) > ROWS_ON_A_PAGE else answer
    part = found
    if len(found) > ROWS_ON_A_PAGE:
        place = st.container()
        page = st.pagination(-(-len(found) // ROWS_ON_A_PAGE), key=f"{key}_page")
        part = found.iloc[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE]
        with place:
            _draw(words, part, columns, links, table)
    else:
        _draw(words, part, columns, links, table)


def _search(words: Words, answer: pd.DataFrame, columns: Sequence[str], key: str) -> pd.DataFrame:
    """The rows in which some shown cell contains what the visitor typed."""
    typed = st.text_input(words("frame.search", n=len(answer)), key=f"{key}_search").strip().casefold()
    if not typed:
        return answer
    matches = pd.Series(False, index=answer.index)
    for name in columns:
        matches |= answer[name].map(lambda value, name=name: typed in cell(words, name, value).casefold())
    return answer[matches]


def _reason(words: Words, why: Any) -> str:
    """Why a figure is missing, in italics; nothing when no reason is given."""
    return "" if pd.isna(why) else f"*{markdown_safe(words(f'why.{why}'))}*"


def _lives(words: Words, rows: pd.DataFrame, table: str) -> list[str]:
    """For each row a link to the file, line and publication that brought it, and to its earlier values."""
    key = load_contracts()[table].primary_key
    return [
        f"[{markdown_safe(words('frame.row_life'))}]({address.row_link(table, dict(zip(key, values, strict=True)))})"
        for values in rows[list(key)].itertuples(index=False)
    ]


def _draw(
    words: Words, rows: pd.DataFrame, columns: Sequence[str], links: Mapping[str, str], table: str | None = None
) -> None:
    said = {}
    for name in columns:
        texts = [markdown_safe(cell(words, name, value)) for value in rows[name].tolist()]
        if f"{name}_why" in rows:
            reasons = rows[f"{name}_why"].tolist()
            texts = [text or _reason(words, why) for text, why in zip(texts, reasons, strict=True)]
        if name in links:
            subjects = rows["opens"] if links[name] == "opens" else [links[name]] * len(rows)
            ids = rows[f"{links[name]}_id"].astype(str)
            texts = [
                f"[{text}]({address.subject_link(subject, code)})" if text and code not in ("", "None", "nan") else text
                for text, subject, code in zip(texts, subjects, ids, strict=True)
            ]
        heading = words.column(name)
        said[heading if heading not in said else f"{heading} ({name})"] = texts
    if table:
        said[words("frame.row_origin")] = _lives(words, rows, table)
    st.table(pd.DataFrame(said), border="horizontal", hide_index=True, alt=", ".join(said))
