"""The end of a page: what the published data cannot say yet, each figure in one line."""

from __future__ import annotations

import streamlit as st

from cadence.app import headings
from cadence.app.markup import markdown_safe
from cadence.app.visitor import View


def show(view: View, upload: str) -> None:
    """The lines that the page has collected, and the way to the ``upload`` page; nothing where there are none."""
    if not view.missing:
        return
    headings.section(markdown_safe(view.words("lacks.title")))
    st.markdown("\n".join(f"- {markdown_safe(line)}" for line in dict.fromkeys(view.missing)))
    st.page_link(upload, label=view.words("lacks.begin"))
