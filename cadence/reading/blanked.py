"""A file once more, with some cells blanked: what is kept of one that names persons. Lines and columns stay.

A text file stays one, in its own encoding; a workbook is written anew with its values alone, since comments, properties
and hidden copies of cells hold what its sheets do. Runs in a worker, as reading does.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import python_calamine as calamine
import xlsxwriter

from cadence.errors import RefusedFile
from cadence.reading.encoding import as_utf8, detect
from cadence.reading.files import EMPTY_ZIP, OLD_OFFICE, ZIP
from cadence.reading.quote_signs import find_quoted
from cadence.reading.sections import separator_of_report
from cadence.reading.workbook import is_other_workbook, is_workbook
from cadence.worker import Tell

TAKEN, BLANKED = "taken.json", "blanked"
MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
GONE = "…"
MOST_TEXTS = 5000
XLSX = ".xlsx"


@dataclass(frozen=True)
class Blank:
    """The cells of one table to blank: by line their texts; and texts that are taken out wherever they stand."""

    lines: Mapping[int, Sequence[str]]
    texts: Sequence[str]

    def rows(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """The rows, numbered from 1, with these cells emptied. RefusedFile where one is not found in its line."""
        every = {text.strip() for texts in self.lines.values() for text in texts}
        known = sorted({text for text in self.texts if len(text) > 4}, key=len, reverse=True)[:MOST_TEXTS]
        inside = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", re.I) if known else None
        left = dict(self.lines)
        for line, row in enumerate(rows, start=1):
            own = [text.strip() for text in left.pop(line, ())]
            wanted = set(own) if own else every
            emptied = ["" if _is_one(cell, wanted) else _without(cell, inside) for cell in row]
            if sum(_is_one(cell, wanted) for cell in row) < len(own):
                raise RefusedFile("persons_stay", line=line)
            yield emptied
        if left:
            raise RefusedFile("persons_stay", line=min(left))


def _is_one(cell: Any, texts: set[str]) -> bool:
    if isinstance(cell, str):
        return bool(cell.strip()) and cell.strip() in texts
    forms = {str(cell)}
    if isinstance(cell, float) and cell.is_integer():
        forms.add(str(int(cell)))
    if isinstance(cell, dt.date):
        forms |= {cell.isoformat(), cell.isoformat()[:10]}
    return bool(forms & texts)


def _without(cell: Any, inside: re.Pattern[str] | None) -> Any:
    if not isinstance(cell, str):
        return cell
    bare = MAIL.sub(GONE, cell) if "@" in cell else cell
    return inside.sub(GONE, bare) if inside else bare


def blank_file(folder: Path, _tell: Tell, path: str, name: str) -> str:
    """Write ``blanked`` into the folder, by its taken.json (table -> lines, texts); gives the ending it needs."""
    said = json.loads((folder / TAKEN).read_text("utf-8"))
    taken = {
        table: Blank({int(line): texts for line, texts in one["lines"].items()}, one["texts"])
        for table, one in said.items()
    }
    return _blank(Path(path), name, taken, folder / BLANKED)


def _blank(path: Path, name: str, taken: Mapping[str, Blank], into: Path) -> str:
    """Write a file once more; the ending that its name now needs, empty where it stays what it was."""
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(OLD_OFFICE):
        return _blank_workbook(path, name, taken, into)
    if not start.startswith((ZIP, EMPTY_ZIP)):
        _blank_text(path, taken.get(name, _everything(taken)), into)
        return ""
    with zipfile.ZipFile(path) as archive:
        names = [one.replace("\\", "/") for one in archive.namelist()]
        is_book = is_workbook(archive) or "xl/workbook.xml" in names or is_other_workbook(archive)
        if is_book:
            return _blank_workbook(path, name, taken, into)
        _blank_members(archive, name, taken, into)
    return ""


def _everything(taken: Mapping[str, Blank]) -> Blank:
    """For a part of the file that is no table: the texts of persons of the others, whatever line they stand in."""
    return Blank({}, [text for one in taken.values() for text in one.texts])


def _blank_members(archive: zipfile.ZipFile, name: str, taken: Mapping[str, Blank], into: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="cadence-") as drafts,
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for number, info in enumerate(one for one in archive.infolist() if not one.is_dir()):
            member = PurePosixPath(info.filename).name
            copy, anew = Path(drafts) / f"{number}", Path(drafts) / f"{number}.anew"
            copy.write_bytes(archive.read(info))
            try:
                ending = _blank(copy, f"{name} › {member}", taken, anew)
            except RefusedFile as error:
                if any(table.startswith(f"{name} › {member}") for table in taken):
                    raise
                if error.code == "persons_stay":
                    raise
                continue  # no table, and not looked into: it is left out of what is kept
            out.write(anew, f"{info.filename}{ending}")


def _blank_text(path: Path, blank: Blank, into: Path) -> None:
    encoding = detect(path)
    with tempfile.TemporaryDirectory(prefix="cadence-") as drafts:
        utf8 = as_utf8(path, encoding, Path(drafts))
        start = encoding.mark if utf8 == path else 0
        source, begins, back = utf8, start, _same
        if (separator := separator_of_report(utf8, start)) is None:
            quoted = find_quoted(utf8, start, Path(drafts))  # as it was read, in whatever way it is quoted
            source, begins, separator, back = quoted.path, quoted.dialect.start, quoted.dialect.separator, quoted.text
        with source.open("rb") as raw:
            raw.seek(begins)
            ends = "\r\n" if b"\r\n" in raw.read(1 << 16) else "\n"
        name = encoding.name if encoding.how != "mixed" else "utf-8"
        with path.open("rb") as own, source.open("rb") as raw, into.open("wb") as out:
            declared = raw.read(begins)[start if source == utf8 else 0 :]  # sep=;
            out.write(own.read(encoding.mark) + declared.decode("utf-8").encode(name, "replace"))
            writer = csv.writer(_Encoded(out.write, name), delimiter=separator, lineterminator=ends)
            rows = csv.reader(io.TextIOWrapper(raw, "utf-8", "replace", newline=""), delimiter=separator)
            for row in blank.rows([back(cell) for cell in row] for row in rows):
                writer.writerow(row)


def _same(text: str) -> str:
    return text


class _Encoded:
    """Where the csv module writes texts: bytes of an encoding."""

    def __init__(self, write: Callable[[bytes], Any], encoding: str) -> None:
        self._write, self._encoding = write, encoding

    def write(self, text: str) -> None:
        self._write(text.encode(self._encoding, "replace"))


def _blank_workbook(path: Path, name: str, taken: Mapping[str, Blank], into: Path) -> str:
    try:
        with path.open("rb") as file:
            book = calamine.CalamineWorkbook.from_filelike(file)
    except calamine.CalamineError as error:
        raise RefusedFile("damaged_archive") from error
    sheets = [one.name for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    with xlsxwriter.Workbook(str(into), {"constant_memory": True, "strings_to_numbers": False}) as out:
        day, moment = (out.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        out.set_properties({"created": dt.datetime(2000, 1, 1)})
        for sheet in sheets:
            page = out.add_worksheet(sheet)
            table = f"{name} › {sheet}" if len(sheets) > 1 else name
            blank = taken.get(table) or _everything(taken)
            for place, row in enumerate(blank.rows(_rows(book, sheet))):
                _write_row(page, place, row, day, moment)
    return "" if path.suffix.lower() == XLSX or name.lower().endswith(XLSX) else XLSX


def _rows(book: calamine.CalamineWorkbook, sheet: str) -> Iterator[list[Any]]:
    """Every row from the first of the sheet, every cell from its first column."""
    cells = book.get_sheet_by_name(sheet)
    _, left = cells.start or (0, 0)
    for row in cells.iter_rows():  # from the first row of the sheet, but from the first column that holds something
        yield [*([""] * left), *row]


def _write_row(page: Any, place: int, row: Sequence[Any], day: Any, moment: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, bool):
            page.write_boolean(place, column, cell)
        elif isinstance(cell, int | float):
            page.write_number(place, column, cell)
        elif isinstance(cell, dt.datetime):
            page.write_datetime(place, column, cell, moment)
        elif isinstance(cell, dt.date):
            page.write_datetime(place, column, dt.datetime(cell.year, cell.month, cell.day), day)
        elif str(cell):
            page.write_string(place, column, str(cell))
