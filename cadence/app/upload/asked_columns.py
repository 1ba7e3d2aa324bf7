"""The second step about foreign sheets: what is in each column, with three of its values and why it is taken so."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload.widgets import key_of, preset
from cadence.intake.asked_sheets import meaning
from cadence.intake.model import Foreign
from cadence.intake.outcome import Outcome
from cadence.intake.preparation import Preparation
from cadence.recipes.draft import meanings_for
from cadence.recipes.guess import Guess
from cadence.recipes.kinds import KINDS
from cadence.recipes.model import Column
from cadence.recipes.questions import LEAVE_OUT, YES, Question, short
from cadence.words import Words

VALUES = 3


def ask(page: Page, _: Preparation, found: Foreign, said: Mapping[str, str], __: Outcome) -> dict[str, str]:
    """The answers as they stand in the fields, by the key of their question."""
    asked = {one.key: one for one in (*found.draft.answered, *found.draft.questions)}
    is_open = {str(one.blanks.get("sheet")) for one in found.draft.questions if one.code.startswith("column")}
    answers: dict[str, str] = {}
    for number, (name, guess) in enumerate(found.draft.guesses.items()):
        label = short(name)
        left_out = sum(not column.means and _is_shown(guess, place) for place, column in _columns(guess))
        read = page.words("pages.upload.talk_read", sheet=label, n=sum(bool(one.means) for one in guess.sheet.columns))
        title = page.words("pages.upload.talk_read_out", read=read, n=left_out) if left_out else read
        with st.expander(markdown_safe(title), expanded=label in is_open or (not is_open and number == 0)):
            for place, column in _columns(guess):
                if _is_shown(guess, place):
                    answers |= _column(page, found, guess, place, column, asked, said)
            answers |= _ask_gone(page, found, label, asked, said)
    return answers


def _columns(guess: Guess) -> list[tuple[int, Column]]:
    return list(enumerate(guess.sheet.columns))


def _is_shown(guess: Guess, place: int) -> bool:
    """Whether a column holds something, or is taken for something."""
    column = guess.sheet.columns[place]
    is_filled = place >= len(guess.profiles) or not guess.profiles[place].is_empty
    return bool(column.header.strip()) and (is_filled or bool(column.means))


def _column(
    page: Page,
    found: Foreign,
    guess: Guess,
    place: int,
    column: Column,
    asked: Mapping[str, Question],
    said: Mapping[str, str],
) -> dict[str, str]:
    """One column; where nobody was asked about it, only another choice is said."""
    words, header = page.words, " ".join(column.header.split())
    label = short(guess.sheet.name)
    key = f"column.{label}.{column.header}"
    question = asked.get(key)
    now = f"step:{column.step}" if column.step else (column.means[0] if column.means else LEAVE_OUT)
    kind = next(one for one in KINDS if one.line == guess.line)
    others = sorted(meanings_for(kind), key=lambda one: one.endswith("_id"))
    options = list(dict.fromkeys([now, *others, LEAVE_OUT]))
    if question is not None and question.code == "column_new":
        st.markdown(f":orange-badge[{markdown_safe(words('recipes.questions.column_new', **question.blanks))}]")
    left, right = st.columns([2, 3])
    left.markdown(f"**{markdown_safe(header)}**  \n{markdown_safe(_values(guess, place))}")
    picked = right.selectbox(
        page.say("talk_is", header=header),
        options,
        format_func={one: meaning(words, one, column) for one in options}.__getitem__,
        key=key_of(found, f"{key}.{place}", now),
    )
    right.caption(markdown_safe(_reason(words, guess, place)))
    return {key: picked} if question is not None or picked != now else {}


def _values(guess: Guess, place: int) -> str:
    """Three of the values of a column."""
    if place >= len(guess.profiles):
        return ""
    texts = guess.profiles[place].texts
    return " · ".join(text[:40] for text in texts[:VALUES]) + (" …" if len(texts) > VALUES else "")


def _reason(words: Words, guess: Guess, place: int) -> str:
    if place >= len(guess.readings):
        return words("recipes.reasons.before")
    reading = guess.readings[place]
    return words(f"recipes.reasons.{reading.reason}", **reading.blanks)


def _ask_gone(
    page: Page, found: Foreign, label: str, asked: Mapping[str, Question], said: Mapping[str, str]
) -> dict[str, str]:
    """Columns that no longer come: somebody says that this is right."""
    answers = {}
    for question in asked.values():
        if question.code == "column_gone" and question.blanks.get("sheet") == label:
            st.markdown(markdown_safe(page.words("recipes.questions.column_gone", **question.blanks)))
            is_right = st.checkbox(
                markdown_safe(f"{page.words('recipes.answers.gone')} ({question.blanks['column']})"),
                value=preset(question, said) == YES,
                key=key_of(found, question.key, ""),
            )
            answers[question.key] = YES if is_right else ""
    return answers
