"""How a figure is made of rows: said beside its SQL, shown to who asks why, tried by the tests.

    -- rows: partner_activities
    -- mark: date_trunc('month', held_on) = answer.month
    -- trace engagements: sum(engagements)
    -- trace partnerships: count(*) from table partnerships where partner_id = answer.partner_id
    -- trace quiet_days: $data_date - greatest(max(starts_on), (select max(held_on) from activities))
    --   from table partnerships where partner_id = answer.partner_id
    -- mark activities: list_contains(partners, answer.partner_id)

``rows`` names the question whose rows stand behind the answer, ``mark`` which of them belong to one row of the answer
(all of them where nothing is said), ``trace`` the expression over these that gives the figure. A trace may name rows
and mark of its own, a contract table among them. ``-- traces: QUESTION`` takes over what another question says of
figures with the same names. A figure that is a field of the answer's own ``table`` is its row's, and needs no trace.

What else the expression reads, by its own words or through a macro, is a list of rows too, beside the first:
contract tables by their names, the rows of a question as ``rows_of_QUESTION``. ``mark NAME`` says which rows of it
belong to a row of the answer, and the expression is given these alone: no row that counts can be left out of the lists.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.known import as_known, with_own_clock
from cadence.answers.macros import tables_read
from cadence.answers.questions import Question
from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.sql import quote

# In a trace, a column of the answer's own row.
OF_THE_ANSWER = re.compile(r"\banswer\.(\w+)")
_TABLE = re.compile(r"table (\w+)")
_PLACE = "_place"
_ROWS_OF = "rows_of_"
_EVERY = "every_"
_AS_PARAMETER = r"$answer_\1"


@dataclass(frozen=True)
class Trace:
    """How one figure comes from rows: ``expression`` over those rows of ``source`` for which ``mark`` holds.

    source: a question, or with ``is_table`` a contract table; empty where the expression names all that it reads.
    beside: the other lists of rows that the expression reads, each without an expression of its own. figure: a column
    of the answer.
    """

    figure: str
    expression: str
    source: str
    mark: str
    is_table: bool = False
    beside: tuple[Trace, ...] = ()

    @property
    def name(self) -> str:
        """What all rows of its source are called in a statement, apart from every table that the statement reads."""
        return f"{_EVERY}{'table' if self.is_table else 'row'}_of_{self.source}"

    @property
    def alias(self) -> str:
        """What an expression calls its rows when it reads them beside others."""
        return self.source if self.is_table else f"{_ROWS_OF}{self.source}"

    @property
    def table(self) -> str | None:
        """The contract table whose rows they are, so that each leads to its publication, file and line."""
        return self.source if self.is_table else questions.find(self.source).table

    @property
    def lists(self) -> tuple[Trace, ...]:
        """Every list of rows it is made of, its own source first."""
        own = (dataclasses.replace(self, beside=()),) if self.source else ()
        return (*own, *(one for one in self.beside if not own or (one.name, one.mark) != (self.name, self.mark)))

    @property
    def marks(self) -> list[str]:
        """The columns of the answer by which its rows are told from those of another row of the answer."""
        return sorted({name for one in self.lists for name in OF_THE_ANSWER.findall(one.mark)})


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
        source = named[1] if named else source or question.header.get("rows", "")
        one = Trace(figure, expression, source, _whole(mark), named is not None)
        found[figure] = dataclasses.replace(one, beside=_beside(question, one))
    return found


def beyond_lists(trace: Trace) -> set[str]:
    """What a trace reads that nobody published and that is no list of rows: tables made of others, conventions."""
    read = set(_read(trace.expression)).union(*(_read(one.mark) for one in trace.lists))
    lists = {name for name in read if name in load_contracts() or name.startswith((_ROWS_OF, _EVERY))}
    return read - lists - {"answer"}


def _beside(question: Question, trace: Trace) -> tuple[Trace, ...]:
    """The lists of rows that an expression reads beside those of its own source."""
    found = []
    for name in _read(trace.expression):
        is_table = name in load_contracts()
        if is_table or name.startswith(_ROWS_OF):
            source = name if is_table else name.removeprefix(_ROWS_OF)
            own = trace.mark if (source, is_table) == (trace.source, trace.is_table) else "true"
            found.append(Trace("", "", source, _whole(question.marks.get(source, own)), is_table))
    return tuple(found)


def _whole(mark: str) -> str:
    """A mark as it stands in a statement: rows of a question that it looks at are all of them."""
    return re.sub(rf"\b{_ROWS_OF}(?=\w)", f"{_EVERY}row_of_", mark) or "true"


def _read(expression: str) -> list[str]:
    return sorted(tables_read(f"select {expression}"))


def behind(question: Question) -> Trace | None:
    """The rows behind the whole answer, as its header names them; None where they are the answer's own."""
    if question.rows is None:
        return None
    return Trace("", "", question.rows, _whole(question.header.get("mark", "")))


def made_again(question: Question, found: Mapping[str, Trace]) -> Question:
    """The question again, with a column ``traced_FIGURE`` for each trace: made of its rows alone."""
    again = ",\n".join(f"({_select_made(one)}) as {quote('traced_' + figure)}" for figure, one in found.items())
    every = [part for one in found.values() for part in (*one.lists, *one.beside)]
    # One column for the whole row: DuckDB 1.5 mixes up several that the parts of a figure have in common.
    return _statement(question, every, f"select answer.*, {again} from (select one as answer from answer as one)")


def made_for(question: Question, found: Mapping[str, Trace]) -> Question:
    """The same figures for one row of the answer alone, whose values are given as ``answer_COLUMN``.

    DuckDB 1.5 cannot plan an expression that reads many lists for all rows at once.
    """
    again = ",\n".join(f"({_select_made(one)}) as {quote('traced_' + figure)}" for figure, one in found.items())
    every = [part for one in found.values() for part in (*one.lists, *one.beside)]
    return _statement(question, every, f"select {OF_THE_ANSWER.sub(_AS_PARAMETER, again)}")


def _select_made(trace: Trace) -> str:
    """SELECT of the expression over its rows; all that it reads is cut to the rows of its lists.

    Cut first and named after: a mark looks at whole tables.
    """
    own = (dataclasses.replace(trace, beside=()),) if trace.source else ()
    parts = [
        f"cut_{place} as (select * from {one.name} as {quote(one.alias)} where {one.mark})"
        for place, one in enumerate((*own, *trace.beside))
    ]
    parts += [f"{quote(one.alias)} as (from cut_{place})" for place, one in enumerate(trace.beside, len(own))]
    source = f" from cut_0 as {quote(trace.alias)}" if own else ""
    return f"{'with ' if parts else ''}{', '.join(parts)} select {trace.expression}{source}"


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
    return _run(answer, [trace], serving, mark, f"select * exclude ({_PLACE}) from ({found}) order by {_PLACE} {cut}")


def counts_of(
    answer: Answer, lists: Sequence[Trace], serving: Serving, mark: Mapping[str, Any] | None = None
) -> list[int]:
    """How many rows ``rows_of`` gives of each list without a limit."""
    counts = ", ".join(
        f"(select count(*) from ({_select_rows(rows, mark)})) as n_{place}" for place, rows in enumerate(lists)
    )
    return [int(n) for n in _run(answer, lists, serving, mark, f"select {counts}").iloc[0]]


def _select_rows(trace: Trace, mark: Mapping[str, Any] | None) -> str:
    """SELECT of the rows behind the answer, or behind one row of it; each once, with its place."""
    of_mark = " and ".join(f"{quote(name)} is not distinct from $mark_{name}" for name in mark or {})
    answers = f"(select one as answer from answer as one where {of_mark or 'true'})"
    rows = f"select * from {trace.name} as {quote(trace.alias)} where {trace.mark}"
    return f"select distinct found.* from {answers}, lateral ({rows}) as found"


def _run(
    answer: Answer, lists: Sequence[Trace], serving: Serving, mark: Mapping[str, Any] | None, select: str
) -> pd.DataFrame:
    question = questions.find(answer.question)
    chosen = {f"mark_{name}": _plain(value) for name, value in (mark or {}).items()}
    asked = questions.arguments(question, answer.parameters)
    return serving.run(_statement(question, lists, select), {**asked, **chosen})


def _statement(question: Question, found: Sequence[Trace], select: str) -> Question:
    """``select`` over the answer and the rows of these traces, with the answer's parameters and its situation."""
    parts = [f"answer as ({with_own_clock(question)}\n)"]
    looked_at = [
        Trace("", "", source, "true") for one in found for source in re.findall(rf"\b{_EVERY}row_of_(\w+)", one.mark)
    ]
    for name, one in {one.name: one for one in (*found, *looked_at)}.items():
        parts.append(f"{name} as (select *, row_number() over () as {_PLACE} from ({_sql_of(one, question)}\n))")
    sql = f"with {', '.join(parts)}\n{select}"
    return dataclasses.replace(question, sql=sql)


def _sql_of(trace: Trace, question: Question) -> str:
    if not trace.is_table:
        return with_own_clock(questions.find(trace.source))
    return f"from {quote(trace.source) if question.counts_planned else as_known(trace.source)}"


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
