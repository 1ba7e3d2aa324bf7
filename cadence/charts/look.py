"""What all charts share: the Chart itself, colours, symbols, the base figure.

Colours are read on white and on near-black alike (contrast of 3:1 or more), stay apart for colour-blind
readers, and never speak alone: a status also has its own symbol and its word.
"""

from __future__ import annotations

import datetime as dt
import html
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

# Tells two places of an axis apart that have the same name: it has no width.
NOTHING_SEEN = "\u200b"
ACCENT = "#0B6E99"
GREY = "rgba(128,128,128,0.9)"
FAINT = "rgba(128,128,128,0.25)"
# Thousands are written out: "20k" is neither language's way.
AXIS = {
    "gridcolor": FAINT,
    "zeroline": False,
    "automargin": True,
    "fixedrange": True,
    "exponentformat": "none",
    "separatethousands": True,
}
GOOD = "#2E8B57"
WARN = "#C77700"
BAD = "#D1493F"
PAUSE = "#8172B3"

# Ten, because the page's own theme fills exactly ten.
PALETTE = (
    "#0B7FB3", "#D9730D", "#2E9E6B", "#B8609A", "#A08A00",
    "#4A97C6", "#8172B3", "#8C6D4F", "#D1493F", "#7F8790",
)  # fmt: skip


# The colour of each code of a field, by its place in PALETTE: the same in every chart of the product, whatever else is
# drawn beside it and however large it is. A new code of a contract gets a place here.
CODES = {
    "kind": {
        "joint_session": 0, "external_event": 1, "joint_communication": 2, "peer_exchange": 3, "expert_input": 4,
        "network_meeting": 6, "funding": 7,
    },
    "purpose": {"amplify": 0, "fund": 1, "exchange_learn": 2},
}  # fmt: skip


def colour_of(field: str, code: str) -> str:
    """The colour of a code; grey for one that no contract knows."""
    place = CODES[field].get(code)
    return GREY if place is None else PALETTE[place]


@dataclass(frozen=True)
class Mark:
    """How one status is drawn: a colour and a symbol of the chart library."""

    colour: str
    symbol: str


STATUS = {
    "on_plan": Mark(GOOD, "circle"),
    "agreed_late": Mark(PAUSE, "hexagon-open"),
    "watch": Mark(WARN, "diamond"),
    "behind": Mark(BAD, "triangle-left"),
    "completed": Mark(ACCENT, "star"),
    "paused": Mark(PAUSE, "square"),
    "left": Mark("#8A8F98", "x-thin-open"),
    "no_plan": Mark("#8A8F98", "circle-x-open"),
    "not_judged": Mark("#8A8F98", "circle-cross-open"),
    "not_started": Mark("#8A8F98", "circle-open"),
}


@dataclass(frozen=True)
class Chart:
    """A drawn answer. Title and subtitle stand above the figure as text, so that they wrap on a phone.

    ``figure`` is None when there is nothing to draw; then ``empty`` says why.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    figure: go.Figure | None
    data: pd.DataFrame = field(default_factory=pd.DataFrame)
    empty: str = ""


def nothing(name: str, title: str, why: str, data: pd.DataFrame | None = None) -> Chart:
    """A chart without figure: its title and the reason."""
    return Chart(name, title, "", f"{title}. {why}", None, pd.DataFrame() if data is None else data, why)


def figure(height: int = 360, **layout: Any) -> go.Figure:
    """An empty figure: room for labels, no drag (a finger must be able to scroll), legend above."""
    base: dict[str, Any] = {
        "height": height,
        "autosize": True,
        "margin": {"l": 8, "r": 16, "t": 16, "b": 8},
        "dragmode": False,
        "hovermode": "closest",
        "showlegend": False,
        "colorway": list(PALETTE),
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.01, "x": 0},
        "xaxis": {**AXIS},
        "yaxis": {**AXIS},
        "barcornerradius": 2,
        "template": "none",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
    drawn = go.Figure(layout=base)
    drawn.update_layout(**layout)
    return drawn


def figure_safe(text: object) -> str:
    """Text from data, safe in the chart library's small markup (it keeps <b> and turns <a> into a span)."""
    return html.escape(str(text), quote=False)


def short(text: object, length: int = 28) -> str:
    """A label cut to ``length`` characters, safe like ``plain``."""
    said = str(text)
    return figure_safe(said if len(said) <= length else said[: length - 1].rstrip() + "…")


def labels(texts: Iterable[object], length: int = 28) -> list[str]:
    """Labels of one axis, cut like ``short`` and no two the same: an axis of names puts what has one name in one place.

    Long names that begin alike keep their ends; what has the same name to the last letter differs by signs nobody sees.
    """
    said = [str(text) for text in texts]
    cut = Counter(short(text, length) for text in dict.fromkeys(said))
    parted = [short(text, length) if cut[short(text, length)] == 1 else _with_its_end(text, length) for text in said]
    seen = Counter[str]()
    found = []
    for label in parted:
        found.append(label + NOTHING_SEEN * seen[label])
        seen[label] += 1
    return found


def _with_its_end(text: str, length: int) -> str:
    """A label cut in its middle."""
    end = length // 2
    return figure_safe(text if len(text) <= length else f"{text[: length - end - 1].rstrip()}…{text[-end:].lstrip()}")


def mark_date(drawn: go.Figure, day: dt.date, label: str = "") -> None:
    """A vertical line at a day, its label above the plot where nothing is drawn."""
    drawn.add_vline(x=str(day), line={"color": GREY, "width": 1, "dash": "dot"})
    if label:
        drawn.add_annotation(
            x=str(day), y=1, yref="paper", yanchor="bottom", text=label, showarrow=False, font={"size": 12}
        )
        # The label keeps a line of its own: the legend, if there is one, goes above it.
        plot = max(120, (drawn.layout.height or 360) - 90)
        drawn.update_layout(margin={"t": 56 if drawn.layout.showlegend else 34}, legend={"y": 1 + 24 / plot})


def mark_events(drawn: go.Figure, events: pd.DataFrame) -> None:
    """Events behind a time axis, each with a mark to hover. Columns: name, starts_on, ends_on (may be missing)."""
    for event in events.to_dict("records"):
        starts = str(event["starts_on"])[:10]
        ends = starts if pd.isna(event["ends_on"]) else str(event["ends_on"])[:10]
        line = {"color": PAUSE, "width": 1}
        drawn.add_vrect(x0=starts, x1=ends, fillcolor=PAUSE, opacity=0.14, line=line, layer="below")
    drawn.add_trace(
        go.Scatter(
            x=[str(day)[:10] for day in events["starts_on"]],
            y=[0] * len(events),
            mode="markers",
            marker={"symbol": "triangle-up", "size": 9, "color": PAUSE},
            text=[figure_safe(name) for name in events["name"]],
            hovertemplate="%{text}<br>%{x}<extra></extra>",
            showlegend=False,
            cliponaxis=False,
        )
    )
