"""The newest row of every key, from Parquet files alone: what can be had of a record of 0.1 without its catalogue.

The files' names tell in which order they were begun, and the lists of deleted rows which places are void. That a
whole file was taken away was known to the catalogue only: rows that a later step removed may be there again.
"""

from __future__ import annotations

import json

import duckdb

from cadence import days
from cadence.contract import load_contracts
from cadence.sql import count, literal, quote
from cadence.store.engine import first_line
from cadence.store.folder import Folder
from cadence.store.lake import Lake, contract_columns
from cadence.store.model import FILES_COLUMNS
from cadence.store.unfinished import start_time

DETAILS = {"kind": "recovered", "changes": {}, "files": []}


def publish(lake: Lake, folder: Folder, files: str, damaged: list[str]) -> None:
    """Publish the newest rows of every table as one step. Files that cannot be read are added to ``damaged``."""
    wanted = {c.name: (contract_columns(c), c.primary_key) for c in load_contracts().values()}
    wanted["_files"] = (FILES_COLUMNS, ("file_id",))
    with lake.con.cursor() as con:
        for table, (columns, key) in wanted.items():
            _gather(con, folder, f"{files}main/{table}", table, columns, key, damaged)
        rows = {table: count(con, quote(f"_newest_{table}")) for table in wanted}
        ids = [row[0] for row in con.execute('select file_id from "_newest__files" order by file_id').fetchall()]
        changes = {table: [n, 0, 0, 0] for table, n in rows.items() if n and table != "_files"}
        time = days.now().isoformat(timespec="milliseconds")
        details = json.dumps({**DETAILS, "changes": changes, "files": ids, "time": time})
        with lake.transaction("Cadence", "", details, con):
            for table in wanted:
                con.execute(f"insert into lake.{quote(table)} by name from {quote('_newest_' + table)}")


def _gather(
    con: duckdb.DuckDBPyConnection,
    folder: Folder,
    place: str,
    table: str,
    columns: dict[str, str],
    key: tuple[str, ...],
    damaged: list[str],
) -> None:
    """Table ``_newest_<table>``: of each key the row of the file begun last, void places left out."""
    body = ", ".join(f"{quote(name)} {kind}" for name, kind in columns.items())
    con.execute(f"create or replace temp table _all ({body}, _begun bigint, _name varchar, _place bigint)")
    con.execute("create or replace temp table _void (name varchar, place bigint)")
    for entry in folder.below(place):
        moment, name = start_time(entry.path), entry.path.rpartition("/")[2]
        if moment < 0:
            continue
        source = f"read_parquet({literal(folder.path(entry.path))}, file_row_number = true)"
        try:
            if name.endswith("-delete.parquet"):
                con.execute(f"insert into _void select parse_filename(file_path), pos from {source}")
            else:
                there = {row[0] for row in con.execute(f"describe from {source}").fetchall()}
                picked = ", ".join(quote(column) for column in columns if column in there)
                con.execute(
                    f"insert into _all by name select {picked}, {moment} as _begun, {literal(name)} as _name, "
                    f"file_row_number as _place from {source}"
                )
        except duckdb.Error as error:
            damaged.append(f"{entry.path}: {first_line(error)}")
    keys = ", ".join(map(quote, key))
    names = ", ".join(map(quote, columns))
    con.execute(
        f"create or replace temp table {quote('_newest_' + table)} as select {names} from _all "
        "anti join _void on _void.name = _all._name and _void.place = _all._place "
        f"qualify row_number() over (partition by {keys} order by _begun desc, _name desc, _place desc) = 1"
    )
