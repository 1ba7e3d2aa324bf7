"""Key figures as cards, each with its own "Why this number?"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cadence.answers.answer import Answer
from cadence.answers.reported import what_was_reported
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import why
from cadence.cards.card import Card
from cadence.cards.reported import which_situation, with_corrections


def show(page: Page, cards: Sequence[Card], columns: int) -> None:
    """Draw cards in rows of ``columns``; one that cannot be computed goes to the list at the end of the page."""
    drawn = [card for card in cards if not _miss(page, card)]
    for first in range(0, len(drawn), columns):
        row = drawn[first : first + columns]
        for place, card in zip(st.columns(columns), row, strict=False):
            with place:
                _draw(page, card)
    why.say_known((card.answer for card in drawn), page.words)


def show_compared(
    page: Page, figures: Callable[[Callable[..., Answer], Callable[..., Answer]], list[Card]], columns: int
) -> None:
    """Draw cards that are compared with an earlier day, and say which situation of that day is meant.

    figures: makes the cards of two ways to ask, for now and for the earlier day. Where something else was reported
    on that day, the card says so.
    """
    cards = figures(page.ask, page.ask_before)
    found = what_was_reported(page.serving, page.network, page.before)
    if (then := found.serving) is not None:

        def ask_then(question: str) -> Answer:
            return page.ask_of(then, question, data_date=page.before)

        cards = with_corrections(cards, figures(ask_then, ask_then), page.words)
    show(page, cards, columns)
    if not all(card.is_missing for card in cards):
        st.caption(markdown_safe(which_situation(found, page.before, page.words)))


def _miss(page: Page, card: Card) -> bool:
    topic = page.words(f"pages.{page.name}.{card.label}")
    return page.miss(f"{page.name}.{card.label}", topic, page.view, card.is_missing, card.note)


def _draw(page: Page, card: Card) -> None:
    with st.container(border=True, key=f"key_{page.name}_{card.label}", height="stretch"):
        st.caption(page.say(card.label))  # a metric's own label is cut off after one line
        st.metric(page.say(card.label), markdown_safe(card.value), label_visibility="collapsed")
        st.caption(
            " · ".join(markdown_safe(part) for part in (card.change, card.corrected, card.note) if part) or "\u00a0"
        )
        why.show(card.answer, page.serving, page.words, f"{page.name}_{card.label}", card.figure)
