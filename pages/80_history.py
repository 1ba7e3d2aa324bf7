"""History: who changed what, when; take it back."""

import streamlit as st

from cadence.store import Store
from cadence.ui import differences, history, open_page, state

page = open_page(__file__)
store = Store.open()
page.tell()
names = [page.say("steps"), page.say("compared"), page.say("row")]
steps, compared, row = st.tabs(names, default=names[2] if state.text("row_table") else None)
with steps:
    history.publications(page, store)
with compared:
    differences.two_snapshots(page, store)
with row:
    differences.one_row(page, store)
