"""Partners and leverage."""

from __future__ import annotations

import pandas as pd

from cadence.cards.partner_figures import ROLE_COLUMNS, agreements
from cadence.charts import partnerships
from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter, Paragraph, Sentence
from cadence.words import Words

AGREEMENT_COLUMNS = ("partner", "city", "role", "agreement", "starts_on", "ends_on")
MONEY = ("currency", "programme_spend", "partner_cash", "partner_in_kind")


def chapter(facts: Facts) -> Chapter:
    """How far partnerships went, whom they serve, what partners add, on whom it rests."""
    ladder = facts.draw(
        partnerships.partner_ladder,
        facts.ask("partner_ladder"),
        "partner_reach",
        ("step", "partners", "of_partners"),
    )
    coverage = _coverage(facts)
    heads = _heads(facts) if ladder else _heads_of_coverage(facts) if coverage else None
    if heads is None:
        return facts.chapter_without("partners", "partner_typology")
    title, brief = heads
    known = facts.value("partner_ladder", "partners", step="identified")
    ground = facts.value("partner_ladder", "partners", step="common_ground")
    blocks: list[Block] = [
        facts.paragraph(
            facts.say("partners.ladder", n=known, ground=ground) if ladder else None,
            _handful(facts) if ladder else None,
            coverage,
            _silent(facts),
            _needs(facts),
            _needs_silent(facts),
        ),
        *ladder,
        *_roles(facts),
    ]
    money = facts.ask("leverage")
    for currency in money.frame["currency"]:
        blocks.append(_money(facts, str(currency)))
    blocks += facts.draw(partnerships.leverage, money, "partner_reach", MONEY)
    dependence = _dependence(facts)
    if dependence is not None:
        blocks.append(facts.paragraph(dependence))
    return Chapter("partners", facts.words("report.topics.partners"), title, tuple(blocks), brief)


def _heads(facts: Facts) -> tuple[Sentence, Sentence]:
    """Title and summary, of common ground and completed actions."""
    ground, done = facts.value("partner_ladder", "partners", step="common_ground"), facts.value("handful", "k")
    if not done.raw:
        title = facts.say("partners.title_none", ground=ground)
        return title, title
    return facts.say("partners.title", ground=ground, n=done), facts.say("partners.brief", ground=ground, n=done)


def _heads_of_coverage(facts: Facts) -> tuple[Sentence, Sentence]:
    """Title and summary where no stage says how far partnerships went: how many cities have a partner at work."""
    k, n = facts.value("coverage_summary", "cities_with_partner"), facts.value("coverage_summary", "cities")
    return facts.say("partners.title_coverage", k=k, n=n), facts.say("partners.coverage", k=k, n=n)


def _roles(facts: Facts) -> list[Block]:
    """The roles compared, and the agreements that stand, where any is recorded."""
    roles, strands = facts.ask("roles_compared"), facts.ask("partnership_list")
    blocks: list[Block] = []
    if not facts.lacks("roles_compared", roles.is_empty):
        blocks.append(facts.table("roles", roles, ROLE_COLUMNS, "partner_reach"))
    agreed = agreements(strands)
    if not agreed.is_empty:
        n = facts.value("partnership_list", "partnership_id", "count", agreement_stands=True)
        blocks.append(facts.table("agreements", agreed, AGREEMENT_COLUMNS, "partner_reach", n))
    return blocks


def _handful(facts: Facts) -> Sentence | None:
    k, n = facts.value("handful", "k"), facts.value("handful", "n")
    return facts.say("partners.handful", k=k, n=n) if n.raw else None


def _coverage(facts: Facts) -> Sentence | None:
    k, n = facts.value("coverage_summary", "cities_with_partner"), facts.value("coverage_summary", "cities")
    if facts.lacks("cities_without_partner") or not n.raw or k.raw is None:
        return None
    return facts.say("partners.coverage", k=k, n=n)


def _silent(facts: Facts) -> Sentence | None:
    n = facts.value("coverage_summary", "cities_with_silent_only")
    return facts.say("partners.silent_only", n=n) if n.raw and _coverage(facts) else None


def _needs_silent(facts: Facts) -> Sentence | None:
    n = facts.value("needs_and_partners", "city_id", "count", need_state="silent")
    return facts.say("partners.needs_silent", n=n) if n.raw else None


def _needs(facts: Facts) -> Sentence | None:
    n = facts.value("needs_and_partners", "city_id", "count")
    k = facts.value("needs_and_partners", "city_id", "count", is_met=True)
    first = facts.value("needs_and_partners", "city_id", "count", is_met=False, priority=1)
    if facts.lacks("needs_and_roles", not n.raw):
        return None
    return facts.say("partners.needs", k=k, n=n, first=first) if n.raw else None


def _money(facts: Facts, currency: str) -> Paragraph:
    """What the programme spent on joint actions and what partners added, in one currency."""
    spent, cash, kind = (
        facts.money(column, currency) for column in ("programme_spend", "partner_cash", "partner_in_kind")
    )
    actions, paid = (facts.value("leverage", column, currency=currency) for column in ("actions", "with_cash"))
    share = facts.value("leverage", "leverage", currency=currency)
    return facts.paragraph(
        facts.say("partners.money", spent=spent, n=actions, cash=cash, kind=kind, paid=paid),
        facts.say("partners.leverage", share=share, unit=one_of(facts.words, currency)) if share.raw else None,
    )


def one_of(words: Words, currency: str) -> str:
    """One unit of a currency."""
    return words.money(1, currency)


def _dependence(facts: Facts) -> Sentence | None:
    effective = facts.value("dependence", "effective_partners")
    if effective.raw is None or pd.isna(effective.raw):
        return None
    top, share = facts.value("dependence", "top_partner"), facts.value("dependence", "top_share")
    return facts.say("partners.dependence", n=effective, top=top, share=share)
