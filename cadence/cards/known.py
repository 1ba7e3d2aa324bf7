"""Until which day the facts behind some figures are known, where that is before the day asked for."""

from __future__ import annotations

from collections.abc import Iterable

from cadence.answers.answer import Answer
from cadence.contract import load_contracts
from cadence.words import Words


def until_when(answers: Iterable[Answer], words: Words) -> str:
    """The sentence that says it, each table of facts named once with its day; empty where nothing is held back."""
    held_back = {name: day for answer in answers for name, day in answer.held_back.items()}
    if not held_back:
        return ""
    titles = load_contracts()
    said = [
        words("frame.known_until_table", table=titles[name].title[words.language], day=day)
        for name, day in sorted(held_back.items())
    ]
    return words("frame.known_until", tables=words.list_of(said))
