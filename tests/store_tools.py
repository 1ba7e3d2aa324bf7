"""Small hands for the tests of the record: publish rows written in the test itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cadence.contract import load_contracts
from cadence.settings import Settings, read_settings
from cadence.sql import quote
from cadence.store import Publication, SourceFile, Staged, Store

Rows = Iterable[Mapping[str, Any]]


def settings_for(place: Path | str, data: str = "") -> Settings:
    """Settings of a record at one place."""
    return read_settings({"CADENCE_STORE": str(place), "CADENCE_DATA": data})


def source_file(folder: Path, name: str, text: str, **more: Any) -> SourceFile:
    """A file as somebody would upload it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return SourceFile(path, name, hashlib.sha256(text.encode()).hexdigest(), "partners", **more)


def stage(con: Any, table: str, rows: Rows, name: str = "staged") -> str:
    """A staged table holding these rows; fields not given are NULL; lines are counted from 2."""
    contract = load_contracts()[table]
    relation = quote(f"{name}_{table}")
    body = ", ".join(f"{quote(f.name)} {f.duckdb_type}" for f in contract.fields)
    con.execute(f"create or replace table {relation} ({body}, _line bigint)")
    blanks = ", ".join("?" * (len(contract.fields) + 1))
    values = [[row.get(c) for c in contract.columns] + [line] for line, row in enumerate(rows, start=2)]
    if values:
        con.executemany(f"insert into {relation} values ({blanks})", values)
    return relation


def publish(
    store: Store,
    folder: Path,
    tables: Mapping[str, Rows],
    mode: str = "merge",
    name: str = "a.csv",
    author: str = "Ada",
    **more: Any,
) -> Publication | None:
    """Publish rows of some tables as one file."""
    with store.workspace() as work:
        staged = {t: [Staged(stage(work.con, t, rows), 0)] for t, rows in tables.items()}
        text = hashlib.sha256(repr(sorted(tables.items(), key=str)).encode()).hexdigest()
        file = source_file(folder, name, text)
        return store.publish(work.con, staged, mode=mode, message=f"{mode} {name}", author=author, files=[file], **more)


def published(store: Store, table: str, snapshot: int | None = None) -> pd.DataFrame:
    """Rows of a table as the record has them at a snapshot, in key order, with their origin."""
    from cadence.store.version import Version

    contract = load_contracts()[table]
    version = Version(store.lake, store.newest() if snapshot is None else snapshot)
    keys = ", ".join(quote(k) for k in contract.primary_key)
    with store.lake.con.cursor() as con:
        return con.execute(f"from {version.table(contract)} order by {keys}").df()
