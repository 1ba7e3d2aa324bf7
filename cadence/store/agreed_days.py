"""The agreed day of every step, as the publications that still stand have said it, also of rows that went since.

A row that a replacement took away and that comes back must not bring another day unseen; only the undo of the
publication that said a day, or a return to before it, frees it. A day that a decision replaced (``earlier_plans``)
binds no more; of several that were said the newest does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import duckdb

from cadence.contract import load_contracts
from cadence.sql import literal
from cadence.store import manifests
from cadence.store.history import history
from cadence.store.lake import Lake
from cadence.store.manifests import AGREED as TABLE
from cadence.store.manifests import AGREED_DAYS
from cadence.store.model import Publication
from cadence.store.version import Version

# The days of the rows there now come before any that were said and are gone.
NOW = 1 << 60


def standing(steps: Sequence[Publication]) -> set[int]:
    """Snapshots of the publications that still stand. ``steps``: all, newest first, as ``history`` gives them.

    An undo takes one away, and the undo of that brings it back; a return leaves those that stood at the snapshot
    returned to.
    """
    stands: set[int] = set()
    at: dict[int, set[int]] = {}
    undone = {step.snapshot: step.of or 0 for step in steps if step.kind == "undo"}
    for step in reversed(steps):
        if step.kind == "undo":
            meant, is_back = step.of or 0, False
            while meant in undone:
                meant, is_back = undone[meant], not is_back
            stands = stands | {meant} if is_back else stands - {meant}
        elif step.kind == "restore":
            stands = set(at.get(step.of or 0, set()))
        else:
            stands = stands | {step.snapshot}
        at[step.snapshot] = stands
    return stands


def agreed_days(lake: Lake) -> str:
    """A SELECT of city_id, milestone_id, baseline_on: one row per step that ever got a day that still stands."""
    contract = load_contracts()[TABLE]
    parts = [f"select city_id, milestone_id, baseline_on, {NOW} as rank from published.progress"]
    steps = history(lake)
    stands = standing(steps)
    files = [str(file.file_id) for step in steps if step.snapshot in stands for file in step.files]
    for step in steps if files else ():
        if step.kind == "publication" and TABLE in step.changes and step.changes[TABLE].removed:
            if step.is_lost or not _has_before(steps, step):
                continue
            before = Version(lake, step.snapshot - 1).table(contract)
            brought = f"_file in ({', '.join(files)})"
            parts.append(
                f"select city_id, milestone_id, baseline_on, {step.snapshot} as rank from {before} where {brought}"
            )
    if any(step.kind in ("undo", "restore") for step in steps):
        parts += _repeated_days(lake, stands)
    return (
        "select city_id, milestone_id, arg_max(baseline_on, rank) as baseline_on "
        f"from ({' union all '.join(parts)}) where baseline_on is not null and (rank = {NOW} or "
        "(city_id, milestone_id, baseline_on) not in (select city_id, milestone_id, earlier_on from "
        "published.earlier_plans)) group by all"
    )


def _repeated_days(lake: Lake, stands: set[int]) -> list[str]:
    """A SELECT of the days that each standing publication said as they were; where its manifest can be read."""
    parts = []
    for manifest in manifests.read_all(lake.folder):
        part = manifest.said.get("said_again")
        if part and manifest.number in stands:
            path = literal(lake.folder.path(manifest.path(part)))
            days = f"select {AGREED_DAYS}, {manifest.number} as rank from read_parquet({path})"
            with contextlib.suppress(duckdb.Error), lake.con.cursor() as con:  # damage is for verify to tell
                con.execute(f"select * from ({days}) limit 0")
                parts.append(days)
    return parts


def _has_before(steps: Sequence[Publication], step: Publication) -> bool:
    """Whether the rows before a step can be read: they cannot for the first after a recovery."""
    return any(other.snapshot < step.snapshot and not other.is_lost for other in steps)
