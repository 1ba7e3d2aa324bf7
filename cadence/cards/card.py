"""A key figure, said, with the answer it was read from: what a card on a page shows, and why this number."""

from __future__ import annotations

from dataclasses import dataclass

from cadence.answers.answer import Answer


@dataclass(frozen=True)
class Card:
    """One key figure. ``label`` is a key below ``pages.<page>``; value, change and note are in words already.

    figure: the column of the answer it says; empty where it is made of several. before: the value at the earlier day
    that it is compared with, by what is known now; corrected: what was reported on that day, where it was another.
    One without a value cannot be computed; its note then says why, where nothing that it needs is missing.
    """

    answer: Answer
    label: str
    value: str
    change: str = ""
    note: str = ""
    figure: str = ""
    before: str = ""
    corrected: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether it cannot be computed."""
        return not self.value
