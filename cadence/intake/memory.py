"""What was said about an earlier file of the same shape: which table it is, which column serves which field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cadence import days
from cadence.checks.manners import SHORT_YEAR_FIRST, WAYS
from cadence.contract import load_contracts
from cadence.intake.model import Choice
from cadence.intake.recipe import load_recipes
from cadence.intake.recognition import Table, recognise, rivals
from cadence.reading import Reading
from cadence.reading.encoding import OLDER
from cadence.store import Store


def earlier_choice(store: Store, readings: Iterable[Reading]) -> Choice | None:
    """The choice of the newest publication whose file had the same headers, where it says more than recognising.

    Only a file of one table is remembered: a choice is made per file.
    """
    found = list(readings)
    if len(found) != 1 or found[0].is_refused:
        return None
    headers = {header.strip() for header in found[0].columns if header.strip()}
    for publication in store.history():
        for file in publication.files:
            parts = file.details.get("parts", [])
            if len(parts) == 1 and parts[0].get("about") and _headers(parts[0]) == headers:
                return _choice(found[0], parts[0], file.details.get("answers", {}))
    return None


def said_again(plain: Mapping[str, Any], choice: Choice) -> Choice:
    """A choice with what ``Choice.as_plain`` kept of another; what is no answer to anything is passed over."""
    about, dates, decimal = plain.get("about"), plain.get("dates"), plain.get("decimal")
    columns, without, parts = plain.get("columns"), plain.get("without"), plain.get("parts")
    try:
        until = dt.date.fromisoformat(str(plain.get("facts_until")))
    except ValueError:
        until = None
    return replace(
        choice,
        about=about if about in {**load_contracts(), **load_recipes()} else None,
        dates=dates if dates in (*WAYS["dates"], SHORT_YEAR_FIRST) else None,
        decimal=decimal if decimal in WAYS["decimal"] else None,
        encoding=plain.get("encoding") if plain.get("encoding") in OLDER else None,
        columns={str(name): str(header) for name, header in columns.items()} if isinstance(columns, dict) else {},
        without=frozenset(map(str, without)) if isinstance(without, list) else frozenset(),
        facts_until=until if until and until <= days.latest() else None,
        parts={
            str(name): said_again(part, Choice())
            for name, part in (parts.items() if isinstance(parts, dict) else ())
            if isinstance(part, dict)
        },
    )


def _headers(part: Mapping[str, Any]) -> set[str]:
    return {str(h).strip() for h in [*part.get("columns", {}).values(), *part.get("unknown", [])] if str(h).strip()}


def _choice(reading: Reading, part: Mapping[str, Any], answers: Mapping[str, Any]) -> Choice | None:
    """None where recognising would say the same by itself, and nothing was said of how it is written."""
    about, columns = str(part["about"]), dict(part.get("columns", {}))
    table = Table(reading.columns, reading.hxl, reading.name)
    own = recognise(table)
    said = answers.get("parts", {}).get(part.get("name"), answers)
    dates, decimal = said.get("dates"), said.get("decimal")
    is_same = own and own[0].about == about and {m.field: m.header for m in own[0].matches} == columns
    if own and is_same and not rivals(table, own[0]):
        return Choice(dates=dates, decimal=decimal) if dates or decimal else None
    return Choice(about=about, columns=columns, dates=dates, decimal=decimal)
