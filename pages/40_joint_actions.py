"""Joint actions: what did we test, what did we scale, what came of it?"""

from cadence.app import open_page
from cadence.app.in_place import forms
from cadence.app.parts import cards, planned
from cadence.app.parts.past_end import settle
from cadence.cards import outcomes
from cadence.charts import actions

page = open_page(__file__, filters=("cities", "partners"), needs=("actions",))

forms.show(page, "activity", "note")
rates, summary = page.ask("action_rates"), page.ask("achievement_summary")
cards.show(page, outcomes.figures(rates, summary, page.ask("test_decisions"), page.words), columns=4)

titles = outcomes.titles(page.ask("action_lineages"))
chosen = page.choose("action", {"": page.option("every_action"), **titles}) or None
if chosen:
    settle(page, page.ask("past_their_end", action=chosen))

page.chapter("path")
if not chosen:
    page.show(actions.ladder, page.ask("action_ladder"))
lineages = page.ask("action_lineages", action=chosen)
page.show(actions.lineages, lineages, data_date=page.data_date, events=page.ask("events"))
page.table(
    lineages,
    columns=outcomes.CHOSEN_COLUMNS if chosen else outcomes.ACTION_COLUMNS,
    links={"title": "action"},
    title="all_actions",
)

planned.show(page, about="action", action=chosen)

page.chapter("came_of_it")
measures = page.ask("achievement_by_measure", action=chosen)
measure, is_grouped = None, outcomes.repeats(measures)
if is_grouped:
    page.show(actions.measures, measures)
    page.table(outcomes.measures(measures, page.words), columns=outcomes.MEASURE_COLUMNS, title="by_measure")
    measure = page.choose("measure", {"": page.option("every_measure"), **outcomes.names(measures, page.words)}) or None
indicators = page.ask("achievement", action=chosen, measure=measure)
if measure or not is_grouped:  # the extremes of thousands of unlike indicators would say nothing
    page.show(actions.achievement, indicators)
page.table(
    outcomes.indicators(indicators, page.words),
    columns=outcomes.INDICATOR_COLUMNS,
    links={"action": "action"},
    title="all_indicators",
)
if not chosen:
    page.show(actions.tested_first, page.ask("tested_first_achievement"))

    page.chapter("learned")
    tests = page.ask("test_decisions")
    page.table(tests, columns=outcomes.TEST_COLUMNS, links={"title": "action"}, title="tests", empty="no_tests")

    page.chapter("cost")
    costs = outcomes.costs(page.ask("cost_per_outcome"), page.words)
    page.table(costs, columns=outcomes.COST_COLUMNS, links={"action": "action"}, empty="no_costs")
