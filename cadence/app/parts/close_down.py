"""The close-down conversation on a page: signs, questions, and where to record what was decided."""

from __future__ import annotations

import streamlit as st

from cadence.answers.answer import Answer
from cadence.app import headings
from cadence.app.in_place import forms
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.cards import city_words


def hold(page: Page, signals: Answer) -> None:
    """Show the conversation of one row of ``close_down`` when its signs are on; nothing otherwise."""
    talk = city_words.conversation(signals, page.words)
    if talk is None:
        return
    with st.container(border=True, key=f"talk_{page.name}"):
        headings.part(markdown_safe(talk.heading))
        st.markdown(page.say("talk.intro"))
        st.markdown("\n".join(f"- {markdown_safe(sign)}" for sign in talk.signs))
        if not talk.is_open:
            return
        st.markdown(f"**{page.say('talk.questions')}**")
        st.markdown("\n".join(f"{n}. {markdown_safe(asked)}" for n, asked in enumerate(talk.questions, 1)))
        st.caption(markdown_safe(talk.record))
        forms.one(page, "decision", "talk", city_id=str(signals.rows()[0]["city_id"]))
