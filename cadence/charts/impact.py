"""Charts of the report alone: achievement by level, engagements by quarter."""

from __future__ import annotations

import pandas as pd

from cadence.charts import look
from cadence.charts.axes import percentages
from cadence.charts.look import Chart
from cadence.words import Words


def by_level(answer: pd.DataFrame, words: Words) -> Chart:
    """Indicators at target at each level of ``achievement_by_level``: a dot and ``k of n``."""
    judged = answer[answer["n"] > 0].reset_index(drop=True)
    if judged.empty:
        return look.nothing("by_level", words("lacks.topic.by_level"), words("charts.by_level.empty"), answer)
    shares = judged["k"] / judged["n"]
    said = {row["level"]: words.k_of_n(row["k"], row["n"]) for row in judged.to_dict("records")}
    parts = [
        words("charts.by_level.part", level=words.code("level", level).lower(), share=text)
        for level, text in said.items()
    ]
    title = words("charts.by_level.title", parts=words.list_of(parts))
    drawn = look.figure(height=50 + 44 * len(judged))
    drawn.add_scatter(
        x=list(shares), y=[words.code("level", level) for level in judged["level"]], mode="markers+text",
        marker={"size": 14, "color": look.ACCENT}, text=list(said.values()), textposition="top center",
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    drawn.update_xaxes(range=[-0.04, 1.04], **percentages(words, 1.0, 0.25))
    drawn.update_yaxes(range=[len(judged) - 0.5, -0.7], showgrid=False)
    alt = words("charts.by_level.alt", title=title)
    return Chart("by_level", title, words("charts.by_level.subtitle"), alt, drawn, answer)


def quarters(answer: pd.DataFrame) -> pd.DataFrame:
    """``audience_by_kind`` summed by quarter; columns quarter (its first day), activities, engagements."""
    starts = pd.to_datetime(answer["month"]).dt.to_period("Q").dt.start_time
    return answer.assign(quarter=starts).groupby("quarter", as_index=False)[["activities", "engagements"]].sum()


def engagements_by_quarter(answer: pd.DataFrame, words: Words) -> Chart:
    """One bar per quarter (``quarters``, small counts withheld already); a withheld one is a hollow mark."""
    name = "engagements_by_quarter"
    known = answer[answer["engagements"].fillna(0) > 0]
    if known.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    n = int(known["engagements"].max())
    fullest = [words.quarter(day.date()) for day in known.loc[known["engagements"] == n, "quarter"]]
    key = "title" if len(fullest) == 1 else "title_tied"
    title = words(f"charts.{name}.{key}", n=n, quarter=words.list_of(fullest))
    drawn = look.figure(height=260)
    labels = [words.quarter(day.date()) for day in known["quarter"]]
    drawn.add_bar(
        x=list(known["quarter"].dt.date), y=[int(count) for count in known["engagements"]], marker_color=look.ACCENT,
        text=[words.number(count) for count in known["engagements"]], textposition="outside", cliponaxis=False,
        hovertext=[
            words(f"charts.{name}.hover", quarter=label, persons=int(persons), n=int(held))
            for label, persons, held in zip(labels, known["engagements"], known["activities"], strict=True)
        ],
        hoverinfo="text", xperiod="M3", xperiodalignment="middle",
    )  # fmt: skip
    if "engagements_withheld" in answer and answer["engagements_withheld"].any():
        hidden = answer[answer["engagements_withheld"]]
        mark = 0.04 * float(known["engagements"].max())  # clear of the axis labels
        drawn.add_scatter(
            x=list(hidden["quarter"].dt.date), y=[mark] * len(hidden), mode="markers", xperiod="M3",
            xperiodalignment="middle", marker={"symbol": "circle-open", "color": look.GREY, "size": 9},
            hovertext=[words("report.withheld")] * len(hidden), hoverinfo="text", cliponaxis=False,
        )  # fmt: skip
    drawn.update_yaxes(rangemode="tozero", nticks=4)
    drawn.update_xaxes(showgrid=False, type="date")
    alt = words(f"charts.{name}.alt", title=title, first=labels[0], last=labels[-1])
    return Chart(name, title, words(f"charts.{name}.subtitle"), alt, drawn, answer)
