"""Charts of the learning journey: city by milestone, or milestone by milestone where there are too many."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.look import Chart, Mark
from cadence.words import Words

# A grid larger than this smears on any screen; then milestones are shown as bars of cities.
CITIES_DRAWN = 40
MILESTONES_DRAWN = 24
BARS_DRAWN = 30
NEUTRAL = "#8A8F98"

STATES = {
    "done_early": Mark(look.GOOD, "triangle-right"),
    "done_on_time": Mark(look.ACCENT, "circle"),
    "done_late": Mark(look.WARN, "triangle-left"),
    "done_by": Mark(look.ACCENT, "diamond"),
    "done": Mark(look.ACCENT, "square"),
    "overdue": Mark(look.BAD, "x"),
    "due_soon": Mark(look.BAD, "circle-open"),
    "replanned": Mark(look.PAUSE, "diamond-open"),
    "not_due": Mark(look.FAINT, "circle-open"),
    "not_agreed": Mark(NEUTRAL, "circle-open-dot"),
    "dropped": Mark(NEUTRAL, "line-ew-open"),
    "not_reached": Mark(NEUTRAL, "x-thin-open"),
}


def journey_grid(answer: pd.DataFrame, words: Words) -> Chart:
    """Every city's every step of ``journey_grid`` with its state; bars per milestone when that is too much."""
    if answer.empty:
        return look.nothing(
            "journey_grid", words("lacks.topic.journey_grid"), words("charts.journey_grid.empty"), answer
        )
    late = answer.loc[answer["state"] == "overdue", "city_id"].nunique()
    n = answer["city_id"].nunique() - answer.loc[answer["state"] == "not_reached", "city_id"].nunique()
    done = int(answer["state"].str.startswith("done").sum())
    unagreed = int(answer["baseline_on"].isna().sum())
    title = words("charts.journey_grid.title", k=late, n=n) if late else words("charts.journey_grid.title_well")
    is_agreed = unagreed < len(answer)
    if not is_agreed:
        title = words("charts.journey_grid.title_unagreed", k=done, n=len(answer))
    steps = answer["milestone_id"].nunique()
    is_small = answer["city_id"].nunique() <= CITIES_DRAWN and steps <= MILESTONES_DRAWN
    drawn = _grid(answer, words) if is_small else _bars(answer, words)
    kind = "" if is_small else "_bars" if steps <= BARS_DRAWN else "_bars_some"
    kind += "" if is_agreed else "_unagreed"
    limit = int(answer["on_time_days"].max())
    subtitle = words(f"charts.journey_grid.subtitle{kind}", shown=min(steps, BARS_DRAWN), n=steps, limit=limit)
    if unagreed and is_agreed:
        subtitle += " " + words("charts.journey_grid.unagreed", n=unagreed)
    alt = words("charts.journey_grid.alt", title=title, done=done, steps=len(answer))
    return Chart("journey_grid", title, subtitle, alt, drawn, answer)


def milestone_names(answer: pd.DataFrame, words: Words) -> dict[str, str]:
    """The milestones by code, named, in the order of the journey."""
    columns = _columns(answer, words)
    return dict(zip(columns["milestone_id"], columns["label"], strict=True))


def _columns(answer: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The milestones in the order of the journey, with a column number, a name and a phase."""
    order = answer.drop_duplicates("milestone_id").sort_values(
        ["phase_position", "position", "milestone_id"], na_position="last"
    )
    return pd.DataFrame(
        {
            "milestone_id": order["milestone_id"],
            "column": range(len(order)),
            "label": words.own_texts(order),
            "phase": words.own_texts(order, "phase_name"),
        }
    )


def _grid(answer: pd.DataFrame, words: Words) -> go.Figure:
    columns = _columns(answer, words)
    late = answer["state"].eq("overdue").groupby(answer["city_id"]).sum()
    done = answer["state"].str.startswith("done").groupby(answer["city_id"]).sum()
    cities = answer.drop_duplicates("city_id").set_index("city_id")["name"]
    order = sorted(cities.index, key=lambda code: (-late[code], done[code], str(cities[code])))
    rows = {code: row for row, code in enumerate(order)}
    cells = answer.merge(columns, on="milestone_id")
    cells["row"] = cells["city_id"].map(rows)
    drawn = look.figure(height=230 + 27 * len(rows), showlegend=True)
    for state, mark in STATES.items():
        _draw_state(drawn, cells[cells["state"] == state], state, mark, words)
    labels = look.labels(columns["label"], 24)
    drawn.update_xaxes(tickvals=list(columns["column"]), ticktext=labels, tickangle=-50, showgrid=False)
    drawn.update_xaxes(range=[-0.6, len(columns) - 0.4], tickfont={"size": 11})
    names = look.labels((cities[code] for code in order), 20)
    drawn.update_yaxes(tickvals=list(range(len(order))), ticktext=names, range=[len(order) - 0.4, -2.1])
    _draw_phases(drawn, columns)
    return drawn


def _draw_state(drawn: go.Figure, cells: pd.DataFrame, state: str, mark: Mark, words: Words) -> None:
    if cells.empty:
        return
    said = [
        [f"city:{row['city_id']}", look.figure_safe(row["name"]), look.figure_safe(row["label"]), _dates(row, words)]
        for row in cells.to_dict("records")
    ]
    drawn.add_trace(
        go.Scatter(
            name=words.code("state", state),
            x=list(cells["column"]),
            y=list(cells["row"]),
            mode="markers",
            marker={"symbol": mark.symbol, "color": mark.colour, "size": 12, "line": {"width": 2}}
            | ({"line": {"width": 0}} if "open" not in mark.symbol else {}),
            customdata=said,
            hovertemplate="<b>%{customdata[1]}</b> · %{customdata[2]}<br>%{customdata[3]}"
            "<extra>%{fullData.name}</extra>",
        )
    )


def _dates(row: dict[Hashable, Any], words: Words) -> str:
    """Agreed, agreed before, re-planned and done, those that exist, on one line each."""
    keys = [key for key in ("baseline_on", "earlier_on", "planned_on", "done_on") if not pd.isna(row[key])]
    named = {"done_on": "done_by"} if row["is_done_latest"] else {}
    said = [words(f"charts.journey_grid.{named.get(key, key)}", day=row[key].date()) for key in keys]
    if pd.isna(row["baseline_on"]):
        said.insert(0, words("charts.journey_grid.not_agreed"))
    if row["is_dropped_undecided"]:
        said.append(words("charts.journey_grid.dropped_undecided"))
    return "<br>".join(said)


def _draw_phases(drawn: go.Figure, columns: pd.DataFrame) -> None:
    """The phases above their milestones, on two lines in turn so that long names do not meet."""
    spans = columns.dropna(subset=["phase"]).groupby("phase", sort=False)["column"].agg(["min", "max"])
    for n, (phase, span) in enumerate(spans.iterrows()):
        if n % 2 == 0:
            drawn.add_vrect(
                x0=span["min"] - 0.5,
                x1=span["max"] + 0.5,
                fillcolor=look.FAINT,
                opacity=0.3,
                line_width=0,
                layer="below",
            )
        drawn.add_annotation(
            x=(span["min"] + span["max"]) / 2,
            y=-1.7 if n % 2 == 0 else -1.0,
            text=f"<b>{look.short(phase, 18)}</b>",
            showarrow=False,
            font={"size": 12},
        )


def _bars(answer: pd.DataFrame, words: Words) -> go.Figure:
    """Milestones with the most overdue cities first, then in the order of the journey; each a bar of its cities by
    state.
    """
    columns = _columns(answer, words)
    counts = answer.pivot_table(index="milestone_id", columns="state", aggfunc="size", fill_value=0)
    counts = counts.reindex(columns["milestone_id"]).reindex(columns=list(STATES), fill_value=0)
    counts = counts.sort_values(["overdue", "due_soon", "done_late"], ascending=False, kind="stable").head(BARS_DRAWN)
    labels = columns.set_index("milestone_id")["label"]
    names = look.labels((labels[code] for code in counts.index), 30)
    drawn = look.figure(height=130 + 24 * len(names), showlegend=True, barmode="stack")
    done = [state for state in STATES if state.startswith("done")][::-1]
    pale = [state for state, mark in STATES.items() if mark.colour in (look.FAINT, NEUTRAL)]
    shown = ["overdue", "due_soon", "replanned", *done, *pale]
    patterns = {"done_by": "x", "done": ".", "done_early": "/", "done_late": "\\", "due_soon": "."}
    for state in shown:
        if not counts[state].sum():
            continue
        drawn.add_trace(
            go.Bar(
                name=words.code("state", state),
                x=list(counts[state]),
                y=list(range(len(names))),
                orientation="h",
                marker={"color": STATES[state].colour, "pattern": {"shape": patterns.get(state, ""), "solidity": 0.25}},
                text=[look.figure_safe(labels[code]) for code in counts.index],
                textposition="none",
                hovertemplate="<b>%{text}</b><br>%{fullData.name} · %{x}<extra></extra>",
            )
        )
    drawn.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6])
    drawn.update_xaxes(title=words("charts.journey_grid.axis"))
    return drawn
