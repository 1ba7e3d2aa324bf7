"""Strategy: which partnerships, when, how, why: as planned?"""

from cadence.app import open_page
from cadence.app.in_place import forms
from cadence.app.parts import planned
from cadence.cards import candidates
from cadence.charts import coverage, partnerships, strategy

page = open_page(__file__, filters=("sectors", "roles", "cities", "countries"), needs=("partners", "partnerships"))

forms.show(page, "partner", "partnership", "stage", "need", "decision", subject="partnership")

page.chapter("when")
page.show(strategy.planned_starts, page.ask("planned_starts"), data_date=page.data_date)

page.chapter("pipeline")
page.show(strategy.pipeline, page.ask("pipeline"))
page.show(partnerships.partner_ladder, page.ask("partner_ladder"))

page.chapter("what_for")
page.table(
    page.ask("strategy_list"),
    ("partner", "city", "purpose", "why", "how", "partnership_state", "planned_on", "starts_on", "stage"),
    links={"partner": "partner", "city": "city"},
)

planned.show(page, about="partnership")

page.chapter("needs")
page.show(coverage.needs_and_roles, page.ask("needs_and_partners"))
page.table(
    page.ask("candidate_partners"),
    candidates.COLUMNS,
    title="candidates",
    links={"partner": "partner", "city": "city"},
    empty="candidates_empty",
    said=candidates.with_next_steps,
)

page.chapter("ending")
page.table(
    page.ask("ending_with_funding"),
    ("partner", "city", "role", "ends_on", "is_planned_after_funding", "is_silent"),
    links={"partner": "partner", "city": "city"},
    empty="ending_empty",
)
page.show(partnerships.continuity, page.ask("continuity"))
