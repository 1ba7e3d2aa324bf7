"""What the audience of a network is counted in: its own word, where its table of networks gives one."""

from __future__ import annotations

from cadence.answers.serving import Serving
from cadence.words import Words, words_in


def of_network(words: Words, serving: Serving, network: str) -> Words:
    """The words that name what a network counts; the plain ones where it does not say, or is not known."""
    networks = serving.frame("networks")
    rows = networks[networks["network_id"] == network].to_dict("records")
    return words_in(words.language).of_unit(rows[0][f"reach_unit_{_language(words.language)}"] if rows else None)


def _language(language: str) -> str:
    """The language in which the word is given; English for any other."""
    return language if language in ("fr", "en") else "en"
