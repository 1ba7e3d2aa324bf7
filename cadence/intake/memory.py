"""What was said about an earlier file of the same shape: which table it is, which column serves which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cadence.intake.model import Choice
from cadence.intake.recognition import Table, recognise
from cadence.reading import Reading
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
                return _choice(found[0], parts[0])
    return None


def _headers(part: Mapping[str, Any]) -> set[str]:
    return {str(h).strip() for h in [*part.get("columns", {}).values(), *part.get("unknown", [])] if str(h).strip()}


def _choice(reading: Reading, part: Mapping[str, Any]) -> Choice | None:
    """None where recognising would say the same by itself."""
    about, columns = str(part["about"]), dict(part.get("columns", {}))
    own = recognise(Table(reading.columns, reading.hxl, reading.name))
    if own and own[0].about == about and {m.field: m.header for m in own[0].matches} == columns:
        return None
    return Choice(about=about, columns=columns)
