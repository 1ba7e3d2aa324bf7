"""A question asked of many names stands in one table: what is ticked, typed or left alone is what is answered."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from cadence.app.upload import asked_many
from cadence.app.upload.asked_many import MANY, TABLES, ask_many, is_long
from cadence.recipes.names import NEW
from cadence.recipes.questions import Asking, Item, Question
from cadence.words import languages, words_in

NAMES = [f"Ville {n}" for n in range(MANY + 1)]
KINDS = ("training", "workshop", "visit")
QUESTIONS = {
    "same": Question("same.city", "same", items=tuple(Item(one, ("v", NEW), "v", {"v": "Villle"}) for one in NAMES)),
    "country": Question("country", "country", items=tuple(Item(one, (), "CD" * (one == NAMES[0])) for one in NAMES)),
    "values": Question(
        "values.a.Type",
        "values",
        blanks={"meaning": "activities.kind", "n": 9, "sheet": "a", "column": "Type", "thing": "city"},
        items=tuple(Item(one, KINDS, KINDS[0]) for one in NAMES),
    ),
}
Hand = Callable[[pd.DataFrame], pd.DataFrame]


def answers(
    monkeypatch: pytest.MonkeyPatch, language: str, code: str, said: dict[str, str], hand: Hand, whole: str = ""
) -> dict[str, str]:
    """What the page gives after a hand went through the table; of what is left empty nothing."""
    words, asked = words_in(language), QUESTIONS[code]
    asked = Question(asked.key, code, blanks={"n": 9, "thing": "city", **asked.blanks}, items=asked.items)
    page: Any = SimpleNamespace(words=words, say=lambda key, **blanks: words(f"pages.upload.{key}", **blanks))
    monkeypatch.setattr(st, "data_editor", lambda frame, **_more: hand(frame.copy()))
    monkeypatch.setattr(st, "text_input", lambda _label, now="", **_more: whole or now)
    found: Any = SimpleNamespace(file=0)
    return {key: text for key, text in ask_many(page, found, asked, said).items() if text}


def set_row(place: int, value: object) -> Hand:
    """Change the answer, whichever column it stands in, of one line."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        column = next(one for one in frame.columns if list(frame[one]) != NAMES and "Villle" not in set(frame[one]))
        frame.loc[place, column] = value
        return frame

    return change


@pytest.mark.parametrize("language", languages())
def test_what_is_left_alone_is_the_guess_and_what_is_changed_is_the_answer(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_in(language)
    changed = {"same": (False, NEW), "country": ("Togo", "Togo"), "values": (words.code("kind", "visit"), "visit")}
    assert {*changed} == {*TABLES}
    for code, (typed, expected) in changed.items():
        question = QUESTIONS[code]
        given = answers(monkeypatch, language, code, {}, set_row(3, typed))
        read = Asking(given, accept=False).ask_each(question)
        for place, item in enumerate(question.items):
            spoken = words.country(item.guess) if code == "country" and item.guess else item.guess
            assert read[item.name] == (expected if place == 3 else spoken), (code, item.name)
        again = answers(monkeypatch, language, code, given, lambda frame: frame)
        assert again == given, "what was answered stands in the table, and stays"


@pytest.mark.parametrize("language", languages())
def test_one_country_holds_for_all_but_those_that_were_typed(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = answers(monkeypatch, language, "country", {}, set_row(2, "Togo"), whole="Bénin")
    assert given == {"country": "Bénin", f"country.{NAMES[2]}": "Togo"}
    read = Asking(given, accept=False).ask_each(QUESTIONS["country"])
    assert read == dict.fromkeys(NAMES, "Bénin") | {NAMES[2]: "Togo"}, "a guess left alone gives way to it"
    assert answers(monkeypatch, language, "country", given, lambda frame: frame) == given


def test_few_names_are_fields_and_only_what_has_a_table_is_one() -> None:
    for question in QUESTIONS.values():
        assert is_long(question) and not is_long(Question("k", question.code, items=question.items[:MANY]))
    assert not is_long(Question("k", "attended_day", items=QUESTIONS["same"].items))
    assert asked_many.MANY >= 3
