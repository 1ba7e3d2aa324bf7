"""Upload: get this export in safely, or be told exactly what to mend."""

import streamlit as st

from cadence.store import Store
from cadence.ui import mending, open_page, previewing, starting, understanding, uploading

page = open_page(__file__)
upload = uploading.current()
previewing.result(page)

page.section("files")
uploading.drop_files(page, upload)
with st.expander(page.say("templates")):
    starting.templates(page)
with st.expander(page.say("empty_network")):
    starting.empty_network(page, upload)
if not upload.files:
    st.stop()

preparation = uploading.prepared(page, Store.open(), upload)
page.section("understood_section")
understanding.files(page, upload, preparation)

page.section("problems")
mending.problems(page, upload, preparation)

page.section("changes")
previewing.mode(page, upload)
if not preparation.is_refused and not preparation.questions:
    previewing.changes(page, upload, preparation)

page.section("publish_section")
previewing.publishing(page, upload, preparation)
