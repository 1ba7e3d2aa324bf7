"""Which character separates the cells: tried on the first rows, and judged by the table that appears."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cadence.errors import RefusedFile
from cadence.reading.batches import WIDEST
from cadence.reading.layout import Layout, Row, count_filled, find_layout, is_top_heavy

SAMPLE_BYTES = 1 << 18
LARGEST_SAMPLE = 32 << 20
SAMPLE_ROWS = 300
CANDIDATES = (";", ",", "\t", "|")
# What separates the cells of a file of one column: a control character that no such file holds.
NOTHING = "\x1f"
# Below this share of rows of the same width, the separator separates nothing.
LOWEST_SCORE = 0.5
# From this share of rows on, rows are nearly all.
HIGHEST_SHARE = 0.8
SEP_LINE = re.compile(r'\A"?sep=(.)"?\r?(?:\n|\r)', re.IGNORECASE)
WEB = re.compile(r"\A\s*(<!doctype|<html|<head|<table|<body)", re.IGNORECASE)
MARKUP = re.compile(r"\A\s*(<\?xml|\{\s*[\"}\]]|\[\s*[\[{])")

# The module's default refuses a cell above 128 kB; people do paste whole reports into one.
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    """separator: NOTHING for one column. start: the first byte of the table's text (UTF-8, after sep=)."""

    separator: str
    start: int
    is_declared: bool
    layout: Layout
    sample: tuple[Row, ...]


def find_dialect(path: Path, start: int) -> Dialect:
    """The dialect of a UTF-8 file whose text starts at byte ``start``; refused when it holds no table."""
    size = SAMPLE_BYTES
    while True:
        text, is_whole = _sample(path, start, size)
        refuse_markup(text)
        declared = SEP_LINE.match(text)
        body = text[declared.end() :] if declared else text
        separators = (declared[1],) if declared else CANDIDATES
        enough = is_whole or size >= LARGEST_SAMPLE or len(_rows(body, separators[0], is_whole)) > 1
        if enough:
            break
        size = min(8 * size, LARGEST_SAMPLE)
    skipped = len(text[: declared.end()].encode()) if declared else 0
    separator, layout, rows = _best(body, separators, is_whole)
    return Dialect(separator, start + skipped, declared is not None, layout, tuple(rows))


def refuse_markup(text: str) -> None:
    """A web page or structured text saved under a table's name is told from a table."""
    if WEB.match(text):
        raise RefusedFile("web_page")
    if MARKUP.match(text):
        raise RefusedFile("not_a_table")


def _sample(path: Path, start: int, size: int) -> tuple[str, bool]:
    with path.open("rb") as file:
        file.seek(start)
        raw = file.read(size)
        is_whole = not file.read(1)
    if not is_whole and b"\n" in raw:
        raw = raw[: raw.rindex(b"\n") + 1]
    elif not is_whole and size >= LARGEST_SAMPLE and b"\r" not in raw:
        raise RefusedFile("row_too_long", line=1, expected=LARGEST_SAMPLE >> 20)
    return raw.decode("utf-8", "ignore"), is_whole


def records(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a text as Python's csv module reads them: the meaning of "exactly" in Cadence."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _rows(text: str, separator: str, is_whole: bool) -> list[list[str]]:
    rows = []
    for row in records(text, separator):
        rows.append(row)
        if len(rows) > SAMPLE_ROWS:
            break
    # The last row of a part may go on beyond it.
    return rows if is_whole or len(rows) < 2 else rows[:-1]


def _best(text: str, separators: tuple[str, ...], is_whole: bool) -> tuple[str, Layout, list[list[str]]]:
    """The separator whose table is the most regular; one column when none separates anything."""
    found: list[tuple[float, int, str, Layout, list[list[str]]]] = []
    heavy: list[tuple[str, Layout, list[list[str]]]] = []
    refusal: RefusedFile | None = None
    for separator in separators:
        if text.partition("\n")[0].count(separator) > 2 * WIDEST:
            refusal = RefusedFile("too_many_columns", found=text.partition("\n")[0].count(separator), expected=WIDEST)
            continue
        rows = _rows(text, separator, is_whole)
        try:
            layout = find_layout(rows)
        except RefusedFile as error:
            refusal = error if max(map(len, rows), default=0) > 1 or not rows else refusal
            continue
        if layout.width > 1 and is_top_heavy(layout, rows):
            heavy.append((separator, layout, rows))
        elif layout.width > 1 and layout.score >= LOWEST_SCORE:
            found.append((layout.score - _irregular(rows), layout.width, separator, layout, rows))
    if len(found) > 1:
        found = [one for one in found if one[2] != "," or not _is_in_texts(one[4])]
    if found:
        best = max((one for one in found if not _leaves_names(one, found)), key=lambda one: one[:2])
        _refuse_other_separator(best[2], best[3], best[4])
        _refuse_broken_header(text, is_whole, best[2], best[3])
        return best[2], best[3], best[4]
    for separator, layout, rows in heavy:
        _refuse_other_separator(separator, layout, rows)
    if refusal is not None:
        raise refusal
    rows = _rows(text, NOTHING, is_whole)
    return NOTHING, find_layout(rows), rows


def _leaves_names(
    one: tuple[float, int, str, Layout, list[list[str]]], found: list[tuple[float, int, str, Layout, list[list[str]]]]
) -> bool:
    """Whether what this separator leaves above its table is cut by another one that makes a wider table of it all."""
    _, width, separator, layout, rows = one
    above = [separator.join(rows[line - 1]) for line in layout.titles if count_filled(rows[line - 1])]
    wider = [(other[2], other[1]) for other in found if other[2] != separator and other[1] > width]
    return any(text.count(other) == cells - 1 for other, cells in wider for text in above)


def _is_in_texts(rows: list[list[str]]) -> bool:
    """Whether a comma cuts no cells: each stands before a space, as in a sentence, or between the digits of a number.

    Asked only where another sign cuts the file as well.
    """
    sides = [(left[-1:], right[:1]) for row in rows for left, right in pairwise(row)]
    return all(right == " " or (left.isdigit() and right.isdigit()) for left, right in sides)


def _refuse_broken_header(text: str, is_whole: bool, separator: str, layout: Layout) -> None:
    """Another separator cuts nearly every row into one and the same number of cells, more than this one does, and its
    header into even more: then the header is broken, and this separator is a sign in the texts."""
    for other in CANDIDATES:
        head, *below = [row for row in _rows(text, other, is_whole)[layout.header - 1 :] if count_filled(row)] or [[]]
        if other == "," and _is_in_texts(below):
            continue
        usual, times = Counter(map(len, below)).most_common(1)[0] if below else (0, 0)
        is_regular = usual > layout.width and times >= HIGHEST_SHARE * len(below)
        if other != separator and is_regular and len(head) > usual:
            raise RefusedFile("header_mismatch", line=layout.header, found=len(head), expected=usual)


def _refuse_other_separator(separator: str, layout: Layout, rows: list[list[str]]) -> None:
    """Several lines above the table that are cut alike by another separator are rows, not titles: which table is it?"""
    above = [(line, separator.join(rows[line - 1])) for line in layout.titles if count_filled(rows[line - 1])]
    for other in CANDIDATES:
        cut = Counter(text.count(other) for _, text in above if other in text and other != separator)
        if cut and max(cut.values()) > 1:
            line, text = next((line, text) for line, text in above if other in text)
            raise RefusedFile("mixed_separators", line=line, found=text, expected=separator)


def _irregular(rows: list[list[str]]) -> float:
    """Share of rows with several cells that hold half a pair of quotes: the sign of a wrong separator."""
    halves = [sum(cell.count('"') % 2 for cell in row) for row in rows]
    return sum(half > 1 for half in halves) / max(1, len(rows))
