"""The record's one id: in its catalogue and in its folder, compared before anything else is done.

A catalogue that is new, older or another's must never be opened over files it does not know: whoever published on
it would go on from a state that is not the record's, and whatever those files hold would be lost to sight.

    catalogue   folder   what it is, and what happens
    ---------   ------   ----------------------------------------------------------------------------------
    none        empty    no record yet: a writing open begins one
    none        files    the catalogue is missing: refused; ``cadence recover`` rebuilds it from the folder
    no id       no id    a record of 0.1: read as it is; its first writing open gives it an id (``adopt``)
    no id       id       a new catalogue, or one of before the id, over a record's files: refused
    id          no id    the folder lost its small file, or is another: taken again only if every file is there
    id          other    another record's folder: refused
    id          same     the record, if it knows every publication that the folder's manifests tell of
"""

from __future__ import annotations

import time
import uuid
from typing import Any

import duckdb

from cadence import __version__
from cadence.errors import StoreError
from cadence.store.folder import Folder

RECORD = "record.json"
MANIFESTS = "manifests"
UNFINISHED = "unfinished.json"
# What this program writes; it reads this format and earlier ones.
FORMAT = 1
# How often a catalogue that seems older than its folder is looked at again: another process may be writing.
LOOKS = 3


class Facts:
    """Small facts kept beside the catalogue's own tables: id, format, program, what a recovery could not bring back."""

    def __init__(self, con: duckdb.DuckDBPyConnection, catalog: str) -> None:
        self._con = con
        self._table = f"{catalog}.cadence_record"

    def get(self, name: str) -> str | None:
        """One fact; None when it, or the table, is not there."""
        with self._con.cursor() as cursor:
            try:
                row = cursor.execute(f"select value from {self._table} where name = $name", {"name": name}).fetchone()
            except duckdb.CatalogException:
                return None
        return str(row[0]) if row else None

    def put(self, name: str, value: str) -> None:
        """Keep one fact."""
        with self._con.cursor() as cursor:
            cursor.execute(f"create table if not exists {self._table} (name varchar, value varchar)")
            cursor.execute(f"delete from {self._table} where name = $name", {"name": name})
            cursor.execute(f"insert into {self._table} values ($name, $value)", {"name": name, "value": value})


def has_traces(folder: Folder, files: str) -> bool:
    """Whether a record was ever written here. ``files``: where its Parquet files lie, from the folder."""
    return folder.read(RECORD) is not None or any(map(folder.has_any, (f"{files}main", MANIFESTS, "originals")))


def refuse_newer(folder: Folder) -> dict[str, Any] | None:
    """What the folder says of its record; refused when a later program wrote it."""
    said = folder.read_json(RECORD)
    if said and int(said.get("format", FORMAT)) > FORMAT:
        raise StoreError("record_newer", program=said.get("program", "?"), own=__version__)
    return said


def compare(facts: Facts, folder: Folder, place: str) -> tuple[str | None, str | None]:
    """The ids of catalogue and folder; refused where they are not the same record's."""
    said = refuse_newer(folder) or {}
    if int(facts.get("format") or FORMAT) > FORMAT:
        raise StoreError("record_newer", program=facts.get("program") or "?", own=__version__)
    own, theirs = facts.get("id"), said.get("id")
    if theirs and not own:
        raise StoreError("catalogue_new", place=place, folder=folder.place)
    if theirs and own != theirs:
        raise StoreError("catalogue_of_another", place=place, folder=folder.place)
    return own, theirs


def refuse_older(folder: Folder, newest: Any, place: str) -> None:
    """Refuse a catalogue that does not know a publication of which the folder has the manifest.

    ``newest`` gives the catalogue's newest snapshot. The folder is listed before it is asked, so that a
    publication finished in between is known to both.
    """
    for look in range(LOOKS):
        numbers = manifest_numbers(folder)
        writing = (folder.read_json(UNFINISHED) or {}).get("write")
        known = newest()
        unknown = [number for number, write in numbers if number > known and write != writing]
        if not unknown:
            return
        time.sleep(0.3 * look)
    raise StoreError("catalogue_older", place=place, newest=known, found=max(unknown))


def manifest_numbers(folder: Folder) -> list[tuple[int, str]]:
    """Number and write of every manifest that is whole, in order."""
    parts = (entry.path.split("/") for entry in folder.below(MANIFESTS))
    names = {part[1] for part in parts if len(part) == 3 and part[2] == "manifest.json"}
    return sorted((int(number), write) for number, _, write in (name.partition("-") for name in names))


def give(facts: Facts, folder: Folder, id_: str | None = None) -> str:
    """Give catalogue and folder one id, a new one unless named."""
    chosen = id_ or uuid.uuid4().hex
    facts.put("format", str(FORMAT))
    facts.put("program", __version__)
    facts.put("id", chosen)
    folder.write_json(RECORD, {"id": chosen, "format": FORMAT, "program": __version__})
    return chosen
