"""Chart of how present one city is."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.look import Chart
from cadence.words import Words


def attendance(answer: pd.DataFrame, words: Words) -> Chart:
    """Sessions due and attended per quarter of ``city_attendance``, with the quarters in which help was asked."""
    due = int(answer["sessions_due"].sum()) if len(answer) else 0
    if not due:
        return look.nothing("attendance", words("lacks.topic.attendance"), words("charts.attendance.empty"), answer)
    attended = int(answer["sessions_attended"].sum())
    title = words("charts.attendance.title", k=attended, n=due, share=attended / due)
    quarters = [words.quarter(day.date()) for day in answer["quarter_starts_on"]]
    drawn = look.figure(height=260, barmode="overlay", showlegend=True)
    for key, colour in (("sessions_due", look.FAINT), ("sessions_attended", look.ACCENT)):
        drawn.add_trace(
            go.Bar(
                name=words(f"charts.attendance.{key}"),
                x=quarters,
                y=list(answer[key]),
                marker={"color": colour},
                hovertemplate="%{x} · %{y}<extra>%{fullData.name}</extra>",
            )
        )
    helped = [
        (quarter, row["sessions_due"])
        for quarter, row in zip(quarters, answer.to_dict("records"), strict=True)
        if row["is_asking_for_help"]
    ]
    if helped:
        drawn.add_trace(
            go.Scatter(
                name=words("charts.attendance.help"),
                x=[quarter for quarter, _ in helped],
                y=[height + 0.4 for _, height in helped],
                mode="markers",
                marker={"symbol": "triangle-down", "size": 12, "color": look.WARN},
                hovertemplate="%{x}<extra>%{fullData.name}</extra>",
            )
        )
    drawn.update_xaxes(type="category", showgrid=False, tickangle=-45)
    subtitle = words("charts.attendance.subtitle")
    return Chart("attendance", title, subtitle, f"{title}. {subtitle}", drawn, answer)
