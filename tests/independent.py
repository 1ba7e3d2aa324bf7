"""The metrics a second time, in plain Python, from their written definitions alone.

Nothing here reads the SQL in ``queries/`` or uses DuckDB or pandas: it is slow and literal on purpose, so that
``test_independent.py`` can ask both and compare. Tables are lists of dicts of text, as a CSV holds them.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from pathlib import Path
from statistics import median

Row = dict[str, str]
Tables = dict[str, list[Row]]
LADDER = ("identified", "contacted", "networking", "coordinating", "cooperating", "collaborating")
Z95 = 1.959963984540054  # 97.5 % quantile of the normal distribution


def read_folder(folder: Path) -> Tables:
    """Every CSV of the folder; a table without a file is empty."""
    tables: Tables = defaultdict(list)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def day(text: str) -> dt.date:
    """A date as the contract writes it."""
    return dt.date.fromisoformat(text)


def happened(text: str, on: dt.date) -> bool:
    """Whether a date is given and not after the data date."""
    return bool(text) and day(text) <= on


# Pace: earned schedule --------------------------------------------------------------------------


@dataclass(frozen=True)
class Pace:
    """The figures of one city, days as exact fractions; None where the definition gives none."""

    es: Fraction | None = None
    at: int | None = None
    sv: Fraction | None = None
    spi: Fraction | None = None
    end_planned: Fraction | None = None  # days from joining
    end_trend: Fraction | None = None
    tspi: Fraction | None = None
    adjusted_sv: Fraction | None = None
    status: str = "not_started"


Plan = list[tuple[Fraction, int, int | None]]  # weight, baseline day, day done


def planned_value(plan: Plan, n: int) -> Fraction:
    """PV(n): weight of the milestones whose baseline is day n or before."""
    return sum((weight for weight, baseline, _ in plan if baseline <= n), Fraction(0))


def earned_schedule(plan: Plan, earned: Fraction, at: int) -> Fraction:
    """ES: the day on which the plan had what is earned now (all weights earned: see ``measure``)."""
    now = planned_value(plan, at)
    if earned < now:
        last = max(n for n in range(at + 1) if planned_value(plan, n) <= earned)
        here, there = planned_value(plan, last), planned_value(plan, last + 1)
        return last + (earned - here) / (there - here)
    if earned > now:
        return Fraction(min(n for _, n, _ in plan if planned_value(plan, n) >= earned))
    return Fraction(at)


def measure(plan: Plan, today: int, paused: Callable[[int], int]) -> tuple[Fraction, int] | None:
    """ES and AT on day ``today``, with ``paused(d)`` days up to day d taken from AT; None at month 0."""
    total = sum(weight for weight, _, _ in plan)
    done = [(weight, finished) for weight, _, finished in plan if finished is not None and finished <= today]
    earned = sum((weight for weight, _ in done), Fraction(0))
    if earned == total:
        last = max(finished for _, finished in done)
        return Fraction(max(baseline for _, baseline, _ in plan)), last - paused(last)
    at = today - paused(today)
    return None if at <= 0 else (earned_schedule(plan, earned, at), at)


def plan_of(tables: Tables, city: Row, on: dt.date) -> Plan:
    """The milestones of a city; a dropped one is out when a decision on re-planning the city is recorded."""
    joined = day(city["joined_on"])
    weights = {m["milestone_id"]: Fraction(m["weight"] or "1") for m in tables["milestones"]}
    is_decided = any(
        d["subject"] == "city" and d["subject_id"] == city["city_id"] and happened(d["decided_on"], on)
        for d in tables["decisions"]
        if d["decision"] == "replan"
    )
    return [
        (weights[p["milestone_id"]], (day(p["baseline_on"]) - joined).days, _days(p["done_on"], joined))
        for p in tables["progress"]
        if p["city_id"] == city["city_id"] and not (p["is_dropped"] == "true" and is_decided)
    ]


def _days(text: str, since: dt.date) -> int | None:
    return (day(text) - since).days if text else None


def paused_days(tables: Tables, city: Row, on: dt.date) -> set[int]:
    """Days (0 = joining) that the network agreed to lose: from the first of a pause until work is taken up again."""
    joined = day(city["joined_on"])
    lost: set[int] = set()
    for pause in tables["pauses"]:
        if pause["city_id"] == city["city_id"] and pause["is_agreed"] == "true":
            again = day(pause["ends_on"]) if pause["ends_on"] else on + dt.timedelta(1)
            lost.update(range((day(pause["starts_on"]) - joined).days, (again - joined).days))
    return lost


def pace_of(tables: Tables, city: Row, on: dt.date) -> Pace:
    """Every figure of the public question ``city_pace`` for one city at a data date."""
    joined = day(city["joined_on"])
    has_left = happened(city["left_on"], on)
    known_on = min(on, day(city["left_on"])) if has_left else on
    today, plan = (known_on - joined).days, plan_of(tables, city, known_on)
    found = measure(plan, today, lambda _: 0) if plan and today > 0 else None
    if found is None:
        return Pace(status="left" if has_left else "not_started")
    lost = paused_days(tables, city, known_on)
    adjusted = measure(plan, today, lambda until: sum(0 <= n < until for n in lost))
    es, at = found
    end = Fraction(max(baseline for _, baseline, _ in plan))
    has_begun = any(finished is not None and finished <= today for _, _, finished in plan)
    is_complete = all(finished is not None and finished <= today for _, _, finished in plan)
    return Pace(
        es=es,
        at=at,
        sv=es - at,
        spi=es / at,
        end_planned=at + end - es if has_begun else None,
        end_trend=at + (end - es) / (es / at) if has_begun and es else None,
        tspi=(end - es) / (end - at) if at < end and not is_complete else None,
        adjusted_sv=adjusted[0] - adjusted[1] if adjusted else None,
        status=_status(has_left, is_complete, today in lost, es / at),
    )


def _status(has_left: bool, is_complete: bool, is_paused: bool, spi: Fraction) -> str:
    if is_complete:
        return "completed"
    if has_left:
        return "left"
    if is_paused:
        return "paused"
    return "on_plan" if spi >= Fraction("0.95") else "watch" if spi >= Fraction("0.8") else "behind"


def city_pace(tables: Tables, network: str, on: dt.date) -> dict[str, Pace]:
    """The pace of every city of a network."""
    return {c["city_id"]: pace_of(tables, c, on) for c in tables["cities"] if c["network_id"] == network}


# Statistics -------------------------------------------------------------------------------------


def wilson(k: int, n: int) -> tuple[float, float]:
    """The Wilson 95 % interval of k of n (the two roots of (p - k/n)² = z² p (1 - p) / n)."""
    a, b, c = 1 + Z95**2 / n, -(2 * k / n + Z95**2 / n), (k / n) ** 2
    root = sqrt(max(b * b - 4 * a * c, 0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def kaplan_meier(observed: Iterable[tuple[int, bool]]) -> dict[int, Fraction]:
    """S(d) at each day on which something was reached or last observed. ``observed``: day, whether reached."""
    seen = list(observed)
    survival, steps = Fraction(1), {}
    for time in sorted({time for time, _ in seen}):
        at_risk = sum(other >= time for other, _ in seen)
        survival *= 1 - Fraction(sum(other == time and reached for other, reached in seen), at_risk)
        steps[time] = survival
    return steps


def time_to_milestone(tables: Tables, network: str, milestone: str, on: dt.date) -> dict[int, Fraction]:
    """Survival curve of the cities that have this milestone in their plan; unfinished ones are censored."""
    observed = []
    for city in tables["cities"]:
        rows = [p for p in tables["progress"] if (p["city_id"], p["milestone_id"]) == (city["city_id"], milestone)]
        if city["network_id"] != network or not rows or day(city["joined_on"]) > on:
            continue
        joined, until = day(city["joined_on"]), min([on, *last_days(tables, city, rows[0])])
        reached = happened(rows[0]["done_on"], until)
        observed.append(((day(rows[0]["done_on"]) if reached else until) - joined, reached))
    return kaplan_meier((length.days, reached) for length, reached in observed)


def last_days(tables: Tables, city: Row, progress: Row) -> list[dt.date]:
    """Days after which a city can no longer be seen reaching a milestone: it left, or dropped it by decision."""
    dropped = [
        d["decided_on"]
        for d in tables["decisions"]
        if progress["is_dropped"] == "true" and (d["subject"], d["subject_id"]) == ("city", city["city_id"])
        if d["decision"] == "replan"
    ]
    return [day(text) for text in [city["left_on"], *sorted(dropped)[:1]] if text]


# Partners and reach -----------------------------------------------------------------------------


def furthest(tables: Tables, network: str, on: dt.date) -> dict[str, int]:
    """The furthest rung of the ladder that each partner has ever reached in a network."""
    strands = {s["partnership_id"]: s["partner_id"] for s in tables["partnerships"] if s["network_id"] == network}
    reached: dict[str, int] = {}
    for row in tables["stages"]:
        if row["partnership_id"] in strands and row["stage"] in LADDER and happened(row["entered_on"], on):
            partner = strands[row["partnership_id"]]
            reached[partner] = max(reached.get(partner, 0), LADDER.index(row["stage"]))
    return reached


def stays(tables: Tables, network: str, on: dt.date) -> dict[str, list[int]]:
    """Days of every finished stay in a stage."""
    strands = {s["partnership_id"] for s in tables["partnerships"] if s["network_id"] == network}
    lengths: dict[str, list[int]] = defaultdict(list)
    for strand in strands:
        path = sorted(
            (day(row["entered_on"]), row["stage"])
            for row in tables["stages"]
            if row["partnership_id"] == strand and happened(row["entered_on"], on)
        )
        for (start, stage), (end, _) in pairwise(path):
            lengths[stage].append((end - start).days)
    return lengths


def partner_funnel(tables: Tables, network: str, on: dt.date) -> dict[str, tuple[int, int | None, float | None]]:
    """Per stage: partners that ever reached it, those that reached the stage before, median days in it."""
    reached, lengths = furthest(tables, network, on), stays(tables, network, on)
    counts = [sum(rung >= n for rung in reached.values()) for n in range(len(LADDER))]
    return {
        stage: (counts[n], counts[n - 1] if n else None, median(lengths[stage]) if lengths[stage] else None)
        for n, stage in enumerate(LADDER)
    }


def handful(tables: Tables, network: str, on: dt.date) -> tuple[int, int]:
    """Partners with a completed joint action, of the partners with common ground (networking or further)."""
    common = {p for p, rung in furthest(tables, network, on).items() if rung >= LADDER.index("networking")}
    completed = {
        partner
        for action in tables["actions"]
        if action["network_id"] == network and action["status"] != "cancelled"
        for partner in action["partners"].split("|")
        if happened(action["ends_on"], on)
    }
    return len(common & completed), len(common)


Reach = tuple[int | None, int | None, int | None]  # engagements, new persons, media


def reach_by_month(tables: Tables, network: str, on: dt.date) -> dict[tuple[dt.date, str], Reach]:
    """Engagements, new persons among them and media reach, per month and kind; None where nobody counted anything."""
    found: dict[tuple[dt.date, str], list[list[int]]] = {}
    for activity in tables["activities"]:
        if activity["network_id"] != network or not happened(activity["held_on"], on):
            continue
        key = (day(activity["held_on"]).replace(day=1), activity["kind"])
        engaged, new, media = found.setdefault(key, [[], [], []])
        for row in tables["audience"]:
            if row["activity_id"] == activity["activity_id"]:
                (media if row["channel"] == "media" else engaged).append(int(row["persons"]))
                if row["channel"] != "media" and row["new_persons"]:
                    new.append(int(row["new_persons"]))
    return {key: _sums(*lists) for key, lists in found.items()}


def _sums(engaged: list[int], new: list[int], media: list[int]) -> Reach:
    if not engaged and not media:
        return None, None, None
    return sum(engaged), sum(new) if new else None, sum(media)


def concentration(tables: Tables, network: str, on: dt.date) -> Fraction | None:
    """HHI of engagements, the persons of an activity divided equally among its partners."""
    persons: Counter[str] = Counter()
    for row in tables["audience"]:
        if row["channel"] != "media":
            persons[row["activity_id"]] += int(row["persons"])
    share: dict[str, Fraction] = defaultdict(Fraction)
    for activity in tables["activities"]:
        partners = [p for p in activity["partners"].split("|") if p]
        if activity["network_id"] == network and happened(activity["held_on"], on):
            for partner in partners:
                share[partner] += Fraction(persons[activity["activity_id"]], len(partners))
    total = sum(share.values())
    return sum(((s / total) ** 2 for s in share.values()), Fraction(0)) if total else None


def active_partnerships(tables: Tables, on: dt.date) -> list[Row]:
    """Partnerships that have begun, have not ended, and are not closed."""
    newest = {
        row["partnership_id"]: row["stage"]
        for row in sorted(tables["stages"], key=lambda row: row["entered_on"])
        if happened(row["entered_on"], on)
    }
    return [
        s
        for s in tables["partnerships"]
        if happened(s["starts_on"], on)
        and not (s["ends_on"] and day(s["ends_on"]) < on)
        and newest.get(s["partnership_id"]) != "closed"
    ]


def role_coverage(tables: Tables, network: str, on: dt.date) -> dict[tuple[str, str], set[str]]:
    """For each need of a city that is a member, the active partnerships of that role that meet it."""
    active = [s for s in active_partnerships(tables, on) if s["network_id"] == network]
    members = {
        c["city_id"]
        for c in tables["cities"]
        if c["network_id"] == network and happened(c["joined_on"], on) and not happened(c["left_on"], on)
    }
    return {
        (need["city_id"], need["role"]): {
            s["partnership_id"] for s in active if s["role"] == need["role"] and s["city_id"] in ("", need["city_id"])
        }
        for need in tables["needs"]
        if need["city_id"] in members and happened(need["expressed_on"], on)
    }


# Joint actions ----------------------------------------------------------------------------------


def rolled_up(kind: str, rows: list[Row]) -> Fraction | None:
    """The value of an indicator from its periods: flow sum, stock last, ratio of sums, qualitative count."""
    if kind == "qualitative":
        return Fraction(len(rows))
    if kind == "ratio":
        parts = [(Fraction(r["numerator"]), Fraction(r["denominator"])) for r in rows if r["denominator"]]
        return sum(n for n, _ in parts) / sum(d for _, d in parts) if parts else None
    values = [Fraction(r["actual"]) for r in sorted(rows, key=lambda r: r["period_ends_on"]) if r["actual"]]
    if not values:
        return None
    return sum(values, Fraction(0)) if kind == "flow" else values[-1]


def achievement(kind: str, baseline: str, actual: Fraction | None, target: str) -> Fraction | None:
    """(actual - baseline) / (target - baseline); without a baseline actual / target; None when not applicable."""
    if kind == "qualitative" or actual is None or not target:
        return None
    start = Fraction(baseline) if baseline else Fraction(0)
    return (actual - start) / (Fraction(target) - start) if Fraction(target) != start else None


def indicator_achievement(
    tables: Tables, network: str, on: dt.date
) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    """Actual value and achievement of every indicator of a network's actions."""
    actions = {a["action_id"] for a in tables["actions"] if a["network_id"] == network}
    found = {}
    for indicator in tables["indicators"]:
        if indicator["action_id"] in actions:
            rows = [
                r
                for r in tables["results"]
                if r["indicator_id"] == indicator["indicator_id"] and happened(r["period_ends_on"], on)
            ]
            kind = indicator["value_kind"]
            actual = rolled_up(kind, rows)
            found[indicator["indicator_id"]] = (
                actual,
                achievement(kind, indicator["baseline"], actual, indicator["target"]),
            )
    return found


def at_target(tables: Tables, network: str, on: dt.date) -> tuple[int, int]:
    """Indicators at their target or beyond, in their own direction, of those with a value and a target."""
    values = indicator_achievement(tables, network, on)
    verdicts = [
        actual <= Fraction(i["target"]) if i["is_ascending"] == "false" else actual >= Fraction(i["target"])
        for i in tables["indicators"]
        if i["value_kind"] != "qualitative" and i["target"]
        for actual in [values.get(i["indicator_id"], (None, None))[0]]
        if actual is not None
    ]
    return sum(verdicts), len(verdicts)


# Overview ---------------------------------------------------------------------------------------


def overview(tables: Tables, network: str, on: dt.date) -> dict[str, object]:
    """The key figures of the first page: members only; reach in the month of the data date and the two before."""
    paces = {c: p for c, p in city_pace(tables, network, on).items() if p.status not in ("left", "not_started")}
    gaps = [pace.sv for pace in paces.values() if pace.sv is not None]
    months = 12 * on.year + on.month
    sums = [
        reached
        for (month, _), reached in reach_by_month(tables, network, on).items()
        if 12 * month.year + month.month > months - 3
    ]
    return {
        "on_plan": (sum(p.status in ("on_plan", "completed") for p in paces.values()), len(paces)),
        "gaps": (median(gaps), min(gaps), max(gaps)),
        "partner": (len(cities_with_partner(tables, on) & set(paces)), len(paces)),
        "engagements": sum(engaged or 0 for engaged, _, _ in sums),
        "new": sum(new or 0 for _, new, _ in sums),
        "handful": handful(tables, network, on),
        "target": at_target(tables, network, on),
    }


def cities_with_partner(tables: Tables, on: dt.date) -> set[str]:
    """Cities that have an active partnership of their own."""
    return {s["city_id"] for s in active_partnerships(tables, on) if s["city_id"]}
