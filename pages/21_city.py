"""City: what is the story of this city, what next?"""

import streamlit as st

from cadence.app import open_page
from cadence.app.in_place import forms
from cadence.app.markup import markdown_safe
from cadence.app.parts import cards, city_group, planned
from cadence.app.parts.close_down import hold
from cadence.cards import candidates, city_words
from cadence.charts import attendance, city, pace_over_time
from cadence.words import place

page = open_page(__file__, needs=("cities",))
members = page.ask("pace_strip").frame.sort_values("name", key=lambda names: names.map(place))
names = dict(zip(members["city_id"], members["name"], strict=True))
chosen = page.choose("city", names)
if chosen is None:
    st.stop()

forms.show(page, "step", "checkin", "commitment", "kept", "need", "activity", "note", "decision", city_id=chosen)
profile = page.ask("city_profile", city=chosen)
needs, pauses = page.ask("city_needs", city=chosen), page.ask("city_pauses", city=chosen)
events = page.ask("events", city=chosen)
st.markdown(markdown_safe(city_words.origin(profile, page.words)))
cards.show(page, city_words.figures(profile, page.ask("schedule_adherence"), needs, page.words), columns=3)
hold(page, page.ask("close_down", cities=[chosen]))

page.chapter("plan")
curve = page.ask("city_curve", city=chosen)
page.show(city.city_curve, curve, profile=profile, pauses=pauses, events=events)
steps = page.ask("journey_grid", cities=[chosen])
page.show(city.city_steps, steps, data_date=page.data_date)
page.table(steps, city_words.LATE_COLUMNS, title="late_steps", empty="late_steps_none", said=city_words.late_steps)
phases = page.ask("phase_standing", city=chosen)
page.table(phases, city_words.PHASE_COLUMNS, title="phases", empty="phases_none", said=city_words.with_expectation)
others = page.ask("network_curve")
page.show(pace_over_time.city_in_band, others, data_date=page.data_date, curve=curve, city=names[chosen])

page.chapter("presence")
page.show(attendance.attendance, page.ask("city_attendance", city=chosen))
page.table(pauses, ("starts_on", "ends_on", "days", "reason", "is_agreed"), title="pauses", empty="pauses_empty")
contacts, promised = page.ask("city_checkins", city=chosen), page.ask("city_commitments", city=chosen)
page.table(contacts, city_words.CONTACT_COLUMNS, title="checkins", empty="checkins_empty")
page.table(promised, city_words.COMMITMENT_COLUMNS, title="commitments", empty="commitments_empty")

page.chapter("partners_section")
page.table(needs, city_words.NEED_COLUMNS, title="needs", empty="needs_empty", links={"partner": "partner"})
if not needs.is_empty:
    asked = page.ask("candidate_partners", cities=[chosen])
    page.table(
        asked, candidates.CITY_COLUMNS, title="candidates", empty="candidates_empty", links={"partner": "partner"},
        said=candidates.with_next_steps,
    )  # fmt: skip
    city_group.show(page, page.ask("city_group", city=chosen))
page.table(page.ask("city_actions", city=chosen), city_words.ACTION_COLUMNS, title="actions", empty="actions_empty")
held, decided = page.ask("city_activities", city=chosen), page.ask("city_decisions", city=chosen)
page.table(held, city_words.ACTIVITY_COLUMNS, title="activities", empty="activities_empty")
page.table(decided, city_words.DECISION_COLUMNS, title="decisions", empty="decisions_empty")
planned.show(page, city=chosen)
