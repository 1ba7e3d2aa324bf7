"""Two rows found to be one: what is empty is filled, what is equal folds, what differs is shown and chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cadence.contract import Contract, Field
from cadence.intake.in_place import as_text

Row = dict[str, Any]
Side = Literal["kept", "gone", "both"]
KEPT: Side = "kept"
GONE: Side = "gone"
BOTH: Side = "both"
# Fields that say how another is meant: they come from the row that it comes from. Numbers follow their unit likewise.
SAYS_HOW = {"baseline_from": "baseline_on", "is_done_latest": "done_on"}


@dataclass(frozen=True)
class Clash:
    """A cell that says one thing of the kept and another of the gone, as texts; ``key``: of the row as it will be.

    carried: the fields that go with it, each with both values; a list may also hold the values of both.
    """

    table: str
    key: tuple[str, ...]
    field: str
    kept: str
    gone: str
    carried: tuple[tuple[str, str, str], ...] = ()
    is_list: bool = False

    @property
    def name(self) -> str:
        """What a choice is typed for: the table, the row, the field."""
        return ":".join((self.table, "/".join(self.key), self.field))

    @property
    def sides(self) -> tuple[Side, ...]:
        """What may be chosen."""
        return (KEPT, GONE, BOTH) if self.is_list else (KEPT, GONE)


Choose = Callable[[Clash], Side | None]


@dataclass
class One:
    """Two rows as one: its row, what is open in it, from which row each field that differed came."""

    row: Row
    clashes: list[Clash]
    sides: dict[str, Side]


def as_one(contract: Contract, kept: Row, gone: Row, choose: Choose, held: Collection[str] = ()) -> One:
    """Two rows of one key as one. held: fields of which the kept row's value holds, such as its name; if it has one."""
    key = tuple(as_text(kept[name]) for name in contract.primary_key)
    found = One({**gone, **kept}, [], {})
    followers = _followers(contract)
    settled: set[str] = set(contract.primary_key)
    for field in sorted(contract.fields, key=lambda field: field.name in followers):
        if field.name in settled:
            continue
        carried = [name for name, leaders in followers.items() if field.name in leaders and name not in settled]
        side = _side_of(contract, field, kept, gone, key, carried, choose, found, is_held=field.name in held)
        if side is None:
            continue  # both say the same, or nothing: each field that follows is looked at by itself
        found.sides[field.name] = side
        for name in (field.name, *carried):
            found.row[name] = _value(kept[name], gone[name], side)
        settled.update(carried)
    return found


def _followers(contract: Contract) -> Mapping[str, tuple[str, ...]]:
    """The fields that go with others, and with which."""
    units = {field.name: field.unit_in for field in contract.fields if field.unit_in}
    return {name: (of,) for name, of in SAYS_HOW.items() if {name, of} <= set(contract.columns)} | units


def _side_of(
    contract: Contract,
    field: Field,
    kept: Row,
    gone: Row,
    key: tuple[str, ...],
    carried: list[str],
    choose: Choose,
    found: One,
    *,
    is_held: bool,
) -> Side | None:
    """The row that a field comes from; None where both say the same. Where nobody chose yet it is a clash."""
    mine, theirs = kept[field.name], gone[field.name]
    if is_empty(theirs) or mine == theirs:
        return None if is_empty(mine) or mine == theirs else KEPT
    if is_empty(mine):
        return GONE
    if is_held:
        return KEPT
    goes_along = tuple((name, as_text(kept[name]), as_text(gone[name])) for name in carried)
    clash = Clash(
        contract.name, key, field.name, as_text(mine), as_text(theirs), goes_along, is_list=field.type == "list"
    )
    side = choose(clash)
    if side not in clash.sides:
        found.clashes.append(clash)
        return KEPT
    return side


def _value(kept: Any, gone: Any, side: Side) -> Any:
    if side == BOTH and isinstance(kept, list):
        return list(dict.fromkeys([*kept, *gone]))
    return gone if side == GONE else kept


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value == "" or value == []
