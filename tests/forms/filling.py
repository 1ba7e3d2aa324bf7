"""A workbook as a person sees it and fills it in: what its lists offer, and the same file with cells typed into it."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
EXCEL_EPOCH = dt.date(1899, 12, 30)
Cell = str | int | float | dt.date | None


def parts_of(book: bytes) -> dict[str, str]:
    """The part of the file that holds each sheet, in their order."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        places = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): f"xl/{one.get('Target')}" for one in places}
    return {str(one.get("name")): targets[one.get(RELATION)] for one in sheets.iter(f"{MAIN}sheet")}


def visible(book: bytes) -> list[str]:
    """The names of the sheets that a person sees."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    return [str(one.get("name")) for one in sheets.iter(f"{MAIN}sheet") if one.get("state") is None]


def headings(book: bytes, sheet: str) -> list[str]:
    """The first row of a sheet."""
    first = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet).to_python()[0]
    return [str(cell) for cell in first]


def lists(book: bytes, sheet: str) -> dict[str, list[str]]:
    """What the drop-down list of each column of a sheet offers, by its heading."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        drawn = ElementTree.fromstring(parts.read(parts_of(book)[sheet]))
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book))
    found, names = {}, headings(book, sheet)
    for rule in drawn.iter(f"{MAIN}dataValidation"):
        if rule.get("type") == "list":
            column = _column(str(rule.get("sqref")))
            found[names[column]] = _offered(cells, str(rule.findtext(f"{MAIN}formula1")))
    return found


def _offered(cells: CalamineWorkbook, formula: str) -> list[str]:
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    sheet, _, place = formula.rpartition("!")
    first, last = (re.fullmatch(r"\$([A-Z]+)\$(\d+)", end) for end in place.split(":"))
    assert first and last
    rows = cells.get_sheet_by_name(sheet.strip("'")).to_python(skip_empty_area=False)
    column = _column(first[1])
    return [str(row[column]) for row in rows[int(first[2]) - 1 : int(last[2])] if row[column] != ""]


def _column(reference: str) -> int:
    place = 0
    for letter in re.match("[A-Z]+", reference)[0]:  # type: ignore[index]
        place = place * 26 + ord(letter) - 64
    return place - 1


def filled(book: bytes, rows: Mapping[str, Sequence[Mapping[str, Cell]]], *, first: int = 3) -> bytes:
    """The workbook with rows typed below what stands there: by sheet, cells by heading, from row ``first`` on.

    Text is typed as text, a day and a number as Excel keeps them, in the format of their column.
    """
    places = parts_of(book)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            sheet = next((one for one, place in places.items() if place == name), "")
            if sheet in rows:
                text = _typed(text.decode("utf-8"), headings(book, sheet), rows[sheet], first).encode("utf-8")
            new.writestr(name, text)
    return out.getvalue()


def _typed(xml: str, names: Sequence[str], rows: Sequence[Mapping[str, Cell]], first: int) -> str:
    styles = {
        column: one.get("style")
        for one in ElementTree.fromstring(xml).iter(f"{MAIN}col")
        for column in range(int(str(one.get("min"))) - 1, int(str(one.get("max"))))
    }
    lines = []
    for number, row in enumerate(rows, start=first):
        assert set(row) <= set(names), set(row) - set(names)
        placed = [
            _cell(value, styles.get(column)).replace("@", f"{_letters(column)}{number}", 1)
            for column, name in enumerate(names)
            if (value := row.get(name)) not in (None, "")
        ]
        lines.append(f'<row r="{number}">{"".join(placed)}</row>')
    return xml.replace("</sheetData>", "".join(lines) + "</sheetData>", 1)


def _cell(value: Cell, style: str | None) -> str:
    look = f' s="{style}"' if style else ""
    if isinstance(value, dt.date):
        return f'<c r="@"{look}><v>{(value - EXCEL_EPOCH).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="@"{look}><v>{value}</v></c>'
    return f'<c r="@"{look} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def _letters(column: int) -> str:
    found, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        found = chr(65 + place) + found
    return found
