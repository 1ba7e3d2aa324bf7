"""After the cells are in: rows that are not data are taken out of the text table, visibly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import duckdb

from cadence.errors import RefusedFile
from cadence.reading.batches import MOST_BLANK, names, refuse_blank
from cadence.reading.layout import Layout, Row, count_filled, is_number
from cadence.reading.results import MOST_SET_ASIDE, Notes
from cadence.sql import quote

FOOTER_ROWS = 60
# Columns looked at in one query: DuckDB refuses conditions of thousands of terms.
COLUMNS_AT_ONCE = 50
SPACES = " \t\u00a0\u202f"
# A total says so in words of its own: "total-jobs" may be a code, and Somme is a French department.
TOTAL = re.compile(r"((sous|ss|s|sub|grand)[ /.-]*)?(totals?|totaux)( (g[ée]n[ée]r(al|aux)|overall))?\s*:?", re.I)
REMARK = re.compile(
    r"(sources?|notes?|nb|n\.b\.|legende|légende|legend|extrait|exporté|exported|generated|généré|fin|end of|page)\b"
    r"|©|\*|\(1\)|\[1\]",
    re.I,
)
SHORTEST_SWALLOWING_WIDTH = 4

Connection = duckdb.DuckDBPyConnection


class TextTable:
    """A text table that is being tidied."""

    def __init__(self, con: Connection, name: str, layout: Layout, notes: Notes) -> None:
        self.con, self.name, self.layout, self.notes = con, name, layout, notes
        self.width = layout.width

    def lines_where(self, condition: str, values: Sequence[object] = (), most: int | None = None) -> list[int]:
        """Row numbers of the rows that meet a condition, the first ``most`` of them."""
        limit = "" if most is None else f" limit {most:d}"
        sql = f"select _line from {quote(self.name)} where {condition} order by _line{limit}"
        return [line for (line,) in self.con.execute(sql, list(values)).fetchall()]

    def any_column(self, condition: str) -> list[int]:
        """Rows one of whose cells meets a condition written with ``{}`` for the cell; no more than are ever listed."""
        found: set[int] = set()
        for part in self._parts():
            any_of = " or ".join(condition.format(name) for name in part)
            found.update(self.lines_where(any_of, most=MOST_SET_ASIDE + 1))
        return sorted(found)

    def every_column(self, condition: str) -> list[int]:
        """Rows all of whose cells meet a condition, no more than may be blank and one.

        Most rows fail on their first cell, which is quick.
        """
        parts = [" and ".join(condition.format(name) for name in part) for part in self._parts()]
        most = MOST_BLANK + 1 if len(parts) == 1 else None
        found = set(self.lines_where(parts[0], most=most))
        for part in parts[1:] if found else ():
            found &= set(self.lines_where(part))
        return sorted(found)

    def texts(self, lines: Iterable[int]) -> dict[int, list[str]]:
        """The cells of some rows."""
        sql = f"select * from {quote(self.name)} where _line in (select unnest($lines))"
        return {row[0]: list(row[1:]) for row in self.con.execute(sql, {"lines": list(lines)}).fetchall()}

    def last_line(self) -> int:
        """The number of the last row, 0 when there is none."""
        sql = f"select coalesce(max(_line), 0) from {quote(self.name)}"
        return max(int(line) for (line,) in self.con.execute(sql).fetchall())

    def remove(self, lines: Sequence[int]) -> None:
        """Take rows out of the table."""
        if lines:
            sql = f"delete from {quote(self.name)} where _line in (select unnest($lines))"
            self.con.execute(sql, {"lines": list(lines)})

    def set_aside(self, code: str, lines: Sequence[int], separator: str, expected: str | None = None) -> None:
        """Take rows out of the table and list them as problems."""
        if len(lines) > MOST_SET_ASIDE:
            raise RefusedFile("too_many_set_aside", line=lines[0], found="", expected=MOST_SET_ASIDE)
        for line, cells in sorted(self.texts(lines).items()) if lines else ():
            self.notes.aside(code, line, separator.join(cells), expected)
        self.remove(lines)

    def _parts(self) -> list[list[str]]:
        columns = names(self.width)
        return [columns[i : i + COLUMNS_AT_ONCE] for i in range(0, self.width, COLUMNS_AT_ONCE)]


def tidy(table: TextTable, blank: Sequence[int], last_line: int) -> None:
    """Take out blank rows, repeated headers, totals and remarks at the end."""
    bare = table.every_column(f"({{0}} = '' or trim({{0}}, '{SPACES}') = '')")
    refuse_blank(len(bare) + len(blank))
    table.remove(bare)
    blank = sorted({*blank, *bare})
    table.notes.skip("blank", blank)
    _repeated_headers(table)
    _footers(table, set(blank), last_line)


def _repeated_headers(table: TextTable) -> None:
    columns = table.layout.columns[:COLUMNS_AT_ONCE]
    if count_filled(columns) < 2 or table.layout.group is not None:
        return
    same = " and ".join(f"c{i} = ?" for i in range(len(columns)))
    lines = table.lines_where(same, columns)
    table.remove(lines)
    table.notes.skip("repeated", lines, " | ".join(columns[:3]))


def _footers(table: TextTable, blank: set[int], last_line: int) -> None:
    """Totals and remarks below the last row; those with too few cells were set aside as misfits before."""
    end = f"_line > {int(last_line) - FOOTER_ROWS - len(blank)}"
    sql = f"select * from {quote(table.name)} where {end} order by _line desc limit {FOOTER_ROWS}"
    rows: dict[int, list[str]] = {row[0]: list(row[1:]) for row in table.con.execute(sql).fetchall()}
    short = {p.line: [p.found or ""] for p in table.notes.set_aside() if p.code == "too_few_cells"}
    footers = []
    for line in sorted({*rows, *(line for line in short if line is not None)}, reverse=True):
        cells = rows.get(line) or short[line]
        if not _is_footer(cells, line - 1 in blank, table.width):
            break
        footers.append(line)
    table.remove(footers)
    table.notes.forget(footers)
    for line in sorted(footers):
        cells = rows.get(line) or short[line]
        table.notes.skip("footer", [line], next(cell for cell in cells if cell.strip()).strip())


def _is_footer(cells: Row, is_after_blank: bool, width: int) -> bool:
    """A total is its word and numbers, less than a row; a remark is one cell, named as one or apart from the table."""
    held = [cell.strip() for cell in cells if cell.strip()]
    if not held or width < 2:
        return False
    if TOTAL.fullmatch(held[0]) and all(is_number(cell) for cell in held[1:]) and len(held) < width:
        return True
    return len(held) == 1 and width > 2 and bool(REMARK.match(held[0]) or is_after_blank)


def drop_empty_columns(table: TextTable) -> int:
    """Take out unnamed columns at the right end that hold nothing; how many."""
    width = table.width
    while width > 1 and not table.layout.columns[width - 1].strip():
        if table.lines_where(f"c{width - 1} <> ''"):
            break
        width -= 1
    for i in range(width, table.width):
        table.con.execute(f"alter table {quote(table.name)} drop column c{i}")
    dropped, table.width = table.width - width, width
    return dropped


def swallowing(table: TextTable, separator: str) -> list[int]:
    """Rows with a cell that holds as many separators as the rows it runs over should have.

    A quote opened by mistake in one row and closed in a later one makes such a cell, and nothing else is wrong.
    """
    if table.width < SHORTEST_SWALLOWING_WIDTH:
        return []
    each = table.width - 1
    breaks = "(length({0}) - length(replace({0}, chr(10), '')))"
    separators = f"(length({{0}}) - length(replace({{0}}, '{separator}', '')))"
    return table.any_column(f"(contains({{0}}, chr(10)) and {separators} = {each} * {breaks})")


def quoted_over_cells(table: TextTable) -> list[int]:
    """Rows in which a quotation mark inside one bare cell is closed at the end of a later one.

    ``$78.74"Rolling Duffle, Extra-Large"``: perhaps a separator is missing before the mark, and what stands after
    it was cut where it should not be.
    """
    cells = ", ".join(names(table.width))
    other, mark = '[^"\\x1f]', "\\x1f"
    opened = f'(^|{mark}){other}+"{other}+{mark}'
    closed = f'({other}*{mark})*{other}*{other}"({mark}|$)'
    return table.lines_where(f"regexp_matches(array_to_string([{cells}], chr(31)), '{opened}{closed}')")
