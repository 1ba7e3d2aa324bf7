"""Hashes of the record's Parquet files: written once, immutable, and otherwise mostly silent when damaged.

The hashes stand beside DuckLake's own catalogue. A file without one (the process died between the commit
and its hash) gets it at the next start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import duckdb
from pyarrow import fs

from cadence.store.buckets import file_system
from cadence.store.lake import CATALOG, HASHES, Lake
from cadence.store.model import Damage
from cadence.store.vault import Vault, hash_file

Progress = Callable[[str, int, int], None]
COLUMNS = "table_id, path, file_size_bytes, begin_snapshot, end_snapshot"
# Every file of every snapshot that is still kept: data files and lists of deleted rows alike.
PARQUET = f"""
select s.path || t.path || f.path as path, f.file_size_bytes as bytes, t.table_name, f.begin_snapshot, f.end_snapshot
from (
    select {COLUMNS} from {CATALOG}.ducklake_data_file where path_is_relative
    union all
    select {COLUMNS} from {CATALOG}.ducklake_delete_file where path_is_relative
) f
join (
    select table_id, schema_id, path, max(table_name) as table_name from {CATALOG}.ducklake_table group by all
) t using (table_id)
join {CATALOG}.ducklake_schema s using (schema_id)
"""
# Each original and each file of rows set aside, with the step that brought it first.
ORIGINALS = """
select sha256, min(step) from (
    select unnest([f.sha256, f.rejects_sha256]) as sha256, s.snapshot_id as step
    from lake._files f
    left join lake.snapshots() s on list_contains(
        from_json(coalesce(json_extract(s.commit_extra_info, '$.files'), '[]'), '["BIGINT"]'), f.file_id
    )
)
where sha256 is not null group by sha256 order by all
"""


def known_files(lake: Lake) -> set[str]:
    """Paths of the Parquet files that the catalogue names, below the folder of its files."""
    with lake.con.cursor() as con:
        return {str(path) for (path,) in con.execute(f"select path from ({PARQUET})").fetchall()}


def files_there(lake: Lake) -> set[str]:
    """Paths of the Parquet files that lie where the record's files do, below that folder."""
    found = lake.folder.below(f"{lake.files}main")
    return {path.removeprefix(lake.files) for path, _ in found if path.endswith(".parquet")}


def seal(lake: Lake) -> None:
    """Hash every Parquet file that has no hash yet; one that is missing is for ``verify`` to tell."""
    with lake.con.cursor() as con:
        paths = con.execute(
            f"select path, bytes from ({PARQUET}) where path not in (select path from {HASHES}) order by all"
        ).fetchall()
        files, root = file_system(lake.data)
        for path, size in paths:
            digest = hash_file(files, f"{root}/{path}")
            if digest is None:
                continue
            con.execute(f"insert into {HASHES} values ($path, $size, $digest)", _row(path, size, digest))


def verify(lake: Lake, vault: Vault, progress: Progress) -> list[Damage]:
    """Read every Parquet file and every original again and name those that are missing or changed."""
    found: list[Damage] = []
    with lake.con.cursor() as con:
        sealed = con.execute(
            f"select p.path, h.sha256, p.table_name, p.begin_snapshot from ({PARQUET}) p "
            f"left join {HASHES} h using (path) order by all"
        ).fetchall()
        try:
            originals = con.execute(ORIGINALS).fetchall()
        except (duckdb.Error, UnicodeError):
            originals = []  # the list of files is itself damaged: which file of it, is told below
            found.append(Damage(f"{lake.files}main/_files", "unreadable", "_files"))
    files, root = file_system(lake.data)
    total = len(sealed) + len(originals)
    for number, (path, digest, table, step) in enumerate(sealed):
        progress("verify", number, total)
        code = _compare(digest, hash_file(files, f"{root}/{path}"))
        found += [Damage(f"{lake.files}{path}", code, table, step)] if code else []
    for number, (digest, step) in enumerate(originals, start=len(sealed)):
        progress("verify", number, total)
        code = _compare(digest, vault.hash_of(digest))
        found += [Damage(f"originals/{digest}", code, publication=step)] if code else []
    progress("verify", total, total)
    return found


Sealed = tuple[str, str, int]  # a file's path, its hash, the step that wrote it


def sealed_files(lake: Lake, snapshot: int) -> dict[str, list[Sealed]]:
    """The Parquet files of each table at a snapshot with the hashes they were sealed with."""
    with lake.con.cursor() as con:
        rows = con.execute(
            f"select table_name, path, sha256, begin_snapshot from ({PARQUET}) join {HASHES} using (path) "
            "where begin_snapshot <= $snapshot and coalesce(end_snapshot > $snapshot, true) order by all",
            {"snapshot": snapshot},
        ).fetchall()
    found: dict[str, list[Sealed]] = {}
    for table, *sealed in rows:
        found.setdefault(table, []).append((sealed[0], sealed[1], sealed[2]))
    return found


def find_damage(lake: Lake, table: str, sealed: Iterable[Sealed]) -> list[Damage]:
    """Those of a table's files that are missing or not as they were sealed.

    A file found sound is read again only when its size or its time has changed: files of the record never are.
    """
    files, root = file_system(lake.data)
    compared = [(path, _compare_once(files, f"{root}/{path}", digest), step) for path, digest, step in sealed]
    return [Damage(f"{lake.files}{path}", code, table, step) for path, code, step in compared if code]


_sound: dict[str, tuple[str, int, int]] = {}  # by path: the hash, size and time with which a file was found sound


def _compare_once(files: fs.FileSystem, path: str, digest: str) -> str | None:
    try:
        about = files.get_file_info(path)
    except OSError:
        return _compare(digest, hash_file(files, path))  # which says so when a bucket is silent
    stamp = (digest, int(about.size or 0), int(about.mtime_ns or 0))
    if _sound.get(path) == stamp:
        return None
    code = _compare(digest, hash_file(files, path))
    if code is None:
        _sound[path] = stamp
    return code


def _compare(expected: str | None, found: str | None) -> str | None:
    if found is None:
        return "missing"
    if expected is None:
        return "unsealed"
    return None if found == expected else "changed"


def _row(path: str, size: int, digest: str) -> dict[str, Any]:
    return {"path": path, "size": size, "digest": digest}
