"""Partner reach: whom do our partners bring us, and where are the gaps?"""

import streamlit as st

from cadence.app import open_page
from cadence.app.in_place import forms
from cadence.app.parts import cards
from cadence.cards import candidates, partner_figures
from cadence.charts import coverage, partnerships, reach

page = open_page(__file__, filters=("cities", "countries", "themes", "sectors"), needs=("partners",))

forms.show(page, "activity", "partner", "partnership", "stage", "need", "note")
cards.show_compared(
    page,
    lambda ask, ask_before: partner_figures.reach_figures(ask, ask_before, page.before, page.words),
    columns=5,
)

page.chapter("audience")
groups = page.ask("reach_by_group")
page.table(groups, partner_figures.GROUP_COLUMNS, title="groups")
page.show(reach.engagements_by_kind, page.ask("audience_by_kind"), events=page.ask("events"))
page.show(reach.audience_bounds, page.ask("audience_by_segment"))

page.chapter("partnerships")
page.show(partnerships.partner_ladder, page.ask("partner_ladder"))
page.show(partnerships.partner_typology, page.ask("partner_typology"))
page.show(partnerships.partnership_freshness, page.ask("partnership_freshness"))
page.table(page.ask("roles_compared"), partner_figures.ROLE_COLUMNS, title="roles_compared")

page.chapter("coverage")
matrix = page.ask("coverage_matrix")
page.show(coverage.coverage_matrix, matrix, summary=page.ask("coverage_summary"))
if not matrix.is_empty:
    page.table(matrix, partner_figures.PAIR_COLUMNS, title="pairs", links={"partner": "partner", "city": "city"})
page.table(
    page.ask("cities_without_partner"), ("city", "country", "since_on", "silent_partnerships", "ended_partnerships"),
    title="uncovered", links={"city": "city"}, empty="uncovered_none",
)  # fmt: skip
needs = page.ask("needs_and_partners")
page.show(coverage.needs_and_roles, needs)
if not needs.is_empty:
    page.table(
        page.ask("candidate_partners"),
        candidates.COLUMNS,
        title="candidates", links={"city": "city", "partner": "partner"}, empty="candidates_empty",
        said=candidates.with_next_steps, note="candidates_note",
    )  # fmt: skip

page.chapter("lasting")
left, right = st.columns(2, gap="large")
with left:
    page.show(reach.partner_dependence, page.ask("partner_shares"), summary=page.ask("dependence"))
    page.show(partnerships.continuity, page.ask("continuity"))
with right:
    page.show(reach.spread_of_ideas, page.ask("spread_of_ideas"))
    page.show(partnerships.leverage, page.ask("leverage"))
page.show(reach.joint_messages, page.ask("joint_communications"))
