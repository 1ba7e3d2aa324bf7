"""A database of one's own for one preparation, with what is published beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from cadence.contract import load_contracts
from cadence.errors import StoreError
from cadence.store.agreed_days import agreed_days
from cadence.store.lake import Lake
from cadence.store.version import Version, create_tables

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Workspace:
    """A connection for one preparation, and the snapshot it sees as ``published``."""

    con: duckdb.DuckDBPyConnection
    snapshot: int


@contextmanager
def workspace(lake: Lake) -> Iterator[Workspace]:
    """An empty in-memory database, with the published rows as ``published.<table>``, and the agreed day of
    every step as ``published.agreed_days``; it goes at the end."""
    name = f"work_{next(_numbers)}"
    with lake.con.cursor() as con:
        con.execute(f"attach ':memory:' as {name}")
        try:
            con.execute(f"use {name}")
            version = Version(lake, lake.newest())
            try:
                create_tables(con, version, list(load_contracts().values()))
            except StoreError as damaged:
                # Of a record without all its files more is known: that nothing can be published, and how many lack.
                why = lake.no_writing
                raise (why if why is not None and why.code == "files_missing" else damaged) from None
            con.execute(f"create view published.agreed_days as {agreed_days(lake)}")
            yield Workspace(con, version.snapshot)
        finally:
            con.execute("use memory")
            con.execute(f"detach {name}")
