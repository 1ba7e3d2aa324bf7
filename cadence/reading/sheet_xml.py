"""What a sheet's own XML says and the cell values do not: error cells, formulas never calculated, hidden rows."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from cadence.errors import RefusedFile
from cadence.reading.extent import LAST_COLUMN, LAST_ROW, MOST_CELLS, Extent

CHUNK = 1 << 20
# One row of 16,384 cells of inline text; a sheet without rows is none.
LONGEST_ROW_XML = 64 << 20
SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"']")
HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"']")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?<!/)>([^<]*)<")
ROW_START = re.compile(rb"<(?:\w+:)row\b")
FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
PLACE = re.compile(r"([A-Z]+)(\d+)")


@dataclass
class SheetMarks:
    """Cells by (row, column), rows from 1 and columns from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The member of the archive that holds each sheet, by the sheet's name."""
    folder = "xl"
    relations = {
        of["Id"]: of["Target"]
        for of in map(_attributes, RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
        if "Id" in of and "Target" in of
    }
    parts: dict[str, str] = {}
    for of in map(_attributes, SHEET.findall(archive.read("xl/workbook.xml"))):
        target = relations.get(next((value for key, value in of.items() if key.endswith(":id")), ""), "")
        parts[of.get("name", "")] = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
    return parts


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook says that its days are counted from 1904."""
    return bool(FROM_1904.search(archive.read("xl/workbook.xml")))


def _attributes(text: bytes) -> dict[str, str]:
    found = ATTRIBUTE.findall(text)
    return {key.decode(): html.unescape((double or single).decode("utf-8")) for key, double, single in found}


def survey(archive: zipfile.ZipFile, part: str) -> tuple[SheetMarks, Extent]:
    """The marks of one sheet and how far its cells reach, read some megabytes at a time."""
    found, extent = SheetMarks(), Extent()
    for text in pieces(archive, part):
        extent.take(text)
        if extent.cells > MOST_CELLS:
            raise RefusedFile("sheet_too_many_cells", expected=MOST_CELLS)
        if b"hidden" in text:
            found.hidden_columns += len(HIDDEN_COLUMN.findall(text))
            found.hidden_rows += len(HIDDEN_ROW.findall(text))
        # Looking for the short texts first takes a tenth of the time of the pattern.
        has_formula = (b"<f" in text or b":f" in text) and FORMULA.search(text)
        if has_formula or b'"e"' in text or b"'e'" in text:
            _mark_cells(text, found)
    if extent.last_row > LAST_ROW or extent.width > LAST_COLUMN:
        raise RefusedFile("cell_outside_sheet", found=f"{_widest(extent)}{extent.last_row}")
    return found, extent


def _widest(extent: Extent) -> str:
    return max(extent.columns, key=lambda letters: (len(letters), letters), default=b"").decode()[:20]


def pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end where a row begins; refused when a row is endless."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            text = rest + chunk
            end = _last_row_start(text)
            rest = text[end:]
            if len(rest) > LONGEST_ROW_XML:
                raise RefusedFile("sheet_row_too_long", expected=LONGEST_ROW_XML >> 20)
            yield text[:end]
    yield rest


def _last_row_start(text: bytes) -> int:
    """Where the last row of a piece begins; 0 when none does."""
    end = text.rfind(b"<row")
    return end if end > 0 else max((match.start() for match in ROW_START.finditer(text)), default=0)


def _mark_cells(text: bytes, found: SheetMarks) -> None:
    for match in CELL.finditer(text):
        of, inside = _attributes(match[1]), match[2]
        is_error = of.get("t") == "e"
        value = VALUE.search(inside)
        if is_error:
            found.errors[_place(of)] = html.unescape(value[1].decode("utf-8")) if value else "#N/A"
        elif FORMULA.search(inside) and of.get("t") != "str" and not (value and value[1]):
            found.uncalculated.append(_place(of))


def _place(of: dict[str, str]) -> tuple[int, int]:
    """B3 is (3, 1). A cell that does not say where it stands can't be told apart from an empty one."""
    match = PLACE.fullmatch(of.get("r", ""))
    if match is None:
        raise RefusedFile("damaged_archive")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1
