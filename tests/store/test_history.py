"""Whatever the order of publications, merges, restores and undos: every old snapshot reads as it did.

The model is plain Python: a dict per snapshot, from key to (name, file, line).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cadence.store import Store
from tests.store_tools import publish, published, settings_for

State = dict[str, tuple[str, int, int]]
Step = tuple[str, dict[str, str], int]

KEYS = st.sampled_from("abcdef")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "replace", "restore", "undo"]),
        st.dictionaries(KEYS, st.sampled_from("xyz"), min_size=1, max_size=4),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)


def brought(before: State, rows: dict[str, str], mode: str, file_id: int) -> State:
    """The state after a file's rows: equal rows keep the origin they have."""
    new = {key: (name, file_id, line) for line, (key, name) in enumerate(rows.items(), start=2)}
    kept = {key: row if key not in before or before[key][0] != row[0] else before[key] for key, row in new.items()}
    return kept if mode == "replace" else before | kept


def taken_back(states: list[State], number: int) -> State:
    """The newest state without what step ``number`` did, where no later step touched it."""
    before, after, now = states[number - 1], states[number], states[-1]
    found = dict(now)
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key) == now.get(key):
            found.pop(key, None)
            if key in before:
                found[key] = before[key]
    return found


def read(store: Store, snapshot: int) -> State:
    rows = published(store, "partners", snapshot)
    return {row.partner_id: (row.name_, row.file, row.line) for row in renamed(rows)}


def renamed(rows: Any) -> Any:
    """Rows as tuples with names that a namedtuple allows."""
    columns = {"name": "name_", "_file": "file", "_line": "line"}
    return rows.rename(columns=columns).itertuples(index=False)


@example([("merge", {"a": "x"}, 0), ("merge", {"a": "y"}, 0), ("merge", {"a": "x"}, 0), ("restore", {}, 1)])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_the_record_equals_a_plain_model(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(settings_for(Path(folder) / "store"))
        try:
            _follow(store, Path(folder), steps)
        finally:
            store.close()


def _follow(store: Store, folder: Path, steps: list[Step]) -> None:
    states: list[State] = [{}]
    numbers = [store.newest()]  # the snapshot of each state
    files = 0
    for action, rows, which in steps:
        if action in ("merge", "replace"):
            made = publish(store, folder, {"partners": partners(rows)}, mode=action, name=f"{len(states)}.csv")
            expected = brought(states[-1], rows, action, files + 1)
            files += made is not None
        elif action == "restore":
            made = store.restore(numbers[which % len(numbers)], author="Ada")
            expected = states[which % len(numbers)]
        elif len(states) > 1:
            step = 1 + which % (len(states) - 1)
            made = store.undo(numbers[step], author="Ada")
            expected = taken_back(states, step)
        else:
            continue
        assert read(store, store.newest()) == expected, action
        if made is not None:
            states.append(expected)
            numbers.append(made.number)
        for number, state in zip(numbers, states, strict=True):
            assert read(store, number) == state


def partners(rows: dict[str, str]) -> list[dict[str, str]]:
    return [{"partner_id": key, "name": name} for key, name in rows.items()]
