"""Why this number: what an answer means, how it is counted, the rows behind it or behind one mark, its publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.questions import Question
from cadence.answers.serving import Serving
from cadence.answers.trace import Trace, behind, count_of, rows_of, traces
from cadence.app.markup import markdown_safe
from cadence.app.parts import tables
from cadence.app.parts.csv_file import take_with_origin
from cadence.cards.known import until_when
from cadence.cards.marks import in_words, place_of
from cadence.cards.process import intervals
from cadence.contract import load_contracts
from cadence.words import Words

ROWS_BEHIND = 200


def show(
    answer: Answer,
    serving: Serving,
    words: Words,
    key: str,
    figure: str = "",
    clicked: Sequence[Mapping[str, Any]] = (),
) -> None:
    """A button that opens it. figure: the column a card says; clicked: what the chart said of the mark last chosen."""
    opened = st.popover(words("frame.why"), key=f"why_{key}", on_change="rerun", type="tertiary")
    if not opened.open:
        return
    question = questions.find(answer.question)
    with opened:
        st.markdown(markdown_safe(question.says("meaning", words.language)))
        for part in ("grain", "formula", "counting", "source"):
            if said := question.says(part, words.language):
                st.markdown(f"**{words(f'frame.{part}')}** {markdown_safe(said)}")
        if cases := intervals(answer, words):
            st.markdown(f"**{words('frame.process')}** {markdown_safe(' · '.join(cases))}")
        say_known([answer], words)
        st.caption(markdown_safe(publication_line(serving, words)))
        _rows(question, answer, serving, words, key, figure, clicked)


def say_known(answers: Iterable[Answer], words: Words) -> None:
    """Say until which day the facts behind some answers are known, where that is before the day asked for."""
    if said := until_when(answers, words):
        st.caption(markdown_safe(said))


def publication_line(serving: Serving, words: Words) -> str:
    """Which publication the numbers come from."""
    if serving.published is None:
        return words("frame.unpublished")
    came = serving.published
    return words("frame.published", when=words.moment(came.time), author=came.author, snapshot=serving.snapshot)


def sources(question: Question, columns: Sequence[str], figure: str = "") -> list[list[Trace]]:
    """The traces of an answer's figures by the rows they are made of, those of ``rows`` first; of one figure alone."""
    found = traces(question)
    wanted = [found[name] for name in ([figure] if figure in found else columns) if name in found]
    first = behind(question)
    groups: dict[tuple[str, str], list[Trace]] = {}
    for trace in [first, *wanted] if first and not figure else wanted:
        groups.setdefault((trace.name, trace.mark), []).append(trace)
    return list(groups.values())


def _rows(
    question: Question,
    answer: Answer,
    serving: Serving,
    words: Words,
    key: str,
    figure: str,
    clicked: Sequence[Mapping[str, Any]],
) -> None:
    """The rows behind the answer, or behind a mark of it; its own where it is made of no others."""
    groups = sources(question, [str(name) for name in answer.frame.columns], figure)
    if not groups:
        _table(words, answer.frame.head(ROWS_BEHIND), len(answer.frame), question.table, key)
        take_with_origin(words, answer.frame, answer, serving, f"{question.name}_rows", f"rows_csv_{key}")
        return
    names = [_name(group[0], words) for group in groups]
    place = 0
    if len(groups) > 1:
        place = st.selectbox(
            words("frame.rows_of"), range(len(groups)), format_func=names.__getitem__, key=f"rows_of_{key}"
        )
    trace = groups[place][0]
    mark = _mark(answer.frame, trace, words, key, clicked)
    rows = rows_of(answer, trace, serving, mark, ROWS_BEHIND)
    n = count_of(answer, trace, serving, mark) if len(rows) == ROWS_BEHIND else len(rows)
    _table(words, rows, n, trace.table, key)
    if made := [f"{one.figure} = {one.expression}" for one in groups[place] if one.expression]:
        st.caption(words("frame.made_of_rows"))
        st.code("\n".join(made), language="sql", wrap_lines=True)
    told = {"rows_of": trace.source, "made": made, "mark": {name: str(value) for name, value in (mark or {}).items()}}
    every = partial(rows_of, answer, trace, serving, mark)
    take_with_origin(words, every, answer, serving, f"{question.name}_rows", f"rows_csv_{key}", told)


def _mark(
    frame: pd.DataFrame, trace: Trace, words: Words, key: str, clicked: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Which row of the answer the visitor asks about, by the columns that tell its rows from the others'."""
    if not trace.marks or len(frame) < 2 or not set(trace.marks) <= set(frame.columns):
        return None
    labels = [in_words(row, trace.marks, words) for row in frame.to_dict("records")]
    found = place_of(frame, trace.marks, clicked, words)
    chosen = st.selectbox(
        words("frame.mark"),
        range(len(frame)),
        index=found,
        format_func=labels.__getitem__,
        placeholder=words("frame.mark_all"),
        key=f"mark_{key}_{trace.name}_{found}",
    )
    return None if chosen is None else {name: frame[name].iloc[chosen] for name in trace.marks}


def _name(trace: Trace, words: Words) -> str:
    if trace.is_table:
        return load_contracts()[trace.source].title[words.language]
    return questions.find(trace.source).says("grain", words.language)


def _table(words: Words, rows: pd.DataFrame, n: int, table: str | None, key: str) -> None:
    """The first of ``n`` rows."""
    st.markdown(f"**{words('frame.rows_behind', n=n)}**")
    shown = rows.drop(columns=["_file", "_line"], errors="ignore")
    tables.show(words, shown, list(shown.columns), {}, f"rows_{key}", table=table)
