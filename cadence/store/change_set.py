"""What a set of rows would change in one published table, found by SQL, and the applying of exactly that.

Everything is compared before the transaction begins: inside it, reading an older version of a table that
was already written gives wrong rows (measured), and nothing but deletes and inserts is left to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from cadence.contract import Contract
from cadence.errors import StoreError
from cadence.sql import count, quote
from cadence.store.model import ORIGIN, Changes, Staged


@dataclass(frozen=True)
class ChangeSet:
    """Changes of one table: ``rows`` gives what to insert, ``gone`` the keys to delete first, if any.

    ``touched`` counts the rows written or removed, those included that only get an older origin back. ``equal`` gives
    the rows that say what is published already, if there may be any.
    """

    contract: Contract
    changes: Changes
    rows: str
    gone: str | None
    rows_after: int
    touched: int
    equal: str | None = None


def all_columns(contract: Contract) -> tuple[str, ...]:
    """Quoted names of a table's columns, origin included."""
    return tuple(quote(name) for name in (*contract.columns, *ORIGIN))


def staged_rows(contract: Contract, staged: Sequence[Staged], file_ids: Sequence[int]) -> str:
    """A SELECT of staged rows with their origin."""
    columns = ", ".join(quote(name) for name in contract.columns)
    parts = (f"select {columns}, {file_ids[one.file]}::bigint as _file, _line from {one.relation}" for one in staged)
    return " union all ".join(parts)


def same_key(contract: Contract, left: str, right: str) -> str:
    """The join condition on a table's key."""
    pairs = (f"{left}.{quote(k)} is not distinct from {right}.{quote(k)}" for k in contract.primary_key)
    return " and ".join(pairs)


def differs(columns: Sequence[str], left: str, right: str) -> str:
    """True where any of the columns differs, NULL being a value like another; false for no columns."""
    pairs = [f"{left}.{quote(c)} is distinct from {right}.{quote(c)}" for c in columns]
    return f"({' or '.join(pairs)})" if pairs else "false"


def compare(
    con: duckdb.DuckDBPyConnection, contract: Contract, source: str, published: str, mode: str, leaving: str = ""
) -> ChangeSet:
    """Compare the SELECT ``source`` (columns and origin) with the relation ``published``.

    Fills temporary tables of ``con``: rows to put, keys to drop. In ``merge`` mode rows that ``source`` does not
    have stay, but for those whose keys the relation ``leaving`` names; in ``replace`` mode they go. An equal row keeps
    the origin it has, except when ``source`` is an older state of the record (mode ``restore``), whose origins come
    back too.
    """
    before, incoming = count(con, published), count(con, f"({source})")
    if before == 0:
        return ChangeSet(contract, Changes(added=incoming), source, None, incoming, incoming)
    put, gone = quote(f"_put_{contract.name}"), quote(f"_gone_{contract.name}")
    own = [name for name in contract.columns if name not in contract.primary_key]
    origin = differs(ORIGIN, "s", "p") if mode == "restore" else "false"
    con.execute(
        f"create or replace temp table {put} as "
        f"select s.*, p._file is null as _is_new, {differs(own, 's', 'p')} as _is_changed "
        f"from ({source}) s left join {published} p on {same_key(contract, 's', 'p')} "
        f"where p._file is null or {differs(own, 's', 'p')} or {origin}"
    )
    added = count(con, put, "_is_new")
    changed = count(con, put, "not _is_new and _is_changed")
    keys = ", ".join(quote(k) for k in contract.primary_key)
    con.execute(f"create or replace temp table {gone} as select {keys} from {put} where not _is_new")
    removed = 0
    if mode != "merge" or leaving:
        goes = f"exists (select 1 from {leaving} l where {same_key(contract, 'l', 'p')})" if leaving else "true"
        stays = count(con, gone)
        con.execute(
            f"insert into {gone} select {keys} from {published} p where {goes} "
            f"and not exists (select 1 from ({source}) s where {same_key(contract, 's', 'p')})"
        )
        removed = count(con, gone) - stays
    changes = Changes(added, changed, incoming - added - changed, removed)
    rows = f"select {', '.join(all_columns(contract))} from {put}"
    equal = f"select s.* from ({source}) s anti join {put} w on {same_key(contract, 's', 'w')}"
    return ChangeSet(contract, changes, rows, gone, before + added - removed, count(con, put) + removed, equal)


def apply(con: duckdb.DuckDBPyConnection, change: ChangeSet) -> None:
    """Write one table's changes inside the open transaction, and count that they are what was foreseen."""
    table = f"lake.{quote(change.contract.name)}"
    if change.gone:
        con.execute(f"delete from {table} as t using {change.gone} g where {same_key(change.contract, 't', 'g')}")
    con.execute(f"insert into {table} by name {change.rows}")
    if (found := count(con, table)) != change.rows_after:
        raise StoreError("rows_differ", table=change.contract.name, expected=change.rows_after, found=found)


def changed_rows(contract: Contract, source: str, published: str, mode: str) -> str:
    """A SELECT of the rows that differ: ``change`` (added, changed, removed), each field, and what each field
    that is not part of the key was before, as ``<field>__before``."""
    own = [name for name in contract.columns if name not in contract.primary_key]
    keys = [f"coalesce(s.{quote(k)}, p.{quote(k)}) as {quote(k)}" for k in contract.primary_key]
    now = [f"s.{quote(name)} as {quote(name)}" for name in own]
    before = [f"p.{quote(name)} as {quote(name + '__before')}" for name in own]
    join = "left join" if mode == "merge" else "full join"
    return (
        "select case when p._file is null then 'added' when s._file is null then 'removed' else 'changed' end "
        f"as change, {', '.join([*keys, *now, *before])} "
        f"from ({source}) s {join} {published} p on {same_key(contract, 's', 'p')} "
        f"where s._file is null or p._file is null or {differs(own, 's', 'p')} order by all"
    )


def with_related(contracts: Mapping[str, Contract], tables: set[str]) -> set[str]:
    """The tables themselves, those they refer to, and those that refer to them."""
    parents = {key.table for name in tables for key in contracts[name].foreign_keys}
    children = {c.name for c in contracts.values() if {key.table for key in c.foreign_keys} & tables}
    return tables | parents | children
