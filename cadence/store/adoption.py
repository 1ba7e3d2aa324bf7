"""What a writing open does: clear what an unfinished write left, bring the tables up to date, give a record its id."""

from __future__ import annotations

import json
import uuid

from cadence.contract import load_contracts
from cadence.errors import StoreError
from cadence.sql import quote
from cadence.store import identity, manifests, seals, unfinished
from cadence.store.history import as_plain, file_rows, history
from cadence.store.lake import Lake
from cadence.store.model import ORIGIN
from cadence.store.version import Version


def settle(lake: Lake) -> None:
    """Make a record ready to be written, or leave in ``lake.no_writing`` why it can only be read.

    A record of 0.1 gets its id here if every file of its catalogue is there; until then it is read as it is.
    Raises StoreError for a catalogue over files that are not its own.
    """
    if not (lake.record_id and lake.folder_id):
        why_not = _why_not(lake)  # asked of a record opened to read too: it may refuse
        lake.no_writing = lake.no_writing or why_not
    if lake.is_reading:
        return
    with lake.writing():
        clear_unfinished(lake)
        if lake.record_id and lake.folder_id:
            lake.prepare()
            return
        known = identity.compare(lake.facts, lake.folder, lake.safe_place)  # another process may have been quicker
        steps = [] if known[0] else history(lake)
        if steps and all(number != steps[0].snapshot for number, _ in identity.manifest_numbers(lake.folder)):
            try:
                write_base(lake)
            except StoreError as damaged:
                lake.no_writing = damaged  # until its files are whole it is read as it is
                return
        lake.prepare()
        lake.record_id = lake.folder_id = identity.give(lake.facts, lake.folder, known[0])


def _why_not(lake: Lake) -> StoreError | None:
    """The reason why a record without an id on both sides cannot be written; None when it can."""
    known, there = seals.known_files(lake), seals.files_there(lake)
    missing = known - there
    if known and missing == known or (there and not known):
        raise StoreError("folder_of_another", place=lake.safe_place, folder=lake.folder.place)
    if missing:
        return StoreError("files_missing", n=len(missing), of=len(known), example=min(missing))
    if lake.record_id is None and (lost := _later_publications(lake, there - known)):
        return StoreError("catalogue_perhaps_older", n=len(lost), place=lake.safe_place)
    return None


def _later_publications(lake: Lake, unknown: set[str]) -> set[str]:
    """Files the catalogue does not know that were begun after its newest snapshot and list a publication's files."""
    if not unknown:
        return set()
    with lake.con.cursor() as con:
        row = con.execute("select max(snapshot_time) from lake.snapshots()").fetchone()
    newest = int(row[0].timestamp() * 1000) if row and row[0] else 0
    return {path for path in unknown if path.startswith("main/_files/") and unfinished.start_time(path) > newest}


def clear_unfinished(lake: Lake) -> list[str]:
    """Move what the marker of an unfinished write of this record names to the trash; the paths moved."""
    marker = unfinished.find(lake.folder)
    if marker is None or marker.record != (lake.record_id or ""):
        return []
    with lake.con.cursor() as con:
        committed = con.execute(
            "select count(*) from lake.snapshots() where commit_extra_info like $part", {"part": f"%{marker.write}%"}
        ).fetchone()
        kept = {
            sha
            for row in con.execute("select sha256, rejects_sha256 from lake._files").fetchall()
            for sha in row
            if sha
        }
    known, is_published = seals.known_files(lake), bool(committed and committed[0])
    return unfinished.clear(lake.folder, lake.files, marker, known, kept, is_published=is_published)


def write_base(lake: Lake) -> None:
    """All rows as they are, and what is known of the steps before, so that nothing after this can be lost."""
    steps = history(lake)
    newest = steps[0].snapshot
    version = Version(lake, newest)
    columns = {c: ", ".join(quote(name) for name in (*c.columns, *ORIGIN)) for c in load_contracts().values()}
    tables = {c.name: f"select {picked} from {version.table(c)}" for c, picked in columns.items() if version.rows(c)}
    last = as_plain(steps[0])
    said = {
        "number": newest,
        "write": uuid.uuid4().hex,
        "parent": None,
        "kind": "base",
        "author": last["author"],
        "message": last["message"],
        "time": last["time"],
        "details": json.dumps({name: value for name, value in last.items() if name not in ("author", "message")}),
        "history": [as_plain(step) for step in steps],
    }
    with lake.con.cursor() as con:
        manifests.write_base(lake.folder, con, said, tables, file_rows(con))
