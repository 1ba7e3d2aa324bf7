"""What the published data cannot say yet: for each figure the things it needs, and the first of them that is missing.

Three states have three words: a table is not published; it is, and cannot be judged; it is judged, and the count is
zero, which the figure itself then says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.words import Words

PLAN = ("members", "plan", "pace")
# Steps are told done or not also where no day was agreed for them.
STEPS = ("members", "plan")
PARTNERSHIPS = ("partners", "begun_partnerships")
STAGES = ("partners", "entered_stages")
NEEDED_ROLES = ("members", "expressed_needs", "partnerships")
HANDFUL = (*STAGES, "common_ground", "actions")
OUTCOMES = ("actions", "judged_indicators")

# The things of ``what_is_known`` that a figure needs, the first to be missing first: by chart, question of a table,
# or ``<page>.<card>``.
NEEDS: dict[str, tuple[str, ...]] = {
    "pace_strip": PLAN,
    "forecast": (*PLAN, "forecast"),
    "journey_grid": STEPS,
    "journey_grid_table": PLAN,
    "network_curve": PLAN,
    "spread_over_time": PLAN,
    "time_to_milestone": STEPS,
    "city_curve": PLAN,
    "city_steps": STEPS,
    "city_in_band": PLAN,
    "momentum": PLAN,
    "attendance": ("sessions",),
    "city_map": ("members", "coordinates"),
    "lineages": ("actions", "dated_actions"),
    "ladder": ("actions", "begun_actions", "small_tests"),
    "achievement": OUTCOMES,
    "measures": OUTCOMES,
    "by_level": OUTCOMES,
    "achievement_table": ("actions", "indicators"),
    "tested_first": (*OUTCOMES, "scaled_actions", "small_tests"),
    "engagements_by_kind": ("held_activities",),
    "engagements_by_quarter": ("held_activities", "persons"),
    "partner_audience": ("held_activities",),
    "audience_bounds": ("held_activities", "persons"),
    "partner_dependence": ("held_activities", "persons_with_partners"),
    "spread_of_ideas": ("partners", "partner_countries"),
    "joint_messages": ("held_activities", "communications"),
    "partner_ladder": (*STAGES, "actions"),
    "partner_typology": PARTNERSHIPS,
    "partnership_freshness": (*PARTNERSHIPS, "partnerships_under_way", "activities"),
    "continuity": (*PARTNERSHIPS, "partnerships_under_way", "funding_end"),
    "leverage": ("actions", "costs"),
    "coverage_matrix": ("members", "partners"),
    "needs_and_roles": NEEDED_ROLES,
    "partner_stages": STAGES,
    "partner_fit": ("partners", "partnerships", "ratings"),
    "planned_starts": ("partners", "partnerships", "planned_starts"),
    "pipeline": STAGES,
    "attention": ("members",),
    "city_pauses": ("pauses",),
    "city_checkins": ("checkins",),
    "city_commitments": ("commitments",),
    "city_needs": ("expressed_needs",),
    "city_actions": ("actions",),
    "city_activities": ("held_activities",),
    "city_decisions": ("decisions",),
    "cities_without_partner": ("members", *PARTNERSHIPS),
    "candidate_partners": NEEDED_ROLES,
    "ending_with_funding": (*PARTNERSHIPS, "partnerships_under_way", "funding_end"),
    "phase_standing": ("phases",),
    "roles_compared": PARTNERSHIPS,
    "reach_by_group": ("held_activities", "counts"),
    "partner_strands": ("partnerships",),
    "partner_activities": ("held_activities",),
    "partner_cities": ("members", "partners"),
    "partner_actions": ("actions",),
    "strategy_list": ("partners", "partnerships"),
    "test_decisions": ("actions", "ended_tests"),
    "cost_per_outcome": ("actions", "outcome_costs"),
    "members": ("members",),
    "counts": ("held_activities", "counts"),
    "pauses": ("pauses",),
    "overview.on_plan": PLAN,
    "overview.median": PLAN,
    "overview.with_partner": ("members", *PARTNERSHIPS),
    "overview.engagements": ("held_activities", "counts"),
    "overview.handful": HANDFUL,
    "overview.at_target": OUTCOMES,
    "city.status": PLAN,
    "city.gap": PLAN,
    "city.end": (*PLAN, "forecast"),
    "city.next": STEPS,
    "city.partners": PARTNERSHIPS,
    "partner_reach.key_engagements": ("held_activities", "counts"),
    "partner_reach.key_new": ("held_activities", "counts", "new_persons"),
    "partner_reach.key_cities": ("members", *PARTNERSHIPS),
    "partner_reach.key_handful": HANDFUL,
    "partner_reach.key_roles": NEEDED_ROLES,
    "partner.key_stage": STAGES,
    "partner.key_light": ("held_activities",),
    "partner.key_engagements": ("held_activities", "counts"),
    "partner.key_new": ("held_activities", "counts", "new_persons"),
    "partner.key_useful": ("held_activities", "usefulness"),
    "partner.key_agreement": ("partnerships", "agreements"),
    "partner.key_actions": ("actions",),
    "partner.key_partnerships": ("partnerships",),
    "joint_actions.figure_tested_first": ("actions", "scaled_actions", "small_tests"),
    "joint_actions.figure_scaled_later": ("actions", "ended_tests"),
    "joint_actions.figure_at_target": OUTCOMES,
    "joint_actions.figure_undecided": ("actions", "ended_tests"),
}


@dataclass(frozen=True)
class Lack:
    """A thing that a figure needs and the data do not give. state: unpublished or unjudgeable."""

    thing: str
    state: str
    unpublished: tuple[str, ...]
    n: int

    def says(self, words: Words) -> str:
        """Its reason, and for what is published what would make it one to be judged."""
        mend = f"lacks.mend.{self.thing}"
        return f"{self.why(words)} {words(mend)}" if self.state == "unjudgeable" else self.why(words)

    def why(self, words: Words) -> str:
        """Which tables are not published, or why what is published cannot be judged."""
        key = f"lacks.thing.{self.thing}"
        if self.state == "unjudgeable":
            return words("lacks.unjudgeable", why=words(key, n=self.n))
        titles = [words("lacks.table", table=load_contracts()[name].title[words.language]) for name in self.unpublished]
        # Of what nobody published nothing is counted, not even none.
        return words("lacks.unpublished", tables=words.list_of(titles))


def as_sentence(text: str) -> str:
    """The text begun with a capital."""
    return text[:1].upper() + text[1:]


def lack_of(known: Answer, needs: Sequence[str]) -> Lack | None:
    """The first of these things that ``what_is_known`` does not give; None where it gives them all."""
    rows: dict[str, dict[str, Any]] = {row["thing"]: row for row in known.rows()}
    missing = next((rows[thing] for thing in needs if rows[thing]["state"] != "known"), None)
    if missing is None:
        return None
    names = tuple(str(name) for name in missing["unpublished"])
    return Lack(str(missing["thing"]), str(missing["state"]), names, int(missing["n"]))


def lack_in(serving: Serving, network: str, day: dt.date, figure: str, is_empty: bool) -> Lack | None:
    """What a figure lacks; of one that is not empty only a table never published, which would make it untrue."""
    needs = NEEDS.get(figure, ())
    is_whole = serving.frame("tables_with_rows", network=network)["has_rows"].all()
    if not needs or (is_whole and not is_empty):
        return None
    lack = lack_of(serving.ask("what_is_known", network=network, data_date=day), needs)
    return lack if lack is not None and (is_empty or lack.state == "unpublished") else None
