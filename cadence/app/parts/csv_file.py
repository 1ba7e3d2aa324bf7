"""The rows of a chart, a table or an answer, to take away as CSV that is safe in a spreadsheet."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from cadence.forms.safe_csv import safe_csv
from cadence.words import Words


def take_csv(
    words: Words, rows: pd.DataFrame, name: str, key: str, kind: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """A button; the file is made when it is pressed."""
    st.download_button(
        words("frame.csv"),
        lambda: safe_csv(rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        type=kind,
    )
