"""What each step of the record was, beside the originals: enough to build the record again without its catalogue.

A manifest is a folder ``manifests/<number>-<write>/``: ``manifest.json`` says number, parent, kind, author, time,
mode, message, files (with the answers, names and recipe they were read by) and hashes; ``<table>.put.parquet`` holds
the rows the step wrote, ``<table>.gone.parquet`` the keys it took away. It is whole before the step is committed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from cadence import __version__, scratch
from cadence.errors import StoreError
from cadence.sql import literal
from cadence.store.change_set import ChangeSet
from cadence.store.folder import Folder
from cadence.store.identity import FORMAT, MANIFESTS, manifest_numbers
from cadence.store.model import FILES_COLUMNS, Damage

NAME = "manifest.json"
CHECK = "sha256"
DIGITS = 64
NEEDED = {"format", "number", "write", "kind", "time", "details", "files", "tables"}
# The table whose days, once agreed, are held. A step also keeps those that it only said again: it stands for them
# when the step that said them first is undone.
AGREED = "progress"
AGREED_DAYS = "city_id, milestone_id, baseline_on"


@dataclass(frozen=True)
class Manifest:
    """One step as its manifest tells it. ``said`` is the whole of manifest.json; empty when that is damaged."""

    number: int
    name: str
    said: Mapping[str, Any]

    @property
    def is_damaged(self) -> bool:
        """Whether its manifest.json is no longer what was written."""
        return not self.said

    @property
    def is_base(self) -> bool:
        """Whether it holds all rows at a step, not the changes of one: the first of a record that had none before."""
        return self.said.get("kind") == "base"

    def tables(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        """By table, the parts ``put`` and ``gone`` with their ``file``, ``sha256`` and ``rows``."""
        found: dict[str, dict[str, Mapping[str, Any]]] = self.said.get("tables", {})
        return found

    def parts(self) -> list[Mapping[str, Any]]:
        """Every Parquet file of it."""
        again = self.said.get("said_again")
        return [part for parts in self.tables().values() for part in parts.values()] + ([again] if again else [])

    def path(self, part: Mapping[str, Any]) -> str:
        """Where one of its Parquet files is, from the record's folder."""
        return f"{MANIFESTS}/{self.name}/{part['file']}"


def write(
    folder: Folder,
    con: duckdb.DuckDBPyConnection,
    name: str,
    said: Mapping[str, Any],
    changes: Sequence[ChangeSet],
    files: Sequence[Sequence[Any]],
) -> None:
    """Write a step's manifest; manifest.json comes last, so that one that is there is whole.

    said: what the step is (number, write, parent, kind, author, message, time, details). files: its rows of the
    files table, in the order of FILES_COLUMNS.
    """
    tables: dict[str, dict[str, Any]] = {}
    for change in (change for change in changes if change.touched):
        parts = {"gone": f"from {change.gone}"} if change.gone else {}
        parts["put"] = change.rows
        table = change.contract.name
        tables[table] = {part: _copy(folder, con, name, f"{table}.{part}.parquet", sql) for part, sql in parts.items()}
    listed = [dict(zip(FILES_COLUMNS, row, strict=True)) for row in files]
    whole = {"format": FORMAT, "program": __version__, **said, "files": listed, "tables": tables}
    if days := next((one.equal for one in changes if one.contract.name == AGREED and one.changes.unchanged), None):
        whole["said_again"] = _copy(
            folder, con, name, f"{AGREED}.said_again.parquet", f"select {AGREED_DAYS} from ({days})"
        )
    folder.write_json(f"{MANIFESTS}/{name}/{NAME}", as_sealed(whole))


def write_base(
    folder: Folder,
    con: duckdb.DuckDBPyConnection,
    said: Mapping[str, Any],
    tables: Mapping[str, str],
    files: Sequence[Sequence[Any]],
) -> None:
    """Write every row of every table as they are, for a record whose earlier steps left no manifests.

    tables: for each table the SELECT of its rows, origin included.
    """
    name = f"{said['number']:08}-{said['write']}"
    parts = {table: {"put": _copy(folder, con, name, f"{table}.put.parquet", sql)} for table, sql in tables.items()}
    listed = [dict(zip(FILES_COLUMNS, row, strict=True)) for row in files]
    whole = {"format": FORMAT, "program": __version__, **said, "files": listed, "tables": parts}
    folder.write_json(f"{MANIFESTS}/{name}/{NAME}", as_sealed(whole))


def as_sealed(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What a small file says, with the line that tells whether a byte of it changed since."""
    return {**whole, CHECK: _digest(whole)}


def as_written(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a sealed file says, without that line; nothing when it is not as it was written."""
    bare = {name: value for name, value in said.items() if name != CHECK}
    return bare if said.get(CHECK) == _digest(bare) else {}


def _digest(whole: Mapping[str, Any]) -> str:
    """The sha256 of what a small file says, its own line apart, whatever its spaces are."""
    as_read = json.loads(json.dumps(whole, default=str))
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()


def _copy(folder: Folder, con: duckdb.DuckDBPyConnection, name: str, file: str, sql: str) -> dict[str, Any]:
    """One Parquet file of a manifest: where it is, its hash, its number of rows."""
    with scratch.folder() as drafts:
        draft = drafts / file
        row = con.execute(f"copy ({sql}) to {literal(str(draft))} (format parquet, compression zstd)").fetchone()
        digest = folder.bring(draft, f"{MANIFESTS}/{name}/{file}")
    return {"file": file, "sha256": digest, "rows": int(row[0]) if row else 0}


def read_all(folder: Folder) -> list[Manifest]:
    """The manifest of every step that left one, in the order of the steps."""
    return [
        Manifest(
            number, f"{number:08}-{write_id}", _read_manifest(folder, f"{MANIFESTS}/{number:08}-{write_id}/{NAME}")
        )
        for number, write_id in manifest_numbers(folder)
    ]


def _read_manifest(folder: Folder, path: str) -> dict[str, Any]:
    """What a manifest.json says; nothing when a byte of it is not as it was written."""
    try:
        said = folder.read_json(path) or {}
    except StoreError:
        return {}
    check = said.pop(CHECK, None)
    # The first manifests had no such line; one that lost its name is still as long as a hash.
    is_first = check is None and said.keys() >= NEEDED and DIGITS not in (len(str(value)) for value in said.values())
    return said if is_first or check == _digest(said) else {}


def damage(folder: Folder, progress: Callable[[str, int, int], None]) -> list[Damage]:
    """The parts of manifests that are missing or no longer what they were."""
    steps = read_all(folder)
    every = [(one, part) for one in steps for part in one.parts()]
    found = [
        Damage(f"{MANIFESTS}/{one.name}/{NAME}", "changed", publication=one.number) for one in steps if one.is_damaged
    ]
    for number, (manifest, part) in enumerate(every):
        progress("verify", number, len(every))
        code = state_of(folder, manifest.path(part), str(part["sha256"]))
        found += [Damage(manifest.path(part), code, publication=manifest.number)] if code else []
    return found


def state_of(folder: Folder, path: str, sha256: str) -> str | None:
    """``missing`` or ``changed`` for a file that is not what its hash says; None when it is."""
    content = folder.read(path)
    if content is None:
        return "missing"
    return None if hashlib.sha256(content).hexdigest() == sha256 else "changed"
