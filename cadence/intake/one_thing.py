"""Two things found to be one: every row that names the one that goes, with the code of the one that is kept.

    one = Pair("city", "mbale", "mbale-ville")
    merged = merge(serving, one, choose, agreed_days(store), reason)
    merged.clashes, merged.moved, merged.folded

Rows whose keys then clash fold where they are equal, join where one only fills what the other leaves empty, and else
are shown field by field (``one_row``). The old name, and the old code, stay names of the kept thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from cadence import days
from cadence.answers.serving import Serving
from cadence.contract import Contract, load_contracts
from cadence.contract.references import references
from cadence.errors import CadenceError
from cadence.intake.in_place import EVERYONE, published_rows
from cadence.intake.one_pair import Key, Pair, key_of, named_by, network_of, rows_by_key, with_code
from cadence.intake.one_row import Choose, Clash, Row, as_one
from cadence.recipes.names import THINGS
from cadence.recipes.vocabulary import plain

DAYS, EARLIER, DECISIONS, NAMES = "progress", "earlier_plans", "decisions", "names"


@dataclass
class Merged:
    """What a merge makes of the tables: whole rows as they are to be, keys of those that go, what is open.

    moved: by table, the rows that named the gone thing. folded: those that a row of the kept thing says already.
    disputed: steps, by city and step, for which two agreed days were said, with the one that stands; anew: those of
    them that are agreed anew. left: earlier agreed days of disputed steps, which the kept thing's own story stands for.
    """

    pair: Pair
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    gone: dict[str, set[Key]] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)
    folded: int = 0
    left: int = 0
    disputed: dict[Key, dt.date] = field(default_factory=dict)
    anew: dict[Key, dt.date] = field(default_factory=dict)
    old_names: list[str] = field(default_factory=list)


def merge(serving: Serving, pair: Pair, choose: Choose, agreed: Mapping[Key, dt.date], reason: str) -> Merged:
    """Everything that a merge changes. agreed: the day of each step that stands. reason: of the decision that is
    recorded where an agreed day is chosen in place of that which stands.

    Raises CadenceError: ``no_such_thing``; ``decided_today`` where another decision about the city is of today already.
    """
    merged = Merged(pair)
    _own_row(serving, merged, choose)
    for table in load_contracts():
        _rows_of(serving, merged, table, choose, agreed)
    _keep_earlier_days(serving, merged, reason)
    _keep_names(serving, merged)
    return merged


def _own_row(serving: Serving, merged: Merged, choose: Choose) -> None:
    """The kept thing's own row, filled from that of the gone one; its names are its own."""
    pair, contract = merged.pair, load_contracts()[merged.pair.table]
    (key,) = contract.primary_key
    rows = {row[key]: row for row in named_by(serving, pair.thing, (pair.kept, pair.gone), pair.table)}
    if missing := [code for code in (pair.kept, pair.gone) if code not in rows]:
        raise CadenceError("no_such_thing", text=missing[0])
    kept, gone = (
        with_code(rows[code], pair.table, pair.thing, pair.gone, pair.kept) for code in (pair.kept, pair.gone)
    )
    for one in references(pair.thing):
        if one.table == pair.table:  # it did not come from itself
            kept[one.field], gone[one.field] = (
                None if r[one.field] == pair.kept else r[one.field] for r in (kept, gone)
            )
    held = THINGS[pair.table].names if pair.table in THINGS else ()
    found = as_one(contract, kept, {**gone, key: pair.kept}, choose, held)
    merged.rows[pair.table] = {(pair.kept,): found.row}
    merged.gone[pair.table] = {(pair.gone,)}
    merged.clashes += found.clashes
    merged.old_names = list(dict.fromkeys(str(gone[name]) for name in held if gone[name]))


def _rows_of(serving: Serving, merged: Merged, table: str, choose: Choose, agreed: Mapping[Key, dt.date]) -> None:
    pair, contract = merged.pair, load_contracts()[table]
    there = {key_of(contract, row): row for row in named_by(serving, pair.thing, (pair.kept, pair.gone), table)}
    if table == pair.table:
        there = {key: row for key, row in there.items() if key not in ((pair.kept,), (pair.gone,))}
    rows = merged.rows.setdefault(table, {})
    for before, row in there.items():
        moved = with_code(row, table, pair.thing, pair.gone, pair.kept)
        if moved == row:
            continue
        merged.moved[table] = merged.moved.get(table, 0) + 1
        key = key_of(contract, moved)
        if key != before:
            merged.gone.setdefault(table, set()).add(before)
        if table == EARLIER and key[:2] in merged.disputed:
            merged.left += 1
            continue
        standing = rows.get(key) or (there.get(key) if key != before else None)
        if table == DAYS:
            standing = _with_day(contract, key, standing, agreed)
        if standing is None:
            rows[key] = moved
            continue
        found = as_one(contract, standing, moved, choose)
        merged.clashes += found.clashes
        if table == DAYS and _is_disputed(standing, moved):
            merged.disputed[key] = standing["baseline_on"]
        if found.row == there.get(key):
            merged.folded += 1
        else:
            rows[key] = found.row


def _with_day(contract: Contract, key: Key, standing: Row | None, agreed: Mapping[Key, dt.date]) -> Row | None:
    """The row there is, or the day alone that was agreed for a row which went since: it still binds."""
    if (day := agreed.get(key)) is None or (standing is not None and standing["baseline_on"] is not None):
        return standing
    empty: Row = dict.fromkeys(contract.columns) | dict(zip(contract.primary_key, key, strict=True))
    return (standing or empty) | {"baseline_on": day, "baseline_from": "agreed"}


def _is_disputed(standing: Row, moved: Row) -> bool:
    both = (standing["baseline_on"], moved["baseline_on"])
    return None not in both and both[0] != both[1]


def _keep_earlier_days(serving: Serving, merged: Merged, reason: str) -> None:
    """Where another day was chosen than that which stands: a decision of today lets it, and the day before is kept."""
    steps, zones = merged.rows.get(DAYS, {}), _zones(serving) if merged.disputed else {}
    for (city, step), day in merged.disputed.items():
        if (city, step) not in steps or steps[city, step]["baseline_on"] == day:
            continue
        today = days.today(zones.get(city))
        merged.anew[city, step] = day
        decided, key = merged.rows.setdefault(DECISIONS, {}), (today, "city", city)
        known = decided.get(key) or rows_by_key(serving, DECISIONS).get(key)
        if known is not None and known["decision"] != "rebaseline":
            raise CadenceError("decided_today", city=city, day=today)
        if known is None:
            said = {"decided_on": today, "subject": "city", "subject_id": city, "decision": "rebaseline"}
            decided[key] = dict.fromkeys(load_contracts()[DECISIONS].columns) | said | {"reason": reason}
        earlier = {"city_id": city, "milestone_id": step, "decided_on": today, "earlier_on": day}
        merged.rows.setdefault(EARLIER, {})[city, step, today] = earlier


def _zones(serving: Serving) -> dict[str, str | None]:
    """The time zone of each city's network."""
    zones = {row["network_id"]: row["timezone"] for row in published_rows(serving, "networks")}
    return {row["city_id"]: zones.get(row["network_id"]) for row in published_rows(serving, "cities")}


def _keep_names(serving: Serving, merged: Merged) -> None:
    """The names of the gone thing, and its code, as names of the kept one, where nothing has them yet."""
    pair, contract = merged.pair, load_contracts()[NAMES]
    if pair.thing not in contract.column("thing").enum:
        return
    own = merged.rows[pair.table][pair.kept,]
    network = network_of(serving, pair.table, own)
    names = rows_by_key(serving, NAMES) | merged.rows[NAMES]
    mine = [row for row in names.values() if row["thing"] == pair.thing and row["network_id"] in (network, EVERYONE)]
    known = {plain(str(row["name"])) for row in mine}
    known |= {plain(str(own[name])) for name in THINGS[pair.table].names if own[name]}
    for text in (*merged.old_names, pair.gone):
        if plain(text) not in known:
            row = {"network_id": network, "thing": pair.thing, "name": text, "code": pair.kept}
            merged.rows[NAMES][key_of(contract, row)] = row
            known.add(plain(text))
