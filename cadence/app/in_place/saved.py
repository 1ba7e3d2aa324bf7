"""What was saved in place last, kept until it was told; how its file is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cadence.app import frame
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.intake.known_days import NewestFact

SAVED = "saved_in_place"


@dataclass(frozen=True)
class Saved:
    """The step that was made, on which page; facts: the newest that was typed, by table and city."""

    page: str
    snapshot: int
    message: str
    facts: tuple[NewestFact, ...] = ()


def say(page: Page, key: str, **blanks: Any) -> str:
    """A sentence of ``in_place``, safe to show as Markdown."""
    return markdown_safe(page.words(f"in_place.{key}", **blanks))


def times(name: str) -> int:
    """How often a form was saved: part of the keys of its widgets, so that it begins anew, and closed, after each."""
    return int(st.session_state.get(f"times_{name}", 0))


def note(page: Page, name: str, snapshot: int, message: str, facts: Sequence[NewestFact] = ()) -> None:
    """Keep what was saved, to be told on this page while it is the newest step; the form begins anew."""
    st.session_state[f"times_{name}"] = times(name) + 1
    st.session_state[SAVED] = Saved(page.name, snapshot, message, tuple(facts))


def typed_by(page: Page, table: str, author: str) -> str:
    """What the file of typed rows is called in the record."""
    title = frame.table_title(table, page.words.language)
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", page.words("in_place.typed_by", table=title, author=author)) + ".csv"
