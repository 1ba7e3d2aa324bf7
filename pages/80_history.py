"""History: who changed what, when; take it back."""

import streamlit as st

from cadence.store import Store
from cadence.ui import differences, history, open_page

page = open_page(__file__)
store = Store.open()
page.tell()
steps, compared, row = st.tabs([page.say("steps"), page.say("compared"), page.say("row")])
with steps:
    history.publications(page, store)
with compared:
    differences.two_snapshots(page, store)
with row:
    differences.one_row(page, store)
