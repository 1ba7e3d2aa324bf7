"""What lasts after the funding."""

from __future__ import annotations

from cadence.charts import partnerships
from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter, Sentence


def chapter(facts: Facts) -> Chapter:
    """Partnerships planned to go on, or still active; those that end with the money; hosts of what remains."""
    topic = facts.words("report.topics.lasting")
    n, planned = (facts.value("continuity", column, months=0) for column in ("of_partnerships", "planned"))
    ends = facts.value("continuity", "at_on", months=0)
    if not n.raw or ends.raw is None:
        return facts.chapter_without("lasting", "continuity")
    is_over = ends.raw <= facts.data_date
    title = facts.say("lasting.title", k=planned, n=n)
    still = _still(facts) if is_over else facts.say("lasting.not_yet", day=ends)
    blocks: list[Block] = [
        facts.paragraph(still, facts.say("lasting.planned", k=planned, n=n), _silent(facts), _hosts(facts))
    ]
    if is_over:
        columns = ("months", "under_way", "of_partnerships")
        blocks += facts.draw(partnerships.continuity, facts.ask("continuity"), "partner_reach", columns)
    ending = facts.ask("ending_with_funding")
    undecided = facts.value("ending_with_funding", "partnership_id", "count", is_planned_after_funding=False)
    if not ending.is_empty:
        ends = facts.value("ending_with_funding", "partnership_id", "count")
        kind = {0: "ending_planned", len(ending.frame): "ending_all"}.get(undecided.raw, "ending")
        blocks.append(facts.paragraph(facts.say(f"lasting.{kind}", n=ends, k=undecided)))
        whom = ("partner", "city", "role", "ends_on", "is_planned_after_funding", "is_silent")
        blocks.append(facts.table("ending", ending, whom, "strategy"))
    brief = title if n.raw == 1 else facts.say("lasting.brief", k=planned, n=n)
    return Chapter("lasting", topic, title, tuple(blocks), brief)


def _still(facts: Facts) -> Sentence | None:
    """How many were active at the last day that has come."""
    known = facts.ask("continuity").frame.dropna(subset=["under_way"])
    if known.empty:
        return None
    months = int(known["months"].iloc[-1])
    active, n = (facts.value("continuity", column, months=months) for column in ("under_way", "of_partnerships"))
    return facts.say("lasting.still", k=active, n=n, months=facts.value("continuity", "months", months=months))


def _hosts(facts: Facts) -> Sentence | None:
    """Of the cities that asked for somebody to host what lasts, those that have one."""
    n = facts.value("needs_and_partners", "city_id", "count", role="sustainability_host")
    k = facts.value("needs_and_partners", "city_id", "count", role="sustainability_host", is_met=True)
    return facts.say("lasting.hosts", k=k, n=n) if n.raw and not facts.lacks("needs_and_roles") else None


def _silent(facts: Facts) -> Sentence | None:
    """How many of them are under way by name only."""
    n = facts.value("continuity", "silent", months=0)
    return facts.say("lasting.silent", n=n) if n.raw else None
