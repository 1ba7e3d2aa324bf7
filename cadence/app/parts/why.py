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
from cadence.answers.trace import Trace, behind, counts_of, rows_of, traces
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


def sources(question: Question, columns: Sequence[str], figure: str = "") -> list[tuple[Trace, list[Trace]]]:
    """Every list of rows that an answer's figures are made of, that of ``rows`` first, with the figures; or of one."""
    found = traces(question)
    wanted = [found[name] for name in ([figure] if figure in found else columns) if name in found]
    first = behind(question)
    groups: dict[tuple[str, str], tuple[Trace, list[Trace]]] = {}
    for trace in [first, *wanted] if first and not figure else wanted:
        for rows in trace.lists:
            _, made = groups.setdefault((rows.name, rows.mark), (rows, []))
            made += [trace] if trace.expression else []
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
    """The rows behind the answer, or behind a mark of it, list by list; its own where it is made of no others."""
    groups = sources(question, [str(name) for name in answer.frame.columns], figure)
    if not groups:
        _table(words, answer.frame.head(ROWS_BEHIND), len(answer.frame), question.table, key)
        take_with_origin(words, answer.frame, answer, serving, f"{question.name}_rows", f"rows_csv_{key}")
        return
    mark = _mark(answer.frame, [rows for rows, _ in groups], words, key, clicked)
    counts = counts_of(answer, [rows for rows, _ in groups], serving, mark)
    filled = [place for place, n in enumerate(counts) if n] or [0]
    place = filled[0]
    if len(filled) > 1:
        names = {one: f"{_name(groups[one][0], words)} ({words.number(counts[one])})" for one in filled}
        place = st.selectbox(
            words("frame.rows_of"), filled, format_func=names.__getitem__, key=f"rows_of_{key}_{filled}"
        )
    trace, figures = groups[place]
    rows = rows_of(answer, trace, serving, mark, ROWS_BEHIND)
    _table(words, rows, counts[place], trace.table, key)
    if made := [f"{one.figure} = {one.expression}" for one in figures]:
        st.caption(words("frame.made_of_rows"))
        st.code("\n".join(made), language="sql", wrap_lines=True)
    told = {"rows_of": trace.source, "made": made, "mark": {name: str(value) for name, value in (mark or {}).items()}}
    every = partial(rows_of, answer, trace, serving, mark)
    take_with_origin(words, every, answer, serving, f"{question.name}_rows", f"rows_csv_{key}", told)


def _mark(
    frame: pd.DataFrame, lists: Sequence[Trace], words: Words, key: str, clicked: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Which row of the answer the visitor asks about, by the columns that tell its rows from the others'."""
    marks = sorted({name for rows in lists for name in rows.marks} & set(frame.columns))
    if not marks or len(frame) < 2:
        return None
    labels = [in_words(row, marks, words) for row in frame.to_dict("records")]
    found = place_of(frame, marks, clicked, words)
    chosen = st.selectbox(
        words("frame.mark"),
        range(len(frame)),
        index=found,
        format_func=labels.__getitem__,
        placeholder=words("frame.mark_all"),
        key=f"mark_{key}_{found}",
    )
    return None if chosen is None else {name: frame[name].iloc[chosen] for name in marks}


def _name(trace: Trace, words: Words) -> str:
    if trace.is_table:
        return load_contracts()[trace.source].title[words.language]
    return questions.find(trace.source).says("grain", words.language)


def _table(words: Words, rows: pd.DataFrame, n: int, table: str | None, key: str) -> None:
    """The first of ``n`` rows."""
    st.markdown(f"**{words('frame.rows_behind', n=n)}**")
    shown = rows.drop(columns=["_file", "_line"], errors="ignore")
    tables.show(words, shown, list(shown.columns), {}, f"rows_{key}", table=table)
