"""A key figure, said, with the answer it was read from: what a card on a page shows, and why this number."""

from __future__ import annotations

from dataclasses import dataclass

from cadence.answers.answer import Answer


@dataclass(frozen=True)
class Card:
    """One key figure. ``label`` is a key below ``pages.<page>``; value, change and note are in words already.

    figure: the column of the answer it says; empty where it is made of several.
    """

    answer: Answer
    label: str
    value: str
    change: str = ""
    note: str = ""
    figure: str = ""
