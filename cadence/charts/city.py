"""Charts of one city: its plan and what it has done with the gap drawn, its steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.journey import STATES
from cadence.charts.look import Chart
from cadence.charts.pace_over_time import with_names
from cadence.words import Words

# Above this many steps their names beside the axis would touch.
STEPS_NAMED = 16
LINES = {
    "planned": {"color": look.GREY, "width": 2, "dash": "dot", "shape": "hv"},
    "earlier": {"color": look.GREY, "width": 1, "dash": "longdash", "shape": "hv"},
    "replanned": {"color": look.PAUSE, "width": 2, "dash": "dash", "shape": "hv"},
    "done": {"color": look.ACCENT, "width": 4, "shape": "hv"},
}


def city_curve(
    answer: pd.DataFrame,
    words: Words,
    profile: pd.DataFrame,
    pauses: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
) -> Chart:
    """The steps of ``city_curve`` as stairs, and the time between plan and deed as a bar (from ``city_profile``)."""
    if answer.empty or profile.empty:
        return look.nothing("city_curve", words("lacks.topic.city_curve"), words("charts.city_curve.empty"), answer)
    city = profile.iloc[0]
    title = _title(city, words)
    drawn = look.figure(height=400, showlegend=True)
    _shade_pauses(drawn, pauses, city, words)
    for line, style in LINES.items():
        rows = answer[answer["line"] == line]
        if len(rows) or line == "done":
            _stairs(drawn, rows, line, style, city, words)
    _draw_gap(drawn, city, words)
    _levels(drawn, answer, words)
    if events is not None and len(events):
        look.mark_events(drawn, with_names(events, words))
    day = city["counted_to"]
    look.mark_date(drawn, day.date(), words("charts.city_curve.date", day=day.date()))
    drawn.update_xaxes(tickformat="%b %Y", nticks=7)
    subtitle = words("charts.city_curve.subtitle", total=float(city["bac"]))
    if city["paused_days"] and not pd.isna(city["adjusted_sv_days"]):
        gap = words.gap(float(city["adjusted_sv_days"]))
        subtitle += " " + words("charts.city_curve.with_pauses", gap=gap)
    if city["unagreed_steps"]:
        subtitle += " " + words("charts.city_curve.unagreed", n=int(city["unagreed_steps"]))
    alt = words("charts.city_curve.alt", title=title, done=float(city["ev"]), planned=float(city["pv"]))
    return Chart("city_curve", title, subtitle, alt, drawn, answer)


def _title(city: pd.Series, words: Words) -> str:
    if pd.isna(city["sv_days"]):
        why = words(f"why.{city['pace_why']}")
        return words("charts.city_curve.title_unknown", city=city["name"], why=why)
    status = {"completed": "title_completed", "left": "title_left"}.get(str(city["status"]), "title")
    return words(f"charts.city_curve.{status}", city=city["name"], gap=_gap_said(city, words))


def _gap_said(city: pd.Series, words: Words) -> str:
    """The gap; at most that, where a step is only known to be done by a day."""
    gap = words.gap(float(city["sv_days"]))
    if not city["is_at_most"]:
        return gap
    return words(f"pages.city.{'at_most' if city['sv_days'] < 0 else 'at_least'}", gap=gap)


def _stairs(
    drawn: go.Figure, rows: pd.DataFrame, line: str, style: dict[str, Any], city: pd.Series, words: Words
) -> None:
    """One line from zero at joining; what is done goes on, level, to the day it was counted to."""
    days, totals = [city["joined_on"], *rows["day"]], [0.0, *rows["total"]]
    said = ["", *(look.figure_safe(name) for name in words.own_texts(rows))]
    if line == "done":
        days, totals, said = [*days, city["clock_on"]], [*totals, totals[-1]], [*said, ""]
    drawn.add_trace(
        go.Scatter(
            name=words(f"charts.city_curve.{line}"),
            x=days,
            y=totals,
            mode="lines+markers",
            line=style,
            marker={"size": [9 if name and line == "done" else 5 if name else 0 for name in said]},
            text=said,
            hovertemplate="%{text}<br>%{x|%d/%m/%Y}<extra>%{fullData.name}</extra>",
            cliponaxis=False,
        )
    )


def _draw_gap(drawn: go.Figure, city: pd.Series, words: Words) -> None:
    """The horizontal distance that earned schedule measures, at the height of the work done."""
    if pd.isna(city["sv_days"]) or round(float(city["sv_days"])) == 0:  # said to be on plan
        return
    colour = look.BAD if city["sv_days"] < 0 else look.GOOD
    clock = city["joined_on"] + pd.Timedelta(days=float(city["at_days"]))
    reached = city["joined_on"] + pd.Timedelta(days=float(city["es_days"]))
    gap = _gap_said(city, words)
    drawn.add_trace(
        go.Scatter(
            name=gap,
            x=[reached, clock],
            y=[city["ev"], city["ev"]],
            mode="lines",
            line={"color": colour, "width": 9},
            hovertemplate=f"{gap}<extra></extra>",
            showlegend=False,
        )
    )
    drawn.add_annotation(**_gap_words(city, gap, colour, clock - (clock - reached) / 2))


def _gap_words(city: pd.Series, gap: str, colour: str, middle: pd.Timestamp) -> dict[str, Any]:
    """Where the gap is said so that it crosses neither the stairs nor the data date.

    Behind: below the bar on a thin leader, where nothing is drawn; ahead: above it, left of the data date. Early in
    the plan there is room only right of the data date.
    """
    said: dict[str, Any] = {"text": f"<b>{gap}</b>", "font": {"color": colour, "size": 14}, "y": city["ev"]}
    is_behind = city["sv_days"] < 0
    is_early = city["at_days"] < 0.4 * city["planned_days"]
    is_above_ground = city["ev"] > 0
    if is_behind and is_above_ground and not is_early:
        leader = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour, "axref": "x", "ayref": "y"}
        return said | leader | {"x": middle, "ax": middle, "ay": 0.13 * city["ev"], "xanchor": "right"}
    clock = city["joined_on"] + pd.Timedelta(days=float(city["at_days"]))
    is_below = is_behind and is_above_ground
    upright = {"yanchor": "top", "yshift": -7} if is_below else {"yanchor": "bottom", "yshift": 7}
    across = {"xanchor": "left", "xshift": 6} if is_early else {"xanchor": "right", "xshift": -6}
    return said | upright | across | {"x": clock, "showarrow": False}


def _levels(drawn: go.Figure, answer: pd.DataFrame, words: Words) -> None:
    """Each level of the axis bears the name of the step at which the plan reaches it."""
    planned = answer[answer["line"] == "planned"]
    top = float(answer["total"].max())
    drawn.update_yaxes(range=[-0.02 * top, 1.06 * top])
    if not planned.empty and len(planned) <= STEPS_NAMED:
        names = look.labels(words.own_texts(planned), 22)
        drawn.update_yaxes(tickvals=list(planned["total"]), ticktext=names, tickfont={"size": 11})


def _shade_pauses(drawn: go.Figure, pauses: pd.DataFrame | None, city: pd.Series, words: Words) -> None:
    """Agreed pauses filled, others only outlined; the reason on top, on the side away from the data date."""
    for pause in [] if pauses is None else pauses.to_dict("records"):
        ends = city["counted_to"] if pause["is_running"] else pause["ends_on"]
        drawn.add_vrect(
            x0=str(pause["starts_on"])[:10],
            x1=str(ends)[:10],
            fillcolor=look.PAUSE,
            opacity=0.18 if pause["is_agreed"] else 0.05,
            line={"color": look.PAUSE, "width": 0 if pause["is_agreed"] else 1, "dash": "dot"},
            layer="below",
        )
        is_near = (city["counted_to"] - pause["starts_on"]).days < 0.3 * city["planned_days"]
        drawn.add_annotation(
            x=str(pause["starts_on"])[:10],
            y=1,
            yref="paper",
            xanchor="right" if is_near else "left",
            xshift=-3 if is_near else 2,
            yanchor="top",
            showarrow=False,
            text=words("charts.city_curve.pause", reason=words.code("reason", pause["reason"]).lower()),
            font={"size": 11, "color": look.PAUSE},
        )


def city_steps(answer: pd.DataFrame, words: Words, *, data_date: dt.date) -> Chart:
    """Each step of one city in ``journey_grid``: agreed, re-planned and done on one line of time."""
    if answer.empty:
        return look.nothing("city_steps", words("lacks.topic.city_steps"), words("charts.city_steps.empty"), answer)
    rows = answer.sort_values(["phase_position", "position", "milestone_id"]).reset_index(drop=True)
    done = int(rows["state"].str.startswith("done").sum())
    late = int((rows["state"] == "overdue").sum())
    title = words("charts.city_steps.title_late" if late else "charts.city_steps.title", k=done, n=len(rows), late=late)
    drawn = look.figure(height=110 + 27 * len(rows), showlegend=True)
    names = look.labels(words.own_texts(rows), 26)
    ends = rows["done_on"].fillna(rows["planned_on"]).fillna(rows["baseline_on"])
    drawn.add_trace(
        go.Scatter(
            x=[x for pair in zip(rows["baseline_on"], ends, strict=True) for x in (*pair, None)],
            y=[y for n in rows.index for y in (n, n, None)],
            mode="lines",
            line={"color": look.FAINT, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    agreed = rows[rows["baseline_on"].notna()]
    _marks(drawn, agreed, "baseline_on", words("charts.city_steps.agreed"), look.Mark(look.GREY, "line-ns-open"))
    before = rows[rows["earlier_on"].notna()]
    _marks(drawn, before, "earlier_on", words("charts.city_steps.earlier"), look.Mark(look.GREY, "y-down-open"))
    moved = rows[rows["planned_on"].notna() & (rows["planned_on"] != rows["baseline_on"])]
    _marks(drawn, moved, "planned_on", words("charts.city_steps.replanned"), STATES["replanned"])
    for state in [name for name in STATES if name.startswith("done")]:
        _marks(drawn, rows[rows["state"] == state], "done_on", words.code("state", state), STATES[state])
    _marks(drawn, rows[rows["state"] == "overdue"], "baseline_on", words.code("state", "overdue"), STATES["overdue"])
    drawn.update_yaxes(tickvals=list(rows.index), ticktext=names, range=[len(rows) - 0.4, -0.6])
    drawn.update_xaxes(tickformat="%b %Y", nticks=7)
    look.mark_date(drawn, data_date)
    subtitle = words("charts.city_steps.subtitle")
    return Chart("city_steps", title, subtitle, f"{title}. {subtitle}", drawn, answer)


def _marks(drawn: go.Figure, rows: pd.DataFrame, key: str, name: str, mark: look.Mark) -> None:
    if len(rows):
        marker = {
            "symbol": mark.symbol,
            "color": mark.colour,
            "size": 11,
            "line": {"width": 2 * ("open" in mark.symbol)},
        }
        hover = "%{x|%d/%m/%Y}<extra>" + name + "</extra>"
        drawn.add_trace(
            go.Scatter(
                name=name, x=list(rows[key]), y=list(rows.index), mode="markers", marker=marker, hovertemplate=hover
            )
        )
