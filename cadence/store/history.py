"""The publications of the record, newest first, read from the snapshots' own messages."""

from __future__ import annotations

import json

import duckdb

from cadence.store.lake import Lake
from cadence.store.model import Changes, Publication, PublishedFile

SNAPSHOTS = """
select snapshot_id, snapshot_time, author, commit_message, commit_extra_info
from lake.snapshots()
where commit_extra_info is not null
order by snapshot_id desc
"""
FILES = "select file_id, name, sha256, bytes, about, details, set_aside, rejects_sha256 from lake._files"


def history(lake: Lake) -> list[Publication]:
    """Every publication, restore and undo, newest first; the record's own housekeeping is left out."""
    with lake.con.cursor() as con:
        files = {file.file_id: file for file in _files(con)}
        rows = con.execute(SNAPSHOTS).fetchall()
    found = []
    for snapshot, time, author, message, extra in rows:
        details = json.loads(extra)
        if details.get("kind") not in ("publication", "restore", "undo"):
            continue
        found.append(
            Publication(
                snapshot=snapshot,
                time=time,
                author=author,
                message=message,
                kind=details["kind"],
                mode=details.get("mode", ""),
                changes={table: Changes(*counts) for table, counts in details["changes"].items()},
                files=tuple(files[number] for number in details["files"]),
                of=details.get("of"),
            )
        )
    return found


def _files(con: duckdb.DuckDBPyConnection) -> list[PublishedFile]:
    return [
        PublishedFile(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7])
        for row in con.execute(FILES).fetchall()
    ]
