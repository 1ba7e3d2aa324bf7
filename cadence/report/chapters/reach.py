"""Reach: engagements, different persons within bounds, media; unlike things are never added."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.charts import impact, reach
from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter, Sentence
from cadence.report.small_cells import is_small, withhold_small
from cadence.report.values import Value

QUARTERS = ("quarter", "activities", "engagements")
GROUPS = ("reach_group", "persons", "without_partner")
SEGMENTS = ("segment", "engagements", "largest")


def chapter(facts: Facts) -> Chapter:
    """Who was reached, how many of them for the first time, by which media, how far ideas went."""
    topic = facts.words("report.topics.reach")
    persons = facts.value("audience_by_kind", "engagements", "sum", persons=True)
    held = facts.value("audience_by_kind", "activities", "sum")
    counted = facts.value("audience_by_kind", "counted", "sum")
    if not held.raw:
        return facts.chapter_without("reach", "engagements_by_kind")
    if not counted.raw and facts.lacks("counts", is_empty=True):
        return facts.chapter_without("reach", "counts")
    title = facts.say("reach.title", n=held, persons=persons) if counted.raw else facts.say("reach.uncounted", n=held)
    blocks: list[Block] = [
        facts.paragraph(
            facts.say("reach.meaning"),
            facts.say("reach.counted", k=counted, n=held) if counted.raw < held.raw else None,
            _new(facts),
            facts.say("reach.own_public", persons=_own(facts)) if _own(facts).raw else None,
        )
    ]
    if counted.raw:
        months = facts.ask("audience_by_kind")
        safe = withhold_small(impact.quarters(months.frame), ("engagements",), facts.limit, is_totalled=True)
        blocks += facts.draw(impact.engagements_by_quarter, months.of(safe), "partner_reach", QUARTERS)
        blocks.append(facts.table("reach_groups", _groups(facts), GROUPS, "partner_reach"))
        segments = facts.value("audience_by_segment", "engagements", "count_positive")
        blocks.append(facts.table("segments", _segments(facts), SEGMENTS, "partner_reach", segments))
    blocks += _media(facts) + _countries(facts)
    brief = facts.say("reach.brief", n=held, persons=persons) if counted.raw else title
    return Chapter("reach", topic, title, tuple(blocks), brief)


def _new(facts: Facts) -> Sentence:
    """The share of new audience; not said where those who were not new are too few."""
    new = facts.value("audience_by_kind", "new_persons", "sum", persons=True)
    asked = facts.value("audience_by_kind", "persons_with_new", "sum", persons=True)
    if not asked.raw:
        return facts.say("reach.new_unknown")
    if any(is_small(count, facts.limit) for count in (asked.raw, new.raw, asked.raw - (new.raw or 0))):
        return facts.say("reach.new_withheld", limit=int(facts.limit))
    return facts.say("reach.new", new=new, n=asked)


def _own(facts: Facts) -> Value:
    return facts.value("audience_by_segment", "engagements", segment="partner_public", persons=True)


def _segments(facts: Facts) -> Answer:
    """Segments with somebody counted; different persons lie between the largest activity and the sum."""
    answer = facts.ask("audience_by_segment")
    counted = answer.frame[answer.frame["engagements"].fillna(0) > 0]
    found = withhold_small(counted, ("engagements",), facts.limit, is_totalled=True)
    # The largest count of one activity is a count of persons too; it sums to nothing.
    found = withhold_small(found, ("largest", "new_persons", "persons_with_new"), facts.limit)
    found.loc[found["engagements_withheld"], ["share", "largest"]] = pd.NA
    found["largest_withheld"] |= found["engagements_withheld"]
    return answer.of(found)


def _groups(facts: Facts) -> Answer:
    """Who was reached, people from outside first; a group of which a segment is withheld would give that away."""
    answer = facts.ask("reach_by_group")
    segments = _segments(facts).frame
    hidden = set(segments.loc[segments["engagements_withheld"], "segment"])
    found = withhold_small(answer.frame, ("persons", "without_partner"), facts.limit)
    is_held = found["segments"].map(lambda codes: bool(hidden & set(_codes(codes)))) & (found["reach_group"] != "media")
    for name in ("persons", "without_partner"):
        found[f"{name}_withheld"] |= is_held
        found[name] = found[name].mask(found[f"{name}_withheld"])
    return answer.of(found)


def _codes(codes: Any) -> list[str]:
    """The codes of a list that may be empty."""
    return [str(code) for code in codes] if hasattr(codes, "__len__") else []


def _media(facts: Facts) -> list[Block]:
    """What media reached, apart from persons."""
    media = facts.value("audience_by_kind", "media", "sum")
    if not media.raw:
        return []
    blocks: list[Block] = [facts.paragraph(facts.say("reach.media", n=media))]
    messages = facts.ask("joint_communications")
    if not messages.is_empty:
        blocks += facts.draw(reach.joint_messages, messages, "partner_reach", ("message", "communications", "media"))
    return blocks


def _countries(facts: Facts) -> list[Block]:
    """How far ideas went."""
    beyond = facts.value("spread_of_ideas", "country", "names", spread="beyond", kind="country")
    if not beyond.raw:
        return []
    n = facts.value("spread_of_ideas", "country", "count_different", spread="beyond")
    within = facts.value("spread_of_ideas", "country", "count_different", spread="within")
    return [facts.paragraph(facts.say("reach.countries", n=n, names=beyond, within=within))]
