"""Lineages of joint actions over time: common ground, the small test, its decision, what grew from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.look import Chart
from cadence.words import Words

# More rows than this cannot be read in one go; what is left out is said.
ACTIONS_DRAWN = 30
ROW_HEIGHT = 40
BEGUN = ("running", "concluded", "suspended")
WIDTH = {"small_test": 6, "scaled": 14}
COLOUR = {"small_test": look.PALETTE[5], "scaled": look.ACCENT}
STATE_COLOUR = {"suspended": look.PAUSE, "cancelled": "#8A8F98", "planned": "#8A8F98"}
DECISIONS = {
    "scale": look.Mark(look.GOOD, "triangle-up"),
    "repeat": look.Mark(look.ACCENT, "diamond"),
    "stop": look.Mark(look.BAD, "square"),
    "undecided": look.Mark(look.WARN, "circle-open"),
}

Row = dict[str, Any]


def lineages(answer: pd.DataFrame, words: Words, *, data_date: dt.date, events: pd.DataFrame | None = None) -> Chart:
    """One row per action of ``action_lineages``, children under the action they grew from, over time."""
    if answer.empty:
        return look.nothing("lineages", words("lacks.topic.lineages"), words("charts.lineages.empty"), answer)
    scaled = answer[(answer["size"] == "scaled") & answer["state"].isin(BEGUN)]
    tested = int(scaled["is_tested_first"].fillna(False).astype(bool).sum())
    # Without any small test recorded nobody can say what was tested first.
    is_judged = scaled["is_tested_first"].notna().any()
    key = "title" if is_judged else "title_untold" if len(scaled) else "none_scaled"
    title = words(f"charts.lineages.{key}", k=tested, n=len(scaled))
    chosen = _pick_lineages(answer.dropna(subset=["begins_on"]))
    if chosen.empty:
        return look.nothing("lineages", words("lacks.topic.lineages"), words("charts.lineages.undated"), answer)
    subtitle = words("charts.lineages.subtitle")
    if len(chosen) < len(answer):
        subtitle = words("charts.lineages.subtitle_some", shown=len(chosen), n=len(answer))
    alt = words("charts.lineages.alt", title=title, n=len(answer))
    return Chart("lineages", title, subtitle, alt, _draw(chosen, words, data_date, events), answer)


def _pick_lineages(answer: pd.DataFrame) -> pd.DataFrame:
    """Whole lineages, about ACTIONS_DRAWN actions in all: those that grew first, then the latest; with row numbers."""
    if answer.empty:
        return answer
    order = answer.groupby("root_id", sort=False).agg(actions=("action_id", "size"), begins=("begins_on", "min"))
    order["has_grown"] = order["actions"] > 1
    order = order.sort_values(["has_grown", "begins"], ascending=[False, False], kind="stable")
    kept = order.index[order["actions"].cumsum() <= max(ACTIONS_DRAWN, int(order["actions"].iloc[0]))]
    rows = answer[answer["root_id"].isin(kept)].copy()
    rows["row"] = range(1, len(rows) + 1)  # row 0 belongs to the events
    return rows


def _draw(chosen: pd.DataFrame, words: Words, day: Any, events: pd.DataFrame | None) -> go.Figure:
    """The figure: connecting lines first, bars on them, marks on top; the first row above."""
    rows: list[Row] = [{str(k): v for k, v in row.items()} for row in chosen.to_dict("records")]
    for row in rows:
        row["from"], row["to"] = str(row["begins_on"])[:10], _end(row, day)
    drawn = look.figure(height=110 + ROW_HEIGHT * len(rows), showlegend=True)
    _connect(drawn, rows)
    for size in WIDTH:
        _bars(drawn, [row for row in rows if row["size"] == size], size, words)
    ground = [row for row in rows if row["steps"] == 0 and pd.notna(row["common_ground_on"])]
    _marks(drawn, ground, "common_ground_on", look.Mark(look.GREY, "diamond-open"), "common_ground", words)
    tests = [r for r in rows if r["size"] == "small_test" and r["state"] == "concluded" and pd.notna(r["ended_on"])]
    for code, mark in DECISIONS.items():
        decided = [row for row in tests if (row["decision"] if pd.notna(row["decision"]) else "undecided") == code]
        _marks(drawn, decided, "ended_on", mark, f"decided_{code}", words)
    if day is not None:
        look.mark_date(drawn, day)
    if events is not None and len(events):
        look.mark_events(drawn, events.assign(name=words.own_texts(events)))
    for row in rows:
        title = ("↳ " if row["steps"] else "") + look.short(row["title"], 48)
        label = {"x": 0, "xref": "paper", "xanchor": "left", "y": row["row"] - 0.42, "showarrow": False}
        drawn.add_annotation(text=title, font={"size": 12}, **label)
    drawn.update_yaxes(visible=False, range=[len(rows) + 0.5, -0.3])
    drawn.update_xaxes(type="date")
    return drawn


def _end(row: Row, day: Any) -> str:
    """Where a bar stops: the action's end; the data date while it goes on; else its planned end."""
    if pd.notna(row["ended_on"]):
        return str(row["ended_on"])[:10]
    if row["state"] in ("running", "suspended") and day is not None:
        return str(day)[:10]
    return str(row["planned_end_on"] if pd.notna(row["planned_end_on"]) else row["begins_on"])[:10]


def _connect(drawn: go.Figure, rows: list[Row]) -> None:
    """A step from the end of each action down to the start of what grew from it; from common ground to the first."""
    place = {row["action_id"]: row for row in rows}
    x: list[str | None] = []
    y: list[int | None] = []
    for row in rows:
        number, parent = row["row"], place.get(row["grew_from"])
        if parent is not None:
            x += [parent["to"], parent["to"], row["from"], None]
            y += [parent["row"], number, number, None]
        elif pd.notna(row["common_ground_on"]):
            x += [str(row["common_ground_on"])[:10], row["from"], None]
            y += [number, number, None]
    if x:
        line = {"color": look.GREY, "width": 1.2, "dash": "dot"}
        drawn.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _bars(drawn: go.Figure, rows: list[Row], size: str, words: Words) -> None:
    """Thin bars for tests, thick ones for scaled actions; planned and cancelled ones thin and dotted."""
    shown = False
    for row in rows:
        is_full = row["state"] in BEGUN
        width = WIDTH[size] if is_full else 2
        colour = STATE_COLOUR.get(row["state"], COLOUR[size])
        drawn.add_scatter(
            x=[row["from"], row["to"]],
            y=[row["row"]] * 2,
            mode="lines+markers",
            line={"color": colour, "width": width, "dash": "solid" if is_full else "dot"},
            marker={"size": width, "symbol": "square", "color": colour},
            name=words.code("size", size),
            showlegend=is_full and not shown,
            customdata=[[f"action:{row['action_id']}"]] * 2,
            hovertemplate=f"{_hover(row, words)}<extra></extra>",
        )
        shown = shown or is_full


def _hover(row: Row, words: Words) -> str:
    """Title, state and dates, partners, on lines of their own."""
    state = words.code("action_state", row["state"])
    kind = "planned" if row["state"] == "planned" else "ended" if pd.notna(row["ended_on"]) else "begun"
    ends = words.date(row["ended_on"]) if kind == "ended" else ""
    dates = words(f"charts.lineages.dates_{kind}", state=state, begins=words.date(row["begins_on"]), ends=ends)
    partners = words.list_of([str(partner) for partner in row["partner_names"]])
    return "<br>".join(look.figure_safe(line) for line in (row["title"], dates, partners) if line)


def _marks(drawn: go.Figure, rows: list[Row], column: str, mark: look.Mark, key: str, words: Words) -> None:
    """One symbol per row at the date of a column, with its word in the legend."""
    if not rows:
        return
    name = words(f"charts.lineages.{key}")
    drawn.add_scatter(
        x=[str(row[column])[:10] for row in rows],
        y=[row["row"] for row in rows],
        mode="markers",
        marker={"symbol": mark.symbol, "color": mark.colour, "size": 13, "line": {"width": 2, "color": mark.colour}},
        name=name,
        customdata=[[f"action:{row['action_id']}"] for row in rows],
        hovertemplate=[
            f"{look.figure_safe(row['title'])}<br>{look.figure_safe(name)}, {words.date(row[column])}<extra></extra>"
            for row in rows
        ],
    )
