"""Going back: the source rows that a return to a snapshot, or the undo of one publication, would publish."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from cadence.contract import Contract, ForeignKey, load_contracts
from cadence.errors import StoreError
from cadence.sql import quote
from cadence.store.change_set import ChangeSet, all_columns, compare, differs, same_key
from cadence.store.history import history
from cadence.store.lake import Lake
from cadence.store.model import ORIGIN, Changes
from cadence.store.version import Version


@dataclass(frozen=True)
class Undo:
    """What an undo would change, and the keys of rows it leaves because a later publication touched them."""

    changes: dict[str, Changes]
    kept_later: dict[str, pd.DataFrame]


def touched_since(lake: Lake, snapshot: int) -> list[Contract]:
    """The tables that publications after a snapshot wrote to, if only to give rows an older origin back."""
    touched = {table for p in history(lake) if p.snapshot > snapshot for table in p.changes}
    return [contract for name, contract in load_contracts().items() if name in touched]


def changes_to_restore(lake: Lake, con: duckdb.DuckDBPyConnection, snapshot: int) -> list[ChangeSet]:
    """The changes that bring every table back to what it was at a snapshot."""
    then, now = Version(lake, snapshot), Version(lake, lake.newest())
    return [compare(con, c, f"from {then.table(c)}", now.table(c), "restore") for c in touched_since(lake, snapshot)]


def changes_to_undo(lake: Lake, con: duckdb.DuckDBPyConnection, snapshot: int) -> tuple[list[ChangeSet], Undo]:
    """The changes that take one publication back, and what they leave."""
    publication = next((p for p in history(lake) if p.snapshot == snapshot), None)
    if publication is None:
        raise StoreError("no_such_publication", snapshot=snapshot)
    before, after, now = (Version(lake, n) for n in (snapshot - 1, snapshot, lake.newest()))
    contracts = [c for name, c in load_contracts().items() if name in publication.changes]
    sources = {c.name: undone_rows(con, c, before, after, now) for c in contracts}
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
