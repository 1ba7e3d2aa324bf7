"""One partner: its way up the ladder and where it should go, whom it reaches, how well it fits."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cadence.charts import look, reach
from cadence.charts.look import Chart
from cadence.contract.ladders import load_ladders
from cadence.words import Words

CLOSED = -1  # drawn below the ladder
FITS = ("values_fit", "priorities_fit", "willingness")
STRANDS_SHOWN = 10


def partner_stages(answer: pd.DataFrame, words: Words, *, data_date: dt.date) -> Chart:
    """Each strand climbs the ladder in time; the dotted rise at the end is the gap to its target."""
    name = "partner_stages"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    strands = [part for _, part in answer.groupby("partnership_id", sort=False)]
    strands.sort(key=lambda part: part["entered_on"].max(), reverse=True)
    levels = answer["level"].fillna(CLOSED)
    drawn = look.figure(380, showlegend=len(strands) > 1)
    for place, part in enumerate(strands[:STRANDS_SHOWN]):
        # Two strands at the same stage would hide each other; a small step aside keeps both visible.
        _strand(drawn, part, words, place, (place - (min(len(strands), STRANDS_SHOWN) - 1) / 2) * 0.07, data_date)
    lowest = CLOSED if (levels == CLOSED).any() else 0
    ladder = load_ladders()["stage"].levels
    ticks = list(range(lowest, len(ladder)))
    drawn.update_yaxes(
        tickvals=ticks, ticktext=[words.code("stage", ladder[t] if t >= 0 else "closed") for t in ticks],
        range=[lowest - 0.5, len(ladder) - 0.5],
    )  # fmt: skip
    drawn.update_xaxes(type="date", hoverformat="%d %b %Y", nticks=6)
    look.mark_date(drawn, data_date)
    title = _ladder_finding(words, answer)
    key = "subtitle_part" if len(strands) > STRANDS_SHOWN else "subtitle"
    subtitle = words(f"charts.{name}.{key}", shown=STRANDS_SHOWN, n=len(strands))
    alt = words(f"charts.{name}.alt", title=title, n=len(strands), first=words.date(answer["entered_on"].min().date()))
    return Chart(name, title, subtitle, alt, drawn, answer)


def _strand(drawn: Any, part: pd.DataFrame, words: Words, place: int, aside: float, day: dt.date) -> None:
    """One strand: a staircase to the data date, then the gap to its target as a dotted rise."""
    colour = look.PALETTE[place % len(look.PALETTE)]
    levels = [CLOSED if pd.isna(level) else int(level) for level in part["level"]]
    last = part.iloc[-1]
    label = (
        words.code("role", last["role"])
        if pd.isna(last["city"])
        else f"{last['city']} · {words.code('role', last['role'])}"
    )
    said = [_stay(words, row) for row in part.to_dict("records")]
    drawn.add_scatter(
        x=[*part["entered_on"], day], y=[level + aside for level in [*levels, levels[-1]]], mode="lines+markers",
        line={"shape": "hv", "color": colour, "width": 2.5}, name=look.short(label, 40), hoverinfo="text",
        hovertext=[*said, said[-1]], marker={"size": [9] * len(levels) + [1], "color": colour},
    )  # fmt: skip
    if not pd.isna(last["target_level"]) and levels[-1] != CLOSED and int(last["target_level"]) != levels[-1]:
        target = int(last["target_level"])
        drawn.add_scatter(
            x=[day, day], y=[levels[-1] + aside, target + aside], mode="lines+markers", showlegend=False,
            line={"dash": "dot", "color": colour, "width": 2},
            marker={"symbol": ["circle", "diamond-open"], "size": [1, 12], "color": colour}, hoverinfo="text",
            hovertext=words("charts.partner_stages.target", stage=words.code("target_stage", last["target_stage"])),
        )  # fmt: skip


def _stay(words: Words, row: dict[Any, Any]) -> str:
    key = "stay_going_on" if row["is_going_on"] else "stay"
    since = words.date(pd.Timestamp(row["entered_on"]).date())
    stage = words.code("stage", row["stage"])
    return words(f"charts.partner_stages.{key}", stage=stage, since=since, length=words.duration(row["days"]))


def _ladder_finding(words: Words, answer: pd.DataFrame) -> str:
    """Where the furthest strand that is not closed stands, and how far its target is."""
    now = answer[answer["is_going_on"] & answer["level"].notna()]
    if now.empty:
        return words("charts.partner_stages.title_closed")
    best = now.sort_values("level", kind="stable").iloc[-1]
    stage = words.code("stage", best["stage"])
    if pd.isna(best["target_level"]):
        return words("charts.partner_stages.title_no_target", stage=stage)
    gap = int(best["target_level"] - best["level"])
    if gap <= 0:
        return words("charts.partner_stages.title_reached", stage=stage)
    return words(
        "charts.partner_stages.title_gap", stage=stage, n=gap, target=words.code("target_stage", best["target_stage"])
    )


def partner_audience(answer: pd.DataFrame, words: Words, *, events: pd.DataFrame | None = None) -> Chart:
    """Engagements of the activities with this partner, drawn like those of the whole network."""
    return reach.engagements_by_kind(answer, words, events=events, name="partner_audience")


def partner_fit(answer: pd.DataFrame, words: Words) -> Chart:
    """Ratings 1 to 4 of each strand; a filled mark per strand, several side by side where they agree."""
    name = "partner_fit"
    rated = answer[answer[list(FITS)].notna().any(axis=1)]
    if rated.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    lowest = rated[list(FITS)].min()
    fits = words.list_of([words.column(str(fit)) for fit in lowest.index[lowest == lowest.min()]])
    title = words(f"charts.{name}.title", fit=fits, n=int(lowest.min()))
    drawn = look.figure(220)
    for row, fit in enumerate(FITS):
        counts = rated[fit].value_counts()
        for rating, n in zip(counts.index.tolist(), counts.tolist(), strict=True):
            drawn.add_scatter(
                x=[float(rating) + (i - (n - 1) / 2) * 0.1 for i in range(n)], y=[row] * n, mode="markers",
                marker={"size": 13, "color": look.ACCENT}, hoverinfo="text",
                hovertext=words(f"charts.{name}.hover", fit=words.column(fit), rating=int(rating), n=int(n)),
            )  # fmt: skip
    drawn.update_yaxes(tickvals=[0, 1, 2], ticktext=[words.column(f) for f in FITS], range=[2.6, -0.6])
    drawn.update_xaxes(tickvals=[1, 2, 3, 4], range=[0.6, 4.4])
    alt = words(f"charts.{name}.alt", title=title, n=len(rated))
    return Chart(name, title, words(f"charts.{name}.subtitle"), alt, drawn, rated[["partnership_id", *FITS]])
