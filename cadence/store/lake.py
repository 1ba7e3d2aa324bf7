"""The DuckLake connection: attaching the record, its tables, and one writer at a time.

Facts behind the choices: inlining is off (it garbles history); a DuckDB-file catalogue admits one writing process
and no other, or any number of reading ones; a failed statement leaves its transaction aborted, so every writer
rolls back. Opening compares catalogue and folder first (identity), and never deletes anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from cadence import __version__
from cadence.contract import Contract, load_contracts
from cadence.errors import SetupError, StoreError
from cadence.sql import literal, quote
from cadence.store import identity
from cadence.store.buckets import connect_bucket, is_bucket, silence
from cadence.store.engine import connect, first_line, is_writable, load_extension, roll_back, safe, within_seconds
from cadence.store.folder import Folder
from cadence.store.model import FILES_COLUMNS, HASHES_COLUMNS, ORIGIN, Publication

CATALOG = "__ducklake_metadata_lake"
HASHES = f"{CATALOG}.cadence_hashes"
CATALOGUE_FILE = "catalog.ducklake"
# Any fixed number: the name of Cadence's one advisory lock in a PostgreSQL catalogue.
LOCK_NUMBER = 7_402_265


class Lake:
    """One attached record: a DuckDB process-wide connection, and the lock that lets one writer in.

    reading: nothing is written, not even an empty record. fresh: a recovery builds a catalogue over files it does
    not know. ``no_writing`` is the reason why this record can only be read, when there is one.
    """

    def __init__(self, place: str, data: str, *, reading: bool = False, fresh: bool = False) -> None:
        self.is_shared = "://" in place
        if self.is_shared and not data:
            raise SetupError("data_place_missing")
        self.place = place
        self.folder = Folder(data if self.is_shared else place)
        self.files = "" if self.is_shared else "files/"
        self.data = data if self.is_shared else str(Path(place) / "files")
        self.vault = data.rstrip("/") + "/originals" if self.is_shared else str(Path(place) / "originals")
        self.no_writing: StoreError | None = StoreError("record_opened_to_read") if reading else None
        self.steps: tuple[int, list[Publication]] | None = None  # those of a newest snapshot, once they were asked for
        self._lock = threading.RLock()
        if not reading and self._is_read_only():
            self.no_writing = StoreError("record_read_only", place=place)
        self.con = connect(None if self.is_shared else Path(place), reading=self.is_reading)
        self.facts = identity.Facts(self.con, CATALOG)
        try:
            is_new = self._attach(fresh)
            self.record_id: str | None = None
            self.folder_id: str | None = None
            if not is_new:
                self.record_id, self.folder_id = identity.compare(self.facts, self.folder, self.safe_place)
            if self.record_id and self.folder_id:
                identity.refuse_older(self.folder, self.newest, self.safe_place)
        except BaseException as error:
            self.con.close()
            raise silence(error, self.data) or error from error.__cause__

    @property
    def is_reading(self) -> bool:
        """Whether nothing can be written through this connection."""
        return self.no_writing is not None

    @property
    def safe_place(self) -> str:
        """The place as it may be said: without a password."""
        return safe(self.place)

    def _is_read_only(self) -> bool:
        """Whether an embedded record lies in a folder that cannot be written."""
        return not self.is_shared and self._catalogue().exists() and not is_writable(Path(self.place))

    def _catalogue(self) -> Path:
        return Path(self.place) / CATALOGUE_FILE

    def _attach(self, fresh: bool) -> bool:
        """Attach the record as ``lake``; whether it was just begun, in a folder without a trace of another."""
        load_extension(self.con, "ducklake")
        if self.is_shared:
            load_extension(self.con, "postgres_scanner")
        if is_bucket(self.data):
            connect_bucket(self.con)
        if self.is_shared or self._catalogue().exists():
            try:
                self._execute_attach("read_only" if self.is_reading else "create_if_not_exists false")
                return False
            except duckdb.InvalidInputException as error:
                if "does not exist" not in str(error):
                    raise self._open_failure(error) from error
        if identity.has_traces(self.folder, self.files) and not fresh:
            identity.refuse_newer(self.folder)
            raise StoreError("catalogue_missing", place=self.safe_place, folder=self.folder.place)
        if self.is_reading:
            raise StoreError("no_record", place=self.safe_place)
        self._execute_attach("create_if_not_exists true")
        return True

    def _execute_attach(self, option: str) -> None:
        """A second process on an embedded record is told so."""
        source = f"postgres:{within_seconds(self.place)}" if self.is_shared else str(self._catalogue())
        data = literal(self.data.rstrip("/") + "/")
        try:
            self.con.execute(
                f"attach {literal('ducklake:' + source)} as lake (data_path {data}, override_data_path true, {option})"
            )
        except duckdb.InvalidInputException:
            raise
        except duckdb.Error as error:
            raise self._open_failure(error) from error

    def _open_failure(self, error: duckdb.Error) -> StoreError:
        text = str(error)
        if "lock on file" in text or "already attached" in text:
            return StoreError("store_in_use", place=self.place)
        if "version mismatch" in text:
            return StoreError("record_newer", program=first_line(error), own=__version__)
        return StoreError("store_does_not_open", place=self.safe_place, reason=first_line(error))

    def prepare(self) -> None:
        """Bring the record up to this program's tables; the caller holds the right to write."""
        found = self.con.execute(
            f"select value from {CATALOG}.ducklake_metadata where key = 'data_inlining_row_limit'"
        ).fetchone()
        if found is None or found[0] != "0":
            # Once per record: rows kept inside the catalogue garble its history.
            self.con.execute("call lake.set_option('data_inlining_row_limit', 0)")
        wanted = {c.name: contract_columns(c) for c in load_contracts().values()} | {"_files": FILES_COLUMNS}
        self.create_missing(wanted)
        body = ", ".join(f"{quote(column)} {kind}" for column, kind in HASHES_COLUMNS.items())
        self.con.execute(f"create table if not exists {HASHES} ({body})")

    def create_missing(self, wanted: Mapping[str, Mapping[str, str]]) -> None:
        """Create tables, and columns added to a contract since, as one step of housekeeping."""
        if steps := missing_ddl(self._columns(), wanted):
            with self.transaction("Cadence", "Tables of the contracts", '{"kind": "tables"}') as con:
                for step in steps:
                    con.execute(step)

    def _columns(self) -> dict[str, dict[str, str]]:
        """Type of each column of each table of the record, as DuckDB names types."""
        rows = self.con.execute(
            "select table_name, column_name, data_type from duckdb_columns() where database_name = 'lake'"
        ).fetchall()
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in rows:
            found.setdefault(table, {})[column] = kind
        return found

    def newest(self) -> int:
        """The newest snapshot id; cheap enough to be asked on every rerun of a page."""
        with self.con.cursor() as cursor:
            row = cursor.execute(f"select max(snapshot_id) from {CATALOG}.ducklake_snapshot").fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def transaction(
        self, author: str, message: str, details: str, con: duckdb.DuckDBPyConnection | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """One snapshot: commit at the end, roll back on any error. ``con`` may bring its own staged tables."""
        cursor = con or self.con.cursor()
        cursor.execute("begin")
        try:
            yield cursor
            cursor.execute(
                "call lake.set_commit_message($author, $message, extra_info => $details)",
                {"author": author, "message": message, "details": details},
            )
            cursor.execute("commit")
        except duckdb.Error as error:
            roll_back(cursor)
            raise silence(error, self.data) or StoreError("store_write_failed", reason=first_line(error)) from error
        except BaseException:
            roll_back(cursor)
            raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write: a lock of this process and, on PostgreSQL, of all processes.

        Raises the StoreError that says why, where the record can only be read.
        """
        if self.no_writing is not None:
            raise self.no_writing
        with self._lock:
            if not self.is_shared:
                yield
                return
            with self.con.cursor() as cursor:
                cursor.execute("begin")  # keeps one PostgreSQL session, whose end frees the lock
                try:
                    cursor.execute(
                        f"select * from postgres_query('{CATALOG}', "
                        f"'select pg_advisory_xact_lock({LOCK_NUMBER})::text')"
                    )
                    yield
                finally:
                    roll_back(cursor)

    def close(self) -> None:
        """Let go of the record, so that another process may open it."""
        self.con.close()


def contract_columns(contract: Contract) -> dict[str, str]:
    """Columns of a contract's table in the record: its fields, then where the row came from."""
    return {f.name: f.duckdb_type for f in contract.fields} | dict.fromkeys(ORIGIN, "BIGINT")


def missing_ddl(present: Mapping[str, Mapping[str, str]], wanted: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Statements that bring the record's tables up to the contracts; a column that changed type is refused."""
    steps = []
    for table, columns in wanted.items():
        if table not in present:
            body = ", ".join(f"{quote(column)} {kind}" for column, kind in columns.items())
            steps.append(f"create table lake.{quote(table)} ({body})")
            continue
        for column, kind in columns.items():
            if column not in present[table]:
                steps.append(f"alter table lake.{quote(table)} add column {quote(column)} {kind}")
            elif present[table][column] != kind:
                old = present[table][column]
                raise SetupError("column_type_changed", table=table, column=column, old=old, new=kind)
    return steps
