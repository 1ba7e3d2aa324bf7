"""Lessons from tests, failures included."""

from __future__ import annotations

import pandas as pd

from cadence.charts import actions
from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter, Quote, Sentence

# The last actions stopped; more voices would be read by nobody.
QUOTES = 8


def chapter(facts: Facts) -> Chapter:
    """What tests led to, what each taught, what was stopped and why."""
    topic = facts.words("report.topics.lessons")
    tests = facts.ask("test_decisions")
    n = facts.value("action_rates", "n", rate="scale_up")
    if tests.is_empty or not n.raw:
        return facts.chapter_without("lessons", "test_decisions")
    k = facts.value("action_rates", "k", rate="scale_up")
    title = facts.say("lessons.title", k=k, n=n)
    wait = facts.value("action_rates", "median_days", rate="scale_up")
    undecided = facts.value("test_decisions", "action_id", "count", decision="undecided")
    blocks: list[Block] = [
        facts.paragraph(
            facts.say("lessons.meaning"),
            facts.say("lessons.wait", days=wait) if wait.raw is not None else None,
            _first(facts),
            facts.say("lessons.undecided", n=undecided) if undecided.raw else None,
        ),
        *facts.draw(
            actions.tested_first,
            facts.ask("tested_first_achievement"),
            "joint_actions",
            ("tested", "actions", "k", "n"),
        ),
        *_stopped_actions(facts),
        facts.table("tests", tests, ("title", "ended_on", "decision", "lesson"), "joint_actions"),
    ]
    brief = title if n.raw == 1 else facts.say("lessons.brief", k=k, n=n)
    return Chapter("lessons", topic, title, tuple(blocks), brief)


def _first(facts: Facts) -> Sentence | None:
    """Scaled actions that were tested first."""
    k, n = (facts.value("action_rates", column, rate="test_first") for column in ("k", "n"))
    return facts.say("lessons.first", k=k, n=n) if n.raw else None


def _stopped_actions(facts: Facts) -> list[Block]:
    """Actions that were stopped, each with what it taught in the words of those who ran it."""
    lineages = facts.ask("action_lineages").frame
    stopped = lineages[lineages["decision"] == "stop"]
    if stopped.empty:
        return [facts.paragraph(facts.say("lessons.no_stop"))]
    n = facts.value("action_lineages", "action_id", "count", decision="stop")
    quotes = [
        Quote(str(row["title"]), str(row["lesson"]), "action_lineages")
        for row in stopped.tail(QUOTES).to_dict("records")
        if pd.notna(row["lesson"])
    ]
    return [
        facts.paragraph(facts.say("lessons.stopped" if len(stopped) <= QUOTES else "lessons.stopped_some", n=n)),
        *quotes,
    ]
