"""Who works where, and which needs of the cities nobody meets."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.charts import look
from cadence.charts.look import Chart, Mark
from cadence.contract import codes
from cadence.words import Words

NEED = {
    "met": Mark(look.GOOD, "circle"),
    "silent": Mark(look.PAUSE, "circle-open"),
    "said_met": Mark(look.WARN, "diamond"),
    "unmet": Mark(look.BAD, "x"),
}
PAIR = {
    "active": Mark(look.ACCENT, "square"),
    "silent": Mark(look.PAUSE, "square-open"),
    "ended": Mark(look.GREY, "square-x-open"),
    "activities": Mark(look.ACCENT, "circle-open"),
}
PARTNERS_SHOWN = 30
CITIES_SHOWN = 24
ROW = 24


def coverage_matrix(answer: pd.DataFrame, words: Words, *, summary: pd.DataFrame) -> Chart:
    """Partner by city: filled where a partnership is active, open where silent or ended, or only activities."""
    name = "coverage_matrix"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    partners = _busiest(answer, "partner_id", PARTNERS_SHOWN)
    cities = _busiest(answer, "city_id", CITIES_SHOWN)
    shown = answer[answer["partner_id"].isin(partners) & answer["city_id"].isin(cities)]
    rows, columns = {code: i for i, code in enumerate(partners)}, {code: i for i, code in enumerate(sorted(cities))}
    drawn = look.figure(len(rows) * ROW + 150, showlegend=True)
    is_silent = shown["is_silent"] & ~shown["is_active"]
    has_ended = ~shown["is_active"] & ~is_silent & shown["roles"].notna()
    is_other = ~shown["is_active"] & ~is_silent & ~has_ended
    kinds = {"active": shown["is_active"], "silent": is_silent, "ended": has_ended, "activities": is_other}
    for kind, chosen in kinds.items():
        if not chosen.any():
            continue
        part, mark = shown[chosen], PAIR[kind]
        drawn.add_scatter(
            x=[columns[c] for c in part["city_id"]], y=[rows[p] for p in part["partner_id"]], mode="markers",
            name=words(f"charts.{name}.{kind}"), marker={"symbol": mark.symbol, "size": 11, "color": mark.colour},
            customdata=[[f"partner:{code}"] for code in part["partner_id"]], hoverinfo="text",
            hovertext=[_pair_text(words, row) for row in part.to_dict("records")],
        )  # fmt: skip
    names = dict(zip(answer["partner_id"], answer["partner"], strict=True))
    places = dict(zip(answer["city_id"], answer["city"], strict=True))
    drawn.update_yaxes(
        tickvals=list(rows.values()), ticktext=look.labels((names[p] for p in rows), 26), range=[len(rows) - 0.4, -0.6]
    )
    drawn.update_xaxes(
        tickvals=list(columns.values()), ticktext=look.labels((places[c] for c in columns), 14), tickangle=-60,
        side="top", range=[-0.6, len(columns) - 0.4],
    )  # fmt: skip
    drawn.update_layout(legend={"y": -0.02, "yanchor": "top"})
    title = _density_text(words, summary.iloc[0])
    counts = {"partners": answer["partner_id"].nunique(), "cities": answer["city_id"].nunique()}
    is_part = counts["partners"] > len(partners) or counts["cities"] > len(cities)
    key = "subtitle_part" if is_part else "subtitle"
    subtitle = words(f"charts.{name}.{key}", some_partners=len(partners), some_cities=len(cities), **counts)
    alt = words(f"charts.{name}.alt", title=title, pairs=len(answer), **counts)
    return Chart(name, title, subtitle, alt, drawn, answer)


def _busiest(answer: pd.DataFrame, column: str, most: int) -> list[str]:
    """The codes with most pairs, active partnerships first, then most activities."""
    ranked = answer.groupby(column).agg(
        active=("is_active", "sum"), pairs=("activities", "size"), activities=("activities", "sum")
    )
    ranked = ranked.sort_values(["active", "pairs", "activities"], ascending=False, kind="stable")
    return [str(code) for code in ranked.index[:most]]


def _density_text(words: Words, found: pd.Series) -> str:
    if not pd.isna(found["coverage_why"]):
        return words("charts.coverage_matrix.title_activities")
    n = int(found["cities"])
    if pd.isna(found["density"]):  # without an active partnership there is no pair to be a part of
        return words("charts.coverage_matrix.title_none", n=n)
    k = int(found["cities_with_partner"])
    return words("charts.coverage_matrix.title", k=k, n=n, density=found["density"])


def _pair_text(words: Words, row: dict[Any, Any]) -> str:
    blanks = {
        "partner": look.figure_safe(row["partner"]),
        "city": look.figure_safe(row["city"]),
        "n": int(row["activities"]),
    }
    roles = row["roles"] if isinstance(row["roles"], list) or hasattr(row["roles"], "tolist") else []
    said = words("charts.coverage_matrix.hover", **blanks)
    return "<br>".join([said, *(words.code("role", role) for role in roles)])


def needs_and_roles(answer: pd.DataFrame, words: Words) -> Chart:
    """City by role needed: met, said to be met, unmet; the digit is the need's priority."""
    name = "needs_and_roles"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    unmet = int((~answer["is_met"]).sum())
    covered = answer.loc[answer["is_met"], "weight"].sum() / answer["weight"].sum()
    title = words(f"charts.{name}.title", n=unmet, of=len(answer), share=covered)
    cities = _neediest(answer)
    shown = answer[answer["city_id"].isin(cities)]
    rows = {code: i for i, code in enumerate(cities)}
    columns = {role: i for i, role in enumerate(r for r in codes("needs", "role") if r in set(answer["role"]))}
    drawn = look.figure(len(rows) * 30 + 150, showlegend=True)
    for state, mark in NEED.items():
        part = shown[shown["need_state"] == state]
        if len(part):
            drawn.add_scatter(
                x=[columns[r] for r in part["role"]], y=[rows[c] for c in part["city_id"]], mode="markers+text",
                name=words.code("need_state", state), text=[str(p) for p in part["priority"]],
                textposition="middle right", textfont={"size": 11}, cliponaxis=False,
                marker={"symbol": mark.symbol, "color": mark.colour, "size": 13}, hoverinfo="text",
                customdata=[[f"city:{code}"] for code in part["city_id"]],
                hovertext=[_need_text(words, row) for row in part.to_dict("records")],
            )  # fmt: skip
    names = dict(zip(answer["city_id"], answer["city"], strict=True))
    drawn.update_yaxes(
        tickvals=list(rows.values()), ticktext=look.labels((names[c] for c in rows), 20), range=[len(rows) - 0.4, -0.6]
    )
    drawn.update_xaxes(
        tickvals=list(columns.values()), ticktext=[words.code("role", r) for r in columns], tickangle=-60,
        side="top", range=[-0.5, len(columns) - 0.3],
    )  # fmt: skip
    drawn.update_layout(legend={"y": -0.02, "yanchor": "top"})
    total = answer["city_id"].nunique()
    key = "subtitle_part" if total > len(cities) else "subtitle"
    subtitle = words(f"charts.{name}.{key}", shown=len(cities), n=total)
    alt = words(f"charts.{name}.alt", title=title, cities=total)
    return Chart(name, title, subtitle, alt, drawn, answer)


def _neediest(answer: pd.DataFrame) -> list[str]:
    """Cities by the weight of their unmet needs, the heaviest first; then by name."""
    weights = (
        answer.assign(unmet=answer["weight"].where(~answer["is_met"], 0)).groupby(["city_id", "city"])["unmet"].sum()
    )
    ranked = weights.reset_index().sort_values(["unmet", "city"], ascending=[False, True])
    return [str(code) for code in ranked["city_id"].head(CITIES_SHOWN)]


def _need_text(words: Words, row: dict[Any, Any]) -> str:
    blanks = {"city": look.figure_safe(row["city"]), "role": words.code("role", row["role"]), "n": int(row["priority"])}
    if row["need_state"] == "met":
        return words("charts.needs_and_roles.hover_met", partner=look.figure_safe(row["partner"]), **blanks)
    if row["need_state"] == "silent":
        return words("charts.needs_and_roles.hover_silent", partner=look.figure_safe(row["partner"]), **blanks)
    if row["need_state"] == "said_met":
        return words("charts.needs_and_roles.hover_said_met", when=words.date(row["met_on"].date()), **blanks)
    return words("charts.needs_and_roles.hover_unmet", when=words.date(row["expressed_on"].date()), **blanks)
