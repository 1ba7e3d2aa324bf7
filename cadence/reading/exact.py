"""Delimited text with irregular quotes, read row by row; what has no single meaning is set aside.

A quote inside a bare cell (5" pipe) stands for itself. A quoted cell followed by more text, or never closed,
could mean several things: its row is set aside, and reading goes on at the next line that is a whole row by
itself, so that one stray quote does not swallow the rest of the file.
"""

from __future__ import annotations

import csv
import io
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cadence.errors import RefusedFile
from cadence.reading.batches import Misfits, NumberedRow
from cadence.reading.dialect import NOTHING, Dialect
from cadence.reading.quotes import regular_row
from cadence.reading.results import Progress

# A quoted cell with more lines than this is taken for one that was never closed.
LONGEST_CELL_LINES = 5_000
# The longest row, in characters: a report pasted into a cell is a hundred times shorter.
LONGEST_ROW = 32 << 20
LINES_BETWEEN_PROGRESS = 50_000


class Lines:
    """The physical lines of a text, which can be put back."""

    def __init__(self, path: Path, start: int, progress: Progress, longest: float) -> None:
        self.longest = longest
        self.file = path.open("rb")
        self.file.seek(start)
        self.text = io.TextIOWrapper(self.file, "utf-8", errors="replace", newline="")
        self.size, self.progress = path.stat().st_size, progress
        self.back: deque[str] = deque()
        self.taken: list[str] = []
        self.count, self.position, self.length, self.number = 0, start, 0, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > self.longest:
            raise StopIteration
        line = self.back.popleft() if self.back else self.text.readline(LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.count += 1
        self.position += _size(line)
        self.length += len(line)
        if self.length > LONGEST_ROW:
            self._stop_or_refuse(line)
        if self.count % LINES_BETWEEN_PROGRESS == 0:
            self.progress(min(1.0, self.file.tell() / self.size))
        return line

    def put_back_all_but_first(self) -> str:
        """The first line taken; the others are given again."""
        first, *rest = self.taken
        self.back.extendleft(reversed(rest))
        self.position -= sum(map(_size, rest))
        return first

    def begin(self) -> None:
        """The next row begins with the next line."""
        self.taken.clear()
        self.length = 0
        self.number += 1

    def _stop_or_refuse(self, line: str) -> None:
        """A quoted cell without end is taken for one never closed, unless all quotes of the file are regular."""
        if len(line) > LONGEST_ROW or self.longest == math.inf:
            raise RefusedFile("row_too_long", line=self.number, expected=LONGEST_ROW >> 20)
        raise StopIteration


def _size(line: str) -> int:
    return len(line) if line.isascii() else len(line.encode())


@dataclass
class Stand:
    """Where the reading of a text is: the byte at which the next row begins, the rows so far, whether it is over."""

    start: int
    number: int = 0
    is_over: bool = False


def read_exact(
    path: Path,
    dialect: Dialect,
    misfits: Misfits,
    progress: Progress,
    stand: Stand,
    patience: float = math.inf,
    are_quotes_regular: bool = False,
) -> Iterator[NumberedRow]:
    """The rows that fit from ``stand`` on, each with its number as the spreadsheet shows it; ``stand`` moves on.

    patience: stop after so many rows none of which is irregular.
    """
    lines = Lines(path, stand.start, progress, math.inf if are_quotes_regular else LONGEST_CELL_LINES)
    width, is_lost, clean = dialect.layout.width, False, 0
    lines.number = stand.number
    with lines.text:
        while clean < patience and (cells := _record(lines, dialect.separator)) is not None:
            number, clean = lines.number, clean + 1
            text = "".join(lines.taken)
            if not regular_row(dialect.separator, not is_lost).fullmatch(text):
                is_lost, clean = _set_aside(lines, number, dialect, misfits) or is_lost, 0
            elif len(cells) == width and number > dialect.layout.last:
                is_lost = False
                yield number, cells
            elif is_lost and text.strip():
                misfits.aside("after_unclosed_quote", number, lines.put_back_all_but_first())
            else:
                misfits.take(number, text, len(cells))
            clean = 0 if is_lost else clean  # a blank line is not the whole row that is looked for
            if number % LINES_BETWEEN_PROGRESS == 0:
                misfits.judge(number)
            stand.start, stand.number = lines.position, number
        stand.is_over = clean < patience


def _record(lines: Lines, separator: str) -> list[str] | None:
    """The next row's cells as Python's csv module sees them, or None at the end."""
    lines.begin()
    try:
        return next(csv.reader(lines, delimiter=separator))
    except StopIteration:
        return None


def _set_aside(lines: Lines, number: int, dialect: Dialect, misfits: Misfits) -> bool:
    """Set an irregular row aside; whether the lines after it have to be searched for the next whole row."""
    if number <= dialect.layout.last:
        raise RefusedFile("header_quote", line=number, found=lines.taken[0].rstrip("\r\n"))
    if len(lines.taken) == 1 and not _is_open(lines.taken[0]):
        misfits.aside("stray_quote", number, lines.taken[0])
        return False
    if dialect.separator == NOTHING:
        raise RefusedFile("unclosed_quote", line=number, found=lines.taken[0].rstrip("\r\n"))
    misfits.aside("unclosed_quote", number, lines.put_back_all_but_first())
    return True


def _is_open(line: str) -> bool:
    return line.count('"') % 2 == 1
