"""A reader's own question, drawn: bars, a line, or the one number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.answers.explore import GROUPS_SHOWN
from cadence.charts import look
from cadence.charts.look import Chart
from cadence.words import Words
from cadence.words.values import in_words


def exploration(
    answer: pd.DataFrame, words: Words, *, column: str, measure: str, group: str, source: str, form: str
) -> Chart:
    """``answer``: columns group, value. ``column`` is grouped by; ``measure``, ``group`` and ``source`` are said."""
    name = "exploration"
    title = words("charts.exploration.title", measure=measure, group=group, source=source)
    if answer.empty or answer["value"].notna().sum() == 0:
        return look.nothing(name, title, words("charts.exploration.empty"), answer)
    shown = answer.dropna(subset=["value"]).head(GROUPS_SHOWN) if form == "bars" else answer.dropna(subset=["value"])
    labels = [group_label(words, column, value) for value in shown["group"]]
    cut = len(answer) - len(shown)
    subtitle = words("charts.exploration.cut", n=len(shown), of=len(answer)) if cut and form == "bars" else ""
    drawn = _line(shown, labels) if form == "line" else _bars(shown, labels, words)
    largest = shown["value"].astype(float).argmax()
    alt = words(
        "charts.exploration.alt",
        title=title,
        n=len(shown),
        largest=group_label(words, column, shown["group"].iloc[largest]),
        value=float(shown["value"].iloc[largest]),
    )
    return Chart(name, title, subtitle, alt, drawn, answer)


def group_label(words: Words, column: str, value: Any) -> str:
    """A group as text; a missing value says so."""
    return in_words(words, column, value) or words("charts.exploration.missing")


def _bars(shown: pd.DataFrame, labels: list[str], words: Words) -> go.Figure:
    texts = [words.number(v, 0 if float(v).is_integer() else 1) for v in shown["value"].astype(float)]
    drawn = look.figure(height=max(160, 26 * len(shown) + 60), yaxis={"autorange": "reversed", "type": "category"})
    drawn.add_trace(
        go.Bar(
            x=shown["value"].astype(float),
            y=look.labels(labels, 34),
            orientation="h",
            text=texts,
            textposition="auto",
            marker={"color": look.ACCENT},
            customdata=[look.figure_safe(label) for label in labels],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    return drawn


def _line(shown: pd.DataFrame, labels: list[str]) -> go.Figure:
    in_time = pd.api.types.is_datetime64_any_dtype(shown["group"])
    drawn = look.figure(height=360)
    drawn.add_trace(
        go.Scatter(
            x=shown["group"] if in_time else look.labels(labels),
            y=shown["value"].astype(float),
            mode="lines+markers",
            line={"color": look.ACCENT, "width": 2},
        )
    )
    return drawn
