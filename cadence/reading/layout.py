"""Where the table stands on its sheet: the width, the header row, what is above and just below it.

Works on the first rows of a file or sheet, whatever they came from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cadence.errors import RefusedFile

# A header is looked for in the first rows only; a table that starts lower is not one people send.
ROWS_SEARCHED = 60
# A title line fills few cells, a header nearly all of those that the table uses.
HEADER_FILL = 0.7
# So many lines of one cell are titles, however short the table below them is.
MOST_TITLES = 5
# No number or date is longer, and telling takes a time that grows with the square of the length.
LONGEST_VALUE = 200

NUMBER = re.compile(r"[-+(]?[\d\s.,'’\u00a0\u202f]*\d[\d\s.,'’\u00a0\u202f]*[%€$)]?")
YEAR = re.compile(r"(19|20)\d\d")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d.*)?")

Row = Sequence[str]


@dataclass(frozen=True)
class Layout:
    """Rows are counted from 1. width: cells in a row. header: the row that names the columns."""

    width: int
    header: int
    columns: tuple[str, ...]
    group: int | None = None
    hxl: int | None = None
    titles: tuple[int, ...] = ()
    score: float = 0.0
    rows_below: int = 0  # of those looked at
    unnamed: int = 0  # cells at the end of each row for which the header has no place at all

    @property
    def last(self) -> int:
        """The last row before the data."""
        return max(self.header, self.hxl or 0)


def is_top_heavy(layout: Layout, rows: Sequence[Row]) -> bool:
    """Whether more lines stand above the table than in it: then it is perhaps not the table."""
    above = [count_filled(rows[line - 1]) for line in layout.titles if count_filled(rows[line - 1])]
    is_apart = layout.header > 1 and not count_filled(rows[layout.header - 2])
    if len(above) <= MOST_TITLES and max(above, default=0) <= 1 + is_apart < layout.width and layout.rows_below:
        return False  # a title or two, or names and values above a blank line; and a table of one row or two
    return len(above) > 1 and len(above) > layout.rows_below


def could_be_data(layout: Layout, rows: Sequence[Row], separators: str = "") -> list[int]:
    """The lines above the header that could be rows or names of the table, and not titles.

    They fill several cells; or another separator would cut them into as many cells as the table has.
    """
    return [
        line for line in layout.titles if count_filled(rows[line - 1]) > 1 or _cuts(rows[line - 1], layout, separators)
    ]


def _cuts(row: Row, layout: Layout, separators: str) -> bool:
    text = "".join(row)
    return layout.width > 1 and any(text.count(other) == layout.width - 1 for other in separators)


def looks_like_a_row(layout: Layout, rows: Sequence[Row]) -> bool:
    """Whether the header is written like the rows below it: then the names of the columns are perhaps elsewhere.

    Letters and digits apart, a cell with digits in it is as nearly all cells of its column are (c0 above c1, c2...).
    """
    below = [row for row in rows[layout.last :] if len(row) == layout.width and count_filled(row)]
    for i, name in enumerate(rows[layout.header - 1]):
        if any(sign.isdigit() for sign in name) and not YEAR.fullmatch(name.strip()):
            shapes = [_shape(row[i]) for row in below if i < len(row) and row[i].strip()]
            if shapes and shapes.count(_shape(name)) >= 0.8 * len(shapes):
                return True
    return False


def _shape(cell: str) -> str:
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", cell.strip()))


def count_filled(row: Row) -> int:
    """How many cells hold something."""
    return sum(1 for cell in row if cell.strip())


def is_number(cell: str) -> bool:
    """Whether a cell is written as a number, perhaps with a currency or percent sign."""
    return len(cell) <= LONGEST_VALUE and bool(NUMBER.fullmatch(cell))


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, which names no column; a year may."""
    if len(cell) > LONGEST_VALUE:
        return False
    text = cell.strip()
    return bool(text) and not YEAR.fullmatch(text) and bool(NUMBER.fullmatch(text) or DATE.fullmatch(text))


def find_layout(rows: Sequence[Row]) -> Layout:
    """The layout of a table from its first rows; refused when no row can be its header."""
    if not any(count_filled(row) for row in rows):
        raise RefusedFile("empty_file")
    width = usual_width(rows)
    at = _header_row(rows, width)
    names = list(rows[at])
    names = names[:width] + [""] * (width - len(names))
    group, at = _group_row(rows, at, width)
    if group is not None:
        names = _join_names(rows[group], rows[at], width)
    below = at + 1 if at + 1 < len(rows) and _is_hxl(rows[at + 1]) else None
    titles = tuple(i + 1 for i in range(at) if i != group)
    return Layout(
        width=width,
        header=at + 1,
        columns=tuple(names),
        group=None if group is None else group + 1,
        hxl=None if below is None else below + 1,
        titles=titles,
        rows_below=sum(1 for row in rows[(below or at) + 1 :] if count_filled(row)),
        unnamed=max(0, width - len(rows[at])),
        score=_consistency(rows[at:], width) - 0.02 * sum(1 for t in titles if count_filled(rows[t - 1])),
    )


def usual_width(rows: Sequence[Row]) -> int:
    """The number of cells that most rows have, wide rows counting more than title lines."""
    counts = Counter(len(row) for row in rows if count_filled(row))
    return max(counts, key=lambda w: (counts[w] * min(w - 1, 5), counts[w]))


def _last_filled(row: Row) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def _is_name_row(row: Row) -> bool:
    return count_filled(row) > 0 and not any(is_value(cell) for cell in row)


def _header_row(rows: Sequence[Row], width: int) -> int:
    top = rows[:ROWS_SEARCHED]
    most = max((count_filled(row) for row in top if len(row) == width), default=width)
    at = next((i for i, r in enumerate(top) if _is_name_row(r) and count_filled(r) >= max(1, HEADER_FILL * most)), None)
    if at is not None:
        return _check_header(rows, _without_remarks(top, at), width)
    for at, row in enumerate(top):
        values = sum(is_value(cell) for cell in row)
        if count_filled(row) >= min(2, width) and 2 * values < count_filled(row):
            return _check_header(rows, at, width)
    raise RefusedFile("no_header", found=" | ".join(next((row for row in top if count_filled(row)), ())))


def _without_remarks(rows: Sequence[Row], at: int) -> int:
    """The header row when a remark beside the table is no part of it: a cell in a column that one row alone uses
    must not make that row the header, and those above it titles."""
    used = Counter(i for row in rows for i, cell in enumerate(row) if cell.strip())
    own = {i for i, n in used.items() if n > 1}
    if len(own) < 2 or all(i in own for i, cell in enumerate(rows[at]) if cell.strip()):
        return at

    def fill(row: Row) -> float:
        return sum(1 for i in own if i < len(row) and row[i].strip()) / len(own)

    if at == 0 and fill(rows[0]) >= 0.5:
        return at  # a column may have a name and no cell yet
    found = (i for i, row in enumerate(rows[:at] or rows) if _is_name_row(row) and fill(row) >= HEADER_FILL)
    return next(found, at)


def _check_header(rows: Sequence[Row], at: int, width: int) -> int:
    """The header row, when as wide as the rows below; only cells that are empty everywhere may differ."""
    header = rows[at]
    below = [row for row in rows[at + 1 :] if count_filled(row)]
    if _last_filled(header) > width:
        raise RefusedFile("header_mismatch", line=at + 1, found=len(header), expected=width)
    surplus = any(cell.strip() for row in below if len(row) == width for cell in row[len(header) :])
    if len(header) < width and surplus:
        raise RefusedFile("header_mismatch", line=at + 1, found=len(header), expected=width)
    return at


def _group_row(rows: Sequence[Row], at: int, width: int) -> tuple[int | None, int]:
    """A row of group names above the header, and the header row itself."""
    if at > 0 and count_filled(rows[at - 1]) >= 2 and len(rows[at - 1]) == width and _is_name_row(rows[at - 1]):
        return at - 1, at
    if at + 1 < len(rows) and _completes(rows[at], rows[at + 1], rows[at + 2 :]):
        return at, at + 1
    return None, at


def _completes(upper: Row, lower: Row, below: Sequence[Row]) -> bool:
    """Whether ``lower`` names the columns that ``upper`` leaves unnamed, above values of another kind."""
    gaps = [i for i, cell in enumerate(upper) if not cell.strip()]
    if not gaps or len(lower) != len(upper) or not _is_name_row(lower) or _is_hxl(lower):
        return False
    if any(not lower[i].strip() for i in gaps):
        return False
    return any(_holds_values(below, i) for i, cell in enumerate(lower) if cell.strip())


def _holds_values(rows: Sequence[Row], column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return len(cells) >= 2 and sum(is_value(cell) for cell in cells) > 0.8 * len(cells)


def _join_names(upper: Row, lower: Row, width: int) -> list[str]:
    """Names of two header rows: the lower one's, with its group's where it is empty or not unique."""
    groups, current = list[str](), ""
    for cell in upper:
        current = cell if cell.strip() else current
        groups.append(current)
    counts = Counter(cell.strip() for cell in lower)
    names = [
        name if name.strip() and counts[name.strip()] == 1 else f"{group} {name}".strip()
        for group, name in zip(groups, lower, strict=True)
    ]
    return names + [""] * (width - len(names))


def _is_hxl(row: Row) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(re.match(r"#[a-z]", cell) for cell in cells)


def _consistency(rows: Sequence[Row], width: int) -> float:
    kept = [row for row in rows if count_filled(row)]
    return sum(len(row) == width for row in kept) / len(kept)
