"""Temporary files: all in one folder of this process's own, removed at its end, or at the next start after a kill.

    with scratch.folder() as place: ...      # gone afterwards
    place = scratch.new_folder()             # until somebody removes it, at the latest the end of the process

They hold people's data: nobody else of the machine can read them, and what a killed process leaves does not stay.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psutil

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

IN_USE = "in_use"
LOCK = "lock"

_making = threading.Lock()
_homes: dict[int, tuple[Path, IO[bytes]]] = {}  # by process: a copy of this one (fork) makes its own


def home() -> Path:
    """The folder of this process, made when first asked for; what dead processes left is removed then."""
    with _making:
        if os.getpid() not in _homes:
            _homes[os.getpid()] = _make(_shared_folder())
        return _homes[os.getpid()][0]


def new_folder() -> Path:
    """An empty folder for somebody who removes it."""
    return Path(tempfile.mkdtemp(dir=home()))


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    place = new_folder()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@atexit.register
def clear() -> None:
    """Remove the folder of this process and all in it."""
    with _making:
        place, in_use = _homes.pop(os.getpid(), (None, None))
    if place is not None and in_use is not None:
        in_use.close()
        shutil.rmtree(place, ignore_errors=True)


def _shared_folder() -> Path:
    """Where the folders of all processes of this person lie; one alone when somebody else has taken its name."""
    user = os.getuid() if hasattr(os, "getuid") else ""
    place = Path(tempfile.gettempdir()) / f"cadence-{user}"
    place.mkdir(mode=0o700, exist_ok=True)
    found = place.lstat()
    is_own = user == "" or (stat.S_ISDIR(found.st_mode) and found.st_uid == user)
    if not is_own:
        return Path(tempfile.mkdtemp(prefix="cadence-"))
    place.chmod(0o700)
    return place


def _make(shared: Path) -> tuple[Path, IO[bytes]]:
    """A new folder, marked as in use for as long as this process lives."""
    with (shared / LOCK).open("wb") as lock:
        if fcntl is not None:  # so that nobody takes the new folder for one that was left
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in shared.iterdir():
            if left.is_dir() and not left.is_symlink() and _is_left(left):
                shutil.rmtree(left, ignore_errors=True)
        place = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=shared))
        in_use = (place / IN_USE).open("wb")
        if fcntl is not None:
            fcntl.flock(in_use, fcntl.LOCK_EX)
    return place, in_use


def _is_left(place: Path) -> bool:
    """Whether the process of a folder is gone: the system lets go of its lock, whatever ended it."""
    if fcntl is None:
        number = place.name.split("-")[0]
        return number.isdigit() and not psutil.pid_exists(int(number))
    try:
        with (place / IN_USE).open("rb") as in_use:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
