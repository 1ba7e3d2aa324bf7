"""Hashes of the record's Parquet files: written once, immutable, and otherwise mostly silent when damaged.

The hashes stand beside DuckLake's own catalogue. A file without one (the process died between the commit
and its hash) gets it at the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb

from cadence.store.buckets import file_system
from cadence.store.lake import CATALOG, HASHES, Lake
from cadence.store.model import Damage
from cadence.store.vault import Vault, hash_file

Progress = Callable[[str, int, int], None]
# Every file of every snapshot that is still kept: data files and lists of deleted rows alike.
PARQUET = f"""
select s.path || t.path || f.path as path, f.file_size_bytes as bytes
from (
    select table_id, path, file_size_bytes from {CATALOG}.ducklake_data_file where path_is_relative
    union all
    select table_id, path, file_size_bytes from {CATALOG}.ducklake_delete_file where path_is_relative
) f
join (select distinct table_id, schema_id, path from {CATALOG}.ducklake_table) t using (table_id)
join {CATALOG}.ducklake_schema s using (schema_id)
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
            f"select p.path, h.sha256 from ({PARQUET}) p left join {HASHES} h using (path) order by all"
        ).fetchall()
        try:
            originals = con.execute(
                "select distinct unnest([sha256, rejects_sha256]) as sha256 from lake._files order by all"
            ).fetchall()
        except (duckdb.Error, UnicodeError):
            originals = []  # the list of files is itself damaged: which file of it, is told below
            found.append(Damage(f"{lake.files}main/_files", "unreadable"))
    files, root = file_system(lake.data)
    total = len(sealed) + len(originals)
    for number, (path, digest) in enumerate(sealed):
        progress("verify", number, total)
        found += _compare(f"{lake.files}{path}", digest, hash_file(files, f"{root}/{path}"))
    for number, (digest,) in enumerate(originals, start=len(sealed)):
        progress("verify", number, total)
        found += _compare(f"originals/{digest}", digest, vault.hash_of(digest)) if digest else []
    progress("verify", total, total)
    return found


def _compare(path: str, expected: str | None, found: str | None) -> list[Damage]:
    if found is None:
        return [Damage(path, "missing")]
    if expected is None:
        return [Damage(path, "unsealed")]
    return [] if found == expected else [Damage(path, "changed")]


def _row(path: str, size: int, digest: str) -> dict[str, Any]:
    return {"path": path, "size": size, "digest": digest}
