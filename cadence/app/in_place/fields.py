"""One field of a form on the screen: the widget of its kind, what was typed in it as a text, and a text in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cadence.contract import Field
from cadence.intake.in_place import as_text
from cadence.words import Words
from cadence.words.values import in_words as value_in_words

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2200, 1, 1)
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Entry:
    """One field of a form. options: code -> what a reader calls it, for a field that holds codes or names things."""

    field: Field
    label: str
    options: Mapping[str, str] | None = None
    is_prose: bool = False
    help: str | None = None
    is_needed: bool = False  # by the form, where the contract does not need it

    def in_words(self, words: Words, text: str) -> str:
        """A text of the field as a reader says it."""
        if not text:
            return words("in_place.empty")
        if self.options is not None:
            codes = text.split("|") if self.field.type == "list" else [text]
            return words.list_of([self.options.get(code, code) for code in codes])
        return value_in_words(words, self.field.name, _value(self.field, text))


def ask(words: Words, entry: Entry, key: str, begins: str) -> str:
    """The widget of a field, as a text. begins: the text that it shows at first."""
    if key not in st.session_state:
        st.session_state[key] = _value(entry.field, begins)
    return as_text(_widget(words, entry, key)).strip()


def _value(field: Field, text: str) -> Any:
    """A text of a cell as the field's widget holds it."""
    if field.type == "list":
        return text.split("|") if text else []
    if field.type == "boolean":
        return text in field.true_values if text else None if field.default is None else field.default == "true"
    if field.type == "string":
        return text or (None if field.enum else "")
    if not text:
        return None
    if field.type == "date":
        return dt.date.fromisoformat(text)
    return int(text) if field.type == "integer" else float(text)


def _widget(words: Words, entry: Entry, key: str) -> Any:
    field = entry.field
    more: dict[str, Any] = {"key": key, "help": entry.help}
    label = entry.label + (" *" if field.required or entry.is_needed else "")
    if entry.options is not None:
        return _choice(words, entry, label, more)
    if field.type == "date":
        return st.date_input(label, None, min_value=FIRST_DAY, max_value=LAST_DAY, format="DD/MM/YYYY", **more)
    if field.type == "boolean":
        if field.default is not None:
            return st.checkbox(label, **more)
        answers = {True: words("frame.yes"), False: words("frame.no")}
        return st.selectbox(
            label, list(answers), None, answers.__getitem__, placeholder=words("in_place.choose"), **more
        )
    if field.type in ("integer", "number"):
        kind: Any = int if field.type == "integer" else float
        low, high = (None if limit is None else kind(limit) for limit in (field.minimum, field.maximum))
        step = 1 if field.type == "integer" else 0.1
        return st.number_input(label, min_value=low, max_value=high, value=None, step=step, **more)
    if entry.is_prose:
        return st.text_area(label, max_chars=LONGEST_TEXT, height="content", **more)
    return st.text_input(label, max_chars=LONGEST_TEXT, **more)


def _choice(words: Words, entry: Entry, label: str, more: dict[str, Any]) -> Any:
    """One of the options, or several; what is published and is none of them can stay."""
    held = st.session_state[more["key"]]
    labels = dict(entry.options or {})
    if entry.field.type == "list":
        labels |= {code: code for code in held if code not in labels}
        return st.multiselect(
            label, list(labels), format_func=labels.__getitem__, placeholder=words("in_place.choose_several"), **more
        )
    if held in ("", None):
        st.session_state[more["key"]] = None
    elif held not in labels:
        labels[held] = held
    return st.selectbox(label, list(labels), None, labels.__getitem__, placeholder=words("in_place.choose"), **more)
