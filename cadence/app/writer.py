"""The one way for a page to write: who is there is checked here, at the write, and refusals are said kindly."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from cadence.access import rights
from cadence.answers import serving as servings
from cadence.app.markup import markdown_safe
from cadence.errors import CadenceError
from cadence.settings import settings
from cadence.store import Publication, Store
from cadence.words import Words

Written = TypeVar("Written")
NAME = "given_name"
ASKED_BY = "name_asked_by"  # the box of the page that is drawn: one asks for the name, whatever can be written


def visitor() -> rights.Visitor:
    """Who is there, from the server's login where it has one, else from the name given on the page."""
    has_login = "auth" in st.secrets if _has_secrets() else False
    email = st.user.get("email") if has_login and st.user.is_logged_in else None
    return rights.Visitor(str(email) if email else None, st.session_state.get(NAME, ""), has_login)


def _has_secrets() -> bool:
    return bool(st.secrets.load_if_toml_exists())


def begin() -> None:
    """A page begins to be drawn: nothing on it has asked for a name."""
    st.session_state.pop(ASKED_BY, None)


def ask_name(words: Words, key: str = "by_page") -> bool:
    """Ask for the name to publish under where there is no login, once a page. Whether the visitor may write at all.

    key: of the box, where a page asks in several places; the first of them has it.
    """
    who = visitor()
    is_first = st.session_state.setdefault(ASKED_BY, key) == key
    if not rights.may_write(who):
        if is_first:
            st.info(markdown_safe(words("errors.not_staff")))
        return False
    if not who.has_login and is_first:
        kept = st.session_state.get(NAME) or settings().get("author")
        st.session_state[NAME] = st.text_input(words("frame.your_name"), value=kept, max_chars=80, key=key)
    return True


def write(words: Words, action: Callable[[str], Written]) -> Written | None:
    """Do ``action(author)`` if this visitor may; what is refused is said on the page and gives None.

    The page waits for the snapshot of a step that was made: what it draws next shows it. Where that cannot be built the
    step is made all the same, and every page says why it shows the one before.
    """
    try:
        done = action(rights.author(visitor()))
    except CadenceError as error:
        st.error(markdown_safe(error.says(words)))
        return None
    if isinstance(done, Publication):
        with contextlib.suppress(CadenceError):
            servings.open_serving(Store.open(), done.snapshot)
    return done


def kindly(words: Words, read: Callable[[], None]) -> bool:
    """Do something that only reads; what is refused is said on the page. Whether it was done."""
    try:
        read()
    except CadenceError as error:
        st.error(markdown_safe(error.says(words)))
        return False
    return True
