"""A record whose catalogue is lost, built again from what lies in its folder.

Where there are manifests the steps are made again one by one, with their numbers, times, authors and files: the
record is exactly what it was, and every step can be undone as before. Where there are none (a record of 0.1), the
newest row of every key is taken from the Parquet files, and what cannot be known is said.

An embedded record is built aside, in ``recovering/``, and put in place when it is whole; the old catalogue and the
old Parquet files go to the trash. With a PostgreSQL catalogue the database that is named has to be empty.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from cadence.contract import load_contracts
from cadence.errors import StoreError
from cadence.sql import literal, quote
from cadence.store import adoption, change_set, identity, kept_reports, manifests, newest_rows, seals, unfinished
from cadence.store.folder import Folder, stamp
from cadence.store.history import EARLIER
from cadence.store.lake import CATALOGUE_FILE, Lake
from cadence.store.manifests import Manifest
from cadence.store.step import insert_files
from cadence.store.version import WHOLE_SINCE

Progress = Callable[[str, int, int], None]
ASIDE = "recovering"
# What was brought back, left in that folder when it only has to be put in place.
WHOLE = "whole.json"


@dataclass
class Recovered:
    """What a recovery brought back. steps: made again exactly, ``first`` to ``last``; rows: published now, by table.

    lost: steps that are known, but whose rows are not; damaged: files that were not what they should be; from_files:
    there were no manifests, and the newest rows were taken; trash: where what was replaced lies; reports: those
    kept, which a recovery leaves where they are.
    """

    steps: int = 0
    first: int = 0
    last: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    from_files: bool = False
    trash: str = ""
    reports: int = 0


def recover(place: str, data: str, progress: Progress) -> Recovered:
    """Build the record at ``place`` again. Raises StoreError when there is nothing to build from, or no need to."""
    is_shared = "://" in place
    folder, files = Folder(data if is_shared else place), "" if is_shared else "files/"
    identity.refuse_newer(folder)
    if not identity.has_traces(folder, files):
        raise StoreError("nothing_to_recover", folder=folder.place)
    _refuse_sound(place, data)
    aside = Path(place) / ASIDE
    if (aside / WHOLE).exists():  # a recovery that was stopped while it was put in place
        told = Recovered(**json.loads((aside / WHOLE).read_text(encoding="utf-8")))
        _put_in_place(Path(place), told.trash)
        return _give_id(place, data, told)
    if not is_shared:
        shutil.rmtree(aside, ignore_errors=True)  # one that was stopped before: made of nothing but copies
    old = [f"{files}{path}" for path in _parquet(folder, files)]
    lake = Lake(place if is_shared else str(aside), data, fresh=True)
    try:
        told = _rebuild(lake, folder, files, progress)
    finally:
        lake.close()
    told.trash, told.reports = f"{stamp()}-recovery", len(kept_reports.all_of(folder))
    if is_shared:
        folder.set_aside(old, told.trash)
    else:
        (aside / WHOLE).write_text(json.dumps(asdict(told)), encoding="utf-8")
        _put_in_place(Path(place), told.trash)
    return _give_id(place, data, told)


def _refuse_sound(place: str, data: str) -> None:
    """A record that opens needs no recovery; a shared catalogue that is in the way is never overwritten."""
    try:
        lake = Lake(place, data, reading=True)
    except StoreError as error:
        if error.code not in ("catalogue_missing", "catalogue_older", "catalogue_new", "store_does_not_open"):
            raise
        if "://" in place and error.code != "catalogue_missing":
            raise StoreError("recover_needs_empty_database") from error
        return
    lake.close()
    raise StoreError("recover_not_needed")


def _parquet(folder: Folder, files: str) -> list[str]:
    """The record's own Parquet files, below the folder of its files; anybody else's stay where they are."""
    paths = (entry.path.removeprefix(files) for entry in folder.below(f"{files}main"))
    return [path for path in paths if unfinished.start_time(path) >= 0]


def _rebuild(lake: Lake, folder: Folder, files: str, progress: Progress) -> Recovered:
    """Make the steps again in the fresh catalogue, or publish the newest rows."""
    lake.prepare()
    writing = unfinished.find(folder)
    steps = [one for one in manifests.read_all(folder) if writing is None or one.name != writing.manifest]
    bases = [place for place, one in enumerate(steps) if one.is_base]
    steps = steps[bases[-1] :] if bases else steps
    told = Recovered(from_files=not steps)
    if not steps:
        newest_rows.publish(lake, folder, files, told.damaged)
    before: int | None = None
    for number, step in enumerate(steps):
        progress("recover", number, len(steps))
        if not step.is_base and not step.is_damaged and step.said["parent"] != before:
            told.lost.append(step.said["parent"] or 0)  # its manifest is not there
        before = step.number
        _again(lake, folder, step, told)
    _tell_lost(lake, steps, told)
    told.steps, told.last = len(steps), lake.newest()
    told.first = steps[0].number if steps else told.last
    with lake.con.cursor() as con:
        for name in load_contracts():
            row = con.execute(f"select count(*) from lake.{quote(name)}").fetchone()
            told.rows |= {name: int(row[0])} if row and row[0] else {}
    seals.seal(lake)
    return told


def _tell_lost(lake: Lake, steps: Sequence[Manifest], told: Recovered) -> None:
    """Keep in the record what is known of steps whose rows are not there, and since when it is whole."""
    whole_since = 0
    if steps and steps[0].is_base:
        earlier = [said for said in steps[0].said["history"] if said["snapshot"] < steps[0].number]
        lake.facts.put(EARLIER, json.dumps(earlier))
        whole_since = steps[0].number
    if told.lost:
        whole_since = min((step.number for step in steps if step.number > max(told.lost)), default=lake.newest() + 1)
    told.lost = sorted(told.lost + [said["snapshot"] for said in json.loads(lake.facts.get(EARLIER) or "[]")])
    if whole_since:
        lake.facts.put(WHOLE_SINCE, str(whole_since))


def _again(lake: Lake, folder: Folder, step: Manifest, told: Recovered) -> None:
    """One step, with its number: its rows taken away, its rows put, its files, its own account of itself.

    A step whose manifest is damaged is left out and named; the steps after it are made all the same.
    """
    rows = [part for parts in step.tables().values() for part in parts.values()]
    damaged = [step.path(part) for part in rows if manifests.state_of(folder, step.path(part), str(part["sha256"]))]
    if step.is_damaged:
        damaged = [step.path({"file": manifests.NAME})]
    if damaged:
        told.damaged += damaged
        told.lost.append(step.number)
        number_up_to(
            lake, step.number
        )  # its number stays its own, and the folder knows no later step than the catalogue
        return
    number_up_to(lake, step.number - 1)
    said = step.said
    with lake.con.cursor() as con:
        changes = [_change(con, folder, step, table, parts) for table, parts in step.tables().items()]
        with lake.transaction(said["author"], said["message"], said["details"], con):
            for table, put, gone in changes:
                if gone:
                    _take_away(con, table, gone)
                if told.lost:
                    _take_away(con, table, put)  # what a lost step would have left of them is not known
                con.execute(f"insert into lake.{quote(table)} by name from {put}")
            insert_files(con, [list(row.values()) for row in said["files"]])


def _change(
    con: duckdb.DuckDBPyConnection, folder: Folder, step: Manifest, table: str, parts: Mapping[str, Mapping[str, Any]]
) -> tuple[str, str, str | None]:
    """Temporary tables of the rows to put and the keys to take away; read before the transaction begins."""
    names: dict[str, str] = {}
    for part, said in parts.items():
        names[part] = quote(f"_again_{part}_{table}")
        source = f"read_parquet({literal(folder.path(step.path(said)))})"
        con.execute(f"create or replace temp table {names[part]} as from {source}")
    return table, names["put"], names.get("gone")


def _take_away(con: duckdb.DuckDBPyConnection, table: str, keys: str) -> None:
    same = change_set.same_key(load_contracts()[table], "t", "g")
    con.execute(f"delete from lake.{quote(table)} as t using {keys} g where {same}")


def number_up_to(lake: Lake, number: int) -> None:
    """Steps of housekeeping that change nothing, until the newest snapshot has this number."""
    while lake.newest() < number:
        with lake.transaction("Cadence", "Numbers of a recovered record", '{"kind": "numbers"}') as con:
            con.execute("comment on table lake._files is 'The files of every publication'")


def _put_in_place(place: Path, trash: str) -> None:
    """The new catalogue and files for the old ones, which go to the trash. Stopped half way, it is done again."""
    target, new = place / "trash" / trash, place / ASIDE
    target.mkdir(parents=True, exist_ok=True)
    log = f"{CATALOGUE_FILE}.wal"  # what a killed process had not yet written into the old catalogue
    if (new / CATALOGUE_FILE).exists() and (place / log).exists():
        (place / log).rename(target / log)
    for name in ("files", CATALOGUE_FILE):
        if (new / name).exists():
            if (place / name).exists():
                (place / name).rename(target / name)
            (new / name).rename(place / name)
    shutil.rmtree(new)


def _give_id(place: str, data: str, told: Recovered) -> Recovered:
    """A new id for catalogue and folder, so that no older catalogue is ever taken for this record's again."""
    folder = Folder(data if "://" in place else place)
    if folder.read(identity.RECORD) is not None:
        folder.set_aside([identity.RECORD], told.trash)
    lake = Lake(place, data, fresh=True)
    try:
        lake.record_id = lake.folder_id = identity.give(lake.facts, lake.folder)
        if (marker := unfinished.find(folder)) is not None:
            unfinished.clear(
                folder, lake.files, marker, seals.known_files(lake), _file_hashes(lake), is_published=False
            )
        if told.from_files:
            adoption.write_base(lake)  # from here on nothing can be lost
    finally:
        lake.close()
    return told


def _file_hashes(lake: Lake) -> set[str]:
    with lake.con.cursor() as con:
        rows = con.execute("select unnest([sha256, rejects_sha256]) from lake._files").fetchall()
    return {sha for (sha,) in rows if sha}
