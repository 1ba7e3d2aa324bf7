"""Widgets whose choice is in the address: one value, several values, a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from cadence.app import address
from cadence.words import Words, place


def one(label: str, labels: Mapping[str, str], name: str, default: str | None = None) -> str | None:
    """Choose one code; ``labels`` maps codes to translated text. None when there is nothing to choose."""
    codes = list(labels)
    if not codes:
        return None
    chosen = address.text(name)
    key = f"choice_{name}"
    st.session_state[key] = chosen if chosen in labels else (default if default in labels else codes[0])

    def push() -> None:
        address.put(name, st.session_state[key])

    return str(st.selectbox(label, codes, format_func=labels.__getitem__, key=key, on_change=push))


def several(label: str, labels: Mapping[str, str], name: str, placeholder: str) -> list[str]:
    """Choose any number of codes; none means all."""
    key = f"choice_{name}"
    st.session_state[key] = [code for code in address.texts(name) if code in labels]

    def push() -> None:
        address.put(name, st.session_state[key])

    return list(
        st.multiselect(
            label,
            list(labels),
            format_func=labels.__getitem__,
            key=key,
            on_change=push,
            placeholder=placeholder,
        )
    )


def a_day(label: str, name: str, default: dt.date, span: tuple[dt.date, dt.date], help_text: str) -> dt.date:
    """Choose a day within a span; the default day is not written in the address."""
    key = f"choice_{name}"
    first, last = min(span[0], default), max(span[1], default)
    chosen = address.day(name) or default
    st.session_state[key] = min(max(chosen, first), last)

    def push() -> None:
        picked = st.session_state[key]
        address.put(name, None if picked in (None, default) else str(picked))

    picked = st.date_input(
        label, key=key, min_value=first, max_value=last, format="DD/MM/YYYY", on_change=push, help=help_text
    )
    return picked if isinstance(picked, dt.date) else default


def filter_labels(words: Words, name: str, codes: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Labels of a filter's codes: names from data as they are, codes in the visitor's language, sorted."""
    labels = {code: _label(words, name, code, label) for code, label in codes}
    return dict(sorted(labels.items(), key=lambda item: place(item[1])))


def _label(words: Words, name: str, code: str, label: str) -> str:
    if name == "countries":
        return words.country(code)
    if name in ("sectors", "roles", "kinds"):
        return words.code(name.removesuffix("s"), code)
    return label
