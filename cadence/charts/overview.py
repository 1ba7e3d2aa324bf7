"""The overview's map: each city where it lies, in the colour and shape of its pace."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.look import Chart
from cadence.words import Words

NAMES_DRAWN = 16
# Characters of a name on the map, and how wide one is on a phone as a part of the span of the cities.
NAME = 14
CHARACTER = 0.028
# Scopes whose finer outline is served with the pages: west, east, south, north.
SCOPES = {"africa": (-27, 60, -36, 38), "europe": (-26, 46, 33, 72)}


def city_map(answer: pd.DataFrame, words: Words) -> Chart:
    """Cities of ``city_situation`` on outlines served with the pages; a table stands beside it for readers."""
    placed = answer.dropna(subset=["latitude", "longitude"])
    if placed.empty:
        return look.nothing("city_map", words("lacks.topic.city_map"), words("charts.city_map.empty"), answer)
    countries = placed["country"].nunique()
    title = words("charts.city_map.title", n=len(placed), countries=countries)
    missing = len(answer) - len(placed)
    subtitle = words("charts.city_map.subtitle_some" if missing else "charts.city_map.subtitle", n=missing)
    placed = placed.assign(beside=_label_places(placed))
    drawn = look.figure(height=420, showlegend=True, margin={"l": 0, "r": 0, "t": 8, "b": 8})
    drawn.update_layout(legend={"y": 0, "yanchor": "top"})
    for status, mark in look.STATUS.items():
        cities = placed[placed["status"] == status]
        if len(cities):
            _cities(drawn, cities, status, mark, words, len(placed) <= NAMES_DRAWN)
    drawn.update_geos(**_frame(placed))
    return Chart("city_map", title, subtitle, words("charts.city_map.alt", title=title), drawn, answer)


def _cities(drawn: go.Figure, cities: pd.DataFrame, status: str, mark: look.Mark, words: Words, named: bool) -> None:
    """The cities of one status."""
    rows = cities.to_dict("records")
    drawn.add_scattergeo(
        lat=list(cities["latitude"]),
        lon=list(cities["longitude"]),
        mode="markers+text" if named else "markers",
        text=[look.short(row["name"], NAME) if row["beside"] else "" for row in rows],
        textposition=[row["beside"] or "middle right" for row in rows],
        textfont={"size": 12},
        marker={"symbol": mark.symbol, "color": mark.colour, "size": 12 if named else 8},
        name=words.code("status", status),
        customdata=[[f"city:{row['city_id']}"] for row in rows],
        hovertemplate=[f"{_hover(row, words)}<extra></extra>" for row in rows],
    )


def _label_places(placed: pd.DataFrame) -> list[str]:
    """Where each name stands beside its city: where there is room, even on a phone; "" where there is none at all."""
    span = max(10.0, float(placed["longitude"].max() - placed["longitude"].min()))
    points = list(zip(placed["longitude"], placed["latitude"], strict=True))
    high = 0.055 * span
    edges = (placed["longitude"].min() - 0.31 * span, placed["longitude"].max() + 0.31 * span)
    taken = [(x, y, 0.02 * span) for x, y in points]
    places = []
    for (x, y), name in zip(points, placed["name"], strict=True):
        wide = CHARACTER * span * min(len(str(name)), NAME)
        # Offsets of a name's middle from its city, by place.
        shifts = {
            "middle right": (0.6 * wide, 0.0),
            "middle left": (-0.6 * wide, 0.0),
            "top center": (0.0, high),
            "bottom center": (0.0, -high),
        }
        crowded = {
            place: sum(abs(x + dx - tx) < wide / 2 + half and abs(y + dy - ty) < high for tx, ty, half in taken)
            for place, (dx, dy) in shifts.items()
            if edges[0] < x + dx - wide / 2 and x + dx + wide / 2 < edges[1]
        }
        best = min(crowded, key=lambda place: crowded[place], default="")
        # Each city counts as taken by itself in none of the four places, so any overlap is another's.
        has_room = crowded.get(best) == 0
        places.append(best if has_room else "")
        if has_room:
            taken.append((x + shifts[best][0], y + shifts[best][1], wide / 2))
    return places


def _hover(row: dict[Any, Any], words: Words) -> str:
    gap = row["sv_days"]
    lines = [
        str(row["name"]),
        words.country(str(row["country"])),
        words.gap(float(gap) if pd.notna(gap) else None),
        words("charts.city_map.partners", n=int(row["active_partners"])),
    ]
    return "<br>".join(look.figure_safe(line) for line in lines)


def _frame(placed: pd.DataFrame) -> dict[str, object]:
    """Scope, resolution and margins of the map, so that all cities are seen with some land around."""
    west, east = placed["longitude"].min(), placed["longitude"].max()
    south, north = placed["latitude"].min(), placed["latitude"].max()
    inside = (name for name, (w, e, s, n) in SCOPES.items() if w <= west and east <= e and s <= south and north <= n)
    scope = next(inside, "world")
    pad = max(4.0, 0.12 * max(east - west, north - south))
    return {
        "scope": scope,
        "resolution": 110 if scope == "world" else 50,
        "lonaxis": {"range": [max(-180, west - 2.6 * pad), min(180, east + 2.6 * pad)]},
        "lataxis": {"range": [max(-89, south - pad), min(89, north + pad)]},
        "projection": {"type": "natural earth" if east - west > 120 else "mercator"},
        "showframe": False,
        "showcoastlines": False,
        "showland": True,
        "landcolor": "rgba(128,128,128,0.16)",
        "showcountries": True,
        "countrycolor": "rgba(128,128,128,0.45)",
        "showlakes": False,
        "bgcolor": "rgba(0,0,0,0)",
    }
