"""A chart on a page: its finding, its counting rule, itself, why this number, its data."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.app import address, headings
from cadence.app.markup import markdown_safe
from cadence.app.parts import tables, why
from cadence.app.parts.csv_file import take_with_origin
from cadence.cards.chart_table import as_table
from cadence.charts.look import Chart
from cadence.words import Words

# What a mark's customdata may open: "city:bako" opens the page city with city=bako.
OPENS = re.compile(r"^(city|partner|action):(.+)$", re.DOTALL)


def show(chart: Chart, answer: Answer | None, serving: Serving, words: Words, key: str) -> None:
    """Draw a chart with everything that belongs to it; without a question behind it there is no "why"."""
    with st.container(key=f"chart_{key}"):
        headings.part(markdown_safe(chart.title))
        if chart.subtitle:
            st.caption(markdown_safe(chart.subtitle))
        if answer is not None:
            why.say_known([answer], words)
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


def _points(chart: Chart, key: str) -> list[dict[str, Any]]:
    """What the chart library says of the mark last chosen, with the name of its curve."""
    points = (st.session_state.get(f"figure_{key}") or {}).get("selection", {}).get("points", [])
    names = dict(enumerate(curve.name for curve in chart.figure.data)) if chart.figure is not None else {}
    return [{**point, "curve": names.get(point.get("curve_number"))} for point in points]


def _beneath(chart: Chart, answer: Answer | None, serving: Serving, words: Words, key: str) -> None:
    data = answer.frame if answer is not None and not len(chart.data.columns) else chart.data
    with st.container(horizontal=True, vertical_alignment="center", key=f"beneath_{key}"):
        if answer is not None:
            why.show(answer, serving, words, key, clicked=_points(chart, key))
            take_with_origin(words, data, answer, serving, chart.name, f"csv_{key}", kind="tertiary")
        is_table = not data.empty and st.toggle(words("frame.as_table"), key=f"as_table_{key}")
    if is_table:
        rows = as_table(chart.name, data, words)
        reasons = {f"{name}_why" for name in rows}  # they stand in the cells they explain
        columns = [str(name) for name in rows if name not in reasons]
        tables.show(words, rows, columns, {}, f"table_{key}")
