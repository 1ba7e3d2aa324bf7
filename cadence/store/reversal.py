"""Going back: the source rows that a return to a snapshot, or the undo of one publication, would publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from cadence.contract import Contract, ForeignKey, load_contracts
from cadence.errors import StoreError
from cadence.sql import quote
from cadence.store.change_set import ChangeSet, all_columns, changed_rows, compare, differs, same_key
from cadence.store.history import history
from cadence.store.lake import Lake, contract_columns
from cadence.store.model import ORIGIN, Changes
from cadence.store.step import refuse_if_changed
from cadence.store.version import Version


@dataclass(frozen=True)
class Undo:
    """What an undo would change, and the keys of rows it leaves because a later publication touched them."""

    changes: dict[str, Changes]
    kept_later: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Otherwise:
    """What an undo puts in another way than it would, by table: the rows of ``keys`` give way to ``rows``, whole ones
    with their origin (the contract's columns, then ORIGIN).

    based_on: the snapshot it was found in; a later publication on these tables is refused (``changed_meanwhile``).
    """

    based_on: int
    keys: Mapping[str, Sequence[Sequence[Any]]]
    rows: Mapping[str, Sequence[Sequence[Any]]]


def touched_since(lake: Lake, snapshot: int) -> list[Contract]:
    """The tables that publications after a snapshot wrote to, if only to give rows an older origin back."""
    touched = {table for p in history(lake) if p.snapshot > snapshot for table in p.changes}
    return [contract for name, contract in load_contracts().items() if name in touched]


def changes_to_restore(lake: Lake, con: duckdb.DuckDBPyConnection, snapshot: int) -> list[ChangeSet]:
    """The changes that bring every table back to what it was at a snapshot."""
    then, now = Version(lake, snapshot), Version(lake, lake.newest())
    return [compare(con, c, f"from {then.table(c)}", now.table(c), "restore") for c in touched_since(lake, snapshot)]


def changes_between(lake: Lake, con: duckdb.DuckDBPyConnection, a: int, b: int) -> list[ChangeSet]:
    """What differs from snapshot ``a`` to ``b``, table by table."""
    before, after = Version(lake, a), Version(lake, b)
    contracts = touched_since(lake, min(a, b))
    return [compare(con, c, f"from {after.table(c)}", before.table(c), "replace") for c in contracts]


def rows_between(lake: Lake, a: int, b: int, table: str) -> str:
    """A SELECT of the rows of a table that differ from snapshot ``a`` to ``b``; see ``change_set.changed_rows``."""
    contract = load_contracts()[table]
    before, after = Version(lake, a).table(contract), Version(lake, b).table(contract)
    return changed_rows(contract, f"from {after}", before, "replace")


def rows_since(lake: Lake, con: duckdb.DuckDBPyConnection, contract: Contract, snapshot: int) -> list[tuple[Any, ...]]:
    """The rows of a table, as they are now, that came or changed after a snapshot: its columns, then ORIGIN."""
    then, now = Version(lake, snapshot).table(contract), Version(lake, lake.newest()).table(contract)
    own = [name for name in contract.columns if name not in contract.primary_key]
    columns = ", ".join(f"n.{name}" for name in all_columns(contract))
    keys = ", ".join(f"n.{quote(name)}" for name in contract.primary_key)
    return con.execute(
        f"select {columns} from {now} n left join {then} t on {same_key(contract, 'n', 't')} "
        f"where t._file is null or {differs([*own, *ORIGIN], 'n', 't')} order by {keys}"
    ).fetchall()


def rows_at(
    lake: Lake, con: duckdb.DuckDBPyConnection, contract: Contract, snapshot: int, keys: Sequence[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    """The rows of these keys at a snapshot: the contract's columns, then ORIGIN."""
    same = " and ".join(f"{quote(name)} = ?" for name in contract.primary_key)
    where = " or ".join([f"({same})"] * len(keys)) or "false"
    columns = ", ".join(all_columns(contract))
    sql = f"select {columns} from {Version(lake, snapshot).table(contract)} where {where}"
    return con.execute(sql, [part for key in keys for part in key]).fetchall()


def changes_to_undo(
    lake: Lake, con: duckdb.DuckDBPyConnection, snapshot: int, otherwise: Otherwise | None = None
) -> tuple[list[ChangeSet], Undo]:
    """The changes that take one publication back, and what they leave."""
    publication = next((p for p in history(lake) if p.snapshot == snapshot), None)
    if publication is None:
        raise StoreError("no_such_publication", snapshot=snapshot)
    tables = {*publication.changes, *(otherwise.keys if otherwise else ())}
    before, after, now = (Version(lake, n) for n in (snapshot - 1, snapshot, lake.newest()))
    contracts = [c for name, c in load_contracts().items() if name in tables]
    sources = {c.name: undone_rows(con, c, before, after, now) for c in contracts}
    if otherwise is not None:
        refuse_if_changed(lake, otherwise.based_on, tables)
        sources |= {table: _put_otherwise(con, table, otherwise, sources[table]) for table in otherwise.keys}
    refuse_orphans(con, sources, now)
    changes = [compare(con, c, sources[c.name], now.table(c), "restore") for c in contracts]
    later = {c.name: later_rows(con, c) for c in contracts}
    counts = {change.contract.name: change.changes for change in changes}
    return changes, Undo(counts, {name: rows for name, rows in later.items() if len(rows)})


def undone_rows(
    con: duckdb.DuckDBPyConnection, contract: Contract, before: Version, after: Version, now: Version
) -> str:
    """A SELECT of the table as it would be without one publication.

    Rows the publication brought, changed or removed go back to ``before`` where they still are as it left them
    (``after``); rows touched since stay as they are ``now``. Also fills ``_later_<table>`` with their keys.
    """
    keys = ", ".join(quote(k) for k in contract.primary_key)
    touched, later = quote(f"_touched_{contract.name}"), quote(f"_later_{contract.name}")
    con.execute(
        f"create or replace temp table {touched} as "
        + _different(contract, before.table(contract), after.table(contract))
    )
    con.execute(
        f"create or replace temp table {later} as select {keys} from {touched} t where exists "
        f"(select 1 from ({_different(contract, after.table(contract), now.table(contract))}) l "
        f"where {same_key(contract, 't', 'l')})"
    )
    con.execute(f"delete from {touched} as t using {later} l where {same_key(contract, 't', 'l')}")
    columns = ", ".join(all_columns(contract))
    inside = f"exists (select 1 from {touched} t where {same_key(contract, 't', 'r')})"
    return (
        f"select {columns} from {now.table(contract)} r where not {inside} "
        f"union all select {columns} from {before.table(contract)} r where {inside}"
    )


def _put_otherwise(con: duckdb.DuckDBPyConnection, table: str, said: Otherwise, source: str) -> str:
    """The SELECT of a table with some rows in place of those that give way."""
    contract = load_contracts()[table]
    columns = contract_columns(contract)
    given, keys = quote(f"_given_{table}"), quote(f"_gives_way_{table}")
    for name, held, rows in (
        (given, tuple(columns), said.rows.get(table)),
        (keys, contract.primary_key, said.keys[table]),
    ):
        con.execute(f"create or replace temp table {name} ({', '.join(f'{quote(c)} {columns[c]}' for c in held)})")
        if rows:
            con.executemany(f"insert into {name} values ({', '.join('?' * len(held))})", [list(row) for row in rows])
    named = ", ".join(all_columns(contract))
    left = f"not exists (select 1 from {keys} k where {same_key(contract, 'k', 'r')})"
    return f"select {named} from ({source}) r where {left} union all select {named} from {given}"


def later_rows(con: duckdb.DuckDBPyConnection, contract: Contract) -> pd.DataFrame:
    """Keys of the rows that ``undone_rows`` left as they are."""
    return con.execute(f"from {quote(f'_later_{contract.name}')} order by all").df()


def _different(contract: Contract, left: str, right: str) -> str:
    """Keys of rows that are only on one side, or differ, origin included."""
    keys = ", ".join(f"coalesce(a.{quote(k)}, b.{quote(k)}) as {quote(k)}" for k in contract.primary_key)
    own = [name for name in contract.columns if name not in contract.primary_key]
    return (
        f"select {keys} from {left} a full join {right} b on {same_key(contract, 'a', 'b')} "
        f"where a._file is null or b._file is null or {differs([*own, *ORIGIN], 'a', 'b')}"
    )


def refuse_orphans(con: duckdb.DuckDBPyConnection, sources: dict[str, str], now: Version) -> None:
    """Refuse an undo after which a row would refer to one that is gone (a later publication builds on it)."""
    contracts = load_contracts()
    for contract in contracts.values():
        for key in contract.foreign_keys:
            if key.table not in sources and contract.name not in sources:
                continue
            child = f"({sources[contract.name]})" if contract.name in sources else now.table(contract)
            parent = sources.get(key.table)
            parent = f"({parent})" if parent else now.table(contracts[key.table])
            if row := con.execute(_orphan(contract, key, child, parent)).fetchone():
                raise StoreError("undo_leaves_orphans", n=row[1], table=contract.name, parent=key.table, example=row[0])


def _orphan(contract: Contract, key: ForeignKey, child: str, parent: str) -> str:
    """One value without its parent, and how many such values there are; no row when all is well."""
    names = dict(zip(key.fields, key.reference_fields, strict=True))
    picked = ", ".join(
        f"unnest({quote(f)}) as {quote(f)}" if contract.column(f).type == "list" else quote(f) for f in names
    )
    there = " and ".join(f"c.{quote(f)} = p.{quote(r)}" for f, r in names.items())
    filled = " and ".join(f"c.{quote(f)} is not null" for f in names)
    shown = " || ' ' || ".join(f"c.{quote(f)}" for f in names)
    return (
        f"select min({shown}), count(*) from (select {picked} from {child}) c where {filled} "
        f"and not exists (select 1 from {parent} p where {there}) having count(*) > 0"
    )
