"""The end of a page: what the published data cannot say yet, and why."""

from __future__ import annotations

import streamlit as st

from cadence.app import headings
from cadence.app.markup import markdown_safe
from cadence.app.visitor import View


def show(view: View, upload: str) -> None:
    """What the page has collected, and the way to the ``upload`` page; nothing where there is none.

    Figures that lack the same thing share a line.
    """
    topics: dict[str, list[str]] = {}
    for topic, reason in dict.fromkeys(view.missing):
        topics.setdefault(reason, []).append(topic)
    if not topics:
        return
    lines = [view.words("lacks.line", topic=" · ".join(named), reason=reason) for reason, named in topics.items()]
    headings.section(markdown_safe(view.words("lacks.title")))
    st.markdown("\n".join(f"- {markdown_safe(line)}" for line in lines))
    st.page_link(upload, label=view.words("lacks.begin"))
