"""A question asked of many names at once: a table with a line a name, and a field where one answer holds for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cadence.app.page import Page
from cadence.app.upload.widgets import key_of, preset
from cadence.intake.model import Foreign
from cadence.recipes.names import NEW, OTHER
from cadence.recipes.questions import YES, Question

MANY = 8  # names: so many fields, one below the other, are filled in sooner than a table


def is_long(question: Question) -> bool:
    """Whether a question is about so many names that a table is quicker."""
    return len(question.items) > MANY and question.code in TABLES


def ask_many(page: Page, found: Foreign, question: Question, said: Mapping[str, str]) -> dict[str, str]:
    """The answers as they stand in the table, by the key of each of its items."""
    return TABLES[question.code](page, found, question, {} if said.get(question.key) == YES else said)


def _near(page: Page, found: Foreign, question: Question, said: Mapping[str, str]) -> dict[str, str]:
    """Which of some names are the one that they resemble: a tick each."""
    others = [next(one for one in item.options if one != NEW) for item in question.items]
    name, known, same = (page.say(f"talk_table_{one}") for one in ("name", "known", "same"))
    frame = pd.DataFrame(
        {
            same: [preset(question, said, item) not in ("", NEW) for item in question.items],
            name: [item.name for item in question.items],
            known: [
                item.shown.get(other) or other.removeprefix(OTHER)
                for item, other in zip(question.items, others, strict=True)
            ],
        }
    )
    # The ticks stand first: on a phone the names, which are long, leave no room beside them.
    ticks = _table(page, found, question, frame, same, [str(tick) for tick in frame[same]])
    pairs = zip(question.items, others, ticks, strict=True)
    return {f"{question.key}.{item.name}": other if tick else NEW for item, other, tick in pairs}


def _country(page: Page, found: Foreign, question: Question, said: Mapping[str, str]) -> dict[str, str]:
    """The country of all, and that of each that lies elsewhere."""
    own = [said.get(f"{question.key}.{item.name}", "") for item in question.items]
    before = said.get(question.key, "")
    whole = st.text_input(
        page.say("talk_country_all"),
        _country_name(page, before),
        max_chars=60,
        key=key_of(found, question.key, before),
    ).strip()
    st.caption(page.say("talk_country_all_help"))
    guesses = ["" if before else item.guess for item in question.items]
    stood = [_country_name(page, mine or guess) for mine, guess in zip(own, guesses, strict=True)]
    name, land = (page.say(f"talk_table_{one}") for one in ("name", "country"))
    frame = pd.DataFrame({name: [item.name for item in question.items], land: stood})
    typed = ["" if pd.isna(text) else str(text).strip() for text in _table(page, found, question, frame, land, stood)]
    answers = {question.key: whole}
    for item, mine, was, now in zip(question.items, own, stood, typed, strict=True):
        # What was guessed and left as it stood gives way to what is said of all.
        is_said = bool(mine) or now != was or not whole
        answers[f"{question.key}.{item.name}"] = now if is_said else ""
    return answers


def _country_name(page: Page, country: str) -> str:
    """A country by its name, where it is told by its code."""
    return page.words.country(country) if len(country) == 2 else country


def _word(page: Page, found: Foreign, question: Question, said: Mapping[str, str]) -> dict[str, str]:
    """Which of the known words each word stands for."""
    field = str(question.blanks.get("meaning", "")).partition(".")[2]
    codes = list(dict.fromkeys(code for item in question.items for code in item.options))
    labels = {code: page.words.code(field, code) for code in codes}
    stood = [labels.get(preset(question, said, item)) for item in question.items]
    name, means = (page.say(f"talk_table_{one}") for one in ("word", "means"))
    frame = pd.DataFrame({name: [item.name for item in question.items], means: stood})
    column = st.column_config.SelectboxColumn(options=list(labels.values()))
    typed = _table(page, found, question, frame, means, [text or "" for text in stood], column)
    code_of = {label: code for code, label in labels.items()}
    return {
        f"{question.key}.{item.name}": code_of.get(text, "") for item, text in zip(question.items, typed, strict=True)
    }


def _table(
    page: Page,
    found: Foreign,
    question: Question,
    frame: pd.DataFrame,
    answer: str,
    stood: Sequence[str],
    column: Any = None,
) -> list[Any]:
    """What stands in the column of answers, the only one that can be changed."""
    typed = st.data_editor(
        frame,
        hide_index=True,
        disabled=[name for name in frame.columns if name != answer],
        column_config={answer: column} if column else None,
        key=key_of(found, f"{question.key}.table", "\n".join(stood)),
        alt=page.words(f"recipes.questions.{question.code}", **question.blanks),
    )
    return list(typed[answer])


Table = Callable[[Page, Foreign, Question, Mapping[str, str]], dict[str, str]]
TABLES: dict[str, Table] = {"same": _near, "country": _country, "values": _word}
