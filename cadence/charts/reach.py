"""Partner reach: engagements over time, who was reached, whom the partners brought, how far ideas travel."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from cadence.charts import look
from cadence.charts.axes import percentages, row_height, whole
from cadence.charts.look import Chart
from cadence.words import Words

SHOWN = 12  # bars a reader can still tell apart
COUNTRIES_SHOWN = 20
QUARTERS_FROM = 18  # months beyond which a bar holds a quarter
AXIS = {"persons": "y", "share": "y2", "media": "y3"}
SPREAD_COLOUR = {"within": look.PALETTE[9], "beyond": look.ACCENT, "unknown": look.FAINT}


def by_period(answer: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Sums by period and kind, and the months a period holds: 1, or 3 when the months are many."""
    months = pd.to_datetime(answer["month"])
    first, last = months.min(), months.max()
    span = 12 * (last.year - first.year) + last.month - first.month
    step = 1 if span < QUARTERS_FROM else 3
    starts = months.dt.to_period("M" if step == 1 else "Q").dt.start_time
    counts = ["activities", "engagements", "new_persons", "persons_with_new", "media"]
    summed = answer.assign(period=starts).groupby(["period", "kind"], as_index=False)[counts].sum()
    return summed, step


def engagements_by_kind(
    answer: pd.DataFrame, words: Words, *, events: pd.DataFrame | None = None, name: str = "engagements_by_kind"
) -> Chart:
    """Engagements over time by kind; below, the share of new audience; below, media on a scale of its own."""
    key = f"charts.{name}"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"{key}.empty"), answer)
    data, step = by_period(answer)
    persons, asked = int(data["engagements"].sum()), int(data["persons_with_new"].sum())
    share = data["new_persons"].sum() / asked if asked else None
    kind = "title_plain" if not asked else "title" if asked == persons else "title_asked"
    kind = "title_media" if not persons and data["media"].sum() else kind
    # What the bars stand for: activities at which nobody was counted, or media alone, are in none of them.
    of_media = data[data["media"] > 0]
    held = int((of_media if kind == "title_media" else data[data["engagements"] > 0])["activities"].sum())
    media = int(of_media["media"].sum())
    title = words(f"{key}.{kind}", share=share, asked=asked, n=held, persons=persons, media=media)
    panels = ["persons", *(["share"] if asked else []), *(["media"] if data["media"].sum() else [])]
    drawn = _panels(words, panels)
    _stack(drawn, data, words, step)
    if "share" in panels:
        _new_share(drawn, data, words, step)
    if "media" in panels:
        _media(drawn, data, words, step)
    if events is not None and len(events):
        look.mark_events(drawn, events.assign(name=words.own_texts(events)))
    first, last = data["period"].min(), data["period"].max()
    alt = words(f"{key}.alt", title=title, first=words.period(first, step), last=words.period(last, step))
    return Chart(name, title, words(f"{key}.subtitle_{step}"), alt, drawn, answer)


def _panels(words: Words, panels: list[str]) -> go.Figure:
    """Panels over one time axis, only those with something to show; each heading stands above its panel."""
    height = 300 + 130 * (len(panels) - 1)
    drawn = look.figure(height, barmode="stack", showlegend=True, margin={"t": 64})
    ends = {"persons": (130 * (len(panels) - 1) / height, 0.96)}
    for place, panel in enumerate(reversed(panels[1:])):
        ends[panel] = (130 * place / height, (130 * place + 76) / height)
    drawn.update_layout(
        xaxis={"type": "date", "showgrid": False, "anchor": AXIS[panels[-1]], "hoverformat": "%b %Y"},
        yaxis={"domain": ends["persons"], "rangemode": "tozero"},
        legend={"y": 1.02, "font": {"size": 11}},
    )
    plain_axis = look.AXIS
    if "share" in panels:
        drawn.update_layout(
            yaxis2={"domain": ends["share"], "range": [0, 1.05], **percentages(words, step=0.5), **plain_axis}
        )
    if "media" in panels:
        drawn.update_layout(yaxis3={"domain": ends["media"], "rangemode": "tozero", "nticks": 3, **plain_axis})
    for panel in panels:
        drawn.add_annotation(
            text=words(f"charts.engagements_by_kind.panel_{panel}"), x=0, xref="paper", xanchor="left",
            y=ends[panel][1], yref="paper", yanchor="bottom", yshift=3, showarrow=False, font={"size": 12},
        )  # fmt: skip
    return drawn


def _stack(drawn: go.Figure, data: pd.DataFrame, words: Words, step: int) -> None:
    """One stacked bar per period; the kind with most persons at the bottom."""
    totals = data.groupby("kind")["engagements"].sum().sort_values(ascending=False)
    for kind in totals[totals > 0].index:
        part = data[data["kind"] == kind]
        said = words.code("kind", kind)
        hover = [
            words("charts.engagements_by_kind.hover", kind=said, period=words.period(p, step), persons=int(e), n=int(n))
            for p, e, n in zip(part["period"], part["engagements"], part["activities"], strict=True)
        ]
        drawn.add_bar(
            x=part["period"], y=part["engagements"], name=said, hovertext=hover, hoverinfo="text",
            xperiod=f"M{step}", xperiodalignment="middle",
            marker_color=look.colour_of("kind", kind),
        )  # fmt: skip


def _new_share(drawn: go.Figure, data: pd.DataFrame, words: Words, step: int) -> None:
    """Share of new persons where that was asked; a gap where it was not."""
    sums = data.groupby("period", as_index=False)[["new_persons", "persons_with_new"]].sum()
    sums = sums[sums["persons_with_new"] > 0]
    hover = [
        f"{words.period(p, step)}<br>{words.k_of_n(k, n)} · {words.percent(k / n)}"
        for p, k, n in zip(sums["period"], sums["new_persons"], sums["persons_with_new"], strict=True)
    ]
    drawn.add_scatter(
        x=sums["period"], y=sums["new_persons"] / sums["persons_with_new"], yaxis="y2", mode="lines+markers",
        line={"color": look.GREY, "width": 1}, marker={"color": look.ACCENT, "size": 8}, hovertext=hover,
        hoverinfo="text", xperiod=f"M{step}", xperiodalignment="middle", showlegend=False,
    )  # fmt: skip


def _media(drawn: go.Figure, data: pd.DataFrame, words: Words, step: int) -> None:
    """Contacts by media, never stacked on persons."""
    sums = data.groupby("period", as_index=False)["media"].sum()
    hover = [
        words("charts.engagements_by_kind.hover_media", period=words.period(p, step), n=int(m))
        for p, m in zip(sums["period"], sums["media"], strict=True)
    ]
    drawn.add_bar(
        x=sums["period"], y=sums["media"], yaxis="y3", marker_color=look.GREY, hovertext=hover, hoverinfo="text",
        xperiod=f"M{step}", xperiodalignment="middle", showlegend=False,
    )  # fmt: skip


def audience_bounds(answer: pd.DataFrame, words: Words) -> Chart:
    """By segment: the number of different persons lies between two ends of a bar."""
    name = "audience_bounds"
    counted = answer[answer["engagements"].fillna(0) > 0].iloc[::-1]
    if counted.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    total = int(counted["engagements"].sum())
    own = int(counted.loc[counted["segment"] == "partner_public", "engagements"].sum())
    title = words(f"charts.{name}.title" if own else f"charts.{name}.title_none", k=own, n=total, share=own / total)
    drawn = look.figure(row_height(len(counted)))
    labels = [words.code("segment", s) for s in counted["segment"]]
    for label, low, high, segment in zip(
        labels, counted["largest"], counted["engagements"], counted["segment"], strict=True
    ):
        colour = look.ACCENT if segment == "partner_public" else look.GREY
        drawn.add_scatter(
            x=[int(low), int(high)], y=[label, label], mode="lines+markers+text", line={"color": colour, "width": 6},
            marker={"color": colour, "size": 11}, text=["", words.number(high)], textposition="middle right",
            hovertext=[words(f"charts.{name}.hover", segment=label, low=int(low), high=int(high))] * 2,
            hoverinfo="text", cliponaxis=False,
        )  # fmt: skip
    top = int(counted["engagements"].max())
    drawn.update_xaxes(range=[0, top * 1.15], nticks=5)
    alt = words(f"charts.{name}.alt", title=title, n=len(counted))
    return Chart(name, title, words(f"charts.{name}.subtitle"), alt, drawn, answer)


def partner_dependence(answer: pd.DataFrame, words: Words, *, summary: pd.DataFrame) -> Chart:
    """Each partner's share of engagements, the largest first, the rest in one bar."""
    name = "partner_dependence"
    found = summary.iloc[0]
    if pd.isna(found["hhi"]):
        why = words(f"why.{found['dependence_why']}")
        return look.nothing(name, words(f"lacks.topic.{name}"), why, answer)
    ranked = answer[answer["share"].fillna(0) > 0]
    top, rest = ranked.head(SHOWN), ranked.iloc[SHOWN:]
    labels = look.labels(top["name"])
    shares, codes = list(top["share"]), [f"partner:{code}" for code in top["partner_id"]]
    if len(rest):
        labels.append(words(f"charts.{name}.rest", n=len(rest)))
        shares.append(float(rest["share"].sum()))
        codes.append("")
    blanks = {"n": found["effective_partners"], "top": str(found["top_partner"]), "share": found["top_share"]}
    title = words(f"charts.{name}.title", **blanks)
    drawn = look.figure(row_height(len(labels)))
    drawn.add_bar(
        x=shares[::-1], y=list(range(len(labels)))[::-1], orientation="h", customdata=[[c] for c in codes[::-1]],
        marker_color=[look.ACCENT if c else look.GREY for c in codes[::-1]],
        text=[words.percent(s) for s in shares[::-1]],
        textposition="outside", hovertext=labels[::-1], hoverinfo="text", cliponaxis=False,
    )  # fmt: skip
    drawn.update_yaxes(tickvals=list(range(len(labels))), ticktext=labels, showgrid=False, autorange="reversed")
    drawn.update_xaxes(range=[0, max(shares) * 1.2], **percentages(words, max(shares) * 1.2))
    alt = words(f"charts.{name}.alt", title=title, hhi=words.number(found["hhi"], 2), partners=int(found["partners"]))
    return Chart(name, title, words(f"charts.{name}.subtitle", hhi=words.number(found["hhi"], 2)), alt, drawn, answer)


def spread_of_ideas(answer: pd.DataFrame, words: Words) -> Chart:
    """Partners by country, those beyond the countries of the network's cities in the accent colour."""
    name = "spread_of_ideas"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    if (answer["spread"] == "unknown").all():
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty_unknown"), answer)
    beyond = answer[answer["spread"] == "beyond"]
    guests = int(answer["guest_cities"].sum())
    title = words(f"charts.{name}.title", n=len(beyond), within=int((answer["spread"] == "within").sum()))
    shown = answer.head(COUNTRIES_SHOWN)
    labels = [
        words.code("spread", "unknown") if pd.isna(code) else look.short(words.country(str(code)))
        for code in shown["country"]
    ]
    drawn = look.figure(row_height(len(shown)), showlegend=True)
    for spread, colour in SPREAD_COLOUR.items():
        picked = [i for i, s in enumerate(shown["spread"]) if s == spread]
        if picked:
            drawn.add_bar(
                x=[int(shown["partners"].iloc[i]) for i in picked], y=picked, orientation="h", marker_color=colour,
                name=words.code("spread", spread), text=[words.number(shown["partners"].iloc[i]) for i in picked],
                textposition="outside", hovertext=[labels[i] for i in picked], hoverinfo="text+x", cliponaxis=False,
            )  # fmt: skip
    drawn.update_yaxes(tickvals=list(range(len(labels))), ticktext=labels, showgrid=False, autorange="reversed")
    drawn.update_xaxes(**whole(shown["partners"].max()))
    more = len(answer) - len(shown)
    subtitle = words(f"charts.{name}.subtitle_more" if more else f"charts.{name}.subtitle", guests=guests, more=more)
    alt = words(f"charts.{name}.alt", title=title, countries=words.list_of([str(s) for s in labels[:3]]))
    return Chart(name, title, subtitle, alt, drawn, answer)


def joint_messages(answer: pd.DataFrame, words: Words) -> Chart:
    """Joint communications by the message they carried, with the contacts media made with each."""
    name = "joint_messages"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    total = int(answer["communications"].sum())
    carried = int(answer.loc[answer["message"].notna(), "communications"].sum())
    title = words(f"charts.{name}.title", k=carried, n=total)
    shown = answer.head(SHOWN)
    said = [words(f"charts.{name}.none") if pd.isna(m) else look.figure_safe(m) for m in shown["message"]]
    drawn = look.figure(len(shown) * 52 + 64, bargap=0.62)
    rows = list(range(len(shown)))
    drawn.add_bar(x=shown["communications"], y=rows, orientation="h", marker_color=look.ACCENT, hoverinfo="skip")
    for row, text, count, media in zip(rows, said, shown["communications"], shown["media"].fillna(0), strict=True):
        drawn.add_annotation(
            x=0, y=row, yshift=16, xanchor="left", showarrow=False, font={"size": 12}, align="left",
            text=words(f"charts.{name}.label", message=look.short(text, 44), n=int(count), media=words.number(media)),
        )  # fmt: skip
    drawn.update_yaxes(visible=False, autorange=False, range=[len(shown) - 0.6, -0.8])
    drawn.update_xaxes(**whole(shown["communications"].max()))
    alt = words(f"charts.{name}.alt", title=title, n=len(answer))
    return Chart(name, title, words(f"charts.{name}.subtitle"), alt, drawn, answer)
