"""Whether every quote of a file stands where a quoted cell begins, ends or doubles a quote.

A file whose quotes are regular has one meaning only, so it can be read in bulk; any other is read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cadence.reading.encoding import chunks

QUOTE = ord('"')
LINE_ENDS = b"\r\n"


def are_regular(path: Path, start: int, separator: str) -> bool:
    """Whether quotes number 1, 3, 5... open a cell and 2, 4, 6... close one, over the whole file.

    A doubled quote counts as closing and opening again, so the rule needs one byte around each quote only.
    """
    count = 0
    tail = b"\n"
    for chunk in _with_end(path, start):
        window = tail + chunk
        around = np.frombuffer(window, dtype=np.uint8)
        places = np.flatnonzero(around[1:-1] == QUOTE) + 1
        if not _in_place(around, places, count, separator):
            return False
        count += len(places)
        tail = window[-2:]
    return count % 2 == 0


def _with_end(path: Path, start: int) -> Iterator[bytes]:
    """The file, and a line end after its last byte, so that every quote has a byte behind it."""
    yield from chunks(path, start)
    yield b"\n"


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
