"""What a record keeps of a person: every file of its folder looked through, packed ones opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from cadence.store import Store


def found_in(folder: Path, values: Iterable[str]) -> list[str]:
    """Which of these values stand in a file below a folder, and where."""
    looked = [(form, value) for value in values for form in _forms(value)]
    return [f"{place}: {value}" for place, content in _contents(folder) for form, value in looked if form in content]


def _forms(value: str) -> set[bytes]:
    """A value as different programs write it down."""
    return {value.encode(one) for one in ("utf-8", "utf-16-le", "cp1252")} | {
        value.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    }


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path), content
            yield from _inside(str(path), content)


def _inside(place: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """What a zip, a workbook, a Parquet file or a database holds, unpacked."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                member = archive.read(name)
                yield f"{place}/{name}", member
                yield from _inside(f"{place}/{name}", member)
    elif content.startswith(b"PAR1"):
        rows = duckdb.sql(f"select * from read_parquet('{place}')").fetchall()
        yield f"{place} (rows)", repr(rows).encode()


def rows_of(store: Store) -> bytes:
    """Every row of the record's own tables of files, whatever packs them on the disk."""
    return repr([(p.message, [(f.name, f.details) for f in p.files]) for p in store.history()]).encode()
