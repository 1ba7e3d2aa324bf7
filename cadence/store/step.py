"""Writing one snapshot: its marker, originals and manifest, then all tables in one transaction, then the hashes."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from cadence import __version__, days, scratch
from cadence.contract import load_contracts
from cadence.errors import StoreError
from cadence.sql import insert_rows, literal
from cadence.store import change_set, manifests, seals, unfinished
from cadence.store.adoption import clear_unfinished
from cadence.store.buckets import REFUSED, SILENT, silence
from cadence.store.change_set import ChangeSet
from cadence.store.engine import first_line
from cadence.store.history import history
from cadence.store.lake import Lake
from cadence.store.model import SourceFile, Staged, written_details
from cadence.store.seals import Progress
from cadence.store.unfinished import Marker
from cadence.store.vault import Vault
from cadence.store.version import Version


@dataclass(frozen=True)
class Writing:
    """Everything one snapshot is made of."""

    kind: str
    author: str
    message: str
    changes: Sequence[ChangeSet]
    files: Sequence[SourceFile] = ()
    file_ids: Sequence[int] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    definitions: str = ""  # the mark of the definitions in force, as the caller knows it

    def details(self, marker: Marker) -> str:
        """The commit's own account of itself, with the id and the time of its write, and what counted it then."""
        changes = {c.contract.name: c.changes for c in self.changes}
        time = days.now().isoformat(timespec="milliseconds")
        made = {"write": marker.write, "time": time, "program": __version__, "definitions": self.definitions}
        return written_details(self.kind, changes, list(self.file_ids), **self.more, **made)


def compare_staged(
    lake: Lake,
    con: duckdb.DuckDBPyConnection,
    staged: Mapping[str, Sequence[Staged]],
    mode: str,
    file_ids: Sequence[int] | None = None,
    gone: Mapping[str, str] | None = None,
) -> list[ChangeSet]:
    """The changes of each staged table against the record as it is now, parents first. gone: see ``Store.publish``."""
    now = Version(lake, lake.newest())
    leaving = gone or {}
    found = []
    for name, contract in load_contracts().items():
        if name in staged or name in leaving:
            rows, published = staged.get(name, ()), now.table(contract)
            source = change_set.staged_rows(contract, rows, file_ids or file_places(rows))
            source = source or f"select {', '.join(change_set.all_columns(contract))} from {published} limit 0"
            found.append(change_set.compare(con, contract, source, published, mode, leaving.get(name, "")))
    return found


def file_places(staged: Sequence[Staged]) -> range:
    """Stand-ins for file ids, for comparisons that write nothing."""
    return range(max((one.file for one in staged), default=0) + 1)


def next_file_ids(con: duckdb.DuckDBPyConnection, n: int) -> range:
    """The numbers of the next ``n`` files of the record."""
    row = con.execute("select coalesce(max(file_id), 0) from lake._files").fetchone()
    first = int(row[0]) + 1 if row else 1
    return range(first, first + n)


def refuse_if_changed(lake: Lake, based_on: int, tables: set[str]) -> None:
    """Refuse when a publication after ``based_on`` touched these tables or tables tied to them by a key."""
    tied = change_set.with_related(load_contracts(), tables)
    for later in history(lake):
        touched = sorted(tied & {table for table, changes in later.changes.items() if changes})
        if later.snapshot > based_on and touched:
            raise StoreError(
                "changed_meanwhile",
                author=later.author,
                message=later.message,
                number=later.number,
                tables=", ".join(touched),
            )


def write(lake: Lake, vault: Vault, con: duckdb.DuckDBPyConnection, writing: Writing, report: Progress) -> None:
    """Publish; the caller holds the right to write. On any error the record is as it was.

    The marker of the write comes first and goes last; originals and manifest are whole before the commit.
    """
    try:
        clear_unfinished(lake)
    except OSError as error:
        raise silence(error, lake.data) or error from error.__cause__
    tables = [change.contract.name for change in writing.changes if change.touched]
    marker = Marker.begin(lake.record_id or "", lake.newest(), tables, (file.sha256 for file in writing.files))
    try:
        unfinished.put(lake.folder, marker)
        _write(lake, vault, con, writing, marker, report)
    except BaseException as error:
        is_said = isinstance(error, StoreError) and error.code in (SILENT, REFUSED)
        silent = error if is_said else silence(error, lake.data)
        if silent:
            raise silent from error  # what was begun is cleared by the next writing; here it would only wait longer
        with contextlib.suppress(OSError, duckdb.Error, StoreError):
            clear_unfinished(lake)  # if even that fails, the next writing does it
        if isinstance(error, OSError | duckdb.Error):
            raise StoreError("store_write_failed", reason=first_line(error)) from error
        raise
    report("seal", 0, 1)
    with contextlib.suppress(OSError, duckdb.Error, StoreError):
        # Published all the same; hashes that are missing now are made at the next start.
        seals.seal(lake)
        unfinished.take_away(lake.folder)
    report("seal", 1, 1)


def _write(
    lake: Lake, vault: Vault, con: duckdb.DuckDBPyConnection, writing: Writing, marker: Marker, report: Progress
) -> None:
    """Originals, manifest, and all tables in one transaction."""
    rows = []
    for number, (file, file_id) in enumerate(zip(writing.files, writing.file_ids, strict=True)):
        report("originals", number, len(writing.files))
        rows.append(_keep(vault, con, file, file_id))
    details = writing.details(marker)
    said = {
        "number": marker.base + 1,
        "write": marker.write,
        "parent": next((step.snapshot for step in history(lake)), None),
        "kind": writing.kind,
        "author": writing.author,
        "message": writing.message,
        **writing.more,
        "definitions": writing.definitions,
        "time": json.loads(details)["time"],
        "details": details,
    }
    report("manifest", 0, 1)
    manifests.write(lake.folder, con, marker.manifest, said, writing.changes, rows)
    with lake.transaction(writing.author, writing.message, details, con):
        changed = [change for change in writing.changes if change.touched]
        for number, change in enumerate(changed):
            report("write", number, len(changed))
            change_set.apply(con, change)
        insert_files(con, rows)
        report("commit", 0, 1)


def insert_files(con: duckdb.DuckDBPyConnection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows of the files table, in the order of FILES_COLUMNS, inside the open transaction."""
    insert_rows(con, "lake._files", rows)


def _keep(vault: Vault, con: duckdb.DuckDBPyConnection, file: SourceFile, file_id: int) -> list[Any]:
    """Keep a file and its rows set aside; gives the file's row in the files table."""
    size = vault.keep(file.path, file.sha256)
    rejects = None
    if file.rejects and file.set_aside:
        with scratch.folder() as folder:
            path = folder / "set_aside.csv"
            con.execute(f"copy (from {file.rejects}) to {literal(str(path))} (header true)")
            rejects = hashlib.sha256(path.read_bytes()).hexdigest()
            vault.keep(path, rejects)
    details = json.dumps(file.details, ensure_ascii=False, default=str)
    return [file_id, file.name, file.sha256, size, file.about, details, file.set_aside, rejects]
