"""Every sheet of a workbook into text tables.

Calamine gives the cells' values; what it leaves out (error cells, formulas that were never calculated,
hidden rows) is looked up in the sheet's own XML.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import python_calamine as calamine

from cadence.errors import RefusedFile
from cadence.problems import Fact
from cadence.reading.archives import refuse_large
from cadence.reading.batches import in_batches, load
from cadence.reading.finish import finish, letters
from cadence.reading.layout import Layout, find_layout
from cadence.reading.results import Notes, Reading, Target, refused_reading
from cadence.reading.sheet_rows import SheetRows
from cadence.reading.sheets import Sheet, Workbook, open_workbook, refuse_sheets
from cadence.reading.text_table import TextTable

PLACES_SHOWN = 8


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is an xlsx workbook."""
    return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())


def is_other_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a workbook of LibreOffice (ods) or a binary one of Excel (xlsb)."""
    names = set(archive.namelist())
    is_open = "content.xml" in names and "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:100]
    return is_open or {"[Content_Types].xml", "xl/workbook.bin"} <= names


def read_other_workbook(path: Path, target: Target) -> list[Reading]:
    """One reading per sheet of an ods, xlsb or old xls workbook, of which only the cells are looked at.

    RefusedFile when it can't be opened, for example because it has a password.
    """
    try:
        with path.open("rb") as file:
            cells = calamine.CalamineWorkbook.from_filelike(file)
        sheets = [
            Sheet(of.name, of.visible != calamine.SheetVisibleEnum.Visible)
            for of in cells.sheets_metadata
            if of.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        refuse_sheets([sheet.name for sheet in sheets], target)
        return _read_sheets(Workbook(cells, sheets), target)
    except calamine.CalamineError as error:
        raise RefusedFile("old_or_protected_workbook") from error


def read_workbook(path: Path, archive: zipfile.ZipFile, target: Target) -> list[Reading]:
    """One reading per sheet that holds something; RefusedFile when none does."""
    refuse_large(archive.infolist())
    try:
        with tempfile.TemporaryDirectory(prefix="cadence-") as folder:
            return _read_sheets(open_workbook(path, archive, target, Path(folder)), target)
    except calamine.CalamineError as error:
        raise RefusedFile("damaged_archive") from error


def _read_sheets(workbook: Workbook, target: Target) -> list[Reading]:
    readings, empty = list[Reading](), list[str]()
    several = len(workbook.sheets) > 1
    for number, sheet in enumerate(workbook.sheets, start=1):
        if target.sheet in (None, sheet.name):
            target.at(sheet.name)
            name = f"{target.name} › {sheet.name}" if several else target.name
            own = replace(target.with_number(len(readings) + 1), name=name, sheet=sheet.name)
            reading = _read_sheet(workbook, sheet, own)
            if reading is None:
                empty.append(sheet.name)
            else:
                readings.append(reading)
        target.progress(number / len(workbook.sheets))
    if not readings:
        raise RefusedFile("empty_file")
    return [_with_empty_sheets(readings[0], empty), *readings[1:]]


def _with_empty_sheets(reading: Reading, empty: list[str]) -> Reading:
    fact = Fact("empty_sheets", {"n": len(empty), "sheets": ", ".join(empty)})
    return replace(reading, facts=(*reading.facts, fact)) if empty else reading


def _read_sheet(workbook: Workbook, sheet: Sheet, target: Target) -> Reading | None:
    """None when the sheet is empty."""
    try:
        if sheet.refusal is not None:
            raise sheet.refusal
        rows = SheetRows(workbook.cells, sheet)
        return None if rows.is_empty else _read_rows(rows, sheet, target, workbook.counts_from_1904)
    except RefusedFile as error:
        return replace(refused_reading(target.name, error), sheet=target.sheet)


def _read_rows(rows: SheetRows, sheet: Sheet, target: Target, from_1904: bool) -> Reading:
    sample, notes = rows.sample(), Notes(target.name)
    layout = find_layout(sample)
    load(target, layout.width, in_batches(rows.below(layout), layout.width))
    notes.fact("sheet", sheet=target.sheet)
    if from_1904:
        notes.fact("days_from_1904")
    for first, last in sheet.gaps.between_columns():
        notes.fact("gap_columns", first=letters(first - 1), last=letters(last - 1), next=letters(last))
    if sheet.is_hidden:
        notes.note("hidden_sheet", found=target.sheet)
    _say_marks(rows, layout, notes)
    table = TextTable(target.con, target.table, layout, notes)
    uncalculated = {line for line, _ in sheet.marks.uncalculated if line > layout.last}
    table.set_aside("formula_not_calculated", sorted(uncalculated), ";")
    columns = [letters(sheet.gaps.column(place + 1) - 1) for place in range(layout.width)]
    return finish(table, rows.left_out(layout), sample, target.sheet, columns)


def _say_marks(rows: SheetRows, layout: Layout, notes: Notes) -> None:
    if rows.sheet.marks.hidden_rows:
        notes.note("hidden_rows", found=str(rows.sheet.marks.hidden_rows))
    if rows.sheet.marks.hidden_columns:
        notes.note("hidden_columns", found=str(rows.sheet.marks.hidden_columns))
    merged = [cells for cells in rows.cells.merged_cell_ranges or () if cells[1][0] + 1 > layout.last]
    if merged:
        places = [_range(top, end) for top, end in merged[:PLACES_SHOWN]]
        more = ", …" if len(merged) > PLACES_SHOWN else ""
        notes.note("merged_cells", merged[0][0][0] + 1, ", ".join(places) + more)


def _range(top: tuple[int, int], end: tuple[int, int]) -> str:
    return f"{letters(top[1])}{top[0] + 1}:{letters(end[1])}{end[0] + 1}"
