"""One delimited text file into one text table."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from cadence.errors import RefusedFile
from cadence.reading.batches import Misfits, load
from cadence.reading.dialect import CANDIDATES, NOTHING, Dialect
from cadence.reading.encoding import Encoding, as_utf8, detect
from cadence.reading.finish import finish
from cadence.reading.quote_signs import Quoted, find_quoted
from cadence.reading.regular import read_regular
from cadence.reading.results import MOST_SET_ASIDE, Notes, Reading, Target
from cadence.reading.sections import find_report
from cadence.reading.stretches import read_stretches
from cadence.reading.text_table import TextTable, quoted_over_cells, swallowing

# Rows with lost letters are kept; so many are listed one by one.
LOST_LISTED = 1_000
# Twenty sheets full of rows; what has more is blank lines, or not for people.
MOST_ROWS = 25_000_000


def read_text(path: Path, target: Target) -> Reading:
    """Read one CSV or TSV file; RefusedFile when it holds no table."""
    notes = Notes(target.name)
    encoding = detect(path)
    with tempfile.TemporaryDirectory(prefix="cadence-") as folder:
        utf8 = as_utf8(path, encoding, Path(folder))
        start = encoding.mark if utf8 == path else 0
        if (report := find_report(utf8, start, Path(folder))) is not None:
            notes.part_of_report(report.above, report.below)
            utf8, start = report.path, 0
        quoted = find_quoted(utf8, start, Path(folder))
        dialect, quotes = quoted.dialect, quoted.quotes
        _say_what_was_understood(encoding, dialect, notes)
        if quoted.way != "csv":
            notes.fact(f"quotes_{quoted.way}")
        misfits = Misfits(dialect.layout, dialect.separator, notes)
        if quotes.most_rows > MOST_ROWS:
            raise RefusedFile("text_too_many_rows", found=quotes.most_rows, expected=MOST_ROWS)
        _load(quoted, misfits, target)
    table = TextTable(target.con, target.table, dialect.layout, notes)
    _set_aside_unreadable(table, encoding, dialect)
    if quotes.line_breaks > table.last_line():
        table.set_aside("swallowed_rows", swallowing(table, dialect.separator), dialect.separator)
    if not quotes.are_regular:
        table.set_aside("quote_over_cells", quoted_over_cells(table), dialect.separator)
    others = "".join(other for other in CANDIDATES if other != dialect.separator)
    reading = finish(table, misfits.blank, dialect.sample, separators=others)
    return replace(reading, columns=tuple(map(quoted.text, reading.columns)))


def _load(quoted: Quoted, misfits: Misfits, target: Target) -> None:
    """Fill the text table, in bulk when the file allows it."""
    path, dialect, quotes = quoted.path, quoted.dialect, quoted.quotes
    width = dialect.layout.width
    if quotes.are_regular or not quotes.do_open:
        try:
            batches = read_regular(path, dialect, misfits, target.progress, is_quoting=quotes.do_open)
            load(target, width, quoted.texts(batches))
            return
        except pa.ArrowInvalid:
            # A row larger than a block, for example a cell of many megabytes.
            misfits.forget()
    batches = read_stretches(path, dialect, misfits, target.progress, quotes.are_regular)
    load(target, width, quoted.texts(batches))


def _say_what_was_understood(encoding: Encoding, dialect: Dialect, notes: Notes) -> None:
    notes.fact(f"encoding_{encoding.how}", encoding=encoding.name, samples=" · ".join(encoding.samples))
    if encoding.how == "mixed":
        notes.note("mixed_encoding", found=" · ".join(encoding.samples), expected=encoding.name)
    elif encoding.is_unsure and encoding.samples:
        notes.note("unsure_encoding", found=" · ".join(encoding.samples), expected=encoding.name)
    if dialect.separator == NOTHING:
        notes.fact("one_column")
        if sign := _perhaps_separates([cell for row in dialect.sample for cell in row]):
            notes.note("perhaps_separated", found=sign)
    else:
        named = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}.get(dialect.separator)
        notes.fact(f"separator_{named}" if named else "separator_other", separator=dialect.separator)
    if dialect.is_declared:
        notes.fact("separator_declared")


def _set_aside_unreadable(table: TextTable, encoding: Encoding, dialect: Dialect) -> None:
    """Rows holding what no cell should: NUL, bytes without a meaning."""
    if encoding.has_nul:
        table.set_aside("nul_character", table.any_column("contains({}, chr(0))"), dialect.separator)
    if encoding.is_damaged:
        lines = table.any_column("contains({}, chr(65533))")
        if encoding.name != "utf-8":
            table.set_aside("unreadable_characters", lines, dialect.separator)
            return
        for line in lines[:LOST_LISTED]:
            table.notes.note("lost_characters", line, "\ufffd")
        if len(lines) > LOST_LISTED:
            table.notes.note(
                "more_lost_characters", lines[LOST_LISTED], "\ufffd", expected=_many(len(lines) - LOST_LISTED)
            )


def _many(count: int) -> str:
    """No more are looked for than can be listed."""
    return f"> {MOST_SET_ASIDE - LOST_LISTED}" if count > MOST_SET_ASIDE - LOST_LISTED else str(count)


def _perhaps_separates(cells: Sequence[str]) -> str | None:
    """The sign that perhaps separates the cells of what was read as one column: in half of them, or twice in one."""
    for sign in CANDIDATES:
        counts = [cell.count(sign) for cell in cells]
        if counts and (2 * sum(map(bool, counts)) >= len(counts) or max(counts) > 1):
            return sign
    return None
