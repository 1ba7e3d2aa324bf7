"""A chart on a page: its finding, its counting rule, itself, why this number, its data."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.app import address, headings
from cadence.app.markup import markdown_safe
from cadence.app.parts import tables
from cadence.app.parts.csv_file import take_csv
from cadence.cards.chart_table import as_table
from cadence.charts.look import Chart
from cadence.contract import load_contracts
from cadence.words import Words

# What a mark's customdata may open: "city:bako" opens the page city with city=bako.
OPENS = re.compile(r"^(city|partner|action):(.+)$", re.DOTALL)
ROWS_BEHIND = 200


def show(chart: Chart, answer: Answer | None, serving: Serving, words: Words, key: str) -> None:
    """Draw a chart with everything that belongs to it; without a question behind it there is no "why"."""
    with st.container(key=f"chart_{key}"):
        headings.part(markdown_safe(chart.title))
        if chart.subtitle:
            st.caption(markdown_safe(chart.subtitle))
        if answer is not None and answer.held_back:
            st.caption(markdown_safe(known_line(answer, words)))
        if chart.figure is None:
            st.info(markdown_safe(chart.empty))
        else:
            _draw(chart, words, key)
        _beneath(chart, answer, serving, words, key)


def _draw(chart: Chart, words: Words, key: str) -> None:
    config = {
        "locale": words.language,
        "locales": {words.language: words.chart_locale()},
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": chart.name},
        "topojsonURL": "/app/static/maps/",
    }
    chosen = st.plotly_chart(
        chart.figure,
        key=f"figure_{key}",
        on_select="rerun",
        selection_mode="points",
        config=config,
        alt=chart.alt,
    )
    _follow(chosen["selection"]["points"], key)


def _follow(points: list[dict[str, Any]], key: str) -> None:
    """Open what a clicked mark stands for, once per click."""
    code = str((points[0].get("customdata") or [""])[0]) if points else ""
    if st.session_state.get(f"followed_{key}") == code:
        return
    st.session_state[f"followed_{key}"] = code
    if match := OPENS.match(code):
        page, subject = match.groups()
        address.put(page, subject)
        st.session_state["open_page"] = address.PAGE_OF.get(page, page)
        st.rerun()


def _beneath(chart: Chart, answer: Answer | None, serving: Serving, words: Words, key: str) -> None:
    data = answer.frame if answer is not None and not len(chart.data.columns) else chart.data
    with st.container(horizontal=True, vertical_alignment="center", key=f"beneath_{key}"):
        if answer is not None:
            why(answer, serving, words, key)
        take_csv(words, data, chart.name, f"csv_{key}", "tertiary")
        is_table = not data.empty and st.toggle(words("frame.as_table"), key=f"as_table_{key}")
    if is_table:
        rows = as_table(chart.name, data, words)
        reasons = {f"{name}_why" for name in rows}  # they stand in the cells they explain
        columns = [str(name) for name in rows if name not in reasons]
        tables.show(words, rows, columns, {}, f"table_{key}")


def why(answer: Answer, serving: Serving, words: Words, key: str) -> None:
    """A button that opens an answer's meaning, formula, counting rule, rows behind it and publication."""
    opened = st.popover(words("frame.why"), key=f"why_{key}", on_change="rerun", type="tertiary")
    if not opened.open:
        return
    question = questions.find(answer.question)
    with opened:
        st.markdown(markdown_safe(question.says("meaning", words.language)))
        for part in ("grain", "formula", "counting", "source"):
            if said := question.says(part, words.language):
                st.markdown(f"**{words(f'frame.{part}')}** {markdown_safe(said)}")
        st.caption(markdown_safe(publication_line(serving, words)))
        _rows_behind(question, answer, serving, words, key)


def known_line(answer: Answer, words: Words) -> str:
    """Until which day the facts behind an answer are known, where that is before the day asked for."""
    tables = load_contracts()
    said = [
        words("frame.known_until_table", table=tables[name].title[words.language], day=day)
        for name, day in answer.held_back.items()
    ]
    return words("frame.known_until", tables=words.list_of(said))


def publication_line(serving: Serving, words: Words) -> str:
    """Which publication the numbers come from."""
    if serving.published is None:
        return words("frame.unpublished")
    came = serving.published
    return words("frame.published", when=words.moment(came.time), author=came.author, snapshot=serving.snapshot)


def _rows_behind(question: questions.Question, answer: Answer, serving: Serving, words: Words, key: str) -> None:
    rows, table = answer.frame, question.table
    if question.rows:
        table = questions.find(question.rows).table
        known = questions.find(question.rows).parameters
        given = {n: v for n, v in answer.parameters.items() if n in known}
        rows = serving.frame(question.rows, **given)
    st.markdown(f"**{words('frame.rows_behind', n=len(rows))}**")
    tables.show(words, rows.head(ROWS_BEHIND), list(rows.columns), {}, f"rows_{key}", table=table)
    take_csv(words, rows, f"{question.name}_rows", f"rows_csv_{key}")
