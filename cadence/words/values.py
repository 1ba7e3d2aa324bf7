"""A value of an answer, said by its type and by what its column's name promises."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cadence.words import Words


def in_words(words: Words, column: str, value: Any) -> str:
    """One value as a reader expects it: by its type, and by what the column's name promises."""
    if isinstance(value, list | tuple | np.ndarray):
        return words.list_of([in_words(words, column.removesuffix("s"), item) for item in value])
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return words("frame.yes" if value else "frame.no")
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return words.quarter(day) if column == "quarter" else words.date(day)
    if isinstance(value, int | float | np.number):
        return _number(words, column, float(value))
    if column == "country" or column.endswith("_country"):
        return words.country(str(value))
    if column == "language":
        return words.spoken_language(str(value))
    return words.code(column, value)


def _number(words: Words, column: str, value: float) -> str:
    """A number by its column's unit: shares as percentages, gaps in days as months, else as it is."""
    if column == "achievement":
        return words.way(value)
    if column in ("low", "high", "share", "density") or column.endswith(("_share", "_rate")):
        return words.percent(value)
    if column.endswith("sv_days"):
        return words.gap(value)
    return words.number(value, 0 if value.is_integer() else 1)
