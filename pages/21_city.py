"""City: what is the story of this city, what next?"""

import streamlit as st

from cadence.app import open_page
from cadence.app.in_place import forms
from cadence.app.markup import markdown_safe
from cadence.app.parts import cards, city_group
from cadence.app.parts.close_down import hold
from cadence.cards import candidates, city_words
from cadence.charts import attendance, city, pace_over_time

page = open_page(__file__, needs=("cities",))
members = page.ask("pace_strip").frame.sort_values("name")
chosen = page.choose("city", dict(zip(members["city_id"], members["name"], strict=True)))
if chosen is None:
    st.stop()

profile = page.ask("city_profile", city=chosen)
needs, pauses = (page.ask(question, city=chosen) for question in ("city_needs", "city_pauses"))
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
forms.put(page, "step", city_id=chosen)
phases = page.ask("phase_standing", city=chosen)
page.table(phases, city_words.PHASE_COLUMNS, title="phases", empty="phases_none", said=city_words.with_expectation)
name = str(profile.frame["name"].iloc[0])
beside_others = page.ask("network_curve")
page.show(pace_over_time.city_in_band, beside_others, data_date=page.data_date, curve=curve, city=name)

page.chapter("presence")
page.show(attendance.attendance, page.ask("city_attendance", city=chosen))
page.table(pauses, ("starts_on", "ends_on", "days", "reason", "is_agreed"), title="pauses", empty="pauses_empty")
page.table(page.ask("city_checkins", city=chosen), city_words.CHECKIN_COLUMNS, title="checkins", empty="checkins_empty")
forms.put(page, "checkin", city_id=chosen)

page.chapter("partners_section")
page.table(needs, city_words.NEED_COLUMNS, title="needs", empty="needs_empty", links={"partner": "partner"})
forms.put(page, "need", city_id=chosen)
if not needs.is_empty:
    asked = page.ask("candidate_partners", cities=[chosen])
    page.table(
        asked, candidates.CITY_COLUMNS, title="candidates", empty="candidates_empty", links={"partner": "partner"},
        said=candidates.with_next_steps,
    )  # fmt: skip
    city_group.show(page, page.ask("city_group", city=chosen))
page.table(page.ask("city_actions", city=chosen), city_words.ACTION_COLUMNS, title="actions", empty="actions_empty")
activities = page.ask("city_activities", city=chosen)
page.table(activities, ("held_on", "kind", "title", "partner_names"), title="activities", empty="activities_empty")
decided = page.ask("city_decisions", city=chosen)
page.table(decided, city_words.DECISION_COLUMNS, title="decisions", empty="decisions_empty")
forms.put(page, "decision", subject="city", subject_id=chosen)
