"""One mark of a chart and the row of the answer it draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from cadence.words import Words
from cadence.words.values import in_words as cell


def in_words(row: Mapping[Any, Any], marks: Sequence[str], words: Words) -> str:
    """What tells a row of an answer from the others, in words: a city by its name rather than its code."""
    columns = [_name_column(mark, row) for mark in marks]
    return " · ".join(filter(None, (cell(words, name, row[name]) for name in columns)))


def _name_column(mark: str, row: Mapping[Any, Any]) -> str:
    """The column that names what a code stands for, where the answer has one."""
    stem = mark.removesuffix("_id")
    return next((name for name in (stem, "name", "title") if mark != stem and name in row), mark)


def place_of(
    frame: pd.DataFrame, marks: Sequence[str], points: Sequence[Mapping[str, Any]], words: Words
) -> int | None:
    """Which row of an answer a chosen point draws: the only one whose marks are all told by the point; else None."""
    told = {text for point in points[:1] for text in _texts(point.values())}
    if not told:
        return None
    found = [
        place
        for place, row in enumerate(frame.to_dict("records"))
        if all(told & set(_sayings(name, row, words)) for name in marks)
    ]
    return found[0] if len(found) == 1 else None


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Every text in what the chart library says of a point; a code that opens a page ("city:bako") also without it."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from _texts(value)
        elif value is not None:
            yield _text(value)
            yield _text(value).partition(":")[2] or _text(value)


def _sayings(name: str, row: Mapping[Any, Any], words: Words) -> Iterator[str]:
    """A mark as a chart may say it: its value, its word, the name it stands for."""
    yield _text(row[name])
    yield cell(words, name, row[name])
    yield cell(words, _name_column(name, row), row[_name_column(name, row)])


def _text(value: Any) -> str:
    """A day, a number or a code in one form, whatever type it came in."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        return f"{value:g}"
    text = str(value)
    return text[:10] if text[10:19] == "T00:00:00" or text[10:19] == " 00:00:00" else text
