"""A file of any kind into readings: what it is comes from its bytes, never from its name."""

from __future__ import annotations

import errno
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import duckdb

from cadence.errors import RefusedFile
from cadence.problems import Fact
from cadence.reading.archives import LARGEST_MEMBER_COUNT, refuse_large
from cadence.reading.results import Progress, Reading, Target, refused_reading
from cadence.reading.text import read_text
from cadence.reading.workbook import is_other_workbook, is_workbook, read_other_workbook, read_workbook

# What tables and what holds them are called.
ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".dat", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".zip")
PIECE = 1 << 20  # bytes copied at once
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
KNOWN_NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"PAR1", b"SQLite format 3", b"Rar!")


def read(
    path: Path,
    con: duckdb.DuckDBPyConnection,
    *,
    table: str = "text",
    name: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
    at: Callable[[str], None] | None = None,
    copies: Path | None = None,
) -> list[Reading]:
    """Read every table of a file into ``con``: ``table`` for the first one, ``table_2``, ... for the others.

    name: what the file is called in problems, when not as on disk. sheet: only this sheet or zip member.
    at: told the name of the sheet or member that comes next. copies: see Target.
    Nothing is raised for what is in the file: a refused file is a reading that holds the reason.
    """
    target = Target(con, table, name or path.name, sheet, progress or _silent, at or _nowhere, copies)
    try:
        return _read(path, target)
    except RefusedFile as error:
        return [refused_reading(target.name, error)]


def _read(path: Path, target: Target) -> list[Reading]:
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise RefusedFile("empty_file")
    if start.startswith(OLD_OFFICE):
        return read_other_workbook(path, target)
    if start.startswith(KNOWN_NOT_TABLES):
        raise RefusedFile("not_text")
    if start.startswith((ZIP, EMPTY_ZIP)):
        return _read_archive(path, target)
    if target.sheet is not None:
        raise RefusedFile("no_sheets", found=target.sheet)
    return [read_text(path, target)]


def _read_archive(path: Path, target: Target) -> list[Reading]:
    try:
        with zipfile.ZipFile(path) as archive:
            if any("\\" in name for name in archive.namelist()):
                return _read_with_slashes(archive, target)
            if is_workbook(archive):
                return read_workbook(path, archive, target)
            if is_other_workbook(archive):
                refuse_large(archive.infolist())
                return read_other_workbook(path, target)
            if any(name.endswith(".iwa") or name == "Index.zip" for name in archive.namelist()):
                raise RefusedFile("numbers_workbook")
            return _members(archive, target)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, KeyError, ValueError, struct.error, zlib.error) as error:
        raise RefusedFile("damaged_archive") from error
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):  # a full disk is not the file's fault
            raise
        raise RefusedFile("damaged_archive") from error  # a place before its beginning


def _read_with_slashes(archive: zipfile.ZipFile, target: Target) -> list[Reading]:
    """An archive whose folders are written with backslashes, as old programs of Windows did, written anew."""
    refuse_large(archive.infolist())
    with tempfile.TemporaryDirectory(prefix="cadence-") as folder:
        copy = Path(folder) / "archive"
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as anew:
            for info in archive.infolist():
                name = info.filename.replace("\\", "/")
                with archive.open(info) as source, anew.open(name, "w", force_zip64=True) as into:
                    shutil.copyfileobj(source, into, PIECE)
        return _read_archive(copy, target)


def _members(archive: zipfile.ZipFile, target: Target) -> list[Reading]:
    present = [info for info in archive.infolist() if _is_table_member(info)]
    every = [info for info in present if _may_be_table(info)] or present
    others = [_bare_name(info) for info in present if info not in every]
    members = [info for info in every if target.sheet in (None, info.filename, _bare_name(info))]
    if every and not members:
        raise RefusedFile("no_such_sheet", found=target.sheet, expected=", ".join(map(_bare_name, every)))
    _refuse_unsafe(members)
    readings: list[Reading] = []
    with tempfile.TemporaryDirectory(prefix="cadence-") as folder:
        for number, info in enumerate(members, start=1):
            copy = Path(folder) / str(number)
            target.at(info.filename)
            _extract(archive, info, copy)
            own = replace(target.with_number(number), name=_bare_name(info), sheet=None, progress=_silent)
            readings += [reading.inside(target.name) for reading in _read_member(copy, own)]
            copy.unlink()
            target.progress(number / len(members))
    if others and target.sheet is None:
        fact = Fact("members_left_out", {"n": len(others), "names": ", ".join(others)})
        readings[0] = replace(readings[0], facts=(*readings[0].facts, fact))
    return readings


def _read_member(copy: Path, target: Target) -> list[Reading]:
    """A member that is refused does not stop the others."""
    try:
        return _read(copy, target)
    except RefusedFile as error:
        return [refused_reading(target.name, error)]


def _silent(_share: float) -> None:
    """The progress of a member is told by the archive's."""


def _nowhere(_place: str) -> None:
    """Nobody asks which sheet it is at."""


def _bare_name(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).name


def _is_table_member(info: zipfile.ZipInfo) -> bool:
    """Folders and the traces that computers leave in archives are no tables."""
    parts = PurePosixPath(info.filename).parts
    return not info.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _may_be_table(info: zipfile.ZipInfo) -> bool:
    """Whether a member is called as tables are, or as nothing that is known: what it is its bytes say."""
    return PurePosixPath(info.filename).suffix.lower() in ("", *ENDINGS)


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise RefusedFile("no_table_in_archive")
    refuse_large(members, LARGEST_MEMBER_COUNT)
    if any(PurePosixPath(info.filename).suffix.lower() == ".zip" for info in members):
        raise RefusedFile("archive_in_archive")


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, copy: Path) -> None:
    """One member to a file of our own naming; the archive gives no more bytes than the member announces."""
    with archive.open(info) as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target, PIECE)
