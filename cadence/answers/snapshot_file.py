"""Built snapshots kept as files: made once, opened in a moment by whoever needs them, this process or another.

A file holds nothing that could not be made again from the record: it is named after everything it was made from, a
draft is renamed when it is whole, one that does not open is made anew, and old ones go.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import duckdb
import psutil

from cadence import __version__, scratch
from cadence.access.scope import EVERYTHING
from cadence.answers.questions import QUERIES
from cadence.settings import PROJECT, settings
from cadence.sql import literal
from cadence.store import Publication, Store
from cadence.store.engine import is_writable

FOLDER = "serving"
# Files kept beside those that stay open, newest first.
KEPT_MORE = 2
DRAFT = ".draft"
# What one build may hold in memory; the rest goes to the disk beside it.
MEMORY = "1GB"


def folder_of(store: Store) -> Path:
    """Where the files of a record's snapshots are: beside an embedded record, else in this process's own folder."""
    place = Path(store.place)
    beside = "://" not in store.place and not store.lake.is_reading and is_writable(place)
    folder = place / FOLDER if beside else scratch.home() / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def path_of(store: Store, snapshot: int, publications: Iterable[Publication], scope: str = EVERYTHING) -> Path:
    """The file of a snapshot for a scope, there or not yet: its name tells of everything that the file is made from."""
    newest = next(iter(publications), None)
    made_from = [store.record_id, snapshot, newest.time if newest else "", scope, _definitions()]
    made_from += sorted(settings().values.items())
    digest = hashlib.sha256(repr(made_from).encode()).hexdigest()[:20]
    return folder_of(store) / f"{snapshot:08}_{digest}.duckdb"


@lru_cache(maxsize=1)
def _definitions() -> str:
    """The digest of every query and contract, and of the programs that read them."""
    digest = hashlib.sha256(f"{__version__} {duckdb.__version__}".encode())
    for path in sorted([*QUERIES.rglob("*.sql"), *(PROJECT / "data" / "contracts").rglob("*.*")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def draft_for(path: Path) -> Path:
    """Where a process builds a file before it gets its name; drafts that dead processes left are removed."""
    for left in path.parent.glob(f"*{DRAFT}*"):
        number = left.name.partition(DRAFT)[2].split("-")[1]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            _remove(left)
    return path.with_name(f"{path.stem}{DRAFT}-{os.getpid()}-{os.urandom(4).hex()}")


def keep(draft: Path, path: Path, kept: int) -> None:
    """Give a whole draft its name, readable by its owner alone; the oldest files beyond ``kept`` go."""
    draft.chmod(0o600)
    _digest_of(path).write_text(_digest(draft), encoding="ascii")
    draft.replace(path)
    found = sorted(path.parent.glob("*.duckdb"), key=_last_needed, reverse=True)
    for old in found[kept + KEPT_MORE :]:
        _remove(_digest_of(old))
        _remove(old)  # whoever has it open reads on: the system keeps its bytes until then


def _last_needed(file: Path) -> int:
    """When a file was last needed; never, when another builder has removed it meanwhile."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _digest_of(path: Path) -> Path:
    """Where the digest of a file's bytes is kept: a damaged one often opens, and fails at somebody's question."""
    return path.with_suffix(".sha256")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def copy_if_sound(path: Path, draft: Path) -> bool:
    """Copy a file to a draft; False, and no draft, where there is none or it is not what it should be."""
    try:
        shutil.copyfile(path, draft)
        if _digest_of(path).read_text(encoding="ascii") == _digest(draft):
            return True
    except OSError:
        pass
    draft.unlink(missing_ok=True)
    return False


def building(draft: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own that writes a draft: no transaction of the record is ever in its way."""
    return duckdb.connect(
        config={"memory_limit": MEMORY, "temp_directory": f"{draft}.spill", "autoload_known_extensions": False}
    )


def open_file(path: Path) -> duckdb.DuckDBPyConnection | None:
    """A DuckDB of its own that reads a file; None when there is none, or it is not what it should be."""
    if not path.exists():
        return None
    try:
        if _digest_of(path).read_text(encoding="ascii") != _digest(path):
            raise OSError("not as it was written")
        con = duckdb.connect(config={"autoload_known_extensions": False, "autoinstall_known_extensions": False})
        con.execute(f"attach {literal(str(path))} as built (read_only)")
        con.execute("select count(*) from built._files")
        os.utime(path)  # files are removed by when they were last needed
    except (duckdb.Error, OSError):
        _remove(path)
        return None
    return con
