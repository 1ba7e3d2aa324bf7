"""A figure of the report and where it comes from: a question, its parameters, and which cells of its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cadence.cards.process import FEWEST_CASES
from cadence.words import Words

NAMES_LISTED = 12


@dataclass(frozen=True)
class Value:
    """One figure: ``how`` it is taken from the rows of ``column`` where each column of ``where`` holds its value.

    ``how``: only (the one row), sum, count (of rows), count_positive (rows above zero), count_different, last (the
    last that is known), names (a list), or interval (columns ``low`` and ``high``, from five cases of ``n`` on).
    """

    question: str
    parameters: Mapping[str, Any]
    column: str
    how: str
    where: Mapping[str, Any] = field(default_factory=dict)
    is_persons: bool = False
    kind: str = ""
    raw: Any = None

    def in_sentence(self, words: Words) -> Any:
        """What a sentence's blank gets: names joined and codes spoken; numbers and days stay for the words to write."""
        if self.how == "names":
            return list_names([name_in_words(words, self.kind, name) for name in self.raw], words)
        if self.how == "interval":
            return words.interval(*self.raw)
        if self.kind == "currency":
            return words.money(self.raw, self.parameters["currency"])
        return self.raw


def name_in_words(words: Words, kind: str, name: str) -> str:
    """A code in the language, by its kind; a name from the data stays as it is."""
    if kind == "country":
        return words.country(name)
    return words.code(kind, name).lower() if kind else name


def list_names(names: list[str], words: Words) -> str:
    """Names as a list in the language; of very many the first, and how many more."""
    if len(names) <= NAMES_LISTED:
        return words.list_of(names)
    return words("report.names_more", names=", ".join(names[:NAMES_LISTED]), n=len(names) - NAMES_LISTED)


def value_from(answer: pd.DataFrame, column: str, how: str, where: Mapping[str, Any]) -> Any:
    """The figure itself, as a plain Python value; None when it is not known."""
    rows = answer
    for name, wanted in where.items():
        rows = rows[rows[name].isin(wanted if isinstance(wanted, tuple) else (wanted,))]
    if how == "count":
        return len(rows)
    if how == "interval":
        return _ends(rows)
    known = rows[column].dropna()
    if how == "count_positive":
        return int((known > 0).sum())
    if how == "names":
        return [str(name) for name in dict.fromkeys(known)]
    if how == "count_different":
        return int(known.nunique())
    return None if known.empty else _plain(known.sum() if how == "sum" else known.iloc[-1])


def _ends(rows: pd.DataFrame) -> tuple[float, float] | None:
    """The 95 % interval of the one row of a process (``cadence.cards.process``); none of few cases."""
    if rows.empty:
        return None
    row = rows.iloc[-1]
    if row["n"] < FEWEST_CASES:
        return None
    return float(row["low"]), float(row["high"])


def _plain(value: Any) -> Any:
    """A day, a whole number, or else the value as Python knows it."""
    if isinstance(value, pd.Timestamp | dt.datetime):
        return value.date()
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value
