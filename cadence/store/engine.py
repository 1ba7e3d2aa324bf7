"""The DuckDB under the record: its connection, its extensions, and small hands for its statements."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import duckdb

from cadence.errors import SetupError
from cadence.sql import literal

# Where DuckDB installs an extension from when its wheel is missing: its own repository.
INSTALL_FROM = "core"
CONNECT_SECONDS = 8
Config = dict[str, str | bool | int | float | list[str]]
# Of every connection. Nothing is fetched by itself. A list of words to compare a cell with stays one: made a join, as
# DuckDB would, half the time of checking a sheet goes into planning it.
CONFIG: Config = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "disabled_optimizers": "in_clause",
}


def connect(folder: Path | None, *, reading: bool) -> duckdb.DuckDBPyConnection:
    """A DuckDB that never reaches for the network by itself and spills beside the record.

    folder: that of an embedded record, made unless ``reading``. Raises SetupError where it cannot be written.
    """
    config = dict(CONFIG)
    if folder and not reading:
        os.umask(0o077)  # what is written from here on is its owner's alone
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            (folder / "files").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError("store_folder", place=str(folder), reason=error.strerror or "") from error
        config["temp_directory"] = str(folder / "spill")
    return duckdb.connect(config=config)


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder that is there; the rights of its files are not asked."""
    return os.access(folder, os.W_OK)


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


def roll_back(con: duckdb.DuckDBPyConnection) -> None:
    """Roll back, also when the engine has already given the transaction up."""
    try:
        con.execute("rollback")
    except duckdb.Error:
        return


def first_line(error: BaseException) -> str:
    """The first line of an engine's message; the rest is advice for its developers."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def safe(place: str) -> str:
    """A place without the password it may hold."""
    head, at, tail = place.rpartition("@")
    return f"{head.split('://')[0]}://…@{tail}" if at else place


def within_seconds(place: str) -> str:
    """The address of a PostgreSQL catalogue with a limit on how long connecting may take, unless it has one."""
    if "connect_timeout=" in place:
        return place
    return f"{place}{'&' if '?' in place else '?'}connect_timeout={CONNECT_SECONDS}"
