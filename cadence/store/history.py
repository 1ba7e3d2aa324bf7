"""The publications of the record, newest first, read from the snapshots' own messages.

After a recovery, steps whose rows could not be brought back are listed all the same (``Publication.is_lost``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from cadence import days
from cadence.errors import StoreError
from cadence.store.lake import Lake
from cadence.store.model import FILES_COLUMNS, NOBODY, Changes, Publication, PublishedFile

SNAPSHOTS = """
select snapshot_id, snapshot_time, author, commit_message, commit_extra_info
from lake.snapshots()
where commit_extra_info is not null
order by snapshot_id desc
"""
FILES = f"select {', '.join(FILES_COLUMNS)} from lake._files order by file_id"
KINDS = ("publication", "restore", "undo", "recovered")
# What is known of steps before a recovery that could not bring their rows back: JSON, in the record's facts.
EARLIER = "earlier"


def history(lake: Lake) -> list[Publication]:
    """Every publication, restore and undo, newest first; the record's own housekeeping is left out.

    Steps never change: they are read again when there is a newer snapshot.
    """
    newest = lake.newest()
    if lake.steps is None or lake.steps[0] != newest:
        lake.steps = (newest, _read(lake))
    return list(lake.steps[1])


def _read(lake: Lake) -> list[Publication]:
    with lake.con.cursor() as con:
        files = {file.file_id: file for file in map(_file, file_rows(con))}
        rows = con.execute(SNAPSHOTS).fetchall()
    found = []
    for snapshot, time, author, message, extra in rows:
        said = json.loads(extra)
        if said.get("kind") not in KINDS:
            continue
        written = dt.datetime.fromisoformat(said["time"]) if "time" in said else time
        found.append(_publication({**said, "snapshot": snapshot, "author": author, "message": message}, written, files))
    earlier = json.loads(lake.facts.get(EARLIER) or "[]")
    lost = [_publication({**said, "is_lost": True}, dt.datetime.fromisoformat(said["time"]), files) for said in earlier]
    return found + lost


def known_on(steps: Sequence[Publication], day: dt.date) -> Publication:
    """The newest of the steps (newest first) that was published on or before a day, counted in UTC.

    Raises StoreError: ``not_known_yet`` for a day to come, ``nothing_known_on`` for one before anything was known.
    """
    if day > (today := days.today()):
        raise StoreError("not_known_yet", day=day, today=today)
    if (found := newest_by(steps, day)) is not None:
        return found
    kept = [step for step in steps if not step.is_lost]
    if not kept:
        raise StoreError("nothing_known_yet")
    raise StoreError("nothing_known_on", day=day, first=kept[-1].time.astimezone(dt.UTC).date())


def newest_by(steps: Sequence[Publication], day: dt.date) -> Publication | None:
    """The newest of the steps (newest first) that was published on or before a day, counted in UTC; None for none."""
    made = (step for step in steps if not step.is_lost and step.time.astimezone(dt.UTC).date() <= day)
    return next(made, None)


def file_rows(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Every row of the files table, in the order of FILES_COLUMNS; none in a record that was only just begun."""
    try:
        return con.execute(FILES).fetchall()
    except duckdb.CatalogException:
        return []


def as_plain(step: Publication) -> dict[str, Any]:
    """A publication as JSON keeps it; its files by their numbers."""
    return {
        "snapshot": step.snapshot,
        "time": step.time.isoformat(),
        "author": step.author,
        "message": step.message,
        "kind": step.kind,
        "mode": step.mode,
        "changes": {table: [c.added, c.changed, c.unchanged, c.removed] for table, c in step.changes.items()},
        "files": [file.file_id for file in step.files],
        "of": step.of,
        "program": step.program,
        "definitions": step.definitions,
    }


def _publication(said: Mapping[str, Any], time: dt.datetime, files: Mapping[int, PublishedFile]) -> Publication:
    return Publication(
        snapshot=said["snapshot"],
        time=time,
        author=said["author"] or NOBODY,
        message=said["message"],
        kind=said["kind"],
        mode=said.get("mode", ""),
        changes={table: Changes(*counts) for table, counts in said["changes"].items()},
        files=tuple(files[number] for number in said["files"] if number in files),
        of=said.get("of"),
        is_lost=bool(said.get("is_lost")),
        program=said.get("program") or "",
        definitions=said.get("definitions") or "",
    )


def _file(row: tuple[Any, ...]) -> PublishedFile:
    number, name, sha256, size, about, details, set_aside, rejects = row
    return PublishedFile(number, name, sha256, size, about, json.loads(details), set_aside, rejects)
