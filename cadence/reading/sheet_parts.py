"""A very large sheet in parts of some rows each, so that calamine holds one part in memory at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from cadence.reading.extent import Extent
from cadence.reading.sheet_xml import pieces

# A sheet of more cells is read in parts of about as many.
PART_CELLS = 4_000_000
SHEETS, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
ROWS_BEGIN, ROWS_END = b"<sheetData>", b"</sheetData>"
TAIL = b"</sheetData></worksheet>"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def can_be_parted(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether the workbook is written as all known programs write it; any other is read whole, or not at all."""
    with archive.open(part) as file:
        head = file.read(1 << 16)
    with archive.open(SHEETS) as file:
        sheets = file.read(1 << 20)
    return ROWS_BEGIN in head and b"</sheets>" in sheets and b"xmlns:r=" in sheets


def write_parts(archive: zipfile.ZipFile, part: str, copy: zipfile.ZipFile, prefix: str) -> int:
    """Write a sheet's rows into members ``prefix`` 1.xml, 2.xml...; how many. The sheet itself keeps all the rest."""
    head, number, cells = b"", 0, PART_CELLS + 1
    target, rest = None, b""
    for text in pieces(archive, part):
        if not head:
            begin = text.index(ROWS_BEGIN) + len(ROWS_BEGIN) if ROWS_BEGIN in text else 0
            head, text = text[:begin], text[begin:]
        rows, end, behind = text.partition(ROWS_END)
        rest += end + behind
        if cells > PART_CELLS:
            if target is not None:
                target.write(TAIL)
                target.close()
            number, cells = number + 1, 0
            target = copy.open(f"{prefix}{number}.xml", "w", force_zip64=True)
            target.write(head)
        extent = Extent()
        extent.take(rows)
        cells += extent.cells
        if target is not None:
            target.write(rows)
    if target is not None:
        target.write(TAIL)
        target.close()
    with copy.open(part, "w") as own:
        own.write(head + rest)
    return number


def part_name(sheet: int, number: int) -> str:
    """What a part is called as a sheet; no sheet of a person's has a stroke in its name."""
    return f"{sheet}/{number}"


def lists_with_parts(
    archive: zipfile.ZipFile, parts: dict[int, int], prefixes: dict[int, str]
) -> Iterator[tuple[str, bytes]]:
    """The two members that list the sheets, with the parts of each sheet (by its place) added."""
    sheets, relations = "", ""
    for sheet, count in parts.items():
        for number in range(1, count + 1):
            key = f"part{sheet}of{number}"
            sheets += f'<sheet name="{part_name(sheet, number)}" sheetId="{sheet * 10_000 + number}" r:id="{key}"/>'
            target = f"/{prefixes[sheet]}{number}.xml"
            relations += f'<Relationship Id="{key}" Type="{KIND}" Target="{target}"/>'
    yield SHEETS, archive.read(SHEETS).replace(b"</sheets>", sheets.encode() + b"</sheets>")
    end = b"</Relationships>"
    yield RELATIONS, archive.read(RELATIONS).replace(end, relations.encode() + end)
