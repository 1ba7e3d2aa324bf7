"""Key figures compared with an earlier day: which situation of it is meant, and what was corrected since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from cadence.answers.reported import Reported
from cadence.cards.card import Card
from cadence.words import Words


def with_corrections(cards: Sequence[Card], then: Sequence[Card], words: Words) -> list[Card]:
    """The cards, each with what was reported on the earlier day where that is not what is known of it now.

    then: the same cards of that day, from what was published by then; their values are compared with ``before``.
    """
    values = {card.label: card.value for card in then}
    return [replace(card, corrected=_correction(values[card.label], card.before, words)) for card in cards]


def _correction(then: str, now: str, words: Words) -> str:
    if then == now:
        return ""
    if not then:
        return words("compared.not_reported", now=now)
    return words("compared.corrected" if now else "compared.withdrawn", then=then, now=now)


def which_situation(reported: Reported, since: dt.date, words: Words) -> str:
    """Which of the two situations of the earlier day the cards are compared with, and what was reported then."""
    known = words("compared.known_now", since=since)
    if reported.state == "files":
        return known
    blanks = {"snapshot": reported.step.snapshot, "when": reported.step.time.date()} if reported.step else {}
    return f"{known} {words(f'compared.{reported.state}', **blanks)}"
