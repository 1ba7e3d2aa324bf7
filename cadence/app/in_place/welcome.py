"""On the first page: start a network of one's own; once there is one, the sample may go, in one undoable step."""

from __future__ import annotations

import streamlit as st

from cadence.access import rights
from cadence.answers.digest import definitions_digest
from cadence.app import address, frame, writer
from cadence.app.in_place import saved, told
from cadence.app.in_place.saved import say
from cadence.app.page import Page
from cadence.intake.sample import find_sample, networks_of_sample
from cadence.store import Publication, Store


def show(page: Page) -> None:
    """The offer that fits; nothing where the sample is gone, or this visitor may not write."""
    told.tell(page)
    held = set(page.serving.frame("networks")["network_id"])
    invented = networks_of_sample()
    if page.view.is_pinned or not held & invented or not rights.may_write(writer.visitor()):
        return
    if held <= invented:
        st.page_link(frame.page_path("start"), label=say(page, "start.offer"))
        return
    opened = st.popover(say(page, "start.sample_goes"), key=f"sample_{saved.times('sample')}", on_change="rerun")
    if opened.open:
        with opened:
            _take_away(page)


def _take_away(page: Page) -> None:
    store = Store.open()
    step = find_sample(store)
    if step is None:
        return
    st.markdown(say(page, "start.sample_note"))
    writer.ask_name(page.words, "by_sample")
    message = page.words("in_place.start.sample_gone")

    def act(author: str) -> Publication | None:
        return store.undo(step.snapshot, author=author, message=message, definitions=definitions_digest())

    if st.button(say(page, "start.take_away"), type="primary", key="take_sample_away"):
        made = writer.write(page.words, act)
        if made is not None:
            saved.note(page, "sample", made.snapshot, message)
            if page.network in networks_of_sample():
                address.put("network", None)
            st.rerun()
