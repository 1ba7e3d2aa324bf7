"""The overview's six cards, each with its change since an earlier day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.cards.card import Card
from cadence.words import Words

SHARES = {"on_plan": "on_plan", "partner": "with_partner", "handful": "handful", "target": "at_target"}
FIGURES = {label: f"{name}_k" for name, label in SHARES.items()} | {
    "median": "median_sv_days",
    "engagements": "outside",
}
ORDER = ("on_plan", "median", "with_partner", "engagements", "handful", "at_target")
# What a card says: value, change, note, and its value at the earlier day.
Said = tuple[str, str, str, str]


def key_figures(now: Answer, before: Answer, since: dt.date, words: Words) -> list[Card]:
    """Six cards from two answers of ``key_figures``: at the data date, and at the earlier day ``since``."""
    row, was = now.rows()[0], before.rows()[0]
    said = {label: _share(name, row, was, since, words) for name, label in SHARES.items()}
    said |= {"median": _median(row, was, since, words), "engagements": _engagements(row, was, since, words)}
    parts = {label: said[label][:3] for label in ORDER}
    return [Card(now, label, *parts[label], FIGURES[label], before=said[label][3]) for label in ORDER]


def _share(name: str, row: Any, was: Any, since: dt.date, words: Words) -> Said:
    """``k of n``, against ``k of n`` of the earlier day; no interval, as every city and indicator was counted."""
    value, before = _k_of_n(name, row, words), _k_of_n(name, was, words)
    if not value:
        return "", "", words(f"why.{row[f'{name}_why']}"), before
    silent = int(row["partner_silent_k"]) if name == "partner" else 0
    note = words("pages.overview.silent_only", n=silent) if silent else ""
    return value, _change(value, before, since, words), note, before


def _k_of_n(name: str, row: Any, words: Words) -> str:
    """``k of n``; nothing where there is no n."""
    return words.k_of_n(row[f"{name}_k"], row[f"{name}_n"]) if row[f"{name}_n"] else ""


def _median(row: Any, was: Any, since: dt.date, words: Words) -> Said:
    before = words.gap(was["median_sv_days"]) if pd.notna(was["median_sv_days"]) else ""
    if pd.isna(row["median_sv_days"]):
        return "", "", words(f"why.{row['on_plan_why']}"), before
    value = words.gap(row["median_sv_days"])
    note = words("pages.overview.spread", low=row["lowest_sv_days"], high=row["highest_sv_days"])
    return value, _change(value, before, since, words), note, before


def _engagements(row: Any, was: Any, since: dt.date, words: Words) -> Said:
    """People from outside in the quarter, against that of the earlier day; never 0 for "nobody counted"."""
    value, before = _count(row, words), _count(was, words)
    if not value:
        return "", "", words(f"why.{row['engagements_why']}"), before
    quarter = row["quarter_from"]
    if pd.notna(row["new_share"]):
        note = words("pages.overview.new_share", share=row["new_share"], since=quarter)
    else:
        note = words("pages.overview.since_quarter", since=quarter)
    unsaid = int(row["unsaid"])
    if unsaid and not row["outside"]:
        return words.number(unsaid), "", words("pages.overview.all_unsaid", since=quarter), before
    if (beside := int(row["engagements"] - row["outside"] - unsaid)) > 0:
        note = words("pages.overview.beside_outside", note=note, n=beside)
    if unsaid:
        note = words("pages.overview.beside_unsaid", note=note, n=unsaid)
    return value, _change(value, before, since, words, "_quarter"), note, before


def _count(row: Any, words: Words) -> str:
    """The engagements counted; nothing where nobody was counted."""
    return "" if pd.isna(row["outside"]) else words.number(row["outside"])


def _change(value: str, before: str, since: dt.date, words: Words, of: str = "") -> str:
    """The value of the earlier day, if there was one, or that it is the same; ``of`` a quarter it is told as one."""
    if not before:
        return ""
    if value == before:
        return words(f"pages.overview.unchanged{of}", since=since)
    return words(f"pages.overview.change_points{of}", before=before, since=since)
