"""Partnerships: the ladder, sector by duration, freshness, what lasts after the funding, what partners add."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from cadence.charts import look
from cadence.charts.axes import percentages, row_height
from cadence.charts.look import Chart, Mark
from cadence.contract.ladders import load_ladders
from cadence.words import Words
from cadence.words.sentences import within_sentence

ACTION_STEPS = ("joint_action", "repeated_or_scaled", "continuing", "planned_to_continue")
LIGHT = {
    "fresh": Mark(look.GOOD, "circle"),
    "ageing": Mark(look.WARN, "diamond"),
    "silent": Mark(look.BAD, "triangle-right"),
    "never": Mark(look.BAD, "x-open"),
}
SHOWN = 30


def partner_ladder(answer: pd.DataFrame, words: Words) -> Chart:
    """One bar per step, its count and conversion written above it; behind it, the step before."""
    name = "partner_ladder"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    counts = dict(zip(answer["step"], answer["partners"], strict=True))
    title = words(f"charts.{name}.title", ground=int(counts["common_ground"]), n=int(counts["joint_action"]))
    rows = list(range(len(answer)))
    before = answer["of_partners"].fillna(answer["partners"])
    colours = [look.ACCENT if step in ACTION_STEPS else look.PALETTE[0] for step in answer["step"]]
    drawn = look.figure(len(answer) * 58 + 12, barmode="overlay", bargap=0.6)
    drawn.add_bar(x=before, y=rows, orientation="h", marker_color=look.FAINT, hoverinfo="skip")
    drawn.add_bar(
        x=answer["partners"], y=rows, orientation="h", marker_color=colours,
        hovertext=[_step_text(words, row) for row in answer.to_dict("records")], hoverinfo="text",
    )  # fmt: skip
    for place, row in zip(rows, answer.to_dict("records"), strict=True):
        drawn.add_annotation(
            x=0, y=place, yshift=19, xanchor="left", align="left", showarrow=False, text=_step_text(words, row)
        )
    drawn.update_yaxes(visible=False, range=[len(answer) - 0.6, -0.75])
    drawn.update_xaxes(visible=False, range=[0, max(1, int(before.max()))])
    alt = words(
        f"charts.{name}.alt", title=title, first=int(answer["partners"].iloc[0]), last=int(answer["partners"].iloc[-1])
    )
    return Chart(name, title, words(f"charts.{name}.subtitle"), alt, drawn, answer)


def _step_text(words: Words, row: dict[Any, Any]) -> str:
    """``Contacted  28 of 45``, the count in bold."""
    step = words.code("step", row["step"])
    if pd.isna(row["of_partners"]):
        return f"{step}  <b>{words.number(row['partners'])}</b>"
    said = f"{step}  <b>{words.k_of_n(row['partners'], row['of_partners'])}</b>"
    silent = 0 if pd.isna(row["silent_partners"]) else int(row["silent_partners"])
    return words("charts.partner_ladder.step_silent", said=said, n=silent) if silent else said


def partner_typology(answer: pd.DataFrame, words: Words) -> Chart:
    """Sector by duration: in each cell the partners with an active partnership, darker where more."""
    name = "partner_typology"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    active = answer.pivot_table(index="sector", columns="typology", values="active_partners", aggfunc="sum")
    ever = answer.pivot_table(index="sector", columns="typology", values="partners", aggfunc="sum")
    order = ever.sum(axis=1).sort_values(ascending=False).index
    ladder = load_ladders()["typology"]
    columns = [code for code in ladder.levels if code in ever.columns]
    active, ever = active.reindex(order)[columns], ever.reindex(order)[columns]
    largest = answer.sort_values(["active_partners", "partners"], ascending=False, kind="stable").iloc[0]
    most = {name: within_sentence(words.code(name, largest[name])) for name in ("sector", "typology")}
    n, times = int(largest["active_partners"]), int((answer["active_partners"] == largest["active_partners"]).sum())
    is_tied = n > 0 and times > 1
    title = words(f"charts.{name}.{'title_tied' if is_tied else 'title'}", n=n, times=times, **most)
    lasting = answer[answer["typology"].isin(ladder.since("lasting"))]
    drawn = look.figure(row_height(len(order), 150))
    drawn.add_heatmap(
        z=active.fillna(0).to_numpy(), colorscale=[[0, "rgba(11,127,179,0.0)"], [1, "rgba(11,127,179,0.6)"]],
        showscale=False, hoverinfo="skip", xgap=2, ygap=2,
    )  # fmt: skip
    # The figures are a trace of their own, so that they take the colour of the theme's text.
    now, all_time = active.to_numpy(dtype=float), ever.to_numpy(dtype=float)
    places = [(x, y) for y in range(len(order)) for x in range(len(columns)) if not pd.isna(all_time[y, x])]
    drawn.add_scatter(
        x=[x for x, _ in places], y=[y for _, y in places], mode="text", hoverinfo="skip", textfont={"size": 13},
        text=[_cell(words, float(now[y, x]), float(all_time[y, x])) for x, y in places],
    )  # fmt: skip
    sectors = [look.short(words.code("sector", s)) for s in order]
    drawn.update_yaxes(tickvals=list(range(len(order))), ticktext=sectors, autorange="reversed", showgrid=False)
    durations = [look.figure_safe(words.code("typology", t)) for t in columns]
    drawn.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=durations, side="top", showgrid=False, tickangle=-60
    )
    alt = words(f"charts.{name}.alt", title=title, sectors=len(order))
    subtitle = words(f"charts.{name}.subtitle", n=int(lasting["active_partners"].sum()),
                     silent=int(answer["silent_partners"].sum()))  # fmt: skip
    return Chart(name, title, subtitle, alt, drawn, answer)


def _cell(words: Words, active: float, ever: float) -> str:
    """``3``, or ``1 of 3`` where some are no longer active."""
    return words.number(active) if active == ever else words("charts.partner_typology.cell", k=int(active), n=int(ever))


def partnership_freshness(answer: pd.DataFrame, words: Words) -> Chart:
    """Days of silence of each partnership under way, the longest first; colour, shape and word say the light."""
    name = "partnership_freshness"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    limit = int(answer["limit_days"].max())
    silent = int(answer["is_silent"].sum())
    title = words(f"charts.{name}.title", k=silent, n=len(answer), limit=limit)
    shown = answer.head(SHOWN).reset_index(drop=True)
    drawn = look.figure(len(shown) * 24 + 90, showlegend=True)
    for light, mark in LIGHT.items():
        part = shown[shown["light"] == light]
        if len(part):
            drawn.add_scatter(
                x=part["silent_days"], y=part.index, mode="markers", name=words.code("light", light),
                marker={"color": mark.colour, "symbol": mark.symbol, "size": 12}, cliponaxis=False,
                customdata=[[f"partner:{code}"] for code in part["partner_id"]], hoverinfo="text",
                hovertext=[_silence(words, row) for row in part.to_dict("records")],
            )  # fmt: skip
    labels = _strands(shown, words)
    drawn.update_yaxes(
        tickvals=list(range(len(shown))), ticktext=labels, range=[len(shown) - 0.4, -0.6], gridcolor=look.FAINT
    )
    drawn.update_xaxes(rangemode="tozero", nticks=6, title={"text": words(f"charts.{name}.axis"), "font": {"size": 12}})
    key = "subtitle_more" if len(answer) > SHOWN else "subtitle"
    alt = words(f"charts.{name}.alt", title=title, days=int(answer["silent_days"].max()))
    return Chart(name, title, words(f"charts.{name}.{key}", shown=SHOWN, n=len(answer)), alt, drawn, answer)


def _strands(rows: pd.DataFrame, words: Words) -> list[str]:
    """``Partner · City`` for each row, long names cut; with the role where that stands twice."""
    partners, cities = look.labels(rows["partner"], 20), look.labels(rows["city"].fillna(""), 14)
    said = [
        partner if pd.isna(known) else f"{partner} · {city}"
        for partner, city, known in zip(partners, cities, rows["city"], strict=True)
    ]
    pairs = list(zip(rows["partner_id"], rows["city_id"].fillna(""), strict=True))
    often = Counter(pairs)
    roles = (look.short(words.code("role", role), 14) for role in rows["role"])
    return [f"{one} · {role}" if often[of] > 1 else one for one, of, role in zip(said, pairs, roles, strict=True)]


def _strand(row: dict[Any, Any], words: Words) -> str:
    """``Partner · City · Role``, whole."""
    who = [row["partner"], *([] if pd.isna(row["city"]) else [row["city"]]), words.code("role", row["role"])]
    return " · ".join(look.figure_safe(one) for one in who)


def _silence(words: Words, row: dict[Any, Any]) -> str:
    known = not pd.isna(row["last_on"])
    when = words.date(pd.Timestamp(row["last_on"] if known else row["starts_on"]).date())
    key = "hover" if known else "hover_never"
    return words(f"charts.partnership_freshness.{key}", who=_strand(row, words), when=when)


def continuity(answer: pd.DataFrame, words: Words) -> Chart:
    """Of the partnerships under way when the funding ended, those still under way."""
    name = "continuity"
    first = answer.iloc[0] if len(answer) else None
    if first is None or first["continuity_why"] == "no_funding_end":
        return look.nothing(name, words(f"lacks.topic.{name}"), words("why.no_funding_end"), answer)
    blanks = {"k": int(first["planned"]), "n": int(first["of_partnerships"]), "silent": int(first["silent"])}
    day = words.date(first["at_on"].date(), "long")
    known = answer[answer["under_way"].notna() & (answer["of_partnerships"] > 0)]
    if known.empty:
        why = words(f"charts.{name}.not_yet" if blanks["n"] else "why.no_partnership_under_way", day=day, **blanks)
        return look.nothing(name, words(f"lacks.topic.{name}"), why, answer)
    last = known.iloc[-1]
    title = words(
        f"charts.{name}.title", k=int(last["under_way"]), n=int(last["of_partnerships"]), months=int(last["months"])
    )
    share = known["under_way"] / known["of_partnerships"]
    drawn = look.figure(280)
    drawn.add_scatter(
        x=[words("time.whole_months", n=int(m)) for m in known["months"]], y=share, mode="markers+text",
        marker={"color": look.ACCENT, "size": 12}, textposition="middle right",
        text=["  " + words.k_of_n(k, n) for k, n in zip(known["under_way"], known["of_partnerships"], strict=True)],
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    drawn.update_yaxes(range=[0, 1.02], **percentages(words))
    drawn.update_xaxes(range=[-0.5, len(known) - 0.3])
    alt = words(f"charts.{name}.alt", title=title, **blanks)
    return Chart(name, title, words(f"charts.{name}.subtitle", day=day, **blanks), alt, drawn, answer)


def leverage(answer: pd.DataFrame, words: Words) -> Chart:
    """Programme money, partner cash and partner in kind, one bar per currency."""
    name = "leverage"
    if answer.empty:
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"charts.{name}.empty"), answer)
    ranked = answer.sort_values("programme_spend", ascending=False, na_position="last")
    main = ranked.iloc[0]
    if pd.isna(main["leverage"]):
        return look.nothing(name, words(f"lacks.topic.{name}"), words(f"why.{main['leverage_why']}"), answer)
    currency = str(main["currency"])
    title = words(f"charts.{name}.title", share=words.number(main["leverage"], 2), unit=words.money(1, currency))
    # Currencies share no axis: each bar is the whole of its own.
    drawn = look.figure(len(ranked) * 60 + 80, barmode="stack", barnorm="fraction", showlegend=True)
    parts = {"programme_spend": look.GREY, "partner_cash": look.ACCENT, "partner_in_kind": look.PALETTE[5]}
    for part, colour in parts.items():
        values = ranked[part].fillna(0)
        drawn.add_bar(
            x=values, y=[str(c) for c in ranked["currency"]], orientation="h", name=words.column(part),
            marker_color=colour,
            text=[words.money(v, str(c)) for v, c in zip(values, ranked["currency"], strict=True)],
            textposition="inside", insidetextanchor="middle", hoverinfo="text+name",
        )  # fmt: skip
    drawn.update_xaxes(**percentages(words))
    blanks = {"k": int(main["with_cash"]), "n": int(main["actions"])}
    alt = words(f"charts.{name}.alt", title=title, **blanks)
    return Chart(name, title, words(f"charts.{name}.subtitle", **blanks), alt, drawn, answer)
