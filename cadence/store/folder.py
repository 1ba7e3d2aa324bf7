"""The record's folder, on a disk or at s3://: small files written whole, listings, and moving aside.

Nothing here deletes what the record wrote: what has to go is moved below ``trash/``, under the day and time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pyarrow import fs

from cadence import days
from cadence.errors import StoreError
from cadence.store.buckets import file_system

TRASH = "trash"
PIECE = 1 << 20


class Entry(NamedTuple):
    """A file below the folder: its path from there, its size in bytes."""

    path: str
    size: int


class Folder:
    """A folder (or bucket prefix); paths are relative to it and written with ``/``."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.files, self.root = file_system(place)
        self.is_local = isinstance(self.files, fs.LocalFileSystem)

    def path(self, name: str) -> str:
        """A path as the file system, and DuckDB, know it."""
        return f"{self.root}/{name}" if self.is_local else f"{self.place.rstrip('/')}/{name}"

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        if self.files.get_file_info(f"{self.root}/{name}").type != fs.FileType.File:
            return None
        with self.files.open_input_stream(f"{self.root}/{name}") as stream:
            content: bytes = stream.read()
        return content

    def read_json(self, name: str) -> dict[str, Any] | None:
        """The object in a small JSON file; None when there is no file. StoreError when it is no such object."""
        content = self.read(name)
        if content is None:
            return None
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise StoreError("record_file_damaged", path=self.path(name))
        return found

    def write(self, name: str, content: bytes) -> None:
        """Write a file that appears under its name only when it is whole."""
        target = f"{self.root}/{name}"
        self.make(str(Path(name).parent))
        draft = f"{target}.part" if self.is_local else target
        with self.files.open_output_stream(draft) as stream:
            stream.write(content)
        if draft != target:
            Path(draft).replace(target)

    def write_json(self, name: str, content: Mapping[str, Any]) -> None:
        """Write a small JSON file, readable by people."""
        self.write(name, (json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n").encode())

    def bring(self, source: Path, name: str) -> str:
        """Copy a local file here; gives the sha256 of its bytes."""
        digest = hashlib.sha256()
        self.make(str(Path(name).parent))
        with source.open("rb") as read, self.files.open_output_stream(f"{self.root}/{name}") as write:
            while piece := read.read(PIECE):
                digest.update(piece)
                write.write(piece)
        return digest.hexdigest()

    def make(self, name: str) -> None:
        """See to it that a folder is there; a bucket needs none."""
        if self.is_local:
            Path(self.root, name).mkdir(parents=True, exist_ok=True)

    def below(self, name: str = "") -> list[Entry]:
        """Every file below a folder, by path; empty when there is no such folder."""
        start = f"{self.root}/{name}".rstrip("/")
        selector = fs.FileSelector(start, recursive=True, allow_not_found=True)
        found = [one for one in self.files.get_file_info(selector) if one.type == fs.FileType.File]
        return sorted(Entry(str(one.path)[len(self.root) + 1 :], int(one.size)) for one in found)

    def has_any(self, name: str) -> bool:
        """Whether a folder holds a file, at any depth."""
        return bool(self.below(name))

    def set_aside(self, names: list[str], trash: str) -> None:
        """Move files below ``trash/<trash>/``, under the paths they had."""
        for name in names:
            target = f"{TRASH}/{trash}/{name}"
            self.make(str(Path(target).parent))
            self.files.move(f"{self.root}/{name}", f"{self.root}/{target}")


def stamp(now: dt.datetime | None = None) -> str:
    """A moment as the name of a folder: ``2026-11-26T074150.123Z``, in UTC."""
    moment = (now or days.now()).astimezone(dt.UTC)
    return f"{moment:%Y-%m-%dT%H%M%S}.{moment.microsecond // 1000:03}Z"
