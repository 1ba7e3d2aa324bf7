"""A merge of two things taken back: the rows from before, and for newer ones what somebody says of each.

newer = newer_rows(store, done)                      # came or changed since, and name the kept thing
split = prepare_split(store, done, newer, {newer[0].name: "gone"})
store.preview_undo(done.step.snapshot, split); store.undo(done.step.snapshot, author=..., otherwise=split)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.intake.in_place import as_text
from cadence.intake.one_pair import key_of, with_code
from cadence.intake.one_publication import Done
from cadence.intake.one_row import GONE, KEPT
from cadence.store import Store
from cadence.store.reversal import Otherwise, rows_at, rows_since, touched_since


@dataclass(frozen=True)
class Newer:
    """A row that came or changed after two things were made one, and names the kept one. row: by field, typed;
    origin: where it came from."""

    table: str
    row: Mapping[str, Any]
    origin: tuple[Any, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        """Its key, typed."""
        return key_of(load_contracts()[self.table], self.row)

    @property
    def name(self) -> str:
        """What an answer is typed for: the table and the row."""
        return ":".join((self.table, "/".join(map(as_text, self.key))))


def newer_rows(store: Store, done: Done) -> list[Newer]:
    """Every row that a split has to ask about: it stays with the kept thing, or is the other's."""
    snapshot, pair = done.step.snapshot, done.pair
    found = []
    with store.lake.con.cursor() as con:
        for contract in touched_since(store.lake, snapshot):
            wide = len(contract.columns)
            for values in rows_since(store.lake, con, contract, snapshot):
                row = dict(zip(contract.columns, values[:wide], strict=True))
                if with_code(row, contract.name, pair.thing, pair.kept, pair.gone) != row:
                    found.append(Newer(contract.name, row, values[wide:]))
    return found


def prepare_split(store: Store, done: Done, newer: Sequence[Newer], said: Mapping[str, str]) -> Otherwise:
    """The newer rows that are the other's, as the undo of the merge takes them: under its code, and under the kept
    thing's what was there before. said: by the name of a row, ``kept`` or ``gone``.

    Raises CadenceError: ``rows_asked`` where one is not said yet, ``row_taken`` where the other thing has such a row.
    """
    if open_ := [one.name for one in newer if said.get(one.name) not in (KEPT, GONE)]:
        raise CadenceError("rows_asked", n=len(open_), names=", ".join(open_))
    snapshot, newest = done.step.snapshot, store.newest()
    going = [one for one in newer if said[one.name] == GONE]
    keys: dict[str, list[Sequence[Any]]] = {}
    rows: dict[str, list[Sequence[Any]]] = {}
    with store.lake.con.cursor() as con:
        for one in going:
            contract, pair = load_contracts()[one.table], done.pair
            moved = with_code(dict(one.row), one.table, pair.thing, pair.kept, pair.gone)
            key, other = one.key, key_of(contract, moved)
            before: list[tuple[Any, ...]] = []
            if other != key:
                if rows_at(store.lake, con, contract, newest, [other]):
                    raise CadenceError("row_taken", row=one.name)
                before = rows_at(store.lake, con, contract, snapshot - 1, [key])
            keys.setdefault(one.table, []).extend(dict.fromkeys((key, other)))
            rows.setdefault(one.table, []).extend([(*moved.values(), *one.origin), *before])
    return Otherwise(newest, keys, rows)
