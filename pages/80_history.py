"""History: who changed what, when; take it back."""

import streamlit as st

from cadence.app import address, open_page, writer
from cadence.app.in_place import grid, told
from cadence.app.record import differences, kept, publications
from cadence.store import Store

page = open_page(__file__)
store = Store.open()
told.tell(page)
writer.ask_name(page.words, "by_history")
names = [page.say("steps"), page.say("compared"), page.say("row"), page.say("mend"), page.say("reports")]
steps, compared, row, mend, reports = st.tabs(names, default=names[2] if address.text("row_table") else None)
with steps:
    publications.publications(page, store)
with compared:
    differences.two_snapshots(page, store)
with row:
    differences.one_row(page, store)
with mend:
    grid.show(page)
with reports:
    kept.reports(page, store)
