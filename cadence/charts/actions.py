"""Charts of what joint actions came to: the ladder, achievement by indicator and by measure, tested first or not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from cadence.cards.outcomes import value
from cadence.charts import look
from cadence.charts.lineages import lineages
from cadence.charts.look import Chart
from cadence.words import Words

__all__ = ["achievement", "ladder", "lineages", "measures", "tested_first"]

# Bars stop here, numbers never do.
LONGEST_BAR = 1.2
SHORTEST_BAR = -0.2
BARS_DRAWN = 24
RUNG_COLOUR = {"common_ground": look.GREY, "small_test": look.PALETTE[5], "scaled": look.ACCENT}
LABEL_COLOUR = {
    "achieved": look.GOOD,
    "partly": look.PALETTE[5],
    "no_change": look.GREY,
    "worse": look.BAD,
    "no_baseline": look.PAUSE,
}


def ladder(answer: pd.DataFrame, words: Words) -> Chart:
    """Partners on each rung of ``action_ladder``: common ground, small test, scaled."""
    # Of a rung without a count nothing is recorded: of common ground no stage, of tests no small test.
    answer = answer.dropna(subset=["partners"])
    partners = dict(zip(answer["rung"], answer["partners"].astype(int), strict=True))
    if len(partners) < 2 or not any(partners.values()):
        return look.nothing("ladder", words("lacks.topic.ladder"), words("charts.ladder.empty"), answer)
    key = "title" if len(partners) == 3 else "title_untold" if "common_ground" in partners else "title_actions"
    title = words(f"charts.ladder.{key}", **partners)
    drawn = look.figure(height=150)
    drawn.add_bar(
        x=answer["partners"],
        y=[words(f"charts.ladder.{rung}") for rung in answer["rung"]],
        orientation="h",
        marker={"color": [RUNG_COLOUR[rung] for rung in answer["rung"]]},
        text=[words.number(count) for count in answer["partners"]],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(visible=False, rangemode="tozero")
    alt = words("charts.ladder.alt", title=title)
    return Chart("ladder", title, words("charts.ladder.subtitle"), alt, drawn, answer)


def achievement(answer: pd.DataFrame, words: Words) -> Chart:
    """How far each indicator of ``achievement`` is on its way, the furthest from its target first."""
    if answer.empty:
        return look.nothing("achievement", words("lacks.topic.achievement"), words("charts.achievement.empty"), answer)
    judged = answer["is_at_target"].notna()
    k, n = int(answer.loc[judged, "is_at_target"].astype(bool).sum()), int(judged.sum())
    title = words("charts.achievement.title", k=k, n=n) if n else words("charts.achievement.none_judged")
    # Without a baseline, actual / target of an indicator that should fall would draw failure as success.
    is_drawable = answer["achievement"].notna() & (answer["is_ascending"] | (answer["label"] != "no_baseline"))
    chosen = answer[is_drawable].head(BARS_DRAWN)
    if chosen.empty:
        return look.nothing(
            "achievement", words("lacks.topic.achievement"), words("charts.achievement.nothing_to_draw"), answer
        )
    missing = int((~is_drawable).sum())
    subtitle = words("charts.achievement.subtitle" if missing else "charts.achievement.subtitle_all", n=missing)
    if len(chosen) < is_drawable.sum():
        subtitle = words("charts.achievement.subtitle_some", shown=len(chosen), n=int(is_drawable.sum()))
    low, high = words.way(chosen["achievement"].min()), words.way(chosen["achievement"].max())
    alt = words("charts.achievement.alt", title=title, low=low, high=high)
    return Chart("achievement", title, subtitle, alt, _achievement_bars(chosen, words), answer)


def _achievement_bars(chosen: pd.DataFrame, words: Words) -> go.Figure:
    """A bar per indicator with its name above it, so that names have the whole width on a phone."""
    rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in chosen.to_dict("records")]
    is_one_measure = len(rows) > 1 and chosen["measure_en"].nunique() == 1
    names = [_place(row) if is_one_measure else words.own_text(row) for row in rows]
    drawn = look.figure(height=60 + 46 * len(rows), barmode="overlay")
    drawn.add_bar(
        x=[min(max(row["achievement"], SHORTEST_BAR), LONGEST_BAR) for row in rows],
        y=list(range(len(rows))),
        orientation="h",
        width=0.34,
        marker={
            "color": [LABEL_COLOUR.get(row["label"], look.GREY) for row in rows],
            "opacity": [0.6 if row["size"] == "small_test" else 1.0 for row in rows],
        },
        customdata=[[f"action:{row['action_id']}"] for row in rows],
        hovertemplate=[f"{_indicator_hover(row, words)}<extra></extra>" for row in rows],
    )
    for number, (row, name) in enumerate(zip(rows, names, strict=True)):
        drawn.add_annotation(
            x=0.005, y=number - 0.36, xanchor="left", showarrow=False, text=_indicator_line(row, name, words)
        )
    _target_axis(drawn, words, len(rows))
    return drawn


def _place(row: dict[str, Any]) -> str:
    """Where an indicator is taken: its city, or else its action."""
    return str(row["city"] if pd.notna(row["city"]) else row["action"])


def _target_axis(drawn: go.Figure, words: Words, count: int) -> None:
    """From worse than the baseline to the cap; baseline and target marked."""
    drawn.add_vline(x=0, line={"color": look.GREY, "width": 1})
    drawn.add_vline(x=1, line={"color": look.GREY, "width": 1.5, "dash": "dot"})
    ticks = {
        0.0: words("charts.achievement.baseline"),
        0.5: words.percent(0.5),
        1.0: words("charts.achievement.target"),
    }
    drawn.update_xaxes(
        range=[SHORTEST_BAR - 0.01, LONGEST_BAR + 0.03], tickvals=list(ticks), ticktext=list(ticks.values()), side="top"
    )
    drawn.update_yaxes(visible=False, range=[count - 0.5, -0.75])


def _indicator_line(row: dict[str, Any], name: str, words: Words) -> str:
    """The name and the true number: ``Streets named · 112%``; a test says that it is one."""
    is_test = row["size"] == "small_test"
    key = "charts.achievement.line_test" if is_test else "charts.achievement.line"
    return words(key, name=look.short(name, 46), share=words.way(row["achievement"]))


def _indicator_hover(row: dict[str, Any], words: Words) -> str:
    said = {part: value(words, row[part], row["unit"]) for part in ("baseline", "actual", "target")}
    values = words("charts.achievement.values", **said)
    label = words.code("label", row["label"])
    lines = (words.own_text(row), row["action"], values, label)
    return "<br>".join(look.figure_safe(line) for line in lines)


def measures(answer: pd.DataFrame, words: Words) -> Chart:
    """For each measure of ``achievement_by_measure``, in how many places the target is reached."""
    judged = answer[answer["n"] > 0]
    if judged.empty:
        return look.nothing("measures", words("lacks.topic.measures"), words("charts.measures.empty"), answer)
    reached = judged["k"] == judged["n"]
    title = words("charts.measures.title", k=int(reached.sum()), n=len(judged))
    chosen = judged.head(BARS_DRAWN)
    without = len(answer) - len(judged)
    key = "subtitle_some" if len(chosen) < len(judged) else "subtitle" if without else "subtitle_all"
    subtitle = words(f"charts.measures.{key}", shown=len(chosen), n=len(judged), without=without)
    shares = chosen["k"] / chosen["n"]
    alt = words("charts.measures.alt", title=title, low=words.percent(shares.min()), high=words.percent(shares.max()))
    return Chart("measures", title, subtitle, alt, _measure_dots(chosen, shares, words), answer)


def _measure_dots(chosen: pd.DataFrame, shares: pd.Series, words: Words) -> go.Figure:
    """A dot per measure, the name above."""
    rows = list(range(len(chosen)))
    drawn = look.figure(height=60 + 42 * len(rows))
    drawn.add_scatter(
        x=list(shares), y=rows, mode="markers", marker={"size": 11, "color": look.ACCENT},
        hoverinfo="skip",
    )  # fmt: skip
    for number, row in enumerate(chosen.to_dict("records")):
        name = look.short(words.own_text(row), 46)
        said = f"{name} · {words.k_of_n(row['k'], row['n'])}"
        drawn.add_annotation(x=0, y=number - 0.38, xanchor="left", showarrow=False, text=said)
    _share_axis(drawn, words)
    drawn.update_yaxes(visible=False, range=[len(rows) - 0.5, -0.75])
    return drawn


def _share_axis(drawn: go.Figure, words: Words) -> None:
    marks = [0, 0.25, 0.5, 0.75, 1]
    drawn.update_xaxes(
        range=[-0.02, 1.03], tickvals=marks, ticktext=[words.percent(mark) for mark in marks], side="top"
    )


def _of_actions(row: dict[Any, Any], words: Words) -> str:
    """``1 of 2 actions``: an action is one case, however many indicators it has."""
    return words("charts.tested_first.of_actions", said=words.k_of_n(row["k"], row["n"]), n=int(row["n"]))


def tested_first(answer: pd.DataFrame, words: Words) -> Chart:
    """Scaled actions that reached half their targets, tested first and not (``tested_first_achievement``)."""
    groups: dict[str, dict[Any, Any]] = {row["tested"]: row for row in answer.to_dict("records")}
    first, others = groups["tested_first"], groups["not_tested_first"]
    said = {
        "tested": _of_actions(first, words),
        "others": _of_actions(others, words),
        "targets": words.k_of_n(first["targets_reached"], first["targets"]),
        "others_targets": words.k_of_n(others["targets_reached"], others["targets"]),
        "actions": int(first["actions"]),
        "others_actions": int(others["actions"]),
    }
    if not (first["n"] and others["n"]):
        why = words("charts.tested_first.empty", **said)
        return look.nothing("tested_first", words("lacks.topic.tested_first"), why, answer)
    title = words("charts.tested_first.title", **said)
    shares = answer["k"] / answer["n"]
    drawn = look.figure(height=170)
    drawn.add_scatter(
        x=list(shares), y=[words(f"charts.tested_first.{group}") for group in answer["tested"]],
        mode="markers+text", marker={"size": 14, "color": look.ACCENT}, textposition="top center",
        text=[words.k_of_n(k, n) for k, n in zip(answer["k"], answer["n"], strict=True)],
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    _share_axis(drawn, words)
    drawn.update_xaxes(range=[-0.06, 1.08])
    drawn.update_yaxes(range=[len(answer) - 0.5, -0.8], showgrid=False)
    subtitle = words("charts.tested_first.subtitle", **said)
    return Chart("tested_first", title, subtitle, words("charts.tested_first.alt", title=title), drawn, answer)
