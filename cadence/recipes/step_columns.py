"""Columns that are steps, and the line that says when each was agreed for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from cadence.recipes import vocabulary
from cadence.recipes.kinds import Reading
from cadence.recipes.model import Column
from cadence.recipes.names import Names
from cadence.recipes.profile import Profile
from cadence.recipes.vocabulary import plain
from cadence.sql import quote

LEAST_STEPS = 2


ROLES = {"progress.baseline_on": "agreed", "progress.done_on": "done", "progress.planned_on": "planned"}


def with_steps(seen: Sequence[Profile], readings: list[Reading], names: Names) -> list[Reading]:
    """Columns of days or words that nothing else explains, two or more, are steps; their headers name them. The day a
    line was last written is none.
    """
    known = names.known.get("milestone", {})
    steps: dict[int, Column] = {}
    for profile, reading in zip(seen, readings, strict=True):
        meaning = reading.column.means[0] if reading.column.means else ""
        step, role = _step_of(profile.header)
        is_named = plain(step) in known
        looks = profile.days + profile.months + profile.words
        is_free = not meaning or reading.reason == "near_header"
        is_free = is_free or (meaning.startswith("progress.") and step != profile.header)
        is_free = is_free and plain(profile.header) not in vocabulary.signs("updated")
        if step and is_free and (is_named or looks >= 0.6 or (profile.is_empty and profile.header.strip())):
            steps[profile.place] = Column(profile.header, (role,), step=step)
    filled = [place for place, column in steps.items() if not seen[place].is_empty]
    if len(filled) < LEAST_STEPS and not any(plain(column.step) in known for column in steps.values()):
        return [replace(r, column=replace(r.column, means=())) if _only_progress(r) else r for r in readings]
    first, last = min(filled), max(steps)
    chosen = {place: column for place, column in steps.items() if first <= place <= last or plain(column.step) in known}
    found = []
    for place, reading in enumerate(readings):
        if place in chosen:
            found.append(Reading(chosen[place], 0.9, "step", {"n": seen[place].cells}))
        else:
            found.append(
                replace(reading, column=replace(reading.column, means=())) if _only_progress(reading) else reading
            )
    return found


def _only_progress(reading: Reading) -> bool:
    return bool(reading.column.means) and reading.column.means[0].startswith("progress.")


def _step_of(header: str) -> tuple[str, str]:
    """The step that a header names and what its cells say: ``Diagnostic prévu`` is the agreed day of Diagnostic."""
    for meaning, role in ROLES.items():
        told = vocabulary.signs(role) | vocabulary.signs(f"{role}_headers")
        for word in sorted(told - {"x", "ok", "oui", "yes", "1", "100"}, key=len, reverse=True):
            said = re.fullmatch(rf"(?P<step>.+?)\s*[-–:/(]?\s*{re.escape(word)}\)?", plain(header))
            if said and len(word) > 2:
                return _first_words(header, said["step"]), meaning
    return " ".join(header.split()), "progress.done_on"


def _first_words(header: str, folded: str) -> str:
    """The beginning of a header that folds to a text, as it is written."""
    text = " ".join(header.split())
    for end in range(len(text), 0, -1):
        if plain(text[:end]) == folded:
            return text[:end].rstrip(" -–:/(")
    return folded


def agreed_line(con: duckdb.DuckDBPyConnection, table: str, seen: Sequence[Profile]) -> str:
    """The text, in the first column, of a line whose other cells are days while its first is a word for what is
    agreed.
    """
    if not seen or len(seen) < 3:
        return ""
    rows = con.execute(f"select * exclude (_line) from {quote(table)} order by _line limit 12").fetchall()
    for row in rows:
        texts = [str(cell or "").strip() for cell in row]
        if plain(texts[0]) in vocabulary.signs("agreed") and sum(bool(text) for text in texts[1:]) >= LEAST_STEPS:
            return texts[0]
    return ""
