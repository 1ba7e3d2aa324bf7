"""Rows into a text table, and rows that do not fit set aside."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from cadence.errors import RefusedFile
from cadence.reading.layout import Layout
from cadence.reading.results import Notes, Target
from cadence.sql import quote

BATCH_ROWS = 20_000
# A file most of whose rows do not fit its header is not the table that it seems to be.
MOST_MISFITS = 0.5
FEW = 20
WIDEST = 16_384
# More rows than a sheet has; each is listed, so that they cost more than rows that hold something.
MOST_BLANK = 2_000_000

NumberedRow = tuple[int, list[str]]


def names(width: int) -> list[str]:
    """The text columns of a table: c0, c1, ..."""
    return [f"c{i}" for i in range(width)]


def schema(width: int, text: pa.DataType | None = None) -> pa.Schema:
    """The text table as Arrow sees it; large_string where a column of a batch may hold more than 2 GB."""
    return pa.schema([("_line", pa.int64()), *((name, text or pa.string()) for name in names(width))])


def load(target: Target, width: int, batches: Iterable[pa.RecordBatch]) -> None:
    """Create the target's text table and fill it from the batches, which may end in a refusal."""
    if width > WIDEST:
        raise RefusedFile("too_many_columns", found=width, expected=WIDEST)
    with contextlib.ExitStack() as copying:
        if target.copies is not None:
            file = copying.enter_context(pa.OSFile(str(copy_of(target.copies, target.table)), "wb"))
            batches = _copy_batches(batches, copying.enter_context(pa.ipc.new_file(file, schema(width))))
        stream = Stream(batches)
        target.con.register("_batches", pa.RecordBatchReader.from_batches(schema(width), stream.until_refused()))
        target.con.execute(f"create or replace table {quote(target.table)} as select * from _batches")
        target.con.unregister("_batches")
    if stream.refusal is not None:
        raise stream.refusal


def copy_of(folder: Path, table: str) -> Path:
    """Where every row that was loaded into a table stands as an Arrow file, those too that were taken out later."""
    return folder / f"{table}.loaded.arrow"


def _copy_batches(batches: Iterable[pa.RecordBatch], copy: pa.RecordBatchFileWriter) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        copy.write_batch(batch)
        yield batch


class Stream:
    """Batches as DuckDB pulls them; it would report any exception as its own, so that is kept aside."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self.batches = batches
        self.refusal: Exception | None = None

    def until_refused(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self.batches
        except Exception as refusal:
            self.refusal = refusal


def in_batches(rows: Iterator[NumberedRow], width: int) -> Iterator[pa.RecordBatch]:
    """Rows of Python texts as Arrow batches; wide tables in smaller ones."""
    size = max(100, min(BATCH_ROWS, 2_000_000 // width))
    while part := list(islice(rows, size)):
        lines = pa.array([line for line, _ in part], pa.int64())
        cells = zip(*(row for _, row in part), strict=True)
        yield pa.record_batch([lines, *(pa.array(column, pa.string()) for column in cells)], schema(width))


def refuse_blank(count: int) -> None:
    """Refuse a file that consists of emptiness."""
    if count > MOST_BLANK:
        raise RefusedFile("too_many_blank", expected=MOST_BLANK)


class Misfits:
    """Rows whose number of cells is not the header's."""

    def __init__(self, layout: Layout, separator: str, notes: Notes) -> None:
        self.layout = layout
        self.separator = separator
        self.notes = notes
        self.blank: list[int] = []
        self.count = 0

    def take(self, line: int, text: str, cells: int) -> None:
        """Set one row aside; a row of bare separators is blank, and what is above the data is no row."""
        if line <= self.layout.last:
            return
        if not text.replace('"', "").strip(f"{self.separator} \t\r\n\u00a0"):
            self.blank.append(line)
            refuse_blank(len(self.blank))
            return
        code = "too_many_cells" if cells > self.layout.width else "too_few_cells"
        self.aside(code, line, text)

    def aside(self, code: str, line: int, text: str) -> None:
        """Set one row aside for a reason of its own."""
        self.count += 1
        self.notes.aside(code, line, text.rstrip("\r\n"), str(self.layout.width))

    def forget(self) -> None:
        """Start anew: the file is read a second time."""
        self.notes.forget({problem.line for problem in self.notes.set_aside()})
        self.blank.clear()
        self.count = 0

    def judge(self, last_line: int) -> None:
        """Refuse the file when most of its rows are misfits."""
        rows = last_line - self.layout.last - len(self.blank)
        if self.count > FEW and self.count > MOST_MISFITS * rows:
            raise RefusedFile("rows_do_not_fit", found=self.count, expected=self.layout.width)
