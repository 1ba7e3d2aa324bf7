"""Answers as files that open safely in a spreadsheet."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

# A cell that starts with one of these is run as a formula by spreadsheets: it gets an apostrophe before it. So does a
# cell that looks as if it had got one, so that whoever reads the file back takes exactly one off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def safe_csv(answer: pd.DataFrame, separator: str = ",") -> bytes:
    """UTF-8 CSV with a byte order mark, so that Excel reads the accents; no text cell can run as a formula.

    separator: the sign by which the spreadsheets of a language tell columns (``language.csv_separator``). Where that is
    the semicolon their decimal sign is the comma; a point would make 1.5 a day in May.
    """

    decimal = "," if separator == ";" else "."

    def safe(value: object) -> object:
        if isinstance(value, float) and value == value:
            return repr(float(value)).replace(".", decimal)
        return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value

    text = plain_lists(answer)
    for column in text.columns:
        if not (pd.api.types.is_numeric_dtype(text[column]) or pd.api.types.is_datetime64_any_dtype(text[column])):
            text[column] = text[column].map(safe)
    # Only signs of the line end are quoted: with "\n" alone, what follows a "\r" in a text would begin a row.
    return text.to_csv(index=False, lineterminator="\r\n", sep=separator, decimal=decimal).encode("utf-8-sig")


def plain_lists(answer: pd.DataFrame) -> pd.DataFrame:
    """The same rows with every list as Cadence reads one in a cell: its values separated by ``|``."""
    text = answer.copy()
    for column in text.columns:
        if text[column].dtype == object:
            text[column] = text[column].map(_plain)
    return text


def _plain(value: object) -> object:
    """A list, of whatever library and however deep, as one text; anything else as it is."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | set):
        return "|".join("" if item is None else str(_plain(item)) for item in value)
    if isinstance(value, dict):
        return "|".join(f"{name}={_plain(item)}" for name, item in value.items())
    return value


def mark_again(value: object) -> object:
    """A cell of a workbook, where no text runs as a formula: only one that looks marked already gets the mark."""
    return f"'{value}" if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value) else value


def without_mark(cell: str) -> str:
    """SQL of a text as it was before it was written by ``safe_csv``: without the apostrophe that was put there."""
    return f"case when regexp_matches({cell}, '^''+[=+\\-@\\t\\r]') then substr({cell}, 2) else {cell} end"
