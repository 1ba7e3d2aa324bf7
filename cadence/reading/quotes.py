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


@dataclass(frozen=True)
class Quotes:
    """What one pass over the bytes tells. line_breaks: all of them, inside quoted cells too."""

    are_regular: bool
    line_breaks: int


def scan_quotes(path: Path, start: int, separator: str) -> Quotes:
    """Whether quotes number 1, 3, 5... open a cell and 2, 4, 6... close one, over the whole file.

    A doubled quote counts as closing and opening again, so the rule needs one byte around each quote only.
    """
    count, feeds, returns = 0, 0, 0
    tail, are_regular = b"\n", True
    for chunk in _with_end(path, start):
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r") if not feeds else 0
        window = tail + chunk
        tail = window[-2:]
        if are_regular and QUOTE in window:
            around = np.frombuffer(window, dtype=np.uint8)
            places = np.flatnonzero(around[1:-1] == QUOTE) + 1
            are_regular = _in_place(around, places, count, separator)
            count += len(places)
    return Quotes(are_regular and count % 2 == 0, max(feeds, returns))


def _with_end(path: Path, start: int) -> Iterator[bytes]:
    """The file, and a line end after its last byte, unless it is one, so that every quote has a byte behind."""
    last = b""
    for chunk in chunks(path, start):
        last = chunk[-1:]
        yield chunk
    yield b"\n" if last not in (b"\n", b"\r") else b" "


def _in_place(around: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], count: int, separator: str) -> bool:
    edges = np.zeros(256, dtype=bool)
    edges[[ord(separator), *LINE_ENDS, QUOTE]] = True
    is_opening = (np.arange(len(places)) + count) % 2 == 0
    before, after = around[places - 1], around[places + 1]
    return bool(edges[before[is_opening]].all() and edges[after[~is_opening]].all())


@lru_cache(maxsize=16)
def regular_row(separator: str, with_inner_quotes: bool = True) -> re.Pattern[str]:
    """One row whose quoted cells are well formed; inner quotes of a bare cell (5" pipe) stand for themselves."""
    sep = re.escape(separator)
    bare = rf'(?:[^"{sep}\r\n][^{sep}\r\n]*)?' if with_inner_quotes else rf'[^"{sep}\r\n]*'
    cell = rf'(?:"[^"]*(?:""[^"]*)*"|{bare})'
    return re.compile(rf"{cell}(?:{sep}{cell})*(?:\r\n|\n|\r)?")
