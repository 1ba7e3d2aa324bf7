"""The DuckLake connection: extensions, attaching the record, its tables, and one writer at a time.

Facts behind the choices: inlining is off (it garbles history); a DuckDB-file catalogue admits one process only;
a failed statement leaves its transaction aborted, so every writer rolls back.
"""

from __future__ import annotations

import importlib.util
import itertools
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from cadence.contracts import Contract, load_contracts, quote
from cadence.errors import SetupError, StoreError
from cadence.store.model import FILES_COLUMNS, HASHES_COLUMNS, ORIGIN

CATALOG = "__ducklake_metadata_lake"
HASHES = f"{CATALOG}.cadence_hashes"
# Any fixed number: the name of Cadence's one advisory lock in a PostgreSQL catalogue.
LOCK_NUMBER = 7_402_265
# Where DuckDB installs an extension from when its wheel is missing: its own repository.
INSTALL_FROM = "core"
_numbers = itertools.count()


class Lake:
    """One attached record: a DuckDB process-wide connection, and the lock that lets one writer in."""

    def __init__(self, place: str, data: str) -> None:
        self.is_shared = "://" in place
        if self.is_shared and not data:
            raise SetupError("data_place_missing")
        self.data = data if self.is_shared else str(Path(place) / "files")
        self.vault = data.rstrip("/") + "/originals" if self.is_shared else str(Path(place) / "originals")
        self._place = place
        self._lock = threading.RLock()
        self.con = _connect(None if self.is_shared else Path(place))
        try:
            self._attach()
            with self.writing():
                self._switch_inlining_off()
                self._prepare_tables()
                self._clean_orphans()
        except BaseException:
            self.con.close()
            raise

    def _attach(self) -> None:
        """Attach the record as ``lake``; a second process on an embedded record is told so."""
        load_extension(self.con, "ducklake")
        source = self._place if self.is_shared else str(Path(self._place) / "catalog.ducklake")
        if self.is_shared:
            load_extension(self.con, "postgres_scanner")
            source = f"postgres:{source}"
        if self.data.startswith("s3://"):
            load_extension(self.con, "httpfs")
        data = literal(self.data.rstrip("/") + "/")
        try:
            self.con.execute(
                f"attach {literal('ducklake:' + source)} as lake (data_path {data}, override_data_path true)"
            )
        except duckdb.Error as error:
            if "lock on file" in str(error) or "already attached" in str(error):
                raise StoreError("store_in_use", place=self._place) from error
            raise StoreError("store_does_not_open", place=safe(self._place), reason=first_line(error)) from error

    def _switch_inlining_off(self) -> None:
        """Once per record: rows kept inside the catalogue garble its history."""
        found = self.con.execute(
            f"select value from {CATALOG}.ducklake_metadata where key = 'data_inlining_row_limit'"
        ).fetchone()
        if found is None or found[0] != "0":
            self.con.execute("call lake.set_option('data_inlining_row_limit', 0)")

    def _prepare_tables(self) -> None:
        """Create what is missing: contract tables, columns added to a contract since, the files table."""
        wanted = {c.name: contract_columns(c) for c in load_contracts().values()} | {"_files": FILES_COLUMNS}
        if steps := missing_ddl(self._columns(), wanted):
            with self.transaction("Cadence", "Tables of the contracts", '{"kind": "tables"}') as con:
                for step in steps:
                    con.execute(step)
        body = ", ".join(f"{quote(column)} {kind}" for column, kind in HASHES_COLUMNS.items())
        self.con.execute(f"create table if not exists {HASHES} ({body})")

    def _columns(self) -> dict[str, dict[str, str]]:
        """Type of each column of each table of the record, as DuckDB names types."""
        rows = self.con.execute(
            "select table_name, column_name, data_type from duckdb_columns() where database_name = 'lake'"
        ).fetchall()
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in rows:
            found.setdefault(table, {})[column] = kind
        return found

    def _clean_orphans(self) -> None:
        """Remove files that a killed process wrote and never published; safe because nobody else writes."""
        self.con.execute("call ducklake_delete_orphaned_files('lake', cleanup_all => true)")

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
            raise StoreError("store_write_failed", reason=first_line(error)) from error
        except BaseException:
            roll_back(cursor)
            raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write: a lock of this process and, on PostgreSQL, of all processes."""
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


def _connect(folder: Path | None) -> duckdb.DuckDBPyConnection:
    """A DuckDB that never reaches for the network by itself and spills beside the record."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if folder:
        try:
            (folder / "files").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError("store_folder", place=str(folder), reason=error.strerror or "") from error
        config["temp_directory"] = str(folder / "spill")
    return duckdb.connect(config=config)


def load_extension(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from its wheel; without the wheel let DuckDB install it; else say what is missing."""
    wheel = importlib.util.find_spec(f"duckdb_extension_{name}")
    if wheel and wheel.origin:
        file = f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"
        path = Path(wheel.origin).parent / file
        if path.exists():
            con.execute(f"load {literal(str(path))}")
            return
    try:
        con.execute(f"install {name} from {INSTALL_FROM}")
        con.execute(f"load {name}")
    except duckdb.Error as error:
        package = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
        raise SetupError("extension_missing", package=package) from error


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


def roll_back(con: duckdb.DuckDBPyConnection) -> None:
    """Roll back, also when the engine has already given the transaction up."""
    try:
        con.execute("rollback")
    except duckdb.Error:
        return


def literal(text: str) -> str:
    """A text as SQL, for statements that take no parameters (attach, load)."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: BaseException) -> str:
    """The first line of an engine's message; the rest is advice for its developers."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def safe(place: str) -> str:
    """A place without the password it may hold."""
    head, at, tail = place.rpartition("@")
    return f"{head.split('://')[0]}://…@{tail}" if at else place
