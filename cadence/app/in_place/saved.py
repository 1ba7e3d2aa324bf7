"""After a change in place: one line that says what was saved, with the way to take it back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cadence import days
from cadence.access import rights
from cadence.app import writer
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.record import publications
from cadence.store import Store

SAVED = "saved_in_place"


def say(page: Page, key: str, **blanks: Any) -> str:
    """A sentence of ``in_place``, safe to show as Markdown."""
    return markdown_safe(page.words(f"in_place.{key}", **blanks))


def times(name: str) -> int:
    """How often a form was saved: part of the keys of its widgets, so that it begins anew, and closed, after each."""
    return int(st.session_state.get(f"times_{name}", 0))


def note(page: Page, name: str, snapshot: int, message: str) -> None:
    """Keep what was saved, to be told on this page while it is the newest step; the form begins anew."""
    st.session_state[f"times_{name}"] = times(name) + 1
    st.session_state[SAVED] = {"page": page.name, "snapshot": snapshot, "message": message}


def tell(page: Page) -> None:
    """Say once what the last action did; after a change in place what was saved, with the way to take it back."""
    page.tell()
    kept: dict[str, Any] | None = st.session_state.get(SAVED)
    if kept is None:
        return
    if kept["page"] != page.name or Store.open().newest() != kept["snapshot"]:
        del st.session_state[SAVED]
        return
    with st.container(horizontal=True, vertical_alignment="center", key="saved_in_place_line"):
        st.success(say(page, "published", snapshot=kept["snapshot"], message=kept["message"]))
        if rights.may_write(writer.visitor()):
            publications.way_to_undo(page, Store.open(), kept["snapshot"], "saved_")
    if page.network and page.view.data_date < days.today(page.view.zone):
        st.caption(say(page, "situation", day=page.view.data_date))
