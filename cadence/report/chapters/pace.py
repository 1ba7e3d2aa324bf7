"""Pace of the cities, and what slowed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.cards.city_words import late_steps, status_said, with_expectation
from cadence.charts import pace
from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter, Paragraph, Sentence

LATE_COLUMNS = ("city", "late_step", "baseline_on", "days_late", "what_is_noted")
PHASE_COLUMNS = ("phase", "expectation", "ends_on", "steps_reached", "cities_reached")
COLUMNS = ("name", "country", "status", "plan_sv_days", "with_pauses_sv_days", "at_plan_on", "at_trend_on")


def chapter(facts: Facts) -> Chapter:
    """Each city against its own plan; then pauses, departures and cities that stopped."""
    topic = facts.words("report.topics.pace")
    n, k = (facts.value("key_figures", f"on_plan_{part}") for part in ("n", "k"))
    if not n.raw or facts.lacks("pace_strip"):
        return facts.chapter_without("pace", "pace_strip")
    title = facts.say("pace.title", k=k, n=n)
    strip = facts.ask("pace_strip")
    median, lowest, highest = (
        facts.value("key_figures", f"{which}_sv_days") for which in ("median", "lowest", "highest")
    )
    blocks: list[Block] = [
        facts.paragraph(
            facts.say("pace.meaning"),
            facts.say("pace.median", median=median, lowest=lowest, highest=highest),
            _together(facts),
        ),
        *facts.draw(pace.pace_strip, strip, "city_pace"),
        facts.table("cities", _cities(strip), COLUMNS, "city_pace"),
        *_phases(facts),
        _delays(facts),
        *_late(facts),
    ]
    pauses = facts.ask("pauses")
    if not pauses.is_empty:
        reasons = [facts.words.code("reason", code) for code in pauses.frame["reason"]]
        columns = ("city", "pause_reason", "starts_on", "ends_on", "pause_days", "is_agreed")
        with_reasons = pauses.of(pauses.frame.assign(pause_reason=reasons))
        blocks.append(facts.table("pauses", with_reasons, columns, "city_pace"))
    brief = title if n.raw == 1 else facts.say("pace.brief", k=k, n=n, median=median)
    return Chapter("pace", topic, title, tuple(blocks), brief)


def _together(facts: Facts) -> Sentence | None:
    """What all cities have done of what they agreed, on the last day of the curve of which it is known."""
    days = facts.ask("network_curve").frame.dropna(subset=["done"])["day"]
    if days.empty:
        return None
    last: dt.date = days.max().date()
    done, planned = (facts.value("network_curve", c, day=pd.Timestamp(last)) for c in ("done", "planned"))
    return facts.say("pace.together", done=done, planned=planned, day=last)


def _cities(strip: Answer) -> Answer:
    """The cities, the furthest behind first; the value with pauses only where a pause was agreed."""
    rows = strip.frame
    is_going = ~rows["status"].isin(("completed", "left"))
    return strip.of(
        rows.assign(
            status=status_said(rows),
            plan_sv_days=rows["sv_days"],
            plan_sv_days_why=rows["pace_why"],
            with_pauses_sv_days=rows["adjusted_sv_days"].where(rows["paused_days"] > 0),
            at_plan_on=rows["forecast_end_planned_on"].where(is_going),
            at_trend_on=rows["forecast_end_trend_on"].where(is_going),
        )
    )


def _phases(facts: Facts) -> list[Block]:
    """What each phase begun expects of a city, and where the cities stand in its steps."""
    phases = facts.ask("phase_standing")
    if phases.is_empty:
        return []
    said = with_expectation(phases, facts.words)
    reached = [
        "" if pd.isna(row["cities"]) else facts.words.k_of_n(int(row["cities_done"]), int(row["cities"]))
        for row in phases.rows()
    ]
    named = said.of(said.frame.assign(cities_reached=reached, cities_reached_why=said.frame["steps_done_why"]))
    return [facts.table("phase_standing", named, PHASE_COLUMNS, "city_pace")]


def _late(facts: Facts) -> list[Block]:
    """The steps that are overdue, with what is noted of each."""
    steps = facts.ask("journey_grid")
    overdue = late_steps(steps.of(steps.frame[steps.frame["state"] == "overdue"]), facts.words)
    if overdue.is_empty:
        return []
    n = facts.value("journey_grid", "milestone_id", "count", state="overdue")
    named = overdue.of(overdue.frame.assign(city=overdue.frame["name"]))
    return [facts.table("late_steps", named, LATE_COLUMNS, "city_pace", n)]


def _delays(facts: Facts) -> Paragraph:
    """What slowed the cities, as far as the record tells."""
    others = facts.value("pauses", "city_id", "count", is_agreed=False)
    reasons = facts.value("pauses", "reason", "names", kind="reason")
    return facts.paragraph(
        _pauses(facts),
        facts.say("pace.unagreed", n=others) if others.raw else None,
        facts.say("pace.reasons", reasons=reasons) if reasons.raw else None,
        _say_cities(facts, "behind", "pace_strip", status="behind", paused_days=(0, 0.0)),
        _say_cities(facts, "stalled", "momentum", is_stalled=True),
        _say_cities(facts, "left", "pace_strip", status="left"),
        _say_cities(facts, "not_judged", "pace_strip", status="not_judged"),
        _say_cities(facts, "partly_agreed", "pace_strip", is_judged_in_part=True),
    )


def _pauses(facts: Facts) -> Sentence | None:
    """The pauses agreed, or that there was none; nothing while pauses are not published at all."""
    agreed = facts.value("pauses", "city_id", "count", is_agreed=True)
    if facts.lacks("pauses", facts.ask("pauses").is_empty):
        return None
    if not agreed.raw:
        return facts.say("pace.no_pauses")
    cities = facts.value("pauses", "city_id", "count_different", is_agreed=True)
    days = facts.value("pauses", "pause_days", "sum", is_agreed=True)
    return facts.say("pace.pauses", n=agreed, cities=cities, days=days)


def _say_cities(facts: Facts, key: str, question: str, **where: Any) -> Sentence | None:
    """How many cities, and which; nothing where there is none."""
    n, names = (facts.value(question, "name", how, **where) for how in ("count", "names"))
    return facts.say(f"pace.{key}", n=n, names=names) if n.raw else None
