"""Reading the record as it was: tables at a snapshot, whatever columns the contract had then."""

from __future__ import annotations

import duckdb

from cadence.contract import Contract
from cadence.errors import StoreError
from cadence.sql import quote
from cadence.store import seals
from cadence.store.engine import roll_back
from cadence.store.lake import CATALOG, Lake, contract_columns

# The first snapshot whose rows a recovery brought back, in the record's facts.
WHOLE_SINCE = "whole_since"
COLUMNS_THEN = f"""
select t.table_name, c.column_name
from {CATALOG}.ducklake_table t join {CATALOG}.ducklake_column c using (table_id)
where c.parent_column is null
  and t.begin_snapshot <= $snapshot and coalesce(t.end_snapshot > $snapshot, true)
  and c.begin_snapshot <= $snapshot and coalesce(c.end_snapshot > $snapshot, true)
"""


# Damaged files named in a sentence.
NAMED = 3
# What came or went between two snapshots: files of rows, marks that rows are deleted, columns, whole tables.
MOVED = " union ".join(
    f"""
    select t.table_name from {CATALOG}.{rows} r join {CATALOG}.ducklake_table t using (table_id)
    where r.begin_snapshot > $earlier and r.begin_snapshot <= $snapshot
        or r.end_snapshot > $earlier and r.end_snapshot <= $snapshot
    """
    for rows in ("ducklake_data_file", "ducklake_delete_file", "ducklake_column", "ducklake_table")
)
# Rows of a table of which a preparation takes a copy: some megabytes at most.
COPIED = 20_000
ROWS_WRITTEN = f"""
select t.table_name, sum(f.record_count)::bigint
from {CATALOG}.ducklake_data_file f join {CATALOG}.ducklake_table t using (table_id)
where f.begin_snapshot <= $snapshot and coalesce(f.end_snapshot > $snapshot, true)
group by t.table_name
"""


class Version:
    """The record at one snapshot. Never read inside a transaction that has written the same table.

    A table is given only when every file of it is as it was written: damage mostly gives another number rather than
    an error, and what was read here may be written again. The other tables can be read.
    """

    def __init__(self, lake: Lake, snapshot: int) -> None:
        self.snapshot = int(snapshot)
        self._lake = lake
        self._sound: set[str] = set()
        self._sealed: dict[str, list[seals.Sealed]] | None = None
        with lake.con.cursor() as con:
            known = con.execute(
                f"select 1 from {CATALOG}.ducklake_snapshot where snapshot_id = $snapshot",
                {"snapshot": self.snapshot},
            ).fetchone()
            if not known:
                raise StoreError("unknown_snapshot", snapshot=snapshot, newest=lake.newest())
            if self.snapshot < int(lake.facts.get(WHOLE_SINCE) or 0):
                raise StoreError("snapshot_lost", snapshot=snapshot)
            self._columns = set(con.execute(COLUMNS_THEN, {"snapshot": self.snapshot}).fetchall())

    def table(self, contract: Contract, has_rowid: bool = False) -> str:
        """A relation (in brackets) with the contract's columns of today and the origin; NULL where the column,
        no row where the table, did not exist yet. ``rowid``, the record's own number of the row, on demand."""
        self.refuse_damaged(contract.name)
        columns = contract_columns(contract)
        there = {column for column in columns if (contract.name, column) in self._columns}
        picked = ", ".join(
            quote(name) if name in there else f"null::{kind} as {quote(name)}" for name, kind in columns.items()
        )
        if has_rowid:
            picked += ", rowid" if there else ", null::bigint as rowid"
        if not there:
            return f"(select {picked} limit 0)"
        return f"(select {picked} from lake.{quote(contract.name)} at (version => {self.snapshot}))"

    def refuse_damaged(self, table: str) -> None:
        """Raise StoreError ``snapshot_damaged`` when a file of the table is not as it was written."""
        if table in self._sound:
            return
        if self._sealed is None:
            self._sealed = seals.sealed_files(self._lake, self.snapshot)
        if harmed := [one.path for one in seals.find_damage(self._lake, table, self._sealed.get(table, ()))]:
            paths = ", ".join(harmed[:NAMED])
            raise StoreError("snapshot_damaged", snapshot=self.snapshot, n=len(harmed), paths=paths)
        self._sound.add(table)

    def changed_since(self, earlier: int) -> set[str]:
        """The tables that may hold other rows than at an earlier snapshot; every other one holds the very same."""
        with self._lake.con.cursor() as con:
            found = con.execute(MOVED, {"earlier": int(earlier), "snapshot": self.snapshot}).fetchall()
        return {str(name) for (name,) in found}

    def rows(self, contract: Contract) -> int:
        """How many rows the table has; told from the catalogue, without reading them."""
        with self._lake.con.cursor() as con:
            row = con.execute(f"select count(*) from {self.table(contract)}").fetchone()
        return int(row[0]) if row else 0


def create_tables(con: duckdb.DuckDBPyConnection, version: Version, contracts: list[Contract]) -> None:
    """Schema ``published`` of the current database: the rows of each table at the version.

    A small table is copied, as a preparation asks it a dozen times and the record takes five milliseconds to begin an
    answer; a large one is a view. One of which no file was written is not asked for: that alone takes forty.
    """
    con.execute("begin")  # the record's catalogue is read once, not once a table: a third of the time
    try:
        written = dict(con.execute(ROWS_WRITTEN, {"snapshot": version.snapshot}).fetchall())
        con.execute("create schema published")
        for contract in contracts:
            name = f"published.{quote(contract.name)}"
            if contract.name not in written:
                version.refuse_damaged(contract.name)
                columns = ", ".join(f"{quote(column)} {type_}" for column, type_ in contract_columns(contract).items())
                con.execute(f"create table {name} ({columns})")
            else:
                kind = "table" if written[contract.name] <= COPIED else "view"
                con.execute(f"create {kind} {name} as from {version.table(contract)}")
        con.execute("commit")
    except BaseException:
        roll_back(con)
        raise
