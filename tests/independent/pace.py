"""Pace of a city: earned schedule, pauses, status, time to a milestone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.independent.statistics import kaplan_meier
from tests.independent.tables import Row, Tables, day, happened


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
    overdue_steps: int = 0
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


def plan_of(tables: Tables, city: Row, on: dt.date, *, in_favour: bool = False) -> Plan:
    """The milestones of a city that have an agreed day, as it held on the day; see ``_counting``.

    in_favour: one done at the latest on a day is taken as done when agreed, where that is earlier.
    """
    joined = day(city["joined_on"])
    plan = []
    for row in _counting(tables, city, on):
        agreed, done = _agreed_day(tables, row, on), row["done_on"]
        if agreed:
            if in_favour and done and row.get("is_done_latest") == "true":
                done = min(done, agreed)
            weights = {m["milestone_id"]: Fraction(m["weight"] or "1") for m in tables["milestones"]}
            plan.append((weights[row["milestone_id"]], (day(agreed) - joined).days, _days(done, joined)))
    return plan


def _agreed_day(tables: Tables, progress: Row, on: dt.date) -> str:
    """The day agreed, as it held on a day: the one before the first decision after it that changed it."""
    key = progress["city_id"], progress["milestone_id"]
    before = [
        (row["decided_on"], row["earlier_on"])
        for row in tables.get("earlier_plans", [])
        if (row["city_id"], row["milestone_id"]) == key and day(row["decided_on"]) > on
    ]
    return min(before)[1] if before else progress["baseline_on"]


def _counting(tables: Tables, city: Row, on: dt.date) -> list[Row]:
    """Progress of a city; a dropped step is out when a decision on re-planning the city is recorded."""
    is_decided = any(
        d["subject"] == "city" and d["subject_id"] == city["city_id"] and happened(d["decided_on"], on)
        for d in tables["decisions"]
        if d["decision"] in ("replan", "rebaseline")
    )
    return [
        p
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
    favoured = plan_of(tables, city, known_on, in_favour=True)
    unagreed = [row for row in _counting(tables, city, known_on) if not _agreed_day(tables, row, known_on)]
    is_left_open = any(not happened(row["done_on"], known_on) for row in unagreed)
    if not plan and unagreed and today >= 0 and not has_left:
        return Pace(status="not_judged")
    found = measure(plan, today, lambda _: 0) if plan and today > 0 else None
    if found is None:
        return Pace(status="left" if has_left else "not_started")
    lost = paused_days(tables, city, known_on)
    adjusted = measure(plan, today, lambda until: sum(0 <= n < until for n in lost))
    best = measure(favoured, today, lambda _: 0)
    best_adjusted = measure(favoured, today, lambda until: sum(0 <= n < until for n in lost))
    es, at = found
    end = Fraction(max(baseline for _, baseline, _ in plan))
    has_begun = any(finished is not None and finished <= today for _, _, finished in plan)
    is_plan_done = all(finished is not None and finished <= today for _, _, finished in plan)
    is_complete = is_plan_done and not is_left_open
    has_end = has_begun and (is_complete or not is_plan_done)
    return Pace(
        es=es,
        at=at,
        sv=es - at,
        spi=es / at,
        end_planned=at + end - es if has_end else None,
        end_trend=at + (end - es) / (es / at) if has_end and es else None,
        tspi=(end - es) / (end - at) if at < end and not is_plan_done else None,
        adjusted_sv=adjusted[0] - adjusted[1] if adjusted else None,
        overdue_steps=steps_overdue(favoured, today, len([n for n in lost if 0 <= n < today])),
        status=_status(has_left, is_complete, today in lost)
        or running_status(
            late=min(found[1] - found[0] for found in (found, best) if found),
            agreed_late=min(found[1] - found[0] if found else Fraction(0) for found in (adjusted, best_adjusted)),
            overdue=steps_overdue(favoured, today, len([n for n in lost if 0 <= n < today])),
        ),
    )


def steps_overdue(plan: Plan, today: int, lost: int) -> int:
    """Steps open for more than 15 days after the day agreed, the days of agreed pauses taken off."""
    still_open = [baseline for _, baseline, finished in plan if finished is None or finished > today]
    return sum(today - lost - baseline > 15 for baseline in still_open)


def _status(has_left: bool, is_complete: bool, is_paused: bool) -> str:
    return "completed" if is_complete else "left" if has_left else "paused" if is_paused else ""


def running_status(late: Fraction, agreed_late: Fraction, overdue: int) -> str:
    """Status of a city under way: days late by its plan, the same with agreed pauses counted, steps overdue."""
    if agreed_late > 90:
        return "behind"
    if agreed_late > 30 or overdue:
        return "watch"
    return "agreed_late" if late > 30 else "on_plan"


def city_pace(tables: Tables, network: str, on: dt.date) -> dict[str, Pace]:
    """The pace of every city of a network."""
    return {c["city_id"]: pace_of(tables, c, on) for c in tables["cities"] if c["network_id"] == network}


def time_to_milestone(tables: Tables, network: str, milestone: str, on: dt.date) -> dict[int, Fraction]:
    """Survival curve of the cities that have this milestone in their plan; unfinished ones are censored.

    Where it is only known that it was reached at the latest on a day, the city is left out.
    """
    observed = []
    for city in tables["cities"]:
        rows = [p for p in tables["progress"] if (p["city_id"], p["milestone_id"]) == (city["city_id"], milestone)]
        if city["network_id"] != network or not rows or day(city["joined_on"]) > on:
            continue
        if rows[0].get("is_done_latest") == "true" and rows[0]["done_on"]:
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
        if d["decision"] in ("replan", "rebaseline")
    ]
    return [day(text) for text in [city["left_on"], *sorted(dropped)[:1]] if text]
