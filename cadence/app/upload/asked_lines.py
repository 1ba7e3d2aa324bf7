"""The first step about foreign sheets: of which network they are, and what one line of each is."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload.widgets import key_of, preset
from cadence.intake.model import Foreign
from cadence.intake.outcome import Outcome
from cadence.intake.preparation import Preparation
from cadence.recipes.guess import Guess
from cadence.recipes.questions import LEAVE_OUT, Question, short

OTHER = ""
NAMED = 4  # headers that are named as the reason for a line


def ask(page: Page, preparation: Preparation, found: Foreign, said: Mapping[str, str], _: Outcome) -> dict[str, str]:
    """The answers as they stand in the fields, by the key of their question; an empty one is none."""
    asked = {one.key: one for one in (*found.draft.answered, *found.draft.questions)}
    answers = _network(page, found, asked["network"], said) if "network" in asked else {}
    for part in preparation.parts:
        if part.file == found.file and part.is_foreign:
            guess = found.draft.guesses.get(part.reading.name)
            answers |= _line(page, found, short(part.reading.name), guess, asked)
    return answers


def _network(page: Page, found: Foreign, question: Question, said: Mapping[str, str]) -> dict[str, str]:
    """One of the published networks, or the name of a new one."""
    names = dict(question.shown)
    chosen = preset(question, said)
    st.markdown(f"**{markdown_safe(page.words('recipes.questions.network', **question.blanks))}**")
    picked = OTHER
    if names:
        labels = {**names, OTHER: page.words("pages.upload.talk_network_other")}
        picked = st.selectbox(
            page.say("talk_network_which"),
            list(labels),
            index=list(labels).index(chosen if chosen in names else OTHER if chosen else next(iter(names))),
            format_func=labels.__getitem__,
            key=key_of(found, question.key, chosen),
        )
        if question.reason:
            st.caption(markdown_safe(page.words(f"recipes.reasons.{question.reason}")))
    typed = st.text_input(
        page.say("talk_network_new"),
        "" if chosen in names else chosen,
        max_chars=120,
        key=key_of(found, f"{question.key}.new", chosen),
    )
    return {"network": picked or typed.strip()}


def _line(page: Page, found: Foreign, label: str, guess: Guess | None, asked: Mapping[str, Question]) -> dict[str, str]:
    """What a line of one sheet is, or that it is left out; where nobody was asked, only another choice is said."""
    key = f"line.{label}"
    question = asked.get(key)
    is_to_say = question is not None and guess is None and not question.guess
    now = guess.line if guess is not None else OTHER if is_to_say else LEAVE_OUT
    possible = guess.others if guess is not None else tuple(question.options if question else ())
    options = list(dict.fromkeys([now, *possible, LEAVE_OUT]))
    labels = {one: page.words.code("line", one) for one in options}
    labels |= {LEAVE_OUT: page.words("recipes.answers.leave_out"), OTHER: page.words("pages.upload.talk_choose")}
    picked = st.selectbox(
        markdown_safe(page.words("recipes.questions.line", sheet=label)),
        options,
        format_func=labels.__getitem__,
        key=key_of(found, key, now),
    )
    if guess is not None and guess.readings:
        used = [" ".join(one.column.header.split()) for one in guess.readings if one.column.means]
        headers = ", ".join(used[:NAMED]) + (" …" if len(used) > NAMED else "")
        st.caption(page.say("talk_because", headers=headers))
    elif guess is not None:
        st.caption(markdown_safe(page.words("recipes.reasons.before")))
    else:
        st.caption(markdown_safe(page.words("recipes.reasons.not_known_sheet")))
    return {key: picked} if question is not None or picked != now else {}
