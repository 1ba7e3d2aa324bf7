"""The conversation about a partnership or a test that is past its end, and the form that records what was decided."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cadence.answers.answer import Answer
from cadence.app import headings
from cadence.app.in_place import forms
from cadence.app.markup import markdown_safe
from cadence.app.page import Page

QUESTIONS = {
    "partnership": ("brought", "wanted", "host", "goodbye"),
    "action": ("learned", "repeat", "who_scales", "stop"),
}


# More conversations than these would bury the page: one of them is chosen.
AT_ONCE = 3


def settle(page: Page, answer: Answer) -> None:
    """One conversation per row of ``past_their_end``; nothing when there is none."""
    rows = answer.rows()
    if len(rows) > AT_ONCE:
        named = {str(row["subject_id"]): _heading(page, row) for row in rows}
        label = markdown_safe(page.words("settling.many", n=len(rows)))
        chosen = st.selectbox(label, list(named), format_func=named.__getitem__, key=f"settle_{page.name}")
        rows = [row for row in rows if str(row["subject_id"]) == chosen]
    for row in rows:
        with st.container(border=True, key=f"settle_{page.name}_{row['subject_id']}"):
            _talk(page, row)


def _talk(page: Page, row: dict[Any, Any]) -> None:
    words, subject = page.words, str(row["subject"])
    headings.part(markdown_safe(_heading(page, row)))
    st.markdown(markdown_safe(words("settling.since", day=row["since"].date(), gap=float(row["days"]))))
    st.markdown(f"**{markdown_safe(words('settling.questions'))}**")
    asked = [words(f"settling.{subject}_{question}") for question in QUESTIONS[subject]]
    st.markdown("\n".join(f"{n}. {markdown_safe(question)}" for n, question in enumerate(asked, 1)))
    forms.one(page, "decision", "past_end", subject=subject, subject_id=str(row["subject_id"]))


def _heading(page: Page, row: dict[Any, Any]) -> str:
    """What is past its end, by name."""
    name = row["name"] if pd.isna(row["city"]) else f"{row['name']} · {row['city']}"
    return page.words(f"settling.{row['subject']}_{row['sign']}", name=name)
