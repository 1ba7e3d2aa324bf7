"""What the title of each chart must say, counted once more: from the marks drawn, their names and the texts on them.

A reader gives the numbers of the title as texts, in any order; where not all can be drawn, the rest of the rows that
stand behind the chart is counted too. No reader knows how the chart made its title.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from cadence.charts.look import Chart
from cadence.words import Words

DONE = ("done_early", "done_on_time", "done_late", "done_by", "done")
SPACES = "\u202f\u00a0"
NUMBER = re.compile(rf"\d{{1,3}}(?:[{SPACES},]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")


def numbers(text: str) -> list[str]:
    """The numbers of a text without what parts their thousands, sorted."""
    return sorted(re.sub(rf"[{SPACES}]|,(?=\d{{3}}(?:\D|$))", "", found) for found in NUMBER.findall(text))


def points(chart: Chart, name: str) -> int:
    """How many marks of one name are drawn; none where the name is not in the legend."""
    places = ([trace.x if trace.type == "scatter" else trace.lat, trace] for trace in chart.figure.data)
    return sum(len(x) for x, trace in places if trace.name == name and "markers" in str(trace.mode))


def codes(chart: Chart, words: Words, kind: str, *chosen: str) -> int:
    """The marks of all codes of a kind together."""
    return sum(points(chart, words.code(kind, code)) for code in chosen)


def named(chart: Chart, name: str) -> list[Any]:
    """The traces of that name."""
    return [trace for trace in chart.figure.data if trace.name == name]


def marks(trace: Any) -> list[tuple[Any, Any]]:
    """The places of the marks of one trace."""
    return list(zip(trace.x, trace.y, strict=True))


def last(chart: Chart, name: str) -> float:
    """Where the line of that name ends."""
    return float(named(chart, name)[0].y[-1])


def bars(chart: Chart, place: int = 0) -> list[float]:
    """The lengths of the bars of one trace of horizontal bars."""
    return [float(x) for x in chart.figure.data[place].x]


def written(chart: Chart) -> list[str]:
    """What is written at the marks."""
    return [str(text) for trace in chart.figure.data if trace.text is not None for text in trace.text]


def pace_strip(chart: Chart, words: Words) -> list[str]:
    statuses = ("behind", "watch", "agreed_late", "on_plan", "paused", "completed")
    rows = chart.data[chart.data["status"].isin(statuses)]
    hollow = {y: x for trace in named(chart, words("charts.pace_strip.with_pauses")) for x, y in marks(trace)}
    watched = [hollow.get(y, x) for trace in named(chart, words.code("status", "watch")) for x, y in marks(trace)]
    n, behind, watch = (codes(chart, words, "status", *some) for some in (statuses, statuses[:1], statuses[1:2]))
    late = behind + sum(x < 0 for x in watched)
    if n < len(rows):  # the furthest behind are drawn
        n, behind, watch = len(rows), *(int((rows["status"] == status).sum()) for status in statuses[:2])
        late = int((rows["status"].isin(statuses[:2]) & (rows["late_days"] > 0)).sum())
    if not late:
        return [f"{watch} {n}"] if watch else [f"{n}"] if f"{n}" in chart.title and n > 1 else []
    far = words.span(chart.data["behind_days"].max()) if behind else ""
    return [f"{late} {n}", f"{behind}" if behind not in (0, late) else "", far]


def city_map(chart: Chart, words: Words) -> list[str]:
    n = sum(len(trace.lat) for trace in chart.figure.data)
    at = {(lat, lon) for trace in chart.figure.data for lat, lon in zip(trace.lat, trace.lon, strict=True)}
    rows = [row for row in chart.data.to_dict("records") if (row["latitude"], row["longitude"]) in at]
    countries = len({row["country"] for row in rows})
    return [f"{n}"] if min(n, countries) == 1 else [f"{n} {countries}"]


def forecast(chart: Chart, words: Words) -> list[str]:
    ends = [
        [pd.Timestamp(x) for trace in named(chart, words(f"charts.forecast.{name}")) for x, _ in marks(trace)]
        for name in ("agreed", "at_plan", "at_trend")
    ]
    known = chart.data[chart.data["status"].isin(("behind", "watch", "agreed_late", "on_plan", "paused"))]
    known = known.dropna(subset=["forecast_end_planned_on", "forecast_end_trend_on"])
    if len(ends[0]) < len(known):  # the latest are drawn
        agreed = [day + pd.Timedelta(days=n) for day, n in zip(known["joined_on"], known["planned_days"], strict=True)]
        ends = [agreed, *(list(known[f"forecast_end_{how}_on"]) for how in ("planned", "trend"))]
    late = sum(
        min(plan, trend) - agreed > pd.Timedelta(days=30.4375 / 2) for agreed, plan, trend in zip(*ends, strict=True)
    )
    return [f"{late} {len(ends[0])}"] if late else []


def journey_grid(chart: Chart, words: Words) -> list[str]:
    overdue = next((t for t in chart.figure.data if t.name == words.code("state", "overdue")), None)
    if chart.data["baseline_on"].isna().all():
        done = codes(chart, words, "state", *DONE)
        return [f"{done} {len(chart.data)}"] if done else [f"{len(chart.data)}"]
    if any(trace.type == "bar" for trace in chart.figure.data):  # a bar a milestone: cities are in no mark
        by_state = chart.data.groupby("state")["city_id"].agg(set)
        late, gone = (by_state.get(state, set()) for state in ("overdue", "not_reached"))
        return [f"{len(late)} {len(set(chart.data['city_id']) - gone)}"] if late else []
    gone = {y for t in chart.figure.data if t.name == words.code("state", "not_reached") for y in t.y}
    cities = {y for t in chart.figure.data if t.showlegend is not False for y in t.y} - gone
    return [f"{len(set(overdue.y))} {len(cities)}"] if overdue is not None else []


def network_curve(chart: Chart, words: Words) -> list[str]:
    now = [last(chart, words("charts.network_curve.done"))]
    # What was planned is drawn on to the end of the plans: as of the day to which "done" is.
    days = len(next(t for t in chart.figure.data if t.name == words("charts.network_curve.done")).y)
    now += [float(next(t for t in chart.figure.data if t.name == words("charts.network_curve.planned")).y[days - 1])]
    return [words.percent(share) for share in now]


def spread_over_time(chart: Chart, words: Words) -> list[str]:
    return [words.gap(last(chart, words("charts.spread_over_time.median")) * 30.4375)]


def time_to_milestone(chart: Chart, words: Words) -> list[str]:
    line = next(t for t in chart.figure.data if t.name == words("charts.time_to_milestone.reached"))
    half = [x for x, y in zip(line.x, line.y, strict=True) if y >= 0.5]
    if half:
        return [words.duration(half[0] * 30.4375)]
    return [f"{int(chart.data['reached'].sum())} {int(chart.data['at_risk'].max())}"]


def city_curve(chart: Chart, words: Words) -> list[str]:
    done, planned = (chart.data[chart.data["line"] == line] for line in ("done", "planned"))
    bar = [t.name for t in chart.figure.data if t.name and t.mode and len(t.x) == 2 and t.name in chart.title]
    assert len(done) + len(planned) == len(chart.data)
    return bar[:1]


def city_steps(chart: Chart, words: Words) -> list[str]:
    done = codes(chart, words, "state", *DONE)
    late = codes(chart, words, "state", "overdue")
    return [f"{done} {len(chart.data)}", f"{late}" if late else ""]


def city_in_band(chart: Chart, words: Words) -> list[str]:
    own = float(chart.figure.data[-1].y[-1])
    return [words.percent(own), words.percent(last(chart, words("charts.city_in_band.median")))]


def attendance(chart: Chart, words: Words) -> list[str]:
    due, attended = (int(sum(trace.y)) for trace in chart.figure.data)
    return [f"{attended} {due}", words.percent(attended / due)]


def engagements(chart: Chart, words: Words) -> list[str]:
    """Persons and activities; of those asked, the share that is new; where nobody was met, contacts by media."""
    stacked = [bar for bar in chart.figure.data if bar.type == "bar" and bar.yaxis in (None, "y")]
    persons = int(sum(sum(bar.y) for bar in stacked))
    if not persons:
        of_media = chart.data[chart.data["media"] > 0]
        return [words.number(of_media["media"].sum()), f"{int(of_media['activities'].sum())}"]
    # Each bar says its persons and its activities, in that order, behind its period and kind.
    said = [text.partition("<br>")[2] for bar in stacked for text in bar.hovertext]
    found = [[int(re.sub(r"\D", "", one)) for one in NUMBER.findall(text)][-2:] for text in said]
    new = [k_of_n(text) for t in chart.figure.data if t.yaxis == "y2" for text in t.hovertext]
    asked, fresh = sum(n for _, n in new), sum(k for k, _ in new)
    told = [words.percent(fresh / asked), *([] if asked == persons else [words.number(asked)])] if asked else []
    return [words.number(persons), words.number(sum(n for p, n in found if p)), *told]


def k_of_n(text: str) -> tuple[int, int]:
    """The two counts of ``8 of 10``, behind the line that says when."""
    k, n, *_ = (int(re.sub(r"\D", "", one)) for one in NUMBER.findall(text.partition("<br>")[2]))
    return k, n


def audience_bounds(chart: Chart, words: Words) -> list[str]:
    highs = {trace.y[0]: int(trace.x[1]) for trace in chart.figure.data}
    total, own = sum(highs.values()), highs.get(words.code("segment", "partner_public"), 0)
    return [words.number(total), *([words.number(own), words.percent(own / total)] if own else [])]


def partner_ladder(chart: Chart, words: Words) -> list[str]:
    reached = dict(zip(chart.data["step"], bars(chart, 1), strict=True))
    return [words.number(reached["common_ground"]), words.number(reached["joint_action"])]


def partner_typology(chart: Chart, words: Words) -> list[str]:
    """Of each cell the first count: those still at it."""
    cells = [int(NUMBER.findall(text)[0]) for text in written(chart)]
    most, times = max(cells), cells.count(max(cells))
    return [] if not most else [f"{most} {times}"] if times > 1 else [f"{most}"]


def partnership_freshness(chart: Chart, words: Words) -> list[str]:
    drawn = codes(chart, words, "light", "fresh", "ageing", "silent", "never")
    cut = chart.data.iloc[drawn:]
    silent = codes(chart, words, "light", "silent", "never") + int(cut["is_silent"].sum())
    return [f"{silent} {drawn + len(cut)}", words.span(chart.data["limit_days"].max())]


def coverage_matrix(chart: Chart, words: Words) -> list[str]:
    if chart.title == words("charts.coverage_matrix.title_activities"):
        return []
    kinds = ("active", "silent", "ended", "activities")
    drawn = {
        kind: [one for t in named(chart, words(f"charts.coverage_matrix.{kind}")) for one in marks(t)] for kind in kinds
    }
    pairs = drawn["active"]
    if sum(map(len, drawn.values())) < len(chart.data):  # those with most in common are drawn
        active = chart.data[chart.data["is_active"]]
        pairs = list(zip(active["city_id"], active["partner_id"], strict=True))
    members = max(int(n) for n in NUMBER.findall(chart.title)[:2])  # cities without any pair have no column
    if not pairs:
        return [f"{members}"]
    cities, partners = (len(set(places)) for places in zip(*pairs, strict=True))
    return [f"{cities} {members}", words.percent(len(pairs) / members / partners)]


def needs_and_roles(chart: Chart, words: Words) -> list[str]:
    drawn = [trace for trace in chart.figure.data if trace.type == "scatter" and trace.text is not None]
    met = words.code("need_state", "met")
    priorities = [(trace.name == met, int(digit)) for trace in drawn for digit in trace.text]
    weight = {True: 0.0, False: 0.0}
    for is_met, digit in priorities:
        weight[is_met] += 4 - digit
    unmet = sum(not is_met for is_met, _ in priorities)
    return [f"{unmet} {len(priorities)}", words.percent(weight[True] / sum(weight.values()))]


def partner_dependence(chart: Chart, words: Words) -> list[str]:
    shares = bars(chart)
    every = chart.data["share"].dropna()
    assert abs(sum(shares) - 1) < 1e-9
    return [words.number(1 / float((every**2).sum()), 1), words.percent(max(shares[::-1][:12]))]


def continuity(chart: Chart, words: Words) -> list[str]:
    *_, far = chart.figure.data[0].x
    return [written(chart)[-1], str(far)]


def spread_of_ideas(chart: Chart, words: Words) -> list[str]:
    return [
        str(sum(len(t.x) for t in chart.figure.data if t.name == words.code("spread", s))) for s in ("beyond", "within")
    ]


def leverage(chart: Chart, words: Words) -> list[str]:
    programme, *partners = (float(trace.x[0]) for trace in chart.figure.data)
    unit = words.money(1, str(chart.figure.data[0].y[0]))
    return [words.number(sum(partners) / programme, 2), unit]


def joint_messages(chart: Chart, words: Words) -> list[str]:
    said = [str(note.text) for note in chart.figure.layout.annotations]
    none = words("charts.joint_messages.none")
    rows = list(zip(said, bars(chart), strict=True))
    return [f"{int(sum(n for text, n in rows if none not in text))} {int(sum(n for _, n in rows))}"]


def partner_stages(chart: Chart, words: Words) -> list[str]:
    """Steps from the furthest strand to its diamond; a title without a number says one of these stages."""
    ends = [round(t.y[-1]) for t in chart.figure.data if t.showlegend is not False]
    rises = {round(t.y[0]): round(t.y[1]) - round(t.y[0]) for t in chart.figure.data if t.showlegend is False}
    gap = rises.get(max(ends), 0)
    return [f"{gap}"] if gap > 0 else []


def partner_fit(chart: Chart, words: Words) -> list[str]:
    return [f"{int(min(min(trace.x) for trace in chart.figure.data if len(trace.x)))} 4"]


def planned_starts(chart: Chart, words: Words) -> list[str]:
    drawn = {state: codes(chart, words, "start_state", state) for state in ("as_planned", "late", "overdue")}
    cut = len(chart.data[chart.data["start_state"] != "no_plan"]) - sum(
        len(trace.x) for trace in chart.figure.data if trace.mode == "markers"
    )
    if cut:
        drawn = {state: int((chart.data["start_state"] == state).sum()) for state in drawn}
    due = sum(drawn.values())
    return [f"{drawn['late'] + drawn['overdue']} {due}"] if due else []


def pipeline(chart: Chart, words: Words) -> list[str]:
    since = ("networking", "cooperating", "coordinating", "collaborating", "partnering")
    ground = {words.code("stage", stage) for stage in since}
    counts = [(stage, int(n)) for trace in chart.figure.data for stage, n in zip(trace.y, trace.x, strict=True)]
    return [f"{sum(n for stage, n in counts if stage in ground)} {sum(n for _, n in counts)}"]


def ladder(chart: Chart, words: Words) -> list[str]:
    return [words.number(n) for n in bars(chart)]


def lineages(chart: Chart, words: Words) -> list[str]:
    rows = chart.data
    begun = rows[(rows["size"] == "scaled") & ~rows["state"].isin(("planned", "cancelled"))]
    if begun["is_tested_first"].isna().all():  # no test is recorded
        return [f"{len(begun)}"] if len(begun) else []
    return [f"{int(begun['is_tested_first'].fillna(False).astype(bool).sum())} {len(begun)}"]


def achievement(chart: Chart, words: Words) -> list[str]:
    judged = chart.data.dropna(subset=["is_at_target"])
    return [f"{int(judged['is_at_target'].astype(bool).sum())} {len(judged)}"] if len(judged) else []


def measures(chart: Chart, words: Words) -> list[str]:
    shares = bars(chart)
    rest = chart.data[chart.data["n"] > 0].iloc[len(shares) :]
    reached = sum(share == 1 for share in shares) + int((rest["k"] == rest["n"]).sum())
    return [f"{reached} {len(shares) + len(rest)}"]


def as_written(chart: Chart, words: Words) -> list[str]:
    """A title that says what is written at each mark."""
    return written(chart)


def engagements_by_quarter(chart: Chart, words: Words) -> list[str]:
    bar = chart.figure.data[0]
    most = max(float(y) for y in bar.y)
    fullest = [words.quarter(x) for x, y in zip(bar.x, bar.y, strict=True) if float(y) == most]
    assert all(quarter in chart.title for quarter in fullest), chart.title
    return [words.number(most), *fullest]


READERS: dict[str, Callable[[Chart, Words], list[str]]] = {
    name: reader
    for name, reader in globals().items()
    if callable(reader) and getattr(reader, "__module__", "") == __name__
} | {
    "engagements_by_kind": engagements,
    "partner_audience": engagements,
    "tested_first": as_written,
    "by_level": as_written,
}
