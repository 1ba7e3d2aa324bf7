"""Charts of the pace of many cities on one day: months ahead or behind, and when each would end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.cards.city_words import status_said
from cadence.charts import look
from cadence.charts.axes import month_ticks
from cadence.charts.look import Chart
from cadence.words import DAYS_IN_A_MONTH, Words

# More rows than this cannot be read in one go; what is left out is said.
CITIES_DRAWN = 30
ROW_HEIGHT = 28
RUNNING = ("behind", "watch", "agreed_late", "on_plan", "paused", "completed")
OPEN = tuple(status for status in RUNNING if status != "completed")


def pace_strip(answer: pd.DataFrame, words: Words) -> Chart:
    """Each city of ``pace_strip`` as a shape on an axis of months behind or ahead, worst on top."""
    judged = answer[answer["status"].isin(RUNNING)]
    if judged.empty:
        why = words("charts.pace_strip.empty" if len(answer) else "charts.pace_strip.no_city")
        return look.nothing("pace_strip", words("lacks.topic.pace_strip"), why, answer)
    rows = judged.sort_values(["late_days", "name"], ascending=[False, True]).head(CITIES_DRAWN)
    rows = rows.assign(place=look.labels(rows["name"], 22))
    title = finding(judged, words)
    drawn = look.figure(height=90 + ROW_HEIGHT * len(rows), showlegend=True)
    _draw_pauses(drawn, rows, words)
    for status in RUNNING:
        _draw_status(drawn, rows[rows["status"] == status], status, words)
    _month_axis(drawn, rows, words)
    alt = words(
        "charts.pace_strip.alt",
        title=title,
        worst=plain_gap(judged["sv_days"].min(), words),
        best=plain_gap(judged["sv_days"].max(), words),
    )
    subtitle = _subtitle("pace_strip", len(rows), len(judged), words)
    subtitle += " " + words("charts.pace_strip.hollow") if len(_with_pauses(rows)) else ""
    subtitle += _counted_apart(judged, words) + _left_out(answer, words)
    return Chart("pace_strip", title, subtitle, alt, drawn, answer)


def finding(judged: pd.DataFrame, words: Words) -> str:
    """How many of the cities drawn are late, and how many of them by far, as a sentence."""
    n, late, behind = len(judged), int(judged["is_late"].sum()), int((judged["status"] == "behind").sum())
    if late:
        key = "title_all_far" if behind == late else "title_far" if behind else "title"
        return words(f"charts.pace_strip.{key}", k=late, n=n, behind=behind, limit=int(judged["behind_days"].max()))
    if apart := int((judged["status"] == "watch").sum()):
        return words("charts.pace_strip.title_watch", k=apart, n=n)
    is_well = not any(group.any() for group in _late_otherwise(judged).values())
    return words("charts.pace_strip.title_well" if is_well else "charts.pace_strip.title_running", n=n)


def _late_otherwise(judged: pd.DataFrame) -> dict[str, pd.Series]:
    """Cities left of zero that are not called late: they finished so, or were so before they paused."""
    is_far = judged["late_days"] > judged["on_plan_days"]
    return {
        "paused_late": (judged["status"] == "paused") & is_far,
        "finished_late": (judged["status"] == "completed") & (judged["late_days"] > 0),
    }


def _counted_apart(judged: pd.DataFrame, words: Words) -> str:
    """What the title does not count, a sentence for each: late as agreed, only a step overdue, late otherwise; then
    what is not known of those drawn."""
    groups = {
        "agreed_late": judged["is_late_as_agreed"],
        "only_overdue": (judged["status"] == "watch") & ~judged["is_late"],
        **_late_otherwise(judged),
        "at_most": judged["is_at_most"],
        "unagreed_steps": judged["unagreed_steps"],
    }
    counts = {name: int(group.sum()) for name, group in groups.items()}
    return "".join(f" {words(f'charts.pace_strip.{name}', n=count)}" for name, count in counts.items() if count)


def plain_gap(days: float, words: Words) -> str:
    """A gap in words, or that it cannot be computed."""
    return words.gap(None if pd.isna(days) else float(days))


def _subtitle(chart: str, shown: int, n: int, words: Words) -> str:
    if shown < n:
        return words(f"charts.{chart}.subtitle_some", shown=shown, n=n)
    return words(f"charts.{chart}.subtitle")


def _left_out(answer: pd.DataFrame, words: Words) -> str:
    """The cities that have no mark, as a sentence of its own; nothing when all have one."""
    counts = status_said(answer).value_counts()
    said = [
        words(f"charts.pace_strip.{status}", n=int(counts[status]))
        for status in ("left", "no_plan", "not_judged", "not_started")
        if counts.get(status, 0)
    ]
    return "".join(f" {sentence}" for sentence in said)


def _draw_status(drawn: go.Figure, rows: pd.DataFrame, status: str, words: Words) -> None:
    if rows.empty:
        return
    mark = look.STATUS[status]
    months = rows["sv_days"] / DAYS_IN_A_MONTH  # not rounded here: its label is, once
    drawn.add_trace(
        go.Scatter(
            name=words.code("status", status),
            x=list(months),
            y=list(rows["place"]),
            mode="markers+text",
            marker={"symbol": mark.symbol, "color": mark.colour, "size": 13},
            text=[words.gap_mark(days) for days in rows["sv_days"]],
            textposition=["middle left" if value < 0 else "middle right" for value in months],
            customdata=[[f"city:{code}", *_hover(row, words)] for code, row in _records(rows)],
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
            cliponaxis=False,
        )
    )


def _records(rows: pd.DataFrame) -> list[tuple[str, dict[Hashable, Any]]]:
    return [(str(row["city_id"]), row) for row in rows.to_dict("records")]


def _hover(row: dict[Hashable, Any], words: Words) -> list[str]:
    """City, its gap and status, its gap with agreed pauses counted."""
    adjusted = plain_gap(row["adjusted_sv_days"], words)
    return [
        look.figure_safe(row["name"]),
        f"{plain_gap(row['sv_days'], words)} · {words.code('status', row['status'])}",
        words("charts.pace_strip.adjusted", gap=adjusted) if row["paused_days"] else "",
    ]


def _with_pauses(rows: pd.DataFrame) -> pd.DataFrame:
    """Those whose agreed pauses are drawn: hollow marks beside the raw ones."""
    return rows[(rows["paused_days"] > 0) & rows["adjusted_sv_days"].notna()]


def _draw_pauses(drawn: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    """A thin line from the raw value to the hollow mark where agreed pauses bring it."""
    paused = _with_pauses(rows)
    if paused.empty:
        return
    names = list(paused["place"])
    starts, ends = (list(paused[name] / DAYS_IN_A_MONTH) for name in ("sv_days", "adjusted_sv_days"))
    drawn.add_trace(
        go.Scatter(
            x=[x for pair in zip(starts, ends, strict=True) for x in (*pair, None)],
            y=[y for name in names for y in (name, name, None)],
            mode="lines",
            line={"color": look.FAINT, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    drawn.add_trace(
        go.Scatter(
            name=words("charts.pace_strip.with_pauses"),
            x=ends,
            y=names,
            mode="markers",
            marker={"symbol": "circle-open", "color": look.PAUSE, "size": 12, "line": {"width": 2}},
            customdata=[[f"city:{code}", *_hover(row, words)] for code, row in _records(paused)],
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[3]}<extra></extra>",
            cliponaxis=False,
        )
    )


def _month_axis(drawn: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    """Months with their unit, room for the figures beside the marks, zero drawn as the plan itself."""
    values = pd.concat([rows["sv_days"], rows["adjusted_sv_days"].dropna()]) / DAYS_IN_A_MONTH
    low, high = min(float(values.min()), -1.0), max(float(values.max()), 1.0)
    room = 0.22 * (high - low)
    drawn.update_xaxes(range=[low - room, high + room], title=words("charts.pace_strip.axis"), showgrid=True)
    ticks = month_ticks(low - room, high + room)
    drawn.update_xaxes(tickvals=ticks, ticktext=[words.with_sign(tick) for tick in ticks])
    drawn.add_vline(x=0, line={"color": look.GREY, "width": 1.5}, layer="below")
    order = list(rows["place"])
    drawn.update_yaxes(categoryorder="array", categoryarray=order[::-1], range=[-0.7, len(order) - 0.3], showgrid=False)


def forecast(answer: pd.DataFrame, words: Words, *, data_date: dt.date) -> Chart:
    """For each city still on its way: the end as agreed, and the range in which it would end."""
    open_rows = answer[answer["status"].isin(OPEN)]
    rows = open_rows.dropna(subset=["forecast_end_planned_on", "forecast_end_trend_on"])
    if rows.empty:
        return look.nothing("forecast", words("lacks.topic.forecast"), words("charts.forecast.empty"), answer)
    rows = rows.assign(agreed_on=rows["joined_on"] + pd.to_timedelta(rows["planned_days"], unit="D"))
    earliest = rows[["forecast_end_planned_on", "forecast_end_trend_on"]].min(axis=1)
    late = int((earliest - rows["agreed_on"] > pd.Timedelta(days=DAYS_IN_A_MONTH / 2)).sum())
    title = words("charts.forecast.title", k=late, n=len(rows)) if late else words("charts.forecast.title_well")
    shown = rows.sort_values(["forecast_end_trend_on", "name"], ascending=[False, True]).head(CITIES_DRAWN)
    drawn = look.figure(height=90 + ROW_HEIGHT * len(shown), showlegend=True)
    _draw_forecast(drawn, shown, words)
    look.mark_date(drawn, data_date)
    alt = words(
        "charts.forecast.alt",
        title=title,
        first=rows["forecast_end_planned_on"].min().date(),
        last=rows["forecast_end_trend_on"].max().date(),
    )
    subtitle = _subtitle("forecast", len(shown), len(rows), words)
    if unknown := len(open_rows) - len(rows):
        subtitle += " " + words("charts.forecast.unknown", n=unknown)
    return Chart("forecast", title, subtitle, alt, drawn, answer)


def _ends(row: dict[Hashable, Any], words: Words) -> str:
    """The three ends of one city, one a line."""
    keys = {"agreed": "agreed_on", "planned": "forecast_end_planned_on", "trend": "forecast_end_trend_on"}
    days = {name: row[key].date() for name, key in keys.items()}
    return "<br>".join(words(f"charts.forecast.end_{name}", day=day) for name, day in days.items())


def _draw_forecast(drawn: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    names = look.labels(rows["name"], 22)
    at_plan, at_trend = (list(rows[f"forecast_end_{how}_on"].dt.date) for how in ("planned", "trend"))
    drawn.add_trace(
        go.Scatter(
            name=words("charts.forecast.range"),
            x=[x for pair in zip(at_plan, at_trend, strict=True) for x in (*pair, None)],
            y=[y for name in names for y in (name, name, None)],
            mode="lines",
            line={"color": look.ACCENT, "width": 7},
            hoverinfo="skip",
        )
    )
    said = [[f"city:{code}", look.figure_safe(row["name"]), _ends(row, words)] for code, row in _records(rows)]
    hover = "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>"
    for name, days, mark in (
        (words("charts.forecast.agreed"), list(rows["agreed_on"].dt.date), look.Mark(look.GREY, "diamond-open")),
        (words("charts.forecast.at_plan"), at_plan, look.Mark(look.ACCENT, "circle")),
        (words("charts.forecast.at_trend"), at_trend, look.Mark(look.ACCENT, "square")),
    ):
        marker = {"symbol": mark.symbol, "color": mark.colour, "size": 10}
        marker["line"] = {"width": 2 if "open" in mark.symbol else 0}
        drawn.add_trace(
            go.Scatter(name=name, x=days, y=names, mode="markers", marker=marker, customdata=said, hovertemplate=hover)
        )
    drawn.update_yaxes(categoryorder="array", categoryarray=names[::-1], range=[-0.7, len(names) - 0.3])
