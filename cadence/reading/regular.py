"""Delimited text whose quotes are regular, read in bulk by Arrow, one block in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from cadence.errors import RefusedFile
from cadence.reading.batches import Misfits, names, schema
from cadence.reading.dialect import Dialect
from cadence.reading.results import Progress

BLOCK_BYTES = 4 << 20


class Numbering:
    """Row numbers of the rows that fit, given those of the rows that do not.

    Arrow reports the number of every row that it leaves out, and reports it before it hands over the block.
    """

    def __init__(self, above: int = 0) -> None:
        self.last = self.above = above
        self.left_out: list[int] = []

    @property
    def furthest_row(self) -> int:
        """The last row so far, whether it fits or not."""
        return max([self.last, *self.left_out[-1:]])

    def next(self, rows: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The numbers of the next ``rows`` rows."""
        gaps = np.array([number for number in self.left_out if number > self.last], dtype=np.int64)
        every = np.arange(self.last + 1, self.last + 1 + rows + len(gaps), dtype=np.int64)
        lines = np.setdiff1d(every, gaps, assume_unique=True)[:rows] if len(gaps) else every
        self.last = int(lines[-1]) if rows else self.last
        self.left_out = [int(gap) for gap in gaps if gap > self.last]
        return lines


def read_regular(
    path: Path,
    dialect: Dialect,
    misfits: Misfits,
    progress: Progress,
    numbering: Numbering | None = None,
    stretch: tuple[int, int] | None = None,
    is_quoting: bool = True,
) -> Iterator[pa.RecordBatch]:
    """Batches of ``_line`` and text columns. pa.ArrowInvalid when a row is larger than a block.

    stretch: the first byte to be read and the one behind the last, numbered on from what ``numbering`` has reached.
    is_quoting: otherwise a quote is a sign like any other.
    """
    width, size = dialect.layout.width, path.stat().st_size
    start, end = stretch or (dialect.start, size)
    numbering = numbering or Numbering()
    left_out = _LeftOut(numbering, misfits)
    with pa.OSFile(str(path)) as file:
        part = file.get_stream(start, end - start)
        for done, batch in enumerate(
            left_out.until_refused(part, _options(dialect, left_out.take, is_quoting)), start=1
        ):
            lines = numbering.next(batch.num_rows)
            above = int(np.searchsorted(lines, dialect.layout.last, side="right"))
            misfits.judge(numbering.last)
            progress(min(1.0, (start + done * BLOCK_BYTES) / size))
            columns = [pa.array(lines), *batch.columns]
            yield pa.record_batch(columns, schema=schema(width)).slice(above)


class _LeftOut:
    """The rows that Arrow leaves out. It would swallow a refusal that arises meanwhile, so that is kept aside."""

    def __init__(self, numbering: Numbering, misfits: Misfits) -> None:
        self.numbering, self.misfits = numbering, misfits
        self.refusal: RefusedFile | None = None

    def take(self, row: arrow_csv.InvalidRow) -> str:
        number = self.numbering.above + row.number
        self.numbering.left_out.append(number)
        try:
            self.misfits.take(number, row.text, row.actual_columns)
        except RefusedFile as refusal:
            self.refusal = refusal
            return "error"
        return "skip"

    def until_refused(self, part: pa.NativeFile, options: dict[str, object]) -> Iterator[pa.RecordBatch]:
        try:
            yield from arrow_csv.open_csv(part, **options)
        except pa.ArrowInvalid:
            if self.refusal is not None:
                raise self.refusal from None
            raise


def _options(dialect: Dialect, leave_out: object, is_quoting: bool) -> dict[str, object]:
    columns = names(dialect.layout.width)
    return {
        # Threads would be a little faster, but then Arrow does not number the rows it leaves out.
        "read_options": arrow_csv.ReadOptions(use_threads=False, column_names=columns, block_size=BLOCK_BYTES),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=dialect.separator,
            quote_char='"' if is_quoting else False,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=leave_out,
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
        ),
    }
