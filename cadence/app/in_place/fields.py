"""The widget of one field, as its contract declares it: choices, days, numbers, yes and no, texts. Values are texts.

What is typed stays in the visitor's session until it is saved, whatever page they look at meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from cadence.app.page import Page
from cadence.contract import Field
from cadence.intake.in_place import as_text

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
LONGEST = 2000
STAYS: Any = "session"


def ask(
    page: Page,
    field: Field,
    text: str,
    key: str,
    choices: Mapping[str, str] | None,
    *,
    label: str,
    required: bool = False,
) -> str:
    """Ask for a field, beginning from a text; gives what is typed as a text, empty where nothing is.

    choices: what it may hold, by code; one that holds several gives them separated as its contract says. A star says
    that it must be filled in.
    """
    label, about = label + (" *" if required or field.required else ""), field.description[page.words.language]
    common: dict[str, Any] = {"key": key, "help": about, "persist_state": STAYS}
    if field.type == "list" and choices is not None:
        held = [code for code in text.split(field.delimiter) if code in choices]
        said = st.multiselect(label, list(choices), held, choices.__getitem__, placeholder=_choose(page), **common)
        return field.delimiter.join(said)
    if choices is not None:
        codes = list(choices)
        place = codes.index(text) if text in choices else None
        return str(st.selectbox(label, codes, place, choices.__getitem__, placeholder=_choose(page), **common) or "")
    if field.type == "boolean":
        return _yes_or_no(page, field, label, text, common)
    if field.type == "date":
        day = dt.date.fromisoformat(text) if text else None
        first = min(day or FIRST_DAY, FIRST_DAY)
        return as_text(st.date_input(label, day, min_value=first, max_value=LAST_DAY, format="DD/MM/YYYY", **common))
    if field.type in ("integer", "number"):
        return _number(field, label, text, common)
    if (field.hxl or "").startswith("#description") and field.name not in ("message",):
        return str(st.text_area(label, text, max_chars=LONGEST, height=80, **common)).strip()
    return str(st.text_input(label, text, max_chars=LONGEST, **common)).strip()


def _choose(page: Page) -> str:
    return page.words("in_place.choose")


def _yes_or_no(page: Page, field: Field, label: str, text: str, common: dict[str, Any]) -> str:
    if field.default is not None:
        return "true" if st.checkbox(label, (text or field.default) == "true", **common) else "false"
    said = {"true": page.words("frame.yes"), "false": page.words("frame.no")}
    place = list(said).index(text) if text in said else None
    return str(st.selectbox(label, list(said), place, said.__getitem__, placeholder=_choose(page), **common) or "")


def _number(field: Field, label: str, text: str, common: dict[str, Any]) -> str:
    """No limits are given to the widget: what is beyond them is refused with the reason, not silently moved."""
    if field.type == "integer":
        return as_text(st.number_input(label, value=int(float(text)) if text else None, step=1, **common))
    return as_text(st.number_input(label, value=float(text) if text else None, **common))
