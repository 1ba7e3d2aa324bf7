"""What the record speaks of: files brought, staged rows, publications, what they changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Where a row came from: the file of a publication, and the line in it as the spreadsheet counts lines.
# Stands where an author would: records of 0.1 hold publications without one.
NOBODY = "—"
ORIGIN = ("_file", "_line")

# What a publication tells of its progress, in order.
STEPS = ("compare", "originals", "manifest", "write", "commit", "seal")

# The lake's table of files: one row per file ever published, never taken back.
FILES_COLUMNS = {
    "file_id": "BIGINT",
    "name": "VARCHAR",
    "sha256": "VARCHAR",
    "bytes": "BIGINT",
    "about": "VARCHAR",  # the table or the import recipe it was read as
    "details": "VARCHAR",  # JSON: the column mapping, what was understood
    "set_aside": "BIGINT",
    "rejects_sha256": "VARCHAR",
}
# Beside the lake's own catalogue: the hash of every immutable Parquet file.
HASHES_COLUMNS = {"path": "VARCHAR", "bytes": "BIGINT", "sha256": "VARCHAR"}


@dataclass(frozen=True)
class SourceFile:
    """A file about to be published. ``rejects``: a relation with its rows set aside and their reasons."""

    path: Path
    name: str
    sha256: str
    about: str
    details: Mapping[str, Any] = field(default_factory=dict)
    rejects: str | None = None
    set_aside: int = 0


@dataclass(frozen=True)
class Staged:
    """Checked rows of one table: ``relation`` (quoted, in the caller's connection) has the contract's columns,
    typed, and ``_line``; ``file`` is the place of their file in the list of files."""

    relation: str
    file: int


@dataclass(frozen=True)
class Changes:
    """Rows of one table that a publication adds, changes, leaves as they are, removes."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class PublishedFile:
    """A file of a publication; its bytes are ``Store.original(sha256)``."""

    file_id: int
    name: str
    sha256: str
    bytes: int
    about: str
    details: Mapping[str, Any]
    set_aside: int
    rejects_sha256: str | None

    @property
    def is_typed(self) -> bool:
        """Whether its rows were typed in place: what empties fields by empty columns came from no file."""
        return bool(self.details.get("answers", {}).get("empties"))

    def is_of(self, sha256: str, keyed: str = "") -> bool:
        """Whether it came as these bytes; ``keyed``: their hash as kept where persons were taken out of them."""
        return self.sha256 == sha256 or bool(keyed and self.details.get("as_came") == keyed)


@dataclass(frozen=True)
class Publication:
    """One step of the record: a publication, a restore or an undo (then ``of`` is the snapshot meant), or what a
    recovery brought back (``recovered``). is_lost: it is known, but its rows were not brought back.

    program, definitions: the version of Cadence it was made with, and the mark of the definitions that figures were
    counted by then; empty for steps of earlier versions, which did not keep them.
    """

    snapshot: int
    time: dt.datetime
    author: str
    message: str
    kind: str
    mode: str = ""
    changes: Mapping[str, Changes] = field(default_factory=dict)
    files: tuple[PublishedFile, ...] = ()
    of: int | None = None
    is_lost: bool = False
    program: str = ""
    definitions: str = ""

    @property
    def number(self) -> int:
        """What people call it by: its snapshot."""
        return self.snapshot

    @property
    def is_typed(self) -> bool:
        """Whether everything in it was typed in place."""
        return self.kind == "publication" and bool(self.files) and all(file.is_typed for file in self.files)

    @property
    def set_aside(self) -> int:
        """Rows that were not published, over all its files."""
        return sum(file.set_aside for file in self.files)


@dataclass(frozen=True)
class Damage:
    """Something that verifying found: ``missing``, ``changed`` (the bytes differ) or ``unreadable``.

    table: whose rows the file holds; empty for originals and manifests. publication: the step that brought it.
    """

    path: str
    code: str
    table: str = ""
    publication: int | None = None


def written_details(kind: str, changes: Mapping[str, Changes], files: list[int], **more: Any) -> str:
    """What a snapshot's commit carries besides author and message, as JSON."""
    counts = {table: [c.added, c.changed, c.unchanged, c.removed] for table, c in changes.items()}
    return json.dumps({"kind": kind, "changes": counts, "files": files, **more})
