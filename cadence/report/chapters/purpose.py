"""What the programme set out to do."""

from __future__ import annotations

from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter


def chapter(facts: Facts) -> Chapter:
    """Funder, time, cities and themes; then the phases and what each expects."""
    joined = facts.value("pace_strip", "city_id", "count", has_joined=True)
    left = facts.value("pace_strip", "city_id", "count", has_joined=True, has_left=True)
    countries = facts.value("pace_strip", "country", "count_different", has_joined=True)
    planned = facts.value("pace_strip", "bac", "count_positive")
    starts = facts.value("networks", "starts_on", network_id=facts.network)
    cities = "cities_of_one_country" if countries.raw == 1 else "cities"
    if joined.raw:
        title = facts.say("purpose.title", n=joined, starts=starts)
    else:
        title = facts.chapter_without("purpose", "members").title
    funder = facts.value("networks", "funder", network_id=facts.network)
    ends = facts.value("networks", "funding_ends_on", network_id=facts.network)
    blocks: list[Block] = [
        facts.paragraph(
            facts.say("purpose.funder", funder=funder, starts=starts, ends=ends)
            if funder.raw and ends.raw
            else facts.say("purpose.funder_open", funder=funder)
            if funder.raw
            else facts.say("purpose.no_funder"),
            facts.say(f"purpose.{cities}", n=joined, countries=countries) if joined.raw else None,
            facts.say("purpose.left", n=left) if joined.raw else None,
            facts.say("purpose.own_plan") if planned.raw else None,
        )
    ]
    phases = facts.ask("programme_phases")
    if not phases.is_empty:
        words, rows = facts.words, phases.frame
        named = phases.of(rows.assign(phase=words.own_texts(rows), expectation=words.own_texts(rows, "expectation")))
        now = facts.value("programme_phases", words.own_column("name", rows), "names", phase_state="current")
        if now.raw:
            blocks.append(facts.paragraph(facts.say("purpose.phase", phase=now)))
        columns = ("phase", "expectation", "starts_on", "ends_on", "phase_state")
        blocks.append(facts.table("phases", named, columns, "city_pace"))
    return Chapter("purpose", facts.words("report.topics.purpose"), title, tuple(blocks))
