"""Who could meet a need, in words: what to do next with each candidate, and what speaks for it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.words import Words

Row = dict[str, Any]
COLUMNS = ("city", "role", "priority", "partner", "next_step", "reasons")
# Beside the heading of one city.
CITY_COLUMNS = COLUMNS[1:]
BEST_RATING = 4
REASONS = ("is_same_country", "is_same_language", "is_same_theme")


def with_next_steps(answer: Answer, words: Words) -> Answer:
    """The rows of ``candidate_partners`` with two columns more, said in one language; who is nobody is said too.

    next_step: what to do, one sentence a row. reasons: what speaks for the candidate, empty where nothing does.
    """
    rows, frame = answer.rows(), answer.frame
    said = frame.assign(
        partner=frame["partner"].fillna(words("candidates.nobody")),
        partner_id=frame["partner_id"].fillna(""),
        next_step=[_next_step(row, words) for row in rows],
        reasons=[_reasons(row, words) for row in rows],
    )
    return answer.of(said)


def _next_step(row: Row, words: Words) -> str:
    """What to do with one candidate: talk, ask whether a city could be first, or ask to take on a role more."""
    place = {"role": words.code("role", row["role"]), "city": row["city"]}
    if pd.isna(row["partner_id"]):
        return words("candidates.next.beyond", **place)
    given = {"partner": row["partner"], **place}
    if row["offer"] == "pipeline_here":
        return _talk(row, given, words)
    if row["offer"] == "pipeline_network":
        return words("candidates.next.first_city", **given)
    n = int(row["active_partnerships"])
    if pd.isna(row["last_on"]):  # then it is heard of by its start alone
        return words("candidates.next.take_on_new", n=n, day=row["heard_on"].date(), **given)
    return words("candidates.next.take_on", n=n, day=row["last_on"].date(), **given)


def _talk(row: Row, given: dict[str, Any], words: Words) -> str:
    """A partnership being won stands at a stage, or was only ever planned."""
    if pd.isna(row["stage"]):
        return words("candidates.next.talk_planned", day=row["planned_on"].date(), **given)
    stage = words.code("stage", row["stage"])
    return words("candidates.next.talk", stage=stage, day=row["stage_on"].date(), **given)


def _reasons(row: Row, words: Words) -> str:
    """What speaks for a candidate: what it shares with the city, whether it has free hands, how useful it was."""
    if pd.isna(row["partner_id"]):
        return ""
    said = [words(f"candidates.reasons.{name}") for name in REASONS if row[name]]
    n = int(row["active_partnerships"])
    # The sentence of a partner at work elsewhere has said how many active partnerships it has.
    free = "free_as_said" if row["offer"] == "elsewhere" else "free"
    said.append(words(f"candidates.reasons.{free if row['has_free_hands'] else 'busy'}", n=n))
    if rated := int(row["rated_activities"]):
        useful = float(row["usefulness"])
        said.append(words("candidates.reasons.useful", n=rated, usefulness=useful, best=BEST_RATING))
    return " · ".join(said)
