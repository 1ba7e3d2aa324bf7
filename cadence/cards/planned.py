"""What is planned or newly noted, in words: rows dated after the last day whose facts are known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.words import Words

COLUMNS = ("foreseen_on", "planned_fact", "planned_name", "city_names", "partner_names", "told_as")


def with_names(answer: Answer, words: Words) -> Answer:
    """The rows of ``planned_facts`` with a column ``planned_name``: what each is about, in one language."""
    return answer.of(answer.frame.assign(planned_name=[_name(row, words) for row in answer.rows()]))


def _name(row: dict[str, Any], words: Words) -> str:
    """Its own name and what of it is told: a decision, a stage, the role of a partnership, the note of a check-in."""
    said = [words.code(code, row[code]) for code in ("decision", "stage", "role") if pd.notna(row[code])]
    name = row[f"name_{words.language}"] if f"name_{words.language}" in row else row["name_en"]
    return " · ".join([*([str(name)] if pd.notna(name) else []), *said])
