"""Outcomes of joint actions in words: key figures, and tables whose values carry their unit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cadence.cards.key_figures import KeyFigure
from cadence.words import Words

ACTION_COLUMNS = ("title", "size", "state", "begins_on", "ended_on", "partner_names", "is_tested_first")
CHOSEN_COLUMNS = ("title", "size", "state", "begins_on", "ended_on", "partner_names", "decision", "lesson")
INDICATOR_COLUMNS = (
    "indicator", "action", "baseline_said", "actual_said", "target_said", "achievement", "label", "newest_on",
    "evidence_grade",
)  # fmt: skip
MEASURE_COLUMNS = ("indicator", "unit", "indicators", "k_of_n", "median_achievement", "total", "total_target", "why")
COST_COLUMNS = (
    "size", "unit", "currency", "actions", "units", "cost_per_unit", "cost_per_unit_with_in_kind", "why",
)  # fmt: skip
# From here on the same thing is measured in many places, and the places are counted before they are listed.
PLACES_TO_GROUP = 5

Row = dict[Any, Any]


def figures(rates: pd.DataFrame, summary: pd.DataFrame, tests: pd.DataFrame, words: Words) -> list[KeyFigure]:
    """Four figures from ``action_rates``, ``achievement_summary`` and ``test_decisions``."""
    by_rate: dict[str, Row] = {row["rate"]: row for row in rates.to_dict("records")}
    found: Row = summary.to_dict("records")[0]
    wait = by_rate["scale_up"]["median_days"]
    waited: str = words("pages.joint_actions.wait", days=wait) if pd.notna(wait) else ""
    missing = int(found["without_result"])
    without = words("pages.joint_actions.without_result", n=missing) if missing else ""
    return [
        _rate("figure_tested_first", by_rate["test_first"], words),
        _rate("figure_scaled_later", by_rate["scale_up"], words, waited),
        _rate("figure_at_target", {**found, "why": "nothing_to_judge_yet"}, words, without),
        _undecided(tests, words),
    ]


def _undecided(tests: pd.DataFrame, words: Words) -> KeyFigure:
    """How many finished tests wait for a decision."""
    label = "figure_undecided"
    if tests.empty:
        return KeyFigure(label, "–", words("why.no_concluded_test_yet"), "")
    waiting = int((tests["decision"] == "undecided").sum())
    note = words("pages.joint_actions.undecided_note", n=len(tests))
    return KeyFigure(label, words.number(waiting), note, "")


def _rate(label: str, row: Row, words: Words, note: str = "") -> KeyFigure:
    """``k of n`` with its interval, or the reason why there is none."""
    if not row["n"]:
        return KeyFigure(label, "–", words(f"why.{row['why']}"), "")
    interval = words.interval(row["low"], row["high"]) if row["n"] >= 5 else ""
    said = words("pages.overview.interval", interval=interval) if interval else ""
    return KeyFigure(label, words.k_of_n(row["k"], row["n"]), said, note)


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


def indicators(answer: pd.DataFrame, words: Words) -> pd.DataFrame:
    """``achievement`` with its values said in their unit."""
    rows: list[Row] = answer.to_dict("records")
    said = answer.assign(indicator=answer[f"name_{words.language}"])
    for part in ("baseline", "actual", "target"):
        said[f"{part}_said"] = [value(words, row[part], row["unit"]) for row in rows]
    return _with_origin(said, answer)


def repeats(answer: pd.DataFrame) -> bool:
    """Whether the same measure is taken in many places (``achievement_by_measure``)."""
    return bool(len(answer)) and int(answer["indicators"].max()) >= PLACES_TO_GROUP


def measures(answer: pd.DataFrame, words: Words) -> pd.DataFrame:
    """``achievement_by_measure`` with its name and ``k of n`` said."""
    rows: list[Row] = answer.to_dict("records")
    medians = [words.percent(row["median_achievement"]) if pd.notna(row["median_achievement"]) else "" for row in rows]
    said = answer.assign(
        indicator=answer[f"name_{words.language}"],
        k_of_n=[words.k_of_n(row["k"], row["n"], row["low"], row["high"]) if row["n"] else "" for row in rows],
        median_achievement=medians,
    )
    return _with_origin(said, answer)


def names(answer: pd.DataFrame, words: Words) -> dict[str, str]:
    """Measures to choose from: English name, which the question knows them by, to the name in the reader's language."""
    pairs = zip(answer["name_en"], answer[f"name_{words.language}"], strict=True)
    return dict(sorted(pairs, key=lambda pair: pair[1].casefold()))


def titles(answer: pd.DataFrame) -> dict[str, str]:
    """Actions to choose from, by title."""
    pairs = zip(answer["action_id"], answer["title"], strict=True)
    return dict(sorted(pairs, key=lambda pair: str(pair[1]).casefold()))


def costs(answer: pd.DataFrame, words: Words) -> pd.DataFrame:
    """``cost_per_outcome`` with its amounts in their currency."""
    said = answer.copy()
    for column in ("cost_per_unit", "cost_per_unit_with_in_kind"):
        said[column] = [
            words.money(amount, currency) if pd.notna(amount) else "–"
            for amount, currency in zip(answer[column], answer["currency"], strict=True)
        ]
    return _with_origin(said, answer)


def _with_origin(said: pd.DataFrame, answer: pd.DataFrame) -> pd.DataFrame:
    said.attrs = answer.attrs
    return said
