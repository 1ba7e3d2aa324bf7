"""The marker of a write under way, and what an unfinished one left.

A write says first, in ``unfinished.json``, which tables it writes, which originals and which manifest it brings, and
when it began. Whoever opens the record for writing after a kill moves what that marker names, and only that, to the
trash: nothing is deleted, and nothing that no marker names is touched.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from cadence import days
from cadence.store.folder import Folder, stamp
from cadence.store.identity import MANIFESTS, UNFINISHED

# DuckLake's names hold the moment the file was begun: a UUID of version 7.
PARQUET = re.compile(r"ducklake-([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(-delete)?\.parquet")


@dataclass(frozen=True)
class Marker:
    """One write: its own id, that of its record, the newest snapshot before it, when it began (milliseconds since
    1970, by the clock that also names its files), the tables and originals it writes, its manifest's name."""

    write: str
    record: str
    base: int
    begun: int
    tables: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    manifest: str = ""

    @classmethod
    def begin(cls, record: str, base: int, tables: Iterable[str], originals: Iterable[str]) -> Marker:
        """The marker of a write that begins now, on top of snapshot ``base``."""
        write = uuid.uuid4().hex
        begun = int(days.now().timestamp() * 1000)
        name = f"{base + 1:08}-{write}"
        return cls(write, record, base, begun, (*tables, "_files"), tuple(originals), name)


def put(folder: Folder, marker: Marker) -> None:
    """Leave the marker before anything else is written."""
    folder.write_json(UNFINISHED, asdict(marker))


def find(folder: Folder) -> Marker | None:
    """The marker that is there, if any."""
    said = folder.read_json(UNFINISHED)
    if said is None:
        return None
    return Marker(
        write=str(said.get("write", "")),
        record=str(said.get("record", "")),
        base=int(said.get("base", 0)),
        begun=int(said.get("begun", 0)),
        tables=tuple(said.get("tables", ())),
        originals=tuple(said.get("originals", ())),
        manifest=str(said.get("manifest", "")),
    )


def take_away(folder: Folder) -> None:
    """The write is finished."""
    folder.files.delete_file(f"{folder.root}/{UNFINISHED}")


def clear(
    folder: Folder, files: str, marker: Marker, known: set[str], kept: set[str], *, is_published: bool
) -> list[str]:
    """Move what an unfinished write left to the trash; the paths moved.

    files: where the Parquet files lie, from the folder. known: the paths below it that the catalogue names. kept:
    hashes of originals that publications refer to. is_published: its snapshot stands, only its end was missed.
    """
    moved = [path for path in _parquet(folder, files, marker) if path.removeprefix(files) not in known]
    moved += [path for sha in marker.originals if sha not in kept for path in _original(folder, sha)]
    if not is_published and marker.manifest:
        moved += [entry.path for entry in folder.below(f"{MANIFESTS}/{marker.manifest}")]
    trash = f"{stamp()}-{marker.write[:8]}"
    folder.set_aside(moved, trash)
    folder.set_aside([UNFINISHED], trash)
    return moved


def _parquet(folder: Folder, files: str, marker: Marker) -> list[str]:
    """Parquet files of the marker's tables that were begun after it."""
    found = [entry.path for table in marker.tables for entry in folder.below(f"{files}main/{table}")]
    return [path for path in found if start_time(path) >= marker.begun]


def start_time(path: str) -> int:
    """When a Parquet file of the record was begun, in milliseconds since 1970; -1 for a file of another name."""
    match = PARQUET.fullmatch(path.rpartition("/")[2])
    return int(match[1] + match[2], 16) if match else -1


def _original(folder: Folder, sha256: str) -> list[str]:
    place = f"originals/{sha256[:2]}/{sha256}"
    return [path for path in (place, f"{place}.part") if folder.read(path) is not None]
