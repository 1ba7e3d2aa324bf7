"""Explore: my own question, by choosing or in SQL; the tables in the formats of the field."""

import streamlit as st

from cadence.ui import exploring, exporting, open_page

page = open_page(__file__)
choosing, sql, exports = st.tabs([page.say("choosing"), page.say("in_sql"), page.say("exports")])
with choosing:
    exploring.by_choosing(page)
with sql:
    exploring.in_sql(page)
with exports:
    exporting.show(page)
