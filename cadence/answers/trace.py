"""How a figure is made of rows: said beside its SQL, shown to who asks why, tried by the tests.

    -- rows: partner_activities
    -- mark: date_trunc('month', held_on) = answer.month
    -- trace engagements: sum(engagements)
    -- trace partnerships: count(*) from table partnerships where partner_id = answer.partner_id

``rows`` names the question whose rows stand behind the answer, ``mark`` which of them belong to one row of the answer
(all of them where nothing is said), ``trace`` the expression over these that gives the figure. A trace may name rows
and mark of its own, a contract table among them. ``-- traces: QUESTION`` takes over what another question says of
figures with the same names. A figure that is a field of the answer's own ``table`` is its row's, and needs no trace.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.known import with_own_clock
from cadence.answers.questions import Question
from cadence.answers.serving import Serving
from cadence.sql import quote

# In a trace, a column of the answer's own row.
OF_THE_ANSWER = re.compile(r"\banswer\.(\w+)")
_TABLE = re.compile(r"table (\w+)")
_PLACE = "_place"


@dataclass(frozen=True)
class Trace:
    """How one figure comes from rows: ``expression`` over those rows of ``source`` for which ``mark`` holds.

    source: a question, or with ``is_table`` a contract table. figure: a column of the answer.
    """

    figure: str
    expression: str
    source: str
    mark: str
    is_table: bool = False

    @property
    def name(self) -> str:
        """What its rows are called in a statement, apart from every table that the statement reads."""
        return f"{'table' if self.is_table else 'rows'}_of_{self.source}"

    @property
    def table(self) -> str | None:
        """The contract table whose rows they are, so that each leads to its publication, file and line."""
        return self.source if self.is_table else questions.find(self.source).table

    @property
    def marks(self) -> list[str]:
        """The columns of the answer by which its rows are told from those of another row of the answer."""
        return sorted(set(OF_THE_ANSWER.findall(self.mark)))


def traces(question: Question) -> dict[str, Trace]:
    """Every trace of a question, by the column of its answer."""
    taken_over = question.header.get("traces")
    found = traces(questions.find(taken_over)) if taken_over else {}
    for figure, text in question.traces.items():
        expression, _, rest = _cut(text, " from ")
        source, _, mark = _cut(rest, " where ")
        named = _TABLE.fullmatch(source)
        if not rest:
            mark = question.header.get("mark", "")
        found[figure] = Trace(
            figure,
            expression,
            named[1] if named else source or question.header.get("rows", ""),
            mark or "true",
            named is not None,
        )
    return found


def behind(question: Question) -> Trace | None:
    """The rows behind the whole answer, as its header names them; None where they are the answer's own."""
    if question.rows is None:
        return None
    return Trace("", "", question.rows, question.header.get("mark") or "true")


def made_again(question: Question, found: Mapping[str, Trace]) -> Question:
    """The question again, with a column ``traced_FIGURE`` for each trace: the figure made of its rows."""
    again = ",\n".join(
        f"(select {one.expression} from {one.name} where {one.mark}) as {quote('traced_' + figure)}"
        for figure, one in found.items()
    )
    return _statement(question, found.values(), f"select *, {again} from answer")


def rows_of(
    answer: Answer,
    trace: Trace,
    serving: Serving,
    mark: Mapping[str, Any] | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """The rows behind an answer in their own order, the first ``limit``; of one row of it by ``mark``."""
    found = _select_rows(trace, mark)
    cut = "" if limit is None else f"limit {int(limit)}"
    return _run(answer, trace, serving, mark, f"select * exclude ({_PLACE}) from ({found}) order by {_PLACE} {cut}")


def count_of(answer: Answer, trace: Trace, serving: Serving, mark: Mapping[str, Any] | None = None) -> int:
    """How many rows ``rows_of`` gives without a limit."""
    return int(
        _run(answer, trace, serving, mark, f"select count(*) as n from ({_select_rows(trace, mark)})")["n"].iloc[0]
    )


def _select_rows(trace: Trace, mark: Mapping[str, Any] | None) -> str:
    """SELECT of the rows behind the answer, or behind one row of it; each once, with its place."""
    of_mark = " and ".join(f"{quote(name)} is not distinct from $mark_{name}" for name in mark or {})
    answers = f"(select * from answer where {of_mark or 'true'}) as answer"
    return f"select distinct found.* from {answers}, lateral (select * from {trace.name} where {trace.mark}) as found"


def _run(answer: Answer, trace: Trace, serving: Serving, mark: Mapping[str, Any] | None, select: str) -> pd.DataFrame:
    question = questions.find(answer.question)
    chosen = {f"mark_{name}": _plain(value) for name, value in (mark or {}).items()}
    asked = questions.arguments(question, answer.parameters)
    return serving.run(_statement(question, [trace], select), {**asked, **chosen})


def _statement(question: Question, found: Any, select: str) -> Question:
    """``select`` over the answer and the rows of these traces, with the answer's parameters and its situation."""
    parts = [f"answer as ({with_own_clock(question)}\n)"]
    for name, one in {one.name: one for one in found}.items():
        parts.append(f"{name} as (select *, row_number() over () as {_PLACE} from ({_sql_of(one)}\n))")
    sql = f"with {', '.join(parts)}\n{select}"
    return dataclasses.replace(question, sql=sql)


def _sql_of(trace: Trace) -> str:
    return f"from {quote(trace.source)}" if trace.is_table else with_own_clock(questions.find(trace.source))


def _plain(value: Any) -> Any:
    """A value of a frame as a parameter: nothing for every kind of nothing."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _cut(text: str, word: str) -> tuple[str, str, str]:
    """``str.partition`` at the first ``word`` outside of parentheses."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and text.startswith(word, place):
            return text[:place].strip(), word, text[place + len(word) :].strip()
    return text.strip(), "", ""
