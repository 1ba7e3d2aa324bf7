"""The attention list in words: what, since when, why it matters. Shared by the overview and the command line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.contract import load_contracts
from cadence.words import Words


def with_sentences(answer: Answer, words: Words) -> Answer:
    """The rows of ``attention`` with four columns more, said in one language.

    urgency_said (act, decide, check), says (what), ago (since when), matters (why it matters).
    """
    rows = answer.rows()
    said = answer.frame.assign(
        urgency_said=[words(f"attention.urgency.{row['urgency']}") for row in rows],
        says=[_says(row, words) for row in rows],
        ago=[_ago(row, words) for row in rows],
        matters=[words(f"attention.{row['item']}.why") for row in rows],
    )
    return answer.of(said)


def _says(row: dict[Any, Any], words: Words) -> str:
    count = 0 if pd.isna(row["n"]) else int(row["n"])
    return words(f"attention.{row['item']}.says", name=_name(row, words), n=count)


def _name(row: dict[Any, Any], words: Words) -> str:
    """Name of the subject: of an export its title, of a partnership with one city both names."""
    if row["subject"] == "export":
        return load_contracts()[row["name"]].title[words.language]
    return words(
        "attention.name.in_city" if row["city"] else "attention.name.alone", name=row["name"], city=row["city"]
    )


def _ago(row: dict[Any, Any], words: Words) -> str:
    if pd.isna(row["since"]):
        return words("attention.ago.unknown")
    if row["item"] == "city_without_partner" and row["n"] == 0:
        return words("attention.ago.never_had_one", since=row["since"])
    key = "since" if row["days"] > 0 else "today" if row["days"] == 0 else "ahead"
    return words(f"attention.ago.{key}", since=row["since"], days=row["days"])
