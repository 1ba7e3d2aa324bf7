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


def settle(page: Page, answer: Answer) -> None:
    """One conversation per row of ``past_their_end``; nothing when there is none."""
    for row in answer.rows():
        with st.container(border=True, key=f"settle_{page.name}_{row['subject_id']}"):
            _talk(page, row)


def _talk(page: Page, row: dict[Any, Any]) -> None:
    words = page.words
    subject, city = str(row["subject"]), row["city"]
    name = row["name"] if pd.isna(city) else f"{row['name']} · {city}"
    heading = words(f"settling.{subject}_{row['sign']}", name=name)
    headings.part(markdown_safe(heading))
    st.markdown(markdown_safe(words("settling.since", day=row["since"].date(), gap=float(row["days"]))))
    st.markdown(f"**{markdown_safe(words('settling.questions'))}**")
    asked = [words(f"settling.{subject}_{question}") for question in QUESTIONS[subject]]
    st.markdown("\n".join(f"{n}. {markdown_safe(question)}" for n, question in enumerate(asked, 1)))
    forms.one(page, "decision", "past_end", subject=subject, subject_id=str(row["subject_id"]))
