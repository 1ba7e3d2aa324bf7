"""The attention list on a page: grouped by reason, each reason said once, each subject a link to the place to act."""

from __future__ import annotations

import streamlit as st

from cadence.answers.answer import Answer
from cadence.app import address, headings
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import why
from cadence.app.parts.csv_file import take_with_origin

# Groups of this urgency stand open; of the others only the heading, so that the whole list fits on a screen.
OPEN = "act"


def show(page: Page, answer: Answer) -> None:
    """Draw ``cadence.cards.attention.with_sentences``; groups in the order of their most pressing line."""
    lines = answer.frame
    if lines.empty:
        if not page.miss("attention", page.words("lacks.topic.attention"), page.view, is_empty=True):
            st.success(page.say("attention_none"))
        return
    headings.section(page.say("attention", n=len(lines)))
    for item, rows in lines.groupby("item", sort=False):
        first = rows.iloc[0]
        name = page.words(f"attention.{item}.title")
        title = page.words("attention.group.title", urgency=first["urgency_said"], title=name, n=len(rows))
        with st.expander(f"**{markdown_safe(title)}**", expanded=first["urgency"] == OPEN, type="compact"):
            st.caption(markdown_safe(first["matters"]))
            st.markdown("\n".join(_line(page, row) for row in rows.to_dict("records")))
    with st.container(horizontal=True):
        why.show(answer, page.serving, page.words, "attention")
        take_with_origin(page.words, lines, answer, page.serving, "attention", "csv_attention", kind="tertiary")


def _line(page: Page, row: dict[object, object]) -> str:
    """One subject: what, as a link, and since when."""
    opened = address.subject_link(str(row["opens"]), str(row["opens_id"]))
    return f"- [{markdown_safe(str(row['says']))}]({opened}) · {markdown_safe(str(row['ago']))}"
