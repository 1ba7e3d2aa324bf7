"""Explore: my own question, by choosing or in SQL."""

import streamlit as st

from cadence.ui import exploring, open_page

page = open_page(__file__)
choosing, sql = st.tabs([page.say("choosing"), page.say("in_sql")])
with choosing:
    exploring.by_choosing(page)
with sql:
    exploring.in_sql(page)
