"""Headings in an order that a screen reader can follow: the page's title, its sections, the parts in them."""

from __future__ import annotations

import streamlit as st

IN_SECTION = "in_section"


def title(text: str) -> None:
    """The page's title; sections and parts begin anew. All texts here are Markdown."""
    st.session_state[IN_SECTION] = False
    st.title(text, anchor=False)


def section(text: str) -> None:
    """A heading below the title; what follows belongs to it."""
    st.session_state[IN_SECTION] = True
    st.header(text, anchor=False)


def part(text: str) -> None:
    """A chart's, table's or card's heading: below its section, or below the title where no section has begun."""
    if st.session_state.get(IN_SECTION):
        st.subheader(text, anchor=False)
    else:
        st.header(text, anchor=False)
