"""Asking for a report: every figure and sentence made here remembers its question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.cards import lacks
from cadence.cards.known import until_when
from cadence.charts.look import Chart
from cadence.report.model import Chapter, Drawn, Paragraph, Sentence, Table
from cadence.report.small_cells import is_small
from cadence.report.values import Value, value_from
from cadence.words import Words, values

# Rows of a table that are printed; a longer one is whole in its CSV.
ROWS_PRINTED = 60


class Facts:
    """One network at one data date in one language. ``limit``: counts of persons below it are withheld."""

    def __init__(self, serving: Serving, words: Words, network: str, data_date: dt.date, limit: float) -> None:
        self.serving, self.words = serving, words
        self.network, self.data_date, self.limit = network, data_date, limit
        self.answers: dict[str, Answer] = {}
        self.missing: dict[str, Sentence] = {}

    def ask(self, question: str) -> Answer:
        """The answer for this network at this day, asked once."""
        if question not in self.answers:
            known = questions.find(question).parameters
            common = {"network": self.network, "data_date": self.data_date}
            given = {name: common[name] for name in common if name in known}
            self.answers[question] = self.serving.ask(question, **given)
        return self.answers[question]

    def value(self, question: str, column: str, how: str = "only", *, persons: bool = False, kind: str = "",
              **where: Any) -> Value:  # fmt: skip
        """One figure of an answer; see ``Value``. ``kind`` names the codes its words come from."""
        answer = self.ask(question)
        raw = value_from(answer.frame, column, how, where)
        return Value(question, answer.parameters, column, how, where, persons, kind, raw)

    def money(self, column: str, currency: str, question: str = "leverage") -> Value:
        """An amount of one currency."""
        answer = self.ask(question)
        where = {"currency": currency}
        raw = value_from(answer.frame, column, "only", where) or 0
        parameters = {**answer.parameters, "currency": currency}
        return Value(question, parameters, column, "only", where, kind="currency", raw=raw)

    def is_withheld(self, value: Any) -> bool:
        """Whether a blank counts too few persons to be printed."""
        return isinstance(value, Value) and value.is_persons and is_small(value.raw, self.limit)

    def say(self, key: str, **blanks: Any) -> Sentence:
        """A sentence below ``report``.

        With a count of few persons among its blanks it is said its ``_few`` way; of one case alone its ``_of_one``
        way, where it has one ("one of 1" is no language).
        """
        if getattr(blanks.get("n"), "raw", None) == 1 and self.words.has(f"report.{key}_of_one"):
            key += "_of_one"
        if any(self.is_withheld(blank) for blank in blanks.values()):
            key += "_few"
            blanks = {name: blank for name, blank in blanks.items() if not self.is_withheld(blank)}
            blanks["limit"] = int(self.limit)
        return Sentence(f"report.{key}", blanks, sentence_text(self.words, f"report.{key}", blanks))

    def paragraph(self, *sentences: Sentence | None) -> Paragraph:
        """The sentences that there are."""
        return Paragraph(tuple(sentence for sentence in sentences if sentence is not None))

    def draw(
        self, chart: Callable[..., Chart], answer: Answer, page: str, columns: Sequence[str] = (), **more: Any
    ) -> tuple[Drawn, ...]:
        """A chart of an answer, and these ``columns`` of it as a table; ``more`` goes to the chart.

        One that cannot be drawn is none; it stands among the ``missing``.
        """
        headings = tuple(self.words.column(column) for column in columns)
        drawn = chart(answer.frame, self.words, **more)
        if self.lacks(drawn.name, drawn.figure is None, drawn.empty):
            return ()
        return (Drawn(drawn, answer, page, headings, table_rows(self.words, answer.frame, columns)),)

    def lacks(self, figure: str, is_empty: bool = False, otherwise: str = "") -> bool:
        """Whether a figure cannot be told; it then stands among the ``missing``.

        Its reason is the first thing that it needs and the data do not give, or else ``otherwise``.
        """
        lack = lacks.lack_in(self.serving, self.network, self.data_date, figure, is_empty)
        said = lack.says(self.words) if lack else otherwise if is_empty else ""
        if not said:
            return False
        blanks: dict[str, Any] = {"topic": self.words(f"lacks.topic.{figure}"), "reason": said}
        if lack:
            blanks["n"] = self.value("what_is_known", "n", thing=lack.thing)
        self.missing[figure] = Sentence("lacks.line", blanks, sentence_text(self.words, "lacks.line", blanks))
        return True

    def say_until_when(self, chapter: Chapter) -> Chapter:
        """A chapter that says until when its sentences are known, where that is before the report's day."""

        def until(sentences: Iterable[Sentence]) -> str:
            names = dict.fromkeys(name for sentence in sentences for name in sentence.questions)
            return until_when((self.answers[name] for name in names), self.words)

        brief = [chapter.brief] if chapter.brief else []
        return replace(chapter, known=until(chapter.sentences()), known_brief=until(brief))

    def chapter_without(self, name: str, figure: str) -> Chapter:
        """A chapter whose main figure cannot be told: its heading says why."""
        self.lacks(figure, is_empty=True, otherwise=self.words("report.untold"))
        lack = lacks.lack_in(self.serving, self.network, self.data_date, figure, is_empty=True)
        blanks = dict(self.missing[figure].blanks)
        if lack:
            blanks["reason"] = lack.why(self.words)
        begun = {**blanks, "reason": lacks.as_sentence(blanks["reason"])}
        title = Sentence("report.lacking", begun, sentence_text(self.words, "report.lacking", begun))
        brief = Sentence("lacks.line", blanks, sentence_text(self.words, "lacks.line", blanks))
        return Chapter(name, self.words(f"report.topics.{name}"), title, (), brief)

    def table(self, name: str, answer: Answer, columns: Sequence[str], page: str, n: Value | None = None) -> Table:
        """An answer as a table; its title is ``report.tables.<name>`` with ``n``, by default the number of rows."""
        shown = answer.frame.head(ROWS_PRINTED)
        more = self.count(answer, len(answer.frame) - len(shown), "count_beyond")
        return Table(
            name=name,
            title=self.say(f"tables.{name}", n=n or self.count(answer, len(answer.frame))),
            headings=tuple(self.words.column(column) for column in columns),
            kinds=tuple(kind_of(shown, column) for column in columns),
            rows=table_rows(self.words, shown, columns),
            answer=answer,
            page=page,
            left_out=self.say("tables.left_out", n=more) if more.raw else None,
        )

    def count(self, answer: Answer, rows: int, how: str = "count") -> Value:
        """How many rows an answer has, or has beyond those printed, as a figure of its question."""
        return Value(answer.question, answer.parameters, "", how, raw=rows)


def sentence_text(words: Words, key: str, blanks: dict[str, Any]) -> str:
    """The text of a sentence."""
    texts = {name: blank.in_sentence(words) if isinstance(blank, Value) else blank for name, blank in blanks.items()}
    return words(key, **texts)


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
    text = values.in_words(words, column, row[column])
    why = row.get(f"{column}_why")
    return words(f"why.{why}") if not text and isinstance(why, str) else text or "–"
