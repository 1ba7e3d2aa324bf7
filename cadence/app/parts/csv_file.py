"""The rows of a chart, a table or an answer, to take away as CSV that is safe in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st

from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.exports.csv_with_origin import with_origin
from cadence.forms.safe_csv import safe_csv
from cadence.words import Words


def take_csv(
    words: Words, rows: pd.DataFrame, name: str, key: str, kind: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """A button; the file is made when it is pressed."""
    st.download_button(
        words("frame.csv"),
        lambda: safe_csv(rows, words("language.csv_separator")),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        type=kind,
    )


def take_with_origin(
    words: Words,
    rows: pd.DataFrame | Callable[[], pd.DataFrame],
    answer: Answer,
    serving: Serving,
    name: str,
    key: str,
    told: Mapping[str, Any] | None = None,
    kind: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """A button for rows of an answer, or behind it: the CSV with what it is and where it comes from, in one zip.

    rows: a function where they are many; it is called when the button is pressed.
    """
    st.download_button(
        words("frame.csv_origin"),
        lambda: with_origin(name, rows() if callable(rows) else rows, answer, serving, words, told or {}),
        file_name=f"{name}.zip",
        mime="application/zip",
        key=key,
        on_click="ignore",
        type=kind,
    )
