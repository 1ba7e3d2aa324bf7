"""Answers as files that open safely in a spreadsheet."""

from __future__ import annotations

import pandas as pd

# A cell that starts with one of these is run as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_csv(answer: pd.DataFrame) -> bytes:
    """UTF-8 CSV with a byte order mark, so that Excel reads the accents; no text cell can run as a formula."""

    def safe(value: object) -> object:
        if isinstance(value, list | tuple):
            value = "|".join(map(str, value))
        return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value

    text = answer.copy()
    for column in text.columns:
        if not (pd.api.types.is_numeric_dtype(text[column]) or pd.api.types.is_datetime64_any_dtype(text[column])):
            text[column] = text[column].map(safe)
    return text.to_csv(index=False).encode("utf-8-sig")
