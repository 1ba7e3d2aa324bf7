"""The agreed day of every step, as the publications that still stand have said it, also of rows that went since.

A row that a replacement took away and that comes back must not bring another day unseen; only the undo of the
publication that said a day, or a return to before it, frees it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cadence.contracts import load_contracts
from cadence.store.history import history
from cadence.store.lake import Lake
from cadence.store.model import Publication
from cadence.store.versions import Version

TABLE = "progress"


def standing(steps: Sequence[Publication]) -> set[int]:
    """Snapshots of the publications that still stand. ``steps``: all, newest first, as ``history`` gives them.

    An undo takes one away; a return leaves those that stood at the snapshot returned to.
    """
    stands: set[int] = set()
    at: dict[int, set[int]] = {}
    for step in reversed(steps):
        if step.kind == "undo":
            stands = stands - {step.of}
        elif step.kind == "restore":
            stands = set(at.get(step.of or 0, set()))
        else:
            stands = stands | {step.snapshot}
        at[step.snapshot] = stands
    return stands


def agreed_days(lake: Lake) -> str:
    """A SELECT of city_id, milestone_id, baseline_on: one row per step that ever got a day that still stands."""
    contract = load_contracts()[TABLE]
    parts = ["select city_id, milestone_id, baseline_on, 1 as rank from published.progress"]
    steps = history(lake)
    stands = standing(steps)
    files = [str(file.file_id) for step in steps if step.snapshot in stands for file in step.files]
    for step in steps if files else ():
        if step.kind == "publication" and TABLE in step.changes and step.changes[TABLE].removed:
            if step.is_lost or not _has_before(steps, step):
                continue
            before = Version(lake, step.snapshot - 1).table(contract)
            brought = f"_file in ({', '.join(files)})"
            parts.append(f"select city_id, milestone_id, baseline_on, 0 as rank from {before} where {brought}")
    return (
        "select city_id, milestone_id, arg_max(baseline_on, rank) as baseline_on "
        f"from ({' union all '.join(parts)}) where baseline_on is not null group by all"
    )


def _has_before(steps: Sequence[Publication], step: Publication) -> bool:
    """Whether the rows before a step can be read: they cannot for the first after a recovery."""
    return any(other.snapshot < step.snapshot and not other.is_lost for other in steps)
