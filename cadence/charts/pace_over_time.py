"""Charts of pace over time: planned and done together, how far the cities are apart, time to a milestone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.axes import month_ticks
from cadence.charts.look import Chart
from cadence.words import DAYS_IN_A_MONTH, Words

BAND = "rgba(11,110,153,0.16)"
INNER_BAND = "rgba(11,110,153,0.30)"
HEIGHT = 360


def network_curve(
    answer: pd.DataFrame, words: Words, *, data_date: dt.date, events: pd.DataFrame | None = None
) -> Chart:
    """Share of the work agreed and done by all cities together, month by month, and the band of the cities."""
    known = answer.dropna(subset=["done"])
    if known.empty:
        return look.nothing(
            "network_curve", words("lacks.topic.network_curve"), words("charts.network_curve.empty"), answer
        )
    now = known.iloc[-1]
    title = words("charts.network_curve.title", done=float(now["done"]), planned=float(now["planned"]))
    drawn = look.figure(height=HEIGHT, showlegend=True)
    _band(drawn, known, "low", "high", BAND, words("charts.network_curve.band"))
    planned = {"color": look.GREY, "width": 2, "dash": "dot"}
    _line(drawn, answer, "planned", words("charts.network_curve.planned"), planned, words.percent)
    _line(drawn, known, "done", words("charts.network_curve.done"), {"color": look.ACCENT, "width": 3}, words.percent)
    steps = [0, 0.25, 0.5, 0.75, 1]
    drawn.update_yaxes(tickvals=steps, ticktext=[words.percent(step) for step in steps], range=[-0.03, 1.05])
    _time_axis(drawn, words, data_date, events)
    cities = int(now["cities"])
    band = "subtitle" if cities <= 12 else "subtitle_many"
    subtitle = words(f"charts.network_curve.{band}", n=cities)
    alt = words("charts.network_curve.alt", title=title, low=float(now["low"]), high=float(now["high"]))
    return Chart("network_curve", title, subtitle, alt, drawn, answer)


def city_in_band(answer: pd.DataFrame, words: Words, *, data_date: dt.date, curve: pd.DataFrame, city: str) -> Chart:
    """One city's share of its work done, against the band and the median of all cities.

    ``answer``: of ``network_curve``; ``curve``: of ``city_curve`` for the city.
    """
    known = answer.dropna(subset=["done"])
    done, planned = curve[curve["line"] == "done"], curve[curve["line"] == "planned"]
    if known.empty or planned.empty:
        topic = words("lacks.topic.city_in_band")
        return look.nothing("city_in_band", topic, words("charts.city_in_band.empty"), answer)
    whole = float(planned["total"].max())
    share = float(done["total"].max()) / whole if len(done) else 0.0
    median = float(known["median_done"].iloc[-1])
    title = words("charts.city_in_band.title", city=city, share=share, median=median)
    drawn = look.figure(height=300, showlegend=True)
    _band(drawn, known, "low", "high", BAND, words("charts.network_curve.band"))
    dotted = {"color": look.GREY, "width": 2, "dash": "dot"}
    _line(drawn, known, "median_done", words("charts.city_in_band.median"), dotted, words.percent)
    start = pd.DataFrame({"day": [known["day"].iloc[0]], "share": [0.0]})
    steps = pd.DataFrame({"day": pd.to_datetime(done["day"]), "share": done["total"] / whole})
    end = pd.DataFrame({"day": [known["day"].iloc[-1]], "share": [share]})
    own = pd.concat([start, steps, end])
    stairs = {"color": look.ACCENT, "width": 3, "shape": "hv"}
    _line(drawn, own, "share", look.figure_safe(city), stairs, words.percent)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    drawn.update_yaxes(tickvals=ticks, ticktext=[words.percent(tick) for tick in ticks], range=[-0.03, 1.05])
    _time_axis(drawn, words, data_date, None)
    subtitle = words("charts.city_in_band.subtitle", n=int(known["cities"].iloc[-1]))
    return Chart("city_in_band", title, subtitle, f"{title}. {subtitle}", drawn, own)


def spread_over_time(
    answer: pd.DataFrame, words: Words, *, data_date: dt.date, events: pd.DataFrame | None = None
) -> Chart:
    """Lowest, median and highest days ahead of or behind plan, month by month."""
    if answer.empty:
        return look.nothing(
            "spread_over_time", words("lacks.topic.spread_over_time"), words("charts.spread_over_time.empty"), answer
        )
    now = answer.iloc[-1]
    low, middle, high = (words.gap(float(now[f"{key}_days"])) for key in ("lowest", "median", "highest"))
    title = words("charts.spread_over_time.title", median=middle)
    days = [key for key in answer.columns if str(key).endswith("_days")]
    months = answer.assign(**{key: answer[key] / DAYS_IN_A_MONTH for key in days})
    drawn = look.figure(height=HEIGHT, showlegend=True)
    _band(drawn, months, "lowest_days", "highest_days", BAND, words("charts.spread_over_time.range"))
    _band(drawn, months, "low_quarter_days", "high_quarter_days", INNER_BAND, words("charts.spread_over_time.half"))

    def gap_text(value: float) -> str:
        return words.gap(value * DAYS_IN_A_MONTH)

    line = {"color": look.ACCENT, "width": 3}
    _line(drawn, months, "median_days", words("charts.spread_over_time.median"), line, gap_text)
    drawn.add_hline(y=0, line={"color": look.GREY, "width": 1.5})
    ticks = month_ticks(float(months["lowest_days"].min()) - 1, float(months["highest_days"].max()) + 1)
    drawn.update_yaxes(
        title=words("charts.spread_over_time.axis"), tickvals=ticks, ticktext=[words.with_sign(tick) for tick in ticks]
    )
    _time_axis(drawn, words, data_date, events)
    subtitle = words("charts.spread_over_time.subtitle", n=int(now["cities"]))
    alt = words("charts.spread_over_time.alt", title=title, low=low, high=high)
    return Chart("spread_over_time", title, subtitle, alt, drawn, answer)


def time_to_milestone(answer: pd.DataFrame, words: Words, milestone: str = "") -> Chart:
    """Share of cities that have reached a milestone, by months since joining (Kaplan-Meier), with its band."""
    if answer.empty:
        return look.nothing(
            "time_to_milestone", words("lacks.topic.time_to_milestone"), words("charts.time_to_milestone.empty"), answer
        )
    left_out = int(answer["left_out"].iloc[0])
    # A curve of those alone that did not reach it would say that nobody did.
    if left_out and not answer["reached"].any():
        why = words("charts.time_to_milestone.untold", n=left_out)
        return look.nothing("time_to_milestone", words("lacks.topic.time_to_milestone"), why, answer)
    half = answer.loc[answer["reached_share"] >= 0.5, "days"]
    reached, cities = int(answer["reached"].sum()), int(answer["at_risk"].iloc[0])
    if len(half):
        time = words.duration(float(half.iloc[0]))
        title = words("charts.time_to_milestone.title", milestone=milestone, time=time)
    else:
        title = words("charts.time_to_milestone.title_few", milestone=milestone, k=reached, n=cities)
    start = {"days": 0, "reached_share": 0.0, "low": 0.0, "high": 0.0, "still_waiting": 0}
    curve = pd.concat([pd.DataFrame([start]), answer], ignore_index=True)
    curve["day"] = curve["days"] / DAYS_IN_A_MONTH
    drawn = look.figure(height=HEIGHT, showlegend=True)
    _band(drawn, curve.dropna(subset=["low"]), "low", "high", BAND, words("charts.time_to_milestone.band"), "hv")
    line = {"color": look.ACCENT, "width": 3, "shape": "hv"}
    _line(drawn, curve, "reached_share", words("charts.time_to_milestone.reached"), line, words.percent)
    waiting = curve[curve["still_waiting"] > 0]
    drawn.add_trace(
        go.Scatter(
            name=words("charts.time_to_milestone.waiting"),
            x=list(waiting["day"]),
            y=list(waiting["reached_share"]),
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 11, "color": look.WARN, "line": {"width": 2}},
            customdata=[words("charts.time_to_milestone.still", n=int(n)) for n in waiting["still_waiting"]],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    steps = [0, 0.25, 0.5, 0.75, 1]
    drawn.update_yaxes(tickvals=steps, ticktext=[words.percent(step) for step in steps], range=[-0.03, 1.05])
    drawn.update_xaxes(title=words("charts.time_to_milestone.axis"), rangemode="tozero")
    subtitle = words("charts.time_to_milestone.subtitle", k=reached, n=cities)
    if left_out:
        subtitle += " " + words("charts.time_to_milestone.left_out", n=left_out)
    return Chart("time_to_milestone", title, subtitle, f"{title}. {subtitle}", drawn, answer)


def with_names(events: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Events with the name in the visitor's language."""
    return events.assign(name=words.own_texts(events))


def _time_axis(drawn: go.Figure, words: Words, data_date: dt.date, events: pd.DataFrame | None) -> None:
    if events is not None and len(events):
        look.mark_events(drawn, with_names(events, words))
    look.mark_date(drawn, data_date)
    drawn.update_xaxes(tickformat="%b %Y", nticks=8)


def _line(drawn: go.Figure, rows: pd.DataFrame, key: str, name: str, line: dict[str, Any], say: Any) -> None:
    drawn.add_trace(
        go.Scatter(
            name=name,
            x=list(rows["day"]),
            y=list(rows[key]),
            mode="lines",
            line=line,
            customdata=[say(float(value)) for value in rows[key]],
            hovertemplate="%{x}<br>%{customdata}<extra>%{fullData.name}</extra>",
        )
    )


def _band(
    drawn: go.Figure, rows: pd.DataFrame, low: str, high: str, colour: str, name: str, shape: str = "linear"
) -> None:
    """The area between two columns, as one closed shape with one entry in the legend."""
    edge = {"width": 0, "shape": shape}
    days = list(rows["day"])
    drawn.add_trace(go.Scatter(x=days, y=list(rows[low]), mode="lines", line=edge, hoverinfo="skip", showlegend=False))
    drawn.add_trace(
        go.Scatter(
            name=name, x=days, y=list(rows[high]), mode="lines", line=edge, fill="tonexty", fillcolor=colour,
            hoverinfo="skip",
        )
    )  # fmt: skip
