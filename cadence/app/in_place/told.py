"""After a change in place: one line that says what was saved, with the way to take it back."""

from __future__ import annotations

import streamlit as st

from cadence.access import rights
from cadence.app import writer
from cadence.app.in_place import known
from cadence.app.in_place.saved import SAVED, Saved, say
from cadence.app.page import Page
from cadence.app.record import publications
from cadence.store import Store


def tell(page: Page) -> None:
    """Say once what the last action did; after a change in place what was saved, with the way to take it back."""
    page.tell()
    kept: Saved | None = st.session_state.get(SAVED)
    if kept is None:
        return
    if kept.page != page.name or Store.open().newest() != kept.snapshot:
        del st.session_state[SAVED]
        return
    may_write = rights.may_write(writer.visitor())
    with st.container(horizontal=True, vertical_alignment="center", key="saved_in_place_line"):
        st.success(say(page, "published", snapshot=kept.snapshot, message=kept.message))
        if may_write:
            publications.way_to_undo(page, Store.open(), kept.snapshot, "saved_")
    if page.network:
        known.tell(page, kept.facts, may_write=may_write)
