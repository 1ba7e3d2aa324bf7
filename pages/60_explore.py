"""Explore: my own question, by choosing or in SQL; the tables in the formats of the field."""

import streamlit as st

from cadence.app import open_page
from cadence.app.parts import explore, export_files

page = open_page(__file__)
choosing, sql, exports = st.tabs([page.say("choosing"), page.say("in_sql"), page.say("exports")])
with choosing:
    explore.by_choosing(page)
with sql:
    explore.in_sql(page)
with exports:
    export_files.show(page)
