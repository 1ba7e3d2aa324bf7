"""Outcomes of joint actions in words: key figures, and tables whose values carry their unit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.cards.card import Card
from cadence.words import Words, place

TEST_COLUMNS = ("title", "ended_on", "decision", "days_since_end", "lesson")
ACTION_COLUMNS = ("title", "size", "state", "begins_on", "ended_on", "partner_names", "is_tested_first")
CHOSEN_COLUMNS = ("title", "size", "state", "begins_on", "ended_on", "partner_names", "decision", "lesson")
INDICATOR_COLUMNS = (
    "indicator", "action", "baseline_said", "actual_said", "target_said", "achievement", "label", "newest_on",
    "evidence_grade",
)  # fmt: skip
MEASURE_COLUMNS = ("indicator", "unit", "indicators", "k_of_n", "median_achievement", "total", "total_target", "why")
COST_COLUMNS = (
    "action", "size", "indicator", "gain_said", "cost_per_unit", "cost_per_unit_with_in_kind", "why",
)  # fmt: skip
# From here on the same thing is measured in many places, and the places are counted before they are listed.
PLACES_TO_GROUP = 5

Row = dict[Any, Any]


def figures(rates: Answer, summary: Answer, tests: Answer, words: Words) -> list[Card]:
    """Four cards from ``action_rates``, ``achievement_summary`` and ``test_decisions``."""
    by_rate: dict[str, Row] = {row["rate"]: row for row in rates.rows()}
    found: Row = summary.rows()[0]
    wait = by_rate["scale_up"]["median_days"]
    waited: str = words("pages.joint_actions.wait", days=wait) if pd.notna(wait) else ""
    missing = int(found["without_result"])
    without = words("pages.joint_actions.without_result", n=missing) if missing else ""
    return [
        _rate(rates, "figure_tested_first", by_rate["test_first"], words),
        _rate(rates, "figure_scaled_later", by_rate["scale_up"], words, waited),
        _rate(summary, "figure_at_target", {**found, "why": "nothing_to_judge_yet"}, words, without),
        _undecided_tests(tests, words),
    ]


def _undecided_tests(tests: Answer, words: Words) -> Card:
    """How many finished tests wait for a decision."""
    label = "figure_undecided"
    if tests.is_empty:
        return Card(tests, label, "", note=words("why.no_concluded_test_yet"))
    waiting = int((tests.frame["decision"] == "undecided").sum())
    note = words("pages.joint_actions.undecided_note", n=len(tests.frame))
    return Card(tests, label, words.number(waiting), note)


def _rate(answer: Answer, label: str, row: Row, words: Words, note: str = "") -> Card:
    """``k of n``, or nothing and the reason; no interval, as all there are were counted."""
    if not row["n"]:
        return Card(answer, label, "", note=words(f"why.{row['why']}"))
    return Card(answer, label, words.k_of_n(row["k"], row["n"]), note=note, figure="k")


def value(words: Words, number: Any, unit: str) -> str:
    """A value in its unit; a share as a percentage; a dash where there is none."""
    if pd.isna(number):
        return "–"
    if unit == "share":
        return words.percent(number)
    said = words.number(number, _digits(float(number)))
    if words.has(f"units.{unit}"):
        return words(f"units.{unit}", n=float(number), value=said)
    return words("charts.achievement.value", value=said, unit=unit)


def _digits(number: float) -> int:
    """Decimals worth showing: none for whole numbers, two below a hundred where one would round."""
    if number.is_integer():
        return 0
    return 2 if abs(number) < 100 and round(number, 1) != number else 1


def indicators(answer: Answer, words: Words) -> Answer:
    """``achievement`` with its values said in their unit."""
    rows = answer.rows()
    said = answer.frame.assign(indicator=words.own_texts(answer.frame))
    for part in ("baseline", "actual", "target"):
        said[f"{part}_said"] = [value(words, row[part], row["unit"]) for row in rows]
    return answer.of(said)


def repeats(answer: Answer) -> bool:
    """Whether the same measure is taken in many places (``achievement_by_measure``)."""
    return not answer.is_empty and int(answer.frame["indicators"].max()) >= PLACES_TO_GROUP


def measures(answer: Answer, words: Words) -> Answer:
    """``achievement_by_measure`` with its name and ``k of n`` said."""
    rows = answer.rows()
    medians = [words.way(row["median_achievement"]) if pd.notna(row["median_achievement"]) else "" for row in rows]
    said = answer.frame.assign(
        indicator=words.own_texts(answer.frame),
        k_of_n=[words.k_of_n(row["k"], row["n"]) if row["n"] else "" for row in rows],
        median_achievement=medians,
    )
    return answer.of(said)


def names(answer: Answer, words: Words) -> dict[str, str]:
    """Measures to choose from: English name, which the question knows them by, to the name in the reader's language."""
    pairs = zip(answer.frame["name_en"], words.own_texts(answer.frame), strict=True)
    return dict(sorted(pairs, key=lambda pair: place(pair[1])))


def titles(answer: Answer) -> dict[str, str]:
    """Actions to choose from, by title."""
    pairs = zip(answer.frame["action_id"], answer.frame["title"], strict=True)
    return dict(sorted(pairs, key=lambda pair: place(pair[1])))


def costs(answer: Answer, words: Words) -> Answer:
    """``cost_per_outcome`` with its gain in its unit and its amounts in their currency."""
    gains = zip(answer.frame["gain"], answer.frame["unit"], strict=True)
    said = answer.frame.assign(
        indicator=words.own_texts(answer.frame),
        gain_said=[value(words, gain, unit) for gain, unit in gains],
    )
    for column in ("cost_per_unit", "cost_per_unit_with_in_kind"):
        said[column] = [
            words.money(amount, currency) if pd.notna(amount) else "–"
            for amount, currency in zip(said[column], said["currency"], strict=True)
        ]
    return answer.of(said)
