"""What every table goes through once its cells are in, whether it came from a text file or a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cadence.reading.cell_looks import guess
from cadence.reading.layout import Layout, Row, could_be_data, looks_like_a_row
from cadence.reading.results import Notes, Reading
from cadence.reading.text_table import TextTable, drop_empty_columns, tidy
from cadence.sql import count, quote


def finish(
    table: TextTable,
    blank: Sequence[int],
    sample: Sequence[Row],
    sheet: str | None = None,
    called: Sequence[str] | None = None,
    separators: str = "",
) -> Reading:
    """Tidy a filled text table and say what was understood of it.

    called: its columns' names in the spreadsheet. separators: those that a text file might have had instead.
    """
    notes, layout = table.notes, table.layout
    last = max([table.last_line(), *blank, *(p.line or 0 for p in notes.set_aside())])
    tidy(table, blank, last)
    _say_layout(layout, sample, notes)
    _say_above(layout, sample, notes, separators)
    if dropped := drop_empty_columns(table):
        notes.fact("empty_columns", n=dropped)
    columns = layout.columns[: table.width]
    _say_columns(table, columns, layout, notes, called or [letters(i) for i in range(len(columns))])
    guess(sample[layout.last :], notes)
    rows = count(table.con, quote(table.name))
    if not rows:
        notes.note("no_rows")
    return Reading(
        name=notes.name,
        table=table.name,
        columns=columns,
        rows=rows,
        sheet=sheet,
        hxl=tuple(sample[layout.hxl - 1][: table.width]) if layout.hxl else None,
        facts=(*notes.facts, *notes.skipped_facts()),
        problems=tuple(sorted(notes.problems, key=lambda p: (p.severity != "row", p.line or 0))),
        skipped=tuple(sorted(notes.skipped, key=lambda s: s.first)),
    )


def _say_layout(layout: Layout, sample: Sequence[Row], notes: Notes) -> None:
    notes.fact("header", line=layout.header)
    for kind, lines in (("title", layout.titles), ("group", (layout.group,)), ("hxl", (layout.hxl,))):
        for line in lines:
            if line is not None:
                text = " | ".join(cell.strip() for cell in sample[line - 1] if cell.strip())
                notes.skip(kind if text else "blank", [line], text)


def _say_above(layout: Layout, sample: Sequence[Row], notes: Notes, separators: str) -> None:
    """What stands above or beside the table and could be a part of it is told, never only left out."""
    unsure = [layout.group] if layout.group and not layout.rows_below else []  # names above names, and no row
    for line in [*could_be_data(layout, sample, separators), *unsure]:
        text = " | ".join(cell.strip() for cell in sample[line - 1] if cell.strip())
        notes.note("row_above_header", line, text, expected=str(layout.header))
    if layout.width > 1 and looks_like_a_row(layout, sample):
        notes.note("header_like_rows", layout.header, " | ".join(sample[layout.header - 1]))
    if layout.unnamed:
        notes.note("header_short", layout.header, str(layout.width - layout.unnamed), expected=str(layout.width))


def _say_columns(table: TextTable, columns: Sequence[str], layout: Layout, notes: Notes, called: Sequence[str]) -> None:
    counts = Counter(name.strip() for name in columns)
    for name, times in counts.items():
        if name and times > 1:
            notes.note("duplicate_header", layout.header, found=name, expected=str(times))
    for i, name in enumerate(columns):
        if not name.strip() and table.lines_where(f"c{i} <> ''"):
            notes.note("empty_header", layout.header, column=called[i], found="")


def letters(index: int) -> str:
    """A column as the spreadsheet names it: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
