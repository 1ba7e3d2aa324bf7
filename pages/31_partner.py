"""Partner: what do we do with this partner, is it healthy, where should it go?"""

import streamlit as st

from cadence.app import open_page
from cadence.app.in_place import forms
from cadence.app.markup import markdown_safe
from cadence.app.parts import cards, planned
from cadence.app.parts.past_end import settle
from cadence.cards import partner_figures
from cadence.charts import partner, reach

page = open_page(__file__, needs=("partners",))
known = page.ask("known_partners").frame
chosen = page.choose("partner", dict(zip(known["partner_id"], known["name"], strict=True)))
if chosen is None:
    st.stop()
forms.show(page, "partnership", "activity", partner_id=chosen)
profile = page.ask("partner_profile", partner=chosen)

st.markdown(markdown_safe(partner_figures.about(profile, page.words)))
useful = page.ask("partner_usefulness", partner=chosen)
cards.show(page, partner_figures.profile_figures(profile, useful, page.words), columns=4)

settle(page, page.ask("past_their_end", partner=chosen))
strands = page.ask("partner_strands", partner=chosen)
page.show(partner.partner_stages, page.ask("partner_stages", partner=chosen), data_date=page.data_date)
page.table(
    strands,
    ("city", "role", "typology", "purpose", "partnership_state", "stage", "target_stage", "starts_on", "ends_on"),
    title="strands", links={"city": "city"}, empty="strands_empty",
)  # fmt: skip
if not strands.is_empty:
    if not (noted := partner_figures.with_reasons(strands)).is_empty:
        page.table(noted, ("city", "role", "reasons", "manner"), title="why_and_how")
    page.table(
        strands, ("city", "role", "agreement", "starts_on", "ends_on"),
        title="agreements", links={"city": "city"}, empty="agreements_empty", said=partner_figures.agreements,
    )  # fmt: skip
page.show(partner.partner_fit, strands)

page.chapter("reach")
page.show(partner.partner_audience, page.ask("partner_reach", partner=chosen), events=page.ask("events"))
page.table(
    page.ask("partner_activities", partner=chosen),
    ("held_on", "kind", "title", "city_names", "engagements", "new_persons", "rating"),
    title="activities", empty="activities_empty",
)  # fmt: skip
page.show(reach.joint_messages, page.ask("joint_communications", partner=chosen))
page.table(
    page.ask("partner_cities", partner=chosen),
    ("city", "country", "roles", "is_active", "is_silent", "activities", "engagements", "last_on"),
    title="cities", links={"city": "city"}, empty="cities_empty",
)  # fmt: skip
page.table(
    page.ask("partner_actions", partner=chosen),
    ("title", "size", "action_state", "begins_on", "ended_on", "decision", "lesson"),
    title="actions", links={"title": "action"}, empty="actions_empty",
)  # fmt: skip
planned.show(page, partner=chosen)
