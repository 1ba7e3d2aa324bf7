"""Every sheet of an xlsx workbook into text tables.

Calamine gives the cells' values; what it leaves out (error cells, formulas that were never calculated,
hidden rows) is looked up in the sheet's own XML.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from cadence.errors import RefusedFile
from cadence.problems import Fact
from cadence.reading.cells import text_of
from cadence.reading.finishing import finish, letters
from cadence.reading.layout import Layout, filled, find_layout
from cadence.reading.loading import NumberedRow, in_batches, load
from cadence.reading.results import Notes, Reading, Target, refused
from cadence.reading.sheet_xml import SheetMarks, marks, sheet_parts
from cadence.reading.tidying import TextTable

SAMPLE_ROWS = 300
PLACES_SHOWN = 8


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is an xlsx workbook."""
    return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())


def read_workbook(path: Path, archive: zipfile.ZipFile, target: Target) -> list[Reading]:
    """One reading per sheet that holds something; RefusedFile when none does."""
    try:
        with path.open("rb") as file:
            return _read_sheets(calamine.CalamineWorkbook.from_filelike(file), archive, target)
    except calamine.CalamineError as error:
        raise RefusedFile("damaged_archive") from error


def _read_sheets(workbook: calamine.CalamineWorkbook, archive: zipfile.ZipFile, target: Target) -> list[Reading]:
    worksheets = [m for m in workbook.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [m.name for m in worksheets]
    if target.sheet is not None and target.sheet not in names:
        raise RefusedFile("no_such_sheet", found=target.sheet, expected=", ".join(names))
    parts, readings, empty = sheet_parts(archive), list[Reading](), list[str]()
    for number, sheet in enumerate(worksheets, start=1):
        if target.sheet in (None, sheet.name):
            found = marks(archive, parts[sheet.name]) if sheet.name in parts else SheetMarks()
            rows = SheetRows(workbook.get_sheet_by_name(sheet.name), found)
            if rows.is_empty:
                empty.append(sheet.name)
            else:
                name = f"{target.name} › {sheet.name}" if len(names) > 1 else target.name
                own = replace(target.numbered(len(readings) + 1), name=name, sheet=sheet.name)
                is_hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
                readings.append(_read_sheet(rows, own, is_hidden))
        target.progress(number / len(worksheets))
    if not readings:
        raise RefusedFile("empty_file")
    return [_with_empty_sheets(readings[0], empty), *readings[1:]]


def _with_empty_sheets(reading: Reading, empty: list[str]) -> Reading:
    fact = Fact("empty_sheets", {"n": len(empty), "sheets": ", ".join(empty)})
    return replace(reading, facts=(*reading.facts, fact)) if empty else reading


class SheetRows:
    """The rows of a sheet as texts, all of the same width, numbered as the spreadsheet numbers them."""

    def __init__(self, sheet: calamine.CalamineSheet, found: SheetMarks) -> None:
        self.sheet, self.marks = sheet, found
        self.left = sheet.start[1] if sheet.start else 0
        self.width = max([self.left + sheet.width, *(column + 1 for _, column in found.errors)])
        self.errors: dict[int, list[tuple[int, str]]] = {}
        for (row, column), text in found.errors.items():
            self.errors.setdefault(row, []).append((column, text))

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(filled(row) for _, row in self)

    def __iter__(self) -> Iterator[NumberedRow]:
        if self.sheet.start is None:
            return
        for line, cells in enumerate(self.sheet.iter_rows(), start=1):
            row = [""] * self.left + [text_of(cell) for cell in cells]
            row += [""] * (self.width - len(row))
            for column, text in self.errors.get(line, ()):
                row[column] = text
            yield line, row

    def below(self, layout: Layout) -> Iterator[NumberedRow]:
        """The rows under the header."""
        return ((line, row) for line, row in self if line > layout.last)


def _read_sheet(rows: SheetRows, target: Target, is_hidden: bool) -> Reading:
    notes = Notes(target.name)
    try:
        sample = [row for _, row in islice(rows, SAMPLE_ROWS)]
        layout = find_layout(sample)
        load(target.con, target.table, layout.width, in_batches(rows.below(layout), layout.width))
    except RefusedFile as error:
        return replace(refused(target.name, error), sheet=target.sheet)
    notes.fact("sheet", sheet=target.sheet)
    if is_hidden:
        notes.note("hidden_sheet", found=target.sheet)
    _say_marks(rows, layout, notes)
    table = TextTable(target.con, target.table, layout, notes)
    uncalculated = {line for line, _ in rows.marks.uncalculated if line > layout.last}
    table.set_aside("formula_not_calculated", sorted(uncalculated), ";")
    return finish(table, (), sample, target.sheet)


def _say_marks(rows: SheetRows, layout: Layout, notes: Notes) -> None:
    if rows.marks.hidden_rows:
        notes.note("hidden_rows", found=str(rows.marks.hidden_rows))
    if rows.marks.hidden_columns:
        notes.note("hidden_columns", found=str(rows.marks.hidden_columns))
    merged = [cells for cells in rows.sheet.merged_cell_ranges or () if cells[1][0] + 1 > layout.last]
    if merged:
        places = [_range(top, end) for top, end in merged[:PLACES_SHOWN]]
        more = ", …" if len(merged) > PLACES_SHOWN else ""
        notes.note("merged_cells", merged[0][0][0] + 1, ", ".join(places) + more)


def _range(top: tuple[int, int], end: tuple[int, int]) -> str:
    return f"{letters(top[1])}{top[0] + 1}:{letters(end[1])}{end[0] + 1}"
