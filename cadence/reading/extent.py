"""How far the cells of a sheet reach, read from its XML before anything is allocated for it.

Calamine makes a grid from the first cell to the last. A cell typed by accident in the last row and another in the
last column would make it ask for 500 GB, so a sheet whose cells stand far apart is first written anew without the
emptiness between them; which row and column each one had is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cadence.errors import RefusedFile

# Emptiness longer than this between cells is left out of a grid that would be too large.
GAP_ROWS = 100
GAP_COLUMNS = 20
# A grid of this many cells is no matter; a larger one must be well filled.
SMALL_GRID = 2_000_000
NARROW = 200
EMPTY_SHARE = 0.5
# The largest grid there is memory for: a million rows of 30 columns.
MOST_CELLS = 30_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

PLAIN_ROW = re.compile(rb'<row r="(\d+)"')
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d+)")
# A cell with its attributes and what is inside; or the beginning of a row.
PART = re.compile(rb"<(?:\w+:)?(?:row\b([^>]*)>|c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL)
PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)(\d*)\s*[\"']")
CONTENT = re.compile(rb"<(?:\w+:)?(?:v\b[^>]*(?<!/)>[^<]|is\b|f\b)")
PREFIX = re.compile(rb"(</?)\w+:")


@dataclass
class Extent:
    """What the cells of a sheet span, empty ones included. Rows and columns are counted from 1."""

    cells: int = 0
    last_row: int = 0
    columns: set[bytes] = field(default_factory=set)
    most_in_row: int = 0

    def take(self, text: bytes) -> None:
        """Look at some whole rows of XML. Cells usually name their place first; others are looked at one by one."""
        columns, numbers = _plain_columns(text), PLAIN_ROW.findall(text)
        if columns is not None and text.count(b"<row") == len(numbers) and b":c " not in text:
            self.cells += len(columns)
            self.columns.update(letters_of(int(column)) for column in np.unique(columns))
            self.last_row = max(self.last_row, max(map(int, numbers), default=0))
            return
        for cell in places(text, self.last_row):
            self.cells += 1
            self.columns.add(letters_of(cell.column))
            self.last_row = max(self.last_row, cell.row)

    @property
    def width(self) -> int:
        """The last column."""
        return max(map(number_of, self.columns), default=0)

    @property
    def is_sparse(self) -> bool:
        """Whether the grid would be large, or very wide, and mostly empty."""
        grid = self.last_row * self.width
        return (grid > SMALL_GRID or self.width > NARROW) and self.cells < EMPTY_SHARE * grid


def _plain_columns(text: bytes) -> npt.NDArray[np.int32] | None:
    """The column of every cell, when each begins ``<c r="`` and one to three capitals; else None.

    All cells at once: a sheet of a gigabyte has forty million.
    """
    signs = np.frombuffer(text + b" " * 12, dtype=np.uint8)
    cells = np.flatnonzero(signs[:-12] == ord("<"))
    cells = cells[(signs[cells + 1] == ord("c")) & (signs[cells + 2] < ord("A"))]  # <c>, <c/>, <c r=..., not <cols>
    is_capital = [(signs[cells + place] >= ord("A")) & (signs[cells + place] <= ord("Z")) for place in (6, 7, 8, 9)]
    is_third = is_capital[1] & is_capital[2]
    are_named = [signs[cells + place] == sign for place, sign in zip((2, 3, 4, 5), b' r="', strict=True)]
    if not all(map(np.all, (*are_named, is_capital[0]))) or bool(np.any(is_third & is_capital[3])):
        return None
    numbers = [signs[cells + place].astype(np.int32) - 64 for place in (6, 7, 8)]
    columns = np.where(is_capital[1], numbers[0] * 26 + numbers[1], numbers[0])
    return np.asarray(np.where(is_third, columns * 26 + numbers[2], columns))


@dataclass(frozen=True)
class Cell:
    """One cell of the XML: where it stands, its attributes and what is inside."""

    row: int
    column: int
    attributes: bytes
    inside: bytes

    @property
    def is_filled(self) -> bool:
        """Whether it holds anything; a coloured cell does not."""
        return bool(CONTENT.search(self.inside))


def places(text: bytes, row: int = 0) -> Iterator[Cell]:
    """The cells of some rows of XML that follow row ``row``; one that does not say its place follows the one before."""
    column = 0
    for match in PART.finditer(text):
        at = PLACE.search(match[1] if match[1] is not None else match[2])
        if match[1] is not None:
            row, column = (int(at[2]) if at and at[2] else row + 1), 0
            continue
        column = number_of(at[1]) if at and at[1] else column + 1
        row = int(at[2]) if at and at[2] else row
        if row > LAST_ROW or column > LAST_COLUMN:
            raise RefusedFile("cell_outside_sheet", found=f"{at[1].decode()[:20]}{row}" if at else str(row))
        yield Cell(row, column, match[2], match[3] or b"")


def number_of(letters: bytes) -> int:
    """A is 1, XFD is 16384; any longer name is beyond the last column."""
    if len(letters) > 3:
        return LAST_COLUMN + 1
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def letters_of(number: int) -> bytes:
    """1 is A, 16384 is XFD."""
    name = b""
    while number:
        number, rest = divmod(number - 1, 26)
        name = bytes([65 + rest]) + name
    return name


def without_gaps(used: Iterable[int], longest: int) -> dict[int, int]:
    """The place of each used number when emptiness longer than ``longest`` is left out."""
    found, place, before = dict[int, int](), 0, 0
    for number in sorted(used):
        place += number - before if number - before <= longest + 1 else 1
        found[number], before = place, number
    return found
