"""The conversation about a partnership or a test that is past its end, and the form that records what was decided."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd
import streamlit as st

from cadence.answers.answer import Answer
from cadence.app import frame, headings
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload import files
from cadence.contract import load_contracts

QUESTIONS = {
    "partnership": ("brought", "wanted", "host", "goodbye"),
    "action": ("learned", "repeat", "who_scales", "stop"),
}
DECISIONS = {"partnership": ("continue", "replan", "pause", "end"), "action": ("scale", "repeat", "stop")}


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
    with st.popover(words("settling.record")):
        record(page, subject, str(row["subject_id"]), DECISIONS[subject])


def record(page: Page, subject: str, subject_id: str, decisions: tuple[str, ...]) -> None:
    """Write down a decision; it goes to the upload page, where it is checked and published like any row."""
    words, contract = page.words, load_contracts()["decisions"]
    titles = {field.name: field.title[words.language] for field in contract.fields}
    with st.form(f"record_{subject}_{subject_id}", border=False):
        day = st.date_input(titles["decided_on"], value=page.data_date, format="DD/MM/YYYY")
        decision = st.selectbox(titles["decision"], decisions, format_func=lambda code: words.code("decision", code))
        reason = st.text_input(titles["reason"])
        role = st.text_input(titles["role_of_decider"])
        if st.form_submit_button(words("settling.to_upload")):
            text = io.StringIO()
            rows = csv.writer(text)
            rows.writerow(["decided_on", "subject", "subject_id", "decision", "reason", "role_of_decider"])
            rows.writerow([str(day), subject, subject_id, decision, reason, role])
            files.current().add("decisions.csv", io.BytesIO(text.getvalue().encode("utf-8")))
            st.switch_page(frame.page_path("upload"))
