"""A workbook written anew so that the grid of a sheet is small: without emptiness between cells, or in parts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cadence.errors import RefusedFile
from cadence.reading.extent import (
    GAP_COLUMNS,
    GAP_ROWS,
    MOST_CELLS,
    PLACE,
    PREFIX,
    Cell,
    letters_of,
    places,
    without_gaps,
)
from cadence.reading.sheet_parts import lists_with_parts, write_parts
from cadence.reading.sheet_xml import pieces

HEAD = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = b"</sheetData></worksheet>"
COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class Gaps:
    """Where a closed-up sheet's rows and columns stood: new number -> the spreadsheet's, both from 1."""

    rows: Mapping[int, int] = field(default_factory=dict)
    columns: Mapping[int, int] = field(default_factory=dict)

    def row(self, number: int) -> int:
        """The row of the spreadsheet; a sheet that was left as it is has its own."""
        return _back(self.rows, number)

    def column(self, number: int) -> int:
        """The column of the spreadsheet."""
        return _back(self.columns, number)

    def between_rows(self) -> list[tuple[int, int]]:
        """First and last row of each emptiness that was left out."""
        return _left_out(self.rows, GAP_ROWS)

    def between_columns(self) -> list[tuple[int, int]]:
        """First and last column of each emptiness that was left out."""
        return _left_out(self.columns, GAP_COLUMNS)


def _left_out(numbers: Mapping[int, int], longest: int) -> list[tuple[int, int]]:
    old = sorted(numbers.values())
    return [(a + 1, b - 1) for a, b in zip([0, *old], old, strict=False) if b - a > longest + 1]


def _back(numbers: Mapping[int, int], number: int) -> int:
    """An empty row between two used ones keeps its distance from the one below."""
    if not numbers:
        return number
    below = number
    while below not in numbers:
        below += 1
    return numbers[below] - (below - number)


def gaps_of(archive: zipfile.ZipFile, part: str) -> Gaps:
    """How a sheet can be closed up; refused when its cells are too scattered even so."""
    rows, columns = set[int](), set[int]()
    for cell in _cells(archive, part):
        rows.add(cell.row)
        columns.add(cell.column)
    down, across = without_gaps(rows, GAP_ROWS), without_gaps(columns, GAP_COLUMNS)
    height, width = max(down.values(), default=0), max(across.values(), default=0)
    if height * width > MOST_CELLS:
        raise RefusedFile("scattered_cells", found=f"{height:,} × {width:,}".replace(",", " "), expected=MOST_CELLS)
    return Gaps({new: old for old, new in down.items()}, {new: old for old, new in across.items()})


def write_anew(
    archive: zipfile.ZipFile, gaps: Mapping[str, Gaps], large: Mapping[int, str], path: Path
) -> dict[int, int]:
    """The workbook at ``path``: each sheet of ``gaps`` (by its member's name) closed up, each of ``large`` in parts.

    Gives the number of parts of each large sheet, by its place.
    """
    prefixes = {sheet: f"xl/worksheets/parts_of_{sheet}_" for sheet in large}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copy:
        parts = {sheet: write_parts(archive, part, copy, prefixes[sheet]) for sheet, part in large.items()}
        lists = dict(lists_with_parts(archive, parts, prefixes)) if parts else {}
        for name, text in lists.items():
            copy.writestr(name, text)
        for name in dict.fromkeys(archive.namelist()):
            if name in lists or name in large.values():
                continue
            with copy.open(name, "w", force_zip64=True) as target:
                for text in (
                    _gapless_sheet(archive, name, gaps[name]) if name in gaps else _member_chunks(archive, name)
                ):
                    target.write(text)
    return parts


def _member_chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as source:
        while chunk := source.read(COPY_BYTES):
            yield chunk


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[Cell]:
    row = 0
    for text in pieces(archive, part):
        for cell in places(text, row):
            row = cell.row
            if cell.is_filled:
                yield cell


def _gapless_sheet(archive: zipfile.ZipFile, part: str, gaps: Gaps) -> Iterator[bytes]:
    """The sheet with its filled cells only, at their new places."""
    down = {old: new for new, old in gaps.rows.items()}
    across = {old: letters_of(new) for new, old in gaps.columns.items()}
    at = 0
    yield HEAD
    for cell in _cells(archive, part):
        row = down[cell.row]
        start = b"" if row == at else (b"</row>" if at else b"") + b'<row r="%d">' % row
        at = row
        rest, inside = PLACE.sub(b"", cell.attributes), PREFIX.sub(rb"\1", cell.inside)
        yield b'%s<c r="%s%d"%s>%s</c>' % (start, across[cell.column], row, rest, inside)
    yield (b"</row>" if at else b"") + TAIL
