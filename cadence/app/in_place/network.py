"""A network's own fields: what is published, and the form that changes them (all but its code)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from cadence.app.in_place import change
from cadence.app.in_place.saved import say
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.contract import Field, load_contract
from cadence.intake.in_place import as_text, network_row, published_rows
from cadence.words.values import in_words

FORM = "network"
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)


def find_row(page: Page) -> dict[str, Any]:
    """The network's row, by field."""
    return next(row for row in published_rows(page.serving, "networks") if row["network_id"] == page.network)


def show(page: Page, row: dict[str, Any]) -> None:
    """Every field with what is published, code included."""
    titles = [field.title[page.words.language] for field in load_contract("networks").fields]
    values = [in_words(page.words, name, value) or page.words("in_place.empty") for name, value in row.items()]
    shown = pd.DataFrame({"column": titles, "content": values})
    tables.show(page.words, shown, list(shown.columns), {}, "network_fields")


def form(page: Page, row: dict[str, Any]) -> None:
    """Every field but the code, to be changed or emptied."""
    opened = st.expander(page.say("change_network"), key="change_network", on_change="rerun")
    if not opened.open:
        change.forget(FORM)
        return
    with opened:
        begun = change.base(page, FORM)
        seen = st.session_state.setdefault(f"seen_{page.network}_{begun}", row)
        fields = [field for field in load_contract("networks").fields if field.name != "network_id"]
        typed = {field.name: _ask(page, field, seen[field.name], begun) for field in fields}
        if st.button(say(page, "preview"), key="preview_network"):
            said = _sentences(page, fields, seen, typed)
            named = page.words.list_of([one.title[page.words.language] for one in _differences(fields, seen, typed)])
            message = page.words("pages.settings.network_message", network=seen["name"], fields=named)
            change.begin(page, FORM, network_row({"network_id": page.network, **typed}), said, message, typed)
        change.offer(page, FORM, typed)


def _ask(page: Page, field: Field, value: Any, begun: int) -> str:
    """One field as text; an empty one is empty."""
    label = field.title[page.words.language] + (" *" if field.required else "")
    key, text = f"network_{field.name}_{page.network}_{begun}", as_text(value)
    if field.type == "date":
        day = dt.date.fromisoformat(text) if text else None
        first = min(day or FIRST_DAY, FIRST_DAY)
        return as_text(
            st.date_input(label, day, min_value=first, max_value=dt.date(2200, 1, 1), format="DD/MM/YYYY", key=key)
        )
    if field.enum:
        codes = ["", *field.enum]
        found = st.selectbox(label, codes, codes.index(text) if text in codes else 0, key=key)
        return str(found or "")
    return st.text_input(label, text, help=field.description[page.words.language], max_chars=300, key=key).strip()


def _differences(fields: list[Field], seen: dict[str, Any], typed: dict[str, str]) -> list[Field]:
    return [field for field in fields if as_text(seen[field.name]).strip() != typed[field.name]]


def _sentences(page: Page, fields: list[Field], seen: dict[str, Any], typed: dict[str, str]) -> list[str]:
    """Each field that differs, before and after."""
    words = page.words

    def text_of(field: Field, value: Any) -> str:
        if field.type == "date" and isinstance(value, str) and value:
            value = dt.date.fromisoformat(value)
        return in_words(words, field.name, value or None) or words("in_place.empty")

    return [
        words(
            "in_place.field",
            field=field.title[words.language],
            before=text_of(field, seen[field.name]),
            after=text_of(field, typed[field.name]),
        )
        for field in _differences(fields, seen, typed)
    ]
