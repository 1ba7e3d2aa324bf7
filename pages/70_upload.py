"""Upload: get this export in safely, or be told exactly what to mend."""

import streamlit as st

from cadence.app import open_page
from cadence.app.upload import conversation, files, preview, problems, survives, templates, understood
from cadence.store import Store

page = open_page(__file__)
upload = files.current()
preview.result(page)

page.section("files")
survives.tell_lost(page, upload)
files.drop_files(page, upload)
with st.expander(page.say("templates")):
    templates.templates(page)
with st.expander(page.say("empty_network")):
    templates.empty_network(page, upload)
if not upload.files:
    survives.note(upload)
    st.stop()
survives.say_again(upload)

preparation = files.preparation_of(page, Store.open(), upload)
page.section("understood_section")
understood.files(page, upload, preparation)
survives.note(upload)
if not conversation.is_over(page, upload, preparation):
    st.stop()

page.section("problems")
problems.problems(page, upload, preparation)

page.section("changes")
preview.mode(page, upload)
if not preparation.is_refused and not preparation.questions:
    preview.changes(page, upload, preparation)

page.section("publish_section")
preview.publishing(page, upload, preparation)
