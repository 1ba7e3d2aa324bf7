"""The record of publications: about ten operations, behind which DuckLake could be exchanged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import duckdb
import pandas as pd

from cadence.contract import load_contracts
from cadence.errors import StoreError
from cadence.settings import Settings
from cadence.settings import settings as settings_in_force
from cadence.store import adoption, change_set, manifests, reversal, row_life, seals
from cadence.store.buckets import silence
from cadence.store.history import history
from cadence.store.kept_reports import Shelf
from cadence.store.lake import Lake
from cadence.store.model import Changes, Damage, Publication, SourceFile, Staged
from cadence.store.reversal import Otherwise
from cadence.store.seals import Progress
from cadence.store.step import Writing, compare_staged, file_places, next_file_ids, refuse_if_changed, write
from cadence.store.vault import Vault
from cadence.store.version import Version
from cadence.store.workspace import Workspace, workspace

Connection = duckdb.DuckDBPyConnection
StagedRows = Mapping[str, Sequence[Staged]]
_open: dict[str, Store] = {}
_opening = threading.Lock()


class Store:
    """The record at one place. Use ``Store.open``: a process holds each record once."""

    def __init__(self, place: str, data: str = "", *, reading: bool = False) -> None:
        self.place = place
        self.lake = Lake(place, data, reading=reading)
        self.vault = Vault(self.lake.vault)
        self.reports = Shelf(self.lake)
        self._before_closing: list[Callable[[], None]] = []
        try:
            adoption.settle(self.lake)
            if not self.lake.is_reading:
                with self.lake.writing():
                    seals.seal(self.lake)
        except BaseException:
            self.lake.close()
            raise

    @classmethod
    def open(cls, settings: Settings | None = None, *, reading: bool = False) -> Store:
        """The record of the settings, opened once per process. Raises SetupError, StoreError.

        reading: nothing at all is written, and a place without a record is told so; several processes may read.
        A record that is already open in this process is given as it is, unless it was opened to read and now
        has to be written: then it is opened again.
        """
        chosen = settings or settings_in_force()
        with _opening:
            known = _open.get(chosen.store)
            if known is not None and (reading or not known.is_opened_to_read):
                return known
        if known is not None:
            known.close()
        with _opening:
            if chosen.store not in _open:
                _open[chosen.store] = cls(chosen.store, chosen.get("data"), reading=reading)
            return _open[chosen.store]

    @property
    def is_opened_to_read(self) -> bool:
        """Whether it was asked for to be read only."""
        return self.lake.no_writing is not None and self.lake.no_writing.code == "record_opened_to_read"

    @property
    def record_id(self) -> str:
        """The id that catalogue and folder share; of a record of 0.1 that was not written since, its place."""
        return self.lake.record_id or self.place

    @property
    def no_writing(self) -> StoreError | None:
        """Why nothing can be written in this record; None when it can."""
        return self.lake.no_writing

    def before_closing(self, call: Callable[[], None]) -> None:
        """Have something done before the record is let go, such as closing the snapshots read from it."""
        self._before_closing.append(call)

    def close(self) -> None:
        """Let go of the record, so that another process may open it."""
        with _opening:
            _open.pop(self.place, None)
        while self._before_closing:
            self._before_closing.pop()()
        self.lake.close()

    def newest(self) -> int:
        """The newest snapshot; cheap enough to ask on every rerun of a page."""
        return self.lake.newest()

    def version(self, snapshot: int) -> Version:
        """The tables at a snapshot, to be read in this process. Raises StoreError ``unknown_snapshot``."""
        return Version(self.lake, snapshot)

    def history(self) -> list[Publication]:
        """Every publication, restore and undo, newest first."""
        return history(self.lake)

    def publication(self, snapshot: int) -> Publication | None:
        """The publication in force at a snapshot; None before the first."""
        return next((p for p in self.history() if p.snapshot <= snapshot), None)

    def publication_of(self, sha256: str, keyed: str = "") -> Publication | None:
        """The newest publication that brought a file of exactly these bytes; keyed: see ``PublishedFile.is_of``."""
        return next((p for p in self.history() if any(f.is_of(sha256, keyed) for f in p.files)), None)

    def workspace(self) -> AbstractContextManager[Workspace]:
        """An empty in-memory database of one's own, with the published rows as views."""
        return workspace(self.lake)

    def preview(
        self, con: Connection, staged: StagedRows, *, mode: str, gone: Mapping[str, str] | None = None
    ) -> dict[str, Changes]:
        """What ``publish`` would change now, by the same SQL."""
        changes = compare_staged(self.lake, con, staged, mode, gone=gone)
        return {change.contract.name: change.changes for change in changes}

    def changed_rows(
        self, con: Connection, staged: Sequence[Staged], table: str, *, mode: str, limit: int = 1000
    ) -> pd.DataFrame:
        """The rows of one table that ``publish`` would change: ``change``, each field, ``<field>__before``."""
        contract = load_contracts()[table]
        source = change_set.staged_rows(contract, staged, file_places(staged))
        published = Version(self.lake, self.newest()).table(contract)
        return con.execute(f"{change_set.changed_rows(contract, source, published, mode)} limit {limit:d}").df()

    def publish(
        self,
        con: Connection,
        staged: StagedRows,
        *,
        mode: str,
        message: str,
        author: str,
        files: Sequence[SourceFile],
        based_on: int | None = None,
        definitions: str = "",
        progress: Progress | None = None,
        gone: Mapping[str, str] | None = None,
    ) -> Publication | None:
        """Publish staged rows of any number of tables as one snapshot; None when nothing would change.

        ``based_on``: the snapshot the preparation was checked against; when a later publication touched these
        tables, or tables tied to them, StoreError ``changed_meanwhile``. All or nothing, whatever happens.
        ``definitions``: the mark of the definitions that figures are counted by today, kept with the step.
        ``gone``: for some tables, a relation of the keys of rows that are taken away, whatever the mode.
        """
        report = progress or _silent
        with self._writing():
            if based_on is not None:
                refuse_if_changed(self.lake, based_on, {*staged, *(gone or {})})
            report("compare", 0, 1)
            ids = next_file_ids(con, len(files))
            changes = compare_staged(self.lake, con, staged, mode, ids, gone)
            writing = Writing("publication", author, message, changes, files, ids, {"mode": mode}, definitions)
            return self._write(con, writing, report)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the right to write a step. Refused where the list of files, which every step reads, is damaged."""
        with self.lake.writing():
            self.version(self.newest()).refuse_damaged("_files")
            yield

    def _write(self, con: Connection, writing: Writing, report: Progress) -> Publication | None:
        if not any(change.touched for change in writing.changes):
            return None
        write(self.lake, self.vault, con, writing, report)
        try:
            return self.history()[0]
        except duckdb.Error as error:
            if silence(error, self.lake.data):
                raise StoreError("written_then_silent") from error
            raise

    def preview_restore(self, snapshot: int) -> dict[str, Changes]:
        """What a return to a snapshot would change."""
        with self.lake.con.cursor() as con:
            return {c.contract.name: c.changes for c in reversal.changes_to_restore(self.lake, con, snapshot)}

    def restore(self, snapshot: int, *, author: str, message: str = "", definitions: str = "") -> Publication | None:
        """Return to a snapshot's contents, as a new snapshot; None when nothing would change."""
        with self._writing(), self.lake.con.cursor() as con:
            changes = reversal.changes_to_restore(self.lake, con, snapshot)
            step = Writing("restore", author, message, changes, more={"of": snapshot}, definitions=definitions)
            return self._write(con, step, _silent)

    def preview_undo(self, snapshot: int, otherwise: Otherwise | None = None) -> reversal.Undo:
        """What the undo of one publication would change, and the rows later publications hold on to."""
        with self.lake.con.cursor() as con:
            return reversal.changes_to_undo(self.lake, con, snapshot, otherwise)[1]

    def undo(
        self,
        snapshot: int,
        *,
        author: str,
        message: str = "",
        definitions: str = "",
        otherwise: Otherwise | None = None,
    ) -> Publication | None:
        """Take one publication back, as a new snapshot; rows touched since stay, unless ``otherwise`` says where they
        go. None: nothing is left of it."""
        with self._writing(), self.lake.con.cursor() as con:
            changes, _ = reversal.changes_to_undo(self.lake, con, snapshot, otherwise)
            step = Writing("undo", author, message, changes, more={"of": snapshot}, definitions=definitions)
            return self._write(con, step, _silent)

    def diff(self, a: int, b: int, table: str, limit: int = 1000) -> pd.DataFrame:
        """The rows that differ from snapshot ``a`` to ``b``: ``change``, each field, ``<field>__before``."""
        with self.lake.con.cursor() as con:
            return con.execute(f"{reversal.rows_between(self.lake, a, b, table)} limit {limit:d}").df()

    def count_diff(self, a: int, b: int) -> dict[str, Changes]:
        """Rows added, changed, unchanged and removed from snapshot ``a`` to ``b``, for tables that differ."""
        with self.lake.con.cursor() as con:
            found = reversal.changes_between(self.lake, con, a, b)
        return {change.contract.name: change.changes for change in found if change.changes}

    def row_history(self, table: str, key: Mapping[str, Any]) -> pd.DataFrame:
        """Every value a row ever had, with the publication, file and line that brought it."""
        return row_life.row_history(self.lake, load_contracts()[table], key)

    def original(self, sha256: str) -> bytes:
        """The bytes of a published file, or of a file's rows set aside."""
        return self.vault.read(sha256)

    def verify(self, progress: Progress | None = None) -> list[Damage]:
        """Read everything again; what is missing or changed since it was published."""
        report = progress or _silent
        found = seals.verify(self.lake, self.vault, report) + manifests.damage(self.lake.folder, report)
        return found + self.reports.damage(report)


def _silent(_step: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""
