"""Reports of several parts in one text file, as video meetings write them: which part is the table.

A summary of names and values stands above it, lists of another width below it. What is no part of the table is blanked
in a copy, so that every line keeps its number, and told as left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cadence.reading.layout import Row, count_filled

# A report of one meeting is small; a larger file is a table.
LARGEST = 16 << 20
SEPARATORS = ("\t", ",", ";")
HEADING = re.compile(r"\d{1,2}\.\s+\S.{0,60}")
FEWEST_COLUMNS = 3
SAYS_SOMETHING = re.compile(r"[\d@]")


@dataclass(frozen=True)
class Report:
    """The copy that holds the table alone; the lines left out above it with their cells, and those below it."""

    path: Path
    above: tuple[tuple[int, str], ...]
    below: tuple[int, ...]


def find_report(path: Path, start: int, folder: Path) -> Report | None:
    """The table of a UTF-8 file that is such a report; None for any other file."""
    if (found := _find(path, start)) is None:
        return None
    separator, rows, first, last = found
    copy = folder / "report"
    with copy.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=separator)
        writer.writerows(row if first <= line <= last else [] for line, row in enumerate(rows, start=1))
    above = tuple((line, " | ".join(filled)) for line, filled in _say_what(rows[: first - 1]))
    return Report(copy, above, tuple(line + last for line, _ in _say_what(rows[last:])))


def separator_of_report(path: Path, start: int) -> str | None:
    """What separates the cells of such a report; None for any other file."""
    found = _find(path, start)
    return found[0] if found else None


def _find(path: Path, start: int) -> tuple[str, list[list[str]], int, int] | None:
    """The separator, every row, the first and the last line of the table, from 1."""
    if path.stat().st_size > LARGEST:
        return None
    text = path.read_bytes()[start:].decode("utf-8", "replace")
    for separator in SEPARATORS:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        if (found := _table(rows, separator)) is not None:
            return separator, rows, *found
    return None


def _say_what(rows: Sequence[Row]) -> list[tuple[int, list[str]]]:
    """The lines that say something, without empty cells at their end: values stand below their names."""
    found = []
    for line, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            found.append((line, cells))
    return found


def _table(rows: Sequence[Row], separator: str) -> tuple[int, int] | None:
    """The first and the last line of the table, from 1; None where the file is no such report."""
    blocks = _blocks(rows)
    if len(blocks) < 2:
        return None
    if sum(_is_heading(rows[first - 1]) for first, _ in blocks) > 1:
        return _first_part(rows, blocks)
    (first, last), (second, end) = blocks[0], blocks[1]
    is_named = _is_header(rows[second - 1]) and end > second and _says(rows[second])
    if not is_named or first != 1 or len(blocks) > 2:
        return None
    # A first row and a second, names both times: that some are the same tells it from a table with a blank line in it.
    shared = {cell.strip().lower() for cell in rows[0] if cell.strip()} & {
        cell.strip().lower() for cell in rows[second - 1]
    }
    is_pair = last == 2 and _is_header(rows[0]) and _says(rows[1]) and bool(shared)
    summary = rows[first - 1 : last]
    is_list = separator == "\t" and all(count_filled(row) <= 2 for row in summary) and len(summary) > 1
    return (second, end) if is_pair or is_list else None


def _first_part(rows: Sequence[Row], blocks: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The first part under a numbered heading that is a table."""
    for first, last in blocks:
        if _is_heading(rows[first - 1]) and last > first and _is_header(rows[first]):
            return first + 1, last
    return None


def _blocks(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Lines that stand together, as (first, last); a numbered heading begins one."""
    found: list[tuple[int, int]] = []
    begun = 0
    for line, row in enumerate([*rows, []], start=1):
        is_break = not count_filled(row)
        if begun and (is_break or _is_heading(row)):
            found.append((begun, line - 1))
            begun = 0
        if not begun and not is_break:
            begun = line
    return found


def _is_heading(row: Row) -> bool:
    held = [cell.strip() for cell in row if cell.strip()]
    return len(held) == 1 and bool(HEADING.fullmatch(held[0]))


def _is_header(row: Row) -> bool:
    return count_filled(row) >= FEWEST_COLUMNS and not any(SAYS_SOMETHING.search(cell) for cell in row)


def _says(row: Row) -> bool:
    return any(SAYS_SOMETHING.search(cell) for cell in row)
