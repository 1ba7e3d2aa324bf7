"""City pace: is each city moving, at its own pace, against what was agreed?"""

from cadence.app import choices, open_page
from cadence.app.in_place import forms
from cadence.charts import journey, pace, pace_over_time

page = open_page(__file__, filters=("cities", "countries", "themes"), needs=("milestones", "progress"))
forms.show(page, "step", "checkin", "note", "decision", subject="city")
strip = page.ask("pace_strip")
steps = page.ask("journey_grid")
events = page.ask("events")

page.show(pace.pace_strip, strip)
page.show(pace.forecast, strip, data_date=page.data_date)

page.chapter("journey")
page.show(journey.journey_grid, steps)

page.chapter("together")
page.show(pace_over_time.network_curve, page.ask("network_curve"), data_date=page.data_date, events=events)
page.show(pace_over_time.spread_over_time, page.ask("spread_over_time"), data_date=page.data_date, events=events)

page.chapter("moving")
page.table(
    page.ask("momentum"),
    columns=(
        "name",
        "done_weight",
        "due_weight",
        "momentum_share",
        "required_per_month",
        "last_evidence_on",
        "last_evidence",
        "stalled_why",
    ),
    links={"name": "city"},
)

page.chapter("time")
names = journey.milestone_names(steps.frame, page.words)
milestone = choices.one(page.say("milestone"), names, "milestone")
if milestone is not None:
    page.show(
        pace_over_time.time_to_milestone,
        page.ask("time_to_milestone", milestone=milestone),
        milestone=names[milestone],
    )
