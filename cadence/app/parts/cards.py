"""Key figures as cards, each with its own "Why this number?"."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import why
from cadence.cards.card import Card


def show(page: Page, cards: Sequence[Card], columns: int) -> None:
    """Draw cards in rows of ``columns``; one that cannot be computed goes to the list at the end of the page."""
    drawn = [card for card in cards if not _miss(page, card)]
    for first in range(0, len(drawn), columns):
        row = drawn[first : first + columns]
        for place, card in zip(st.columns(columns), row, strict=False):
            with place:
                _draw(page, card)
    why.say_known((card.answer for card in drawn), page.words)


def _miss(page: Page, card: Card) -> bool:
    topic = page.words(f"pages.{page.name}.{card.label}")
    return page.miss(f"{page.name}.{card.label}", topic, page.view, card.is_missing, card.note)


def _draw(page: Page, card: Card) -> None:
    with st.container(border=True, key=f"key_{page.name}_{card.label}", height="stretch"):
        st.caption(page.say(card.label))  # a metric's own label is cut off after one line
        st.metric(page.say(card.label), markdown_safe(card.value), label_visibility="collapsed")
        st.caption(" · ".join(markdown_safe(part) for part in (card.change, card.note) if part) or "\u00a0")
        why.show(card.answer, page.serving, page.words, f"{page.name}_{card.label}", card.figure)
