"""Asking for a report: every figure and sentence made here remembers its question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from cadence import questions, values
from cadence.charts.look import Chart
from cadence.report.model import Drawn, Paragraph, Sentence, Table
from cadence.report.values import Value, taken
from cadence.report.withholding import is_small
from cadence.serving import Serving
from cadence.words import Words

# Rows of a table that are printed; a longer one is whole in its CSV.
ROWS_PRINTED = 60


class Facts:
    """One network at one data date in one language. ``limit``: counts of persons below it are withheld."""

    def __init__(self, serving: Serving, words: Words, network: str, data_date: dt.date, limit: float) -> None:
        self.serving, self.words = serving, words
        self.network, self.data_date, self.limit = network, data_date, limit

    def ask(self, question: str, **params: Any) -> pd.DataFrame:
        """The answer for this network at this day."""
        known = questions.find(question).parameters
        common = {"network": self.network, "data_date": self.data_date}
        return self.serving.ask(question, **{name: common[name] for name in common if name in known}, **params)

    def value(self, question: str, column: str, how: str = "only", *, persons: bool = False, kind: str = "",
              **where: Any) -> Value:  # fmt: skip
        """One figure of an answer; see ``Value``. ``kind`` names the codes its words come from."""
        answer = self.ask(question)
        raw = taken(answer, column, how, where)
        return Value(question, answer.attrs["parameters"], column, how, where, persons, kind, raw)

    def money(self, column: str, currency: str, question: str = "leverage") -> Value:
        """An amount of one currency."""
        answer = self.ask(question)
        where = {"currency": currency}
        raw = taken(answer, column, "only", where) or 0
        parameters = {**answer.attrs["parameters"], "currency": currency}
        return Value(question, parameters, column, "only", where, kind="currency", raw=raw)

    def is_withheld(self, value: Any) -> bool:
        """Whether a blank counts too few persons to be printed."""
        return isinstance(value, Value) and value.is_persons and is_small(value.raw, self.limit)

    def say(self, key: str, **blanks: Any) -> Sentence:
        """A sentence below ``report``. With a count of few persons among its blanks it is said its ``_few`` way."""
        if any(self.is_withheld(blank) for blank in blanks.values()):
            key += "_few"
            blanks = {name: blank for name, blank in blanks.items() if not self.is_withheld(blank)}
            blanks["limit"] = int(self.limit)
        return Sentence(f"report.{key}", blanks, spoken(self.words, f"report.{key}", blanks))

    def paragraph(self, *sentences: Sentence | None) -> Paragraph:
        """The sentences that there are."""
        return Paragraph(tuple(sentence for sentence in sentences if sentence is not None))

    def draw(self, chart: Callable[..., Chart], answer: pd.DataFrame, page: str, columns: Sequence[str] = ()) -> Drawn:
        """A chart of an answer, and these ``columns`` of it as a table."""
        headings = tuple(self.words.column(column) for column in columns)
        return Drawn(chart(answer, self.words), answer, page, headings, table_rows(self.words, answer, columns))

    def table(self, name: str, answer: pd.DataFrame, columns: Sequence[str], page: str, **blanks: Any) -> Table:
        """An answer as a table; its title is ``report.tables.<name>`` with the number of rows as ``n``."""
        shown = answer.head(ROWS_PRINTED)
        more = len(answer) - len(shown)
        title = self.say(f"tables.{name}", n=self.rows(answer), **blanks)
        return Table(
            name=name,
            title=title,
            headings=tuple(self.words.column(column) for column in columns),
            kinds=tuple(kind_of(shown, column) for column in columns),
            rows=table_rows(self.words, shown, columns),
            answer=answer,
            page=page,
            left_out=self.say("tables.left_out", n=more) if more else None,
        )

    def rows(self, answer: pd.DataFrame) -> Value:
        """How many rows an answer has, as a figure of its question."""
        attrs = answer.attrs
        return Value(attrs["question"], attrs["parameters"], "", "rows", raw=len(answer))


def spoken(words: Words, key: str, blanks: dict[str, Any]) -> str:
    """The text of a sentence."""
    said = {name: blank.said(words) if isinstance(blank, Value) else blank for name, blank in blanks.items()}
    return words(key, **said)


def kind_of(answer: pd.DataFrame, column: str) -> str:
    """How a column is set: a number to the right, a date unbroken, words as they come."""
    values = answer[column]
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    return "number" if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values) else "words"


def table_rows(words: Words, answer: pd.DataFrame, columns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Every cell as a reader expects it; a withheld count says so, a missing value says why."""
    return tuple(
        tuple(cell(words, row, column) for column in columns)
        for row in answer.to_dict("records")  # one row at a time: a cell may need its neighbours
    )


def cell(words: Words, row: dict[Any, Any], column: str) -> str:
    """One cell."""
    if row.get(f"{column}_withheld") is True:
        return words("report.withheld")
    text = values.said(words, column, row[column])
    why = row.get(f"{column}_why")
    return words(f"why.{why}") if not text and isinstance(why, str) else text or "–"
