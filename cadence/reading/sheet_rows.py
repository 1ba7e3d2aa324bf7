"""The rows of one sheet as texts, as calamine gives its cells and its XML what calamine leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import python_calamine as calamine

from cadence.errors import RefusedFile
from cadence.reading.batches import NumberedRow
from cadence.reading.cells import text_of
from cadence.reading.extent import GAP_ROWS
from cadence.reading.layout import Layout, count_filled
from cadence.reading.sheets import Sheet

SAMPLE_ROWS = 300


class SheetRows:
    """The rows of a sheet as texts, all of the same width, numbered as the spreadsheet numbers them."""

    def __init__(self, workbook: calamine.CalamineWorkbook, sheet: Sheet) -> None:
        self.workbook, self.sheet = workbook, sheet
        self.cells = workbook.get_sheet_by_name(sheet.name)
        self.width = sheet.width if sheet.parts else _first_column(self.cells) + self.cells.width
        self._held = (sheet.name, self.cells)
        across = {old: new for new, old in sheet.gaps.columns.items()}
        self.errors: dict[int, list[tuple[int, str]]] = {}
        for (row, column), text in sheet.marks.errors.items():
            place = across.get(column + 1, column + 1) - 1
            self.width = max(self.width, place + 1)
            self.errors.setdefault(row, []).append((place, text))

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(count_filled(row) for _, row in self)

    def __iter__(self) -> Iterator[NumberedRow]:
        for number, left, cells in self._grid():
            line = self.sheet.gaps.row(number)
            row = [""] * left + [text_of(cell) for cell in cells]
            row += [""] * (self.width - len(row))
            for column, text in self.errors.get(line, ()):
                row[column] = text
            yield line, row

    def _grid(self) -> Iterator[tuple[int, int, Sequence[object]]]:
        """Row number, columns before the first cell, cells. Of a sheet in parts one is held at a time."""
        last = 0
        for name in self.sheet.parts or (self.sheet.name,):
            if self._held[0] != name:
                self._held = (name, self.cells)  # the one before is let go first
                self._held = (name, self.workbook.get_sheet_by_name(name))
            part = self._held[1]
            if part.start is None:
                continue
            for number, cells in enumerate(part.iter_rows(), start=1):
                if number > last:
                    yield number, _first_column(part), cells
            last = max(last, part.end[0] + 1 if part.end else 0)

    def sample(self) -> list[list[str]]:
        """The first rows, as far as no rows are left out between them; refused when the first is far below."""
        rows: list[list[str]] = []
        for line, row in islice(self, SAMPLE_ROWS):
            if line != len(rows) + 1:
                break
            rows.append(row)
        if not rows:
            first = next(line for line, row in self if count_filled(row))
            raise RefusedFile("starts_too_low", line=first, expected=GAP_ROWS)
        return rows

    def below(self, layout: Layout) -> Iterator[NumberedRow]:
        """The rows under the header."""
        return ((line, row) for line, row in self if line > layout.last)

    def left_out(self, layout: Layout) -> list[int]:
        """The blank rows under the header that stand in no row of the grid."""
        lines: list[int] = []
        for first, last in self.sheet.gaps.between_rows():
            lines += range(max(first, layout.last + 1), last + 1)
        return lines


def _first_column(cells: calamine.CalamineSheet) -> int:
    return cells.start[1] if cells.start else 0
