"""Rows as people type them over what they saw, joined cell by cell with what stands now, and made a small file.

Two people at once: cells that only one of them touched are joined; a cell that both changed otherwise is a ``Clash``,
with both values, until somebody chooses. Nothing that was published is written over unseen.

    joined = join(serving, [Typed("progress", seen, {"done_on": "2026-05-04"})])
    with prepare_joined(store, joined, folder, serving.snapshot) as preparation: ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cadence.answers.serving import Serving
from cadence.contract import Contract, load_contracts
from cadence.intake.extraction import days_to_hold
from cadence.intake.in_place import as_text, write_rows
from cadence.intake.preparation import Preparation
from cadence.intake.steps import prepare
from cadence.sql import quote
from cadence.store import Store

Row = Mapping[str, str]
Key = tuple[str, ...]
# A day typed anew is that very day, unless it is said that it is only the latest.
ONLY_LATEST = {"progress": ("done_on", "is_done_latest")}


@dataclass(frozen=True)
class Typed:
    """One row of a table as somebody typed it, all values as texts.

    seen: the whole row they had before them, None for a new one. cells: what they typed, by field, with the key where
    the row is new; None takes the row away.
    """

    table: str
    seen: Row | None
    cells: Row | None

    @property
    def key(self) -> Key:
        """The key of the row."""
        held = {**(self.seen or {}), **(self.cells or {})}
        return _key(load_contracts()[self.table], held)


@dataclass(frozen=True)
class Clash:
    """A cell that somebody published otherwise since it was seen; ``field`` is empty where it is about the whole row:
    ``mine`` or ``theirs`` is then empty for a row that is taken away."""

    table: str
    key: Key
    field: str
    mine: str
    theirs: str

    @property
    def name(self) -> str:
        """What the choice between the two is kept under; another value of theirs is another clash."""
        return "\n".join((self.table, *self.key, self.field, self.mine, self.theirs))


@dataclass
class Joined:
    """What was typed upon what stands now: whole rows to publish by table, keys to take away, open clashes."""

    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    gone: dict[str, set[Key]] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)

    @property
    def tables(self) -> list[str]:
        """The tables it touches, parents first."""
        return [name for name in load_contracts() if name in self.rows or name in self.gone]


def _key(contract: Contract, row: Row) -> Key:
    return tuple(row.get(name, "") for name in contract.primary_key)


def rows_of(serving: Serving, table: str, keys: Iterable[Key]) -> dict[Key, dict[str, str]]:
    """The published rows of these keys, every value as a text."""
    contract, wanted = load_contracts()[table], list(dict.fromkeys(keys))
    if not wanted:
        return {}
    columns = ", ".join(map(quote, contract.columns))
    one = " and ".join(f"{quote(name)}::varchar = ?" for name in contract.primary_key)
    where = " or ".join([f"({one})"] * len(wanted))
    with serving.cursor() as cursor:
        sql = f"select {columns} from {quote(table)} where {where}"
        rows = cursor.execute(sql, [part for key in wanted for part in key]).fetchall()
    texts = [{n: as_text(v) for n, v in zip(contract.columns, row, strict=True)} for row in rows]
    return {_key(contract, row): row for row in texts}


def exact(one: Typed) -> Typed:
    """The same, a day that was typed anew said to be that very day where it was only known to be the latest."""
    day, latest = ONLY_LATEST.get(one.table, ("", ""))
    seen, cells = one.seen or {}, one.cells or {}
    if seen.get(latest) == cells.get(latest, "true") == "true" and cells.get(day, seen.get(day)) != seen.get(day):
        return replace(one, cells={**cells, latest: "false"})
    return one


def join(serving: Serving, typed: Sequence[Typed], chosen: Mapping[str, bool] | None = None) -> Joined:
    """Join what was typed with what stands at a snapshot. chosen: by the name of a clash, whether mine holds."""
    joined, said = Joined(), dict(chosen or {})
    for table in {one.table: None for one in typed}:
        mine = [exact(one) for one in typed if one.table == table]
        now = rows_of(serving, table, (one.key for one in mine))
        for one in mine:
            _join_row(joined, one, now.get(one.key), said)
    return joined


def _join_row(joined: Joined, one: Typed, now: Row | None, said: Mapping[str, bool]) -> None:
    if one.cells is None:
        if now is not None and _holds(joined, one, "", "", _in_one(now), said, differs=now != one.seen):
            joined.gone.setdefault(one.table, set()).add(one.key)
        return
    contract = load_contracts()[one.table]
    if one.seen is not None and now is None:
        changed = {name: value for name, value in one.cells.items() if value != one.seen.get(name, "")}
        if changed and _holds(joined, one, "", _in_one(changed), "", said, differs=True):
            joined.rows.setdefault(one.table, []).append({**one.seen, **one.cells})
        return
    row = {name: "" for name in contract.columns} | dict(now or {})
    is_touched, before = now is None, dict(row)
    for name, value in one.cells.items():
        seen = (one.seen or {}).get(name, "")
        if one.seen is not None and value == seen:
            continue  # not touched: what stands now stays
        differs = now is not None and row[name] not in (seen, value)
        if _holds(joined, one, name, value, row[name], said, differs=differs):
            is_touched |= row[name] != value
            row[name] = value
    if now is not None:
        _leave_alike(contract, row, before)
    if is_touched:
        joined.rows.setdefault(one.table, []).append(row)


def _leave_alike(contract: Contract, row: dict[str, str], before: Row) -> None:
    """Of names that were alike in both languages, say the one that was typed alone: the other follows it."""
    for names in contract.one_enough:
        kept = [name for name in names if row[name] == before[name]]
        if len({before[name] for name in names}) == 1 and len(kept) < len(names):
            row |= {name: "" for name in kept}


def _holds(
    joined: Joined, one: Typed, name: str, mine: str, theirs: str, said: Mapping[str, bool], *, differs: bool
) -> bool:
    """Whether what was typed holds; where somebody published otherwise and nobody chose yet, it is a clash."""
    if not differs:
        return True
    clash = Clash(one.table, one.key, name, mine, theirs)
    if clash.name not in said:
        joined.clashes.append(clash)
    return said.get(clash.name, False)


def _in_one(row: Row) -> str:
    return " · ".join(value for value in row.values() if value)


def prepare_joined(store: Store, joined: Joined, folder: Path, serving: Serving) -> Preparation:
    """The rows as a preparation, one file a table, to be previewed and published; the caller closes it.

    serving: the snapshot it was joined with; what is published on these tables later is refused when it is published
    (StoreError ``changed_meanwhile``).
    """
    paths = dict(write_rows(folder, table, joined.rows.get(table, [])) for table in joined.tables)
    preparation = prepare(list(paths), store, paths, typed=days_to_hold(serving), gone=joined.gone)
    preparation.based_on = min(preparation.based_on, serving.snapshot)
    return preparation
