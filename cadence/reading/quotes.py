"""Whether every quote of a file stands where a quoted cell begins, ends or doubles a quote.

A file whose quotes are regular has one meaning only, so it can be read in bulk; any other is read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cadence.reading.encoding import chunks

QUOTE = ord('"')
LINE_ENDS = b"\r\n"
LARGEST_ROW = 1 << 20


@dataclass(frozen=True)
class Quotes:
    """What one pass over the bytes tells. line_breaks: all of them, inside quoted cells too; either sign: most_rows.

    do_open: a quote stands where a cell begins; else every quote is a sign in a bare cell (5" pipe), and means itself.
    """

    are_regular: bool
    do_open: bool
    line_breaks: int
    most_rows: int


def scan_quotes(path: Path, start: int, separator: str) -> Quotes:
    """Whether quotes number 1, 3, 5... open a cell and 2, 4, 6... close one, over the whole file.

    A doubled quote counts as closing and opening again, so the rule needs one byte around each quote only.
    """
    count, feeds, returns, every_return = 0, 0, 0, 0
    tail, are_regular, do_open = b"\n", True, False
    for chunk in _with_end(path, start):
        signs = np.frombuffer(chunk, dtype=np.uint8)
        feeds += int(np.count_nonzero(signs == LINE_ENDS[1]))
        every_return += int(np.count_nonzero(signs == LINE_ENDS[0]))
        returns = returns if feeds else every_return
        window = tail + chunk
        tail = window[-2:]
        if (are_regular or not do_open) and QUOTE in window:
            around = np.frombuffer(window, dtype=np.uint8)
            places = np.flatnonzero(around[1:-1] == QUOTE) + 1
            are_regular = are_regular and _in_place(around, places, count, separator)
            do_open = do_open or bool(np.isin(around[places - 1], [ord(separator), *LINE_ENDS]).any())
            count += len(places)
    return Quotes(are_regular and count % 2 == 0, do_open, max(feeds, returns), max(feeds, every_return))


def regular_until(path: Path, start: int, separator: str) -> int:
    """Where the rows from ``start``, a row's beginning, stop being regular: every row before has regular quotes.

    Rows of more than LARGEST_ROW bytes are not for reading in bulk either. Gives ``start`` when the first is neither.
    """
    reached, at, count, tail = start, start, 0, b"\n"
    last_chunk = b""
    for chunk in chunks(path, start):
        last_chunk = chunk
        window = np.frombuffer(tail + chunk, dtype=np.uint8)
        # The last byte is looked at with the next chunk: whether its quote closes is told by the byte behind.
        places = np.flatnonzero(window[1:-1] == QUOTE) + 1
        wrong = _first_wrong(window, places, count, separator)
        feeds = np.flatnonzero(window[1:-1] == LINE_ENDS[1]) + 1
        is_outside = (count + np.searchsorted(places, feeds)) % 2 == 0
        ends = at + feeds[is_outside & (feeds < wrong)]
        rows = np.diff(np.concatenate(([reached], ends)))
        too_large = np.flatnonzero(rows > LARGEST_ROW)
        if len(too_large):
            return int(([reached, *ends])[too_large[0]])
        reached = int(ends[-1]) if len(ends) else reached
        count, at, tail = count + len(places), at + len(window) - 2, window[-2:].tobytes()
        if wrong < len(window) or at - reached > LARGEST_ROW:
            return reached
    is_whole = count % 2 == 0 and last_chunk[-1:] != b'"' or (count % 2 == 1 and last_chunk[-1:] == b'"')
    return path.stat().st_size if is_whole else reached


def _first_wrong(around: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], count: int, separator: str) -> int:
    """The first quote that neither opens nor closes a cell; the length of what is looked at when there is none."""
    wrong = places[~_are_in_place(around, places, count, separator)]
    return int(wrong[0]) if len(wrong) else len(around)


def _with_end(path: Path, start: int) -> Iterator[bytes]:
    """The file, and a line end after its last byte, unless it is one, so that every quote has a byte behind."""
    last = b""
    for chunk in chunks(path, start):
        last = chunk[-1:]
        yield chunk
    yield b"\n" if last not in (b"\n", b"\r") else b" "


def _in_place(around: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], count: int, separator: str) -> bool:
    return bool(_are_in_place(around, places, count, separator).all())


def _are_in_place(
    around: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], count: int, separator: str
) -> npt.NDArray[np.bool_]:
    edges = np.zeros(256, dtype=bool)
    edges[[ord(separator), *LINE_ENDS, QUOTE]] = True
    is_opening = (np.arange(len(places)) + count) % 2 == 0
    before, after = around[places - 1], around[places + 1]
    return np.asarray(np.where(is_opening, edges[before], edges[after]))


@lru_cache(maxsize=16)
def regular_row(separator: str, with_inner_quotes: bool = True) -> re.Pattern[str]:
    """One row whose quoted cells are well formed; inner quotes of a bare cell (5" pipe) stand for themselves."""
    sep = re.escape(separator)
    bare = rf'(?:[^"{sep}\r\n][^{sep}\r\n]*)?' if with_inner_quotes else rf'[^"{sep}\r\n]*'
    cell = rf'(?:"[^"]*(?:""[^"]*)*"|{bare})'
    return re.compile(rf"{cell}(?:{sep}{cell})*(?:\r\n|\n|\r)?")
