"""Key figures as cards, with what they mean and the data behind them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cadence.app.page import Page
from cadence.app.parts import figures
from cadence.cards.key_figures import KeyFigure


def show(page: Page, cards: Sequence[KeyFigure], columns: int, *answers: pd.DataFrame) -> None:
    """Draw cards in rows of ``columns``; ``answers`` are those the figures were read from."""
    for first in range(0, len(cards), columns):
        row = cards[first : first + columns]
        for place, card in zip(st.columns(columns), row, strict=False):
            with place:
                page.figure(card.label, card.value, card.change, card.note)
    with st.container(horizontal=True):
        for answer in answers:
            figures.why(answer, page.serving, page.words, f"{page.name}_{answer.attrs.get('question')}")
