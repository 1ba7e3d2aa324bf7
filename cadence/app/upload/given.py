"""What a conversation gives: counts in a sentence, the first rows of each table drawn small."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cadence.app import frame
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.contract import Field, load_contracts
from cadence.intake.model import Foreign
from cadence.intake.outcome import Gives, Outcome
from cadence.intake.preparation import Preparation
from cadence.recipes.names import THINGS
from cadence.words import Words
from cadence.words.values import in_words

LINES = 3
COLUMNS = 3  # of a table beside a step
DRAWN = 2  # tables beside a step
BEHIND = ("networks", "audience")  # counted, and not drawn
UNSAID = ("phases",)  # a step needs one: made where nobody told it, and nothing to judge


def so_far(page: Page, gives: Outcome) -> None:
    """Beside a step: the counts, and the first rows of what comes first."""
    st.markdown(f"**{page.say('talk_so_far')}**")
    if not gives.gives:
        st.caption(page.say("talk_nothing_yet"))
        return
    _counts(page.words, gives.gives)
    for one in [one for one in gives.gives if one.table not in (*BEHIND, *UNSAID) and one.first][:DRAWN]:
        _first(page.words, one, COLUMNS)


def everything(page: Page, gives: Outcome) -> None:
    """The last step: the counts, and the first rows of every table."""
    _counts(page.words, gives.gives)
    for one in gives.gives:
        if one.table not in (*BEHIND, *UNSAID) and one.first:
            _first(page.words, one)


def sheets(page: Page, preparation: Preparation, found: Foreign) -> None:
    """The first lines of each foreign sheet, as they stand in the file."""
    for part in preparation.parts:
        if part.file != found.file or not part.is_foreign:
            continue
        reading = part.reading
        columns = [(place, header) for place, header in enumerate(reading.columns) if header.strip()][:COLUMNS]
        names = ", ".join(f"c{place}" for place, _ in columns)
        rows = preparation.con.execute(f"select {names} from {reading.table} order by _line limit {LINES}").fetchall()
        st.caption(page.say("talk_sheet", sheet=reading.name.rpartition("› ")[2]))
        _draw([header for _, header in columns], rows)


def _counts(words: Words, gives: Sequence[Gives]) -> None:
    st.markdown(markdown_safe(f"{words.list_of([_count(words, one) for one in gives if one.table not in UNSAID])}."))


def _count(words: Words, one: Gives) -> str:
    """``3 cities``, ``4 new partners``, ``5 partners, 1 of them new``."""
    made = words(f"recipes.made.{one.table}", n=one.rows)
    if not one.new or not words.has(f"recipes.new.{one.table}"):
        return made
    if one.new >= one.rows:
        return words(f"recipes.new.{one.table}", n=one.rows)
    return words("recipes.new.some", made=made, new=one.new)


def _first(words: Words, one: Gives, most: int | None = None) -> None:
    contract = load_contracts()[one.table]
    st.caption(markdown_safe(frame.table_title(one.table, words.language)))
    names = [name for name in one.first[0] if not _is_other_language(name, one.first[0], words)]
    fields = [contract.column(name) for name in names][:most]
    rows = [[_text(words, field, row[field.name]) for field in fields] for row in one.first]
    _draw([_title(words, one.table, field) for field in fields], rows)


def _title(words: Words, table: str, field: Field) -> str:
    """A field's title; where its code is shown as a name, what the name is of."""
    key = next((one for one in load_contracts()[table].foreign_keys if one.fields == (field.name,)), None)
    is_code = key is not None and field.type != "list" and key.table in THINGS
    return words.code("thing", THINGS[key.table].name) if key is not None and is_code else field.title[words.language]


def _is_other_language(name: str, row: Mapping[str, str], words: Words) -> bool:
    """Whether a field says in another language what one beside it says in this one."""
    stem, _, language = name.rpartition("_")
    return language in ("fr", "en") and language != words.language and f"{stem}_{words.language}" in row


def _text(words: Words, field: Field, text: str) -> str:
    value: Any = text
    if field.type == "date":
        try:
            value = dt.date.fromisoformat(text)
        except ValueError:
            value = text
    elif field.type in ("number", "integer"):
        try:
            value = float(text)
        except ValueError:
            value = text
    elif field.type == "boolean" and text in ("true", "false"):
        value = text == "true"
    return in_words(words, field.name, value)


def _draw(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A few lines as a table; two columns of one title stay two."""
    said: dict[str, list[str]] = {}
    for place, title in enumerate(" ".join(one.split()) for one in titles):
        name = markdown_safe(title)
        texts = [markdown_safe(str(row[place] or "")) for row in rows]
        said[name if name not in said else f"{name} ({place + 1})"] = texts
    st.table(pd.DataFrame(said), border="horizontal", hide_index=True, alt=", ".join(titles))
