"""A delimited text in stretches: in bulk where its quotes are regular, row by row around those that are not.

One stray quote in a million rows would otherwise make all of them be read row by row, many times as slowly.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from cadence.reading.batches import Misfits, in_batches
from cadence.reading.dialect import Dialect
from cadence.reading.exact import Stand, read_exact
from cadence.reading.quotes import regular_until
from cadence.reading.regular import Numbering, read_regular
from cadence.reading.results import Progress

# After an irregular row so many are read one by one before the next stretch is looked for; twice as many each time
# that there is none worth the search.
ROWS_BETWEEN = 1_000
MOST_ROWS_BETWEEN = 256_000
SHORTEST_STRETCH = 1 << 18


def read_stretches(
    path: Path, dialect: Dialect, misfits: Misfits, progress: Progress, are_quotes_regular: bool
) -> Iterator[pa.RecordBatch]:
    """The rows that fit, in order; rows whose quotes have no single meaning are set aside.

    are_quotes_regular: only a row too large for a block keeps the file from being read in bulk as a whole.
    """
    stand, size, patience = Stand(dialect.start), path.stat().st_size, ROWS_BETWEEN
    while not stand.is_over:
        end = regular_until(path, stand.start, dialect.separator)
        if end - stand.start >= SHORTEST_STRETCH and not _begins_with_mark(path, stand.start):
            numbering = Numbering(stand.number)
            yield from read_regular(path, dialect, misfits, progress, numbering, (stand.start, end))
            stand.start, stand.number, patience = end, numbering.furthest_row, ROWS_BETWEEN
            if end >= size:
                break
        rows = read_exact(path, dialect, misfits, progress, stand, patience, are_quotes_regular)
        yield from in_batches(rows, dialect.layout.width)
        patience = min(2 * patience, MOST_ROWS_BETWEEN)
    misfits.judge(stand.number)


def _begins_with_mark(path: Path, start: int) -> bool:
    """Arrow takes a byte-order mark for no part of the first cell; within a text it is one."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(len(BOM_UTF8)) == BOM_UTF8
