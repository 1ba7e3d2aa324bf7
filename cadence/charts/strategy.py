"""Strategy: planned against realised starts, and where partnerships stand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.look import Chart, Mark
from cadence.contract import codes
from cadence.contract.ladders import load_ladders
from cadence.words import Words
from cadence.words.values import in_words

STARTS = {
    "as_planned": Mark(look.GOOD, "circle"),
    "late": Mark(look.WARN, "diamond"),
    "overdue": Mark(look.BAD, "x"),
    "given_up": Mark(look.GREY, "x-thin-open"),
    "coming": Mark(look.GREY, "circle-open"),
    "unplanned": Mark(look.PAUSE, "square"),
}
SHOWN = 30


def planned_starts(answer: pd.DataFrame, words: Words, *, data_date: dt.date) -> Chart:
    """One line per partnership from its planned to its real start; the longest delays when there are many."""
    name = "planned_starts"
    planned = answer[answer["start_state"] != "no_plan"]
    if answer["planned_on"].isna().all():  # with nothing planned there is nothing to hold a start against
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    due = planned[planned["start_state"].isin(("as_planned", "late", "overdue"))]
    late = int(due["start_state"].isin(("late", "overdue")).sum())
    coming = "" if len(due) else "_coming"
    title = words(f"charts.{name}.title{coming}", k=late, n=len(due))
    shown = planned.sort_values("delay_days", ascending=False, na_position="last").head(SHOWN)
    shown = shown.sort_values(["planned_on", "partner"], na_position="last").reset_index(drop=True)
    part = words(f"charts.{name}.part", n=len(shown), of=len(planned)) if len(shown) < len(planned) else ""
    delay = due["delay_days"].median() if len(due) else 0
    subtitle = words(
        f"charts.{name}.subtitle{coming}",
        without=int(answer["planned_on"].isna().sum()),
        delay=float(delay),
        part=part,
    )
    drawn = look.figure(
        height=26 * len(shown) + 90, yaxis={"autorange": "reversed", "type": "category"}, showlegend=True
    )
    shown = shown.assign(place=_places(shown))
    _lines(drawn, shown, data_date)
    for state, mark in STARTS.items():
        rows = shown[shown["start_state"] == state]
        if len(rows):
            _ends(drawn, rows, state, mark, words, data_date)
    look.mark_date(drawn, data_date, words.date(data_date))
    return Chart(name, title, subtitle, words(f"charts.{name}.alt", title=title, n=len(shown)), drawn, answer)


def _places(rows: pd.DataFrame) -> list[str]:
    """One line per partnership: its partner and city."""
    cities = rows["city"].fillna("").astype(str)
    said = (f"{partner} · {city}" if city else partner for partner, city in zip(rows["partner"], cities, strict=True))
    return look.labels(said, 34)


def _end(row: dict[Any, Any], data_date: dt.date) -> str:
    """Where a line ends: the start; for one not begun the data date, or its plan when that is ahead."""
    if not pd.isna(row["starts_on"]):
        return str(row["starts_on"])[:10]
    return max(str(row["planned_on"])[:10], str(data_date)) if row["start_state"] == "coming" else str(data_date)


def _lines(drawn: go.Figure, shown: pd.DataFrame, data_date: dt.date) -> None:
    x: list[str | None] = []
    y: list[str | None] = []
    for row in shown.to_dict("records"):
        if not pd.isna(row["planned_on"]) and row["start_state"] != "coming":
            x += [str(row["planned_on"])[:10], _end(row, data_date), None]
            y += [row["place"], row["place"], None]
    line = {"color": look.FAINT, "width": 4}
    drawn.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _ends(drawn: go.Figure, rows: pd.DataFrame, state: str, mark: Mark, words: Words, data_date: dt.date) -> None:
    records = rows.to_dict("records")
    drawn.add_scatter(
        x=[_end(row, data_date) for row in records],
        y=list(rows["place"]),
        mode="markers",
        name=words.code("start_state", state),
        marker={"color": mark.colour, "symbol": mark.symbol, "size": 11, "line": {"width": 2, "color": mark.colour}},
        customdata=[f"partner:{row['partner_id']}" for row in records],
        text=[_start_text(words, row) for row in records],
        hovertemplate="%{text}<extra></extra>",
    )


def _start_text(words: Words, row: dict[Any, Any]) -> str:
    """What a mark says when pointed at."""
    parts = [look.figure_safe(row["partner"]), words.code("role", row["role"]), words.code("purpose", row["purpose"])]
    for column in ("planned_on", "starts_on"):
        if text := in_words(words, column, row[column]):
            parts.append(f"{words.column(column)}: {text}")
    return "<br>".join(parts)


def pipeline(answer: pd.DataFrame, words: Words) -> Chart:
    """Partnerships at each stage of the ladder now, by purpose."""
    name = "pipeline"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    total = int(answer["partnerships"].sum())
    ladder = load_ladders()["stage"]
    ground = int(answer.loc[answer["stage"].isin(ladder.since("common_ground")), "partnerships"].sum())
    title = words(f"charts.{name}.title", k=ground, n=total)
    stages = [*ladder.levels, *(stage for stage in ladder.outside if stage in set(answer["stage"]))]
    drawn = look.figure(
        height=46 * len(stages) + 70, barmode="stack", bargap=0.35, showlegend=True,
        yaxis={"autorange": "reversed", "type": "category"},
    )  # fmt: skip
    for purpose in codes("partnerships", "purpose"):
        rows = answer[answer["purpose"] == purpose].set_index("stage")["partnerships"]
        counts = [int(rows.get(stage, 0)) for stage in stages]
        drawn.add_bar(
            x=counts,
            y=[words.code("stage", stage) for stage in stages],
            orientation="h",
            name=words.code("purpose", purpose),
            marker={"color": look.colour_of("purpose", purpose)},
            text=[words.number(count) if count else "" for count in counts],
            textposition="inside",
            textangle=0,
            hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
        )
    drawn.update_xaxes(visible=False)
    without = int(answer.loc[answer["purpose"].isna(), "partnerships"].sum())
    if without:
        rows = answer[answer["purpose"].isna()].set_index("stage")["partnerships"]
        drawn.add_bar(
            x=[int(rows.get(stage, 0)) for stage in stages],
            y=[words.code("stage", stage) for stage in stages],
            orientation="h",
            name=words(f"charts.{name}.no_purpose"),
            marker={"color": look.GREY},
        )
    return Chart(name, title, words(f"charts.{name}.subtitle"), words(f"charts.{name}.alt", title=title), drawn, answer)
