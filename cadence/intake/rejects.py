"""The rows set aside of a file, as they were, with the reasons: to be mended and brought again.

Two columns are added to the file's own: the row each one had in the file, and the reasons in words. Both are
known again when the mended file comes back, and a recipe that numbers its rows keeps their first numbers.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from cadence.checks import Checked
from cadence.checks.nearly import with_near
from cadence.forms.safe_csv import without_mark
from cadence.intake.model import Part
from cadence.intake.preparation import Preparation
from cadence.problems import Fact, Problem, Says
from cadence.reading import Reading
from cadence.sql import insert_rows, literal, quote
from cadence.words import languages, words_in

OWN = ("rejected_line", "set_aside_reason")
REASONS = (
    "select line, code, col, found, expected, {names}[col] as field, {table} as tbl "
    "from {listing} where severity = 'row'"
)


class Rejected(NamedTuple):
    """One row set aside: its place in the file, its cells under the file's headers, and why."""

    part: str
    line: int | None
    headers: Sequence[str]
    cells: Sequence[str | None]
    problems: Sequence[Problem]


def own_headers(name: str | None = None) -> frozenset[str]:
    """The headers, in every language, of the columns that are added to rows set aside; or of one of them."""
    names = OWN if name is None else (name,)
    return frozenset(words_in(language)(f"columns.{one}") for language in languages() for one in names)


def first_line(columns: Sequence[str]) -> str:
    """SQL of the row number that a row had first: that of the file it was set aside from, else its own."""
    own = own_headers("rejected_line")
    place = next((place for place, header in enumerate(columns) if header.strip() in own), None)
    return "_line" if place is None else f"coalesce(try_cast(trim(c{place}) as bigint), _line)"


def take_marks_off(con: duckdb.DuckDBPyConnection, reading: Reading) -> list[Fact]:
    """Rows set aside that come back mended: the apostrophes Cadence put before formulas go; how many, as a fact."""
    if not any(header.strip() in own_headers() for header in reading.columns):
        return []
    table, n = quote(reading.table), 0
    for place in range(len(reading.columns)):
        cell = f"c{place}"
        row = con.execute(
            f"update {table} set {cell} = {without_mark(cell)} where {cell} <> {without_mark(cell)}"
        ).fetchone()
        n += int(row[0]) if row else 0
    return [Fact("marks_taken_off", {"n": n})] if n else []


def collect_rejects(preparation: Preparation, place: int) -> str | None:
    """A table in the preparation's connection with the rows of one file that were set aside; None without any.

    Columns: ``part`` (sheet or member, or the file's name), ``line``, and as JSON ``headers``, ``cells`` and
    ``problems`` (code, column, found, expected), which ``read_kept`` reads.
    """
    parts = [part for part in preparation.parts if part.file == place and part.set_aside]
    if not parts:
        return None
    name = quote(f"rejects_{place}")
    preparation.con.execute(
        f"create or replace table {name} (part varchar, line bigint, headers varchar, cells varchar, problems varchar)"
    )
    for part in parts:
        _insert_checked(preparation, part, name)
        _insert_unread(preparation, part, name)
    return name


def _insert_checked(preparation: Preparation, part: Part, name: str) -> None:
    """Rows that break a rule, with their cells as read."""
    if not part.checked:
        return
    cells = ", ".join(f"c{place}" for place in range(len(part.reading.columns)))
    listed = " union all ".join(
        REASONS.format(listing=one.listing, names=_names_of(one), table=literal(one.table)) for one in part.checked
    )
    preparation.con.execute(
        f"""
        insert into {name}
        select $part, t._line, $headers, to_json([{cells}]), p.problems
        from (
            select line, to_json(list(
                {{code: code, "column": col, found: found, expected: expected, field: field, "table": tbl}}
                order by col, code
            )) as problems
            from ({listed}) group by line
        ) p
        join {quote(part.reading.table)} t on t._line = p.line
        order by t._line
        """,
        {"part": part.reading.name, "headers": json.dumps(part.reading.columns, ensure_ascii=False)},
    )


def _names_of(checked: Checked) -> str:
    """A map in SQL from a column's header to the field that it serves."""
    pairs = ", ".join(f"{literal(header)}: {literal(name)}" for header, name in checked.fields.items())
    return f"map {{'': null, {pairs}}}" if pairs else "map {'': null::varchar}"


def _insert_unread(preparation: Preparation, part: Part, name: str) -> None:
    """Rows that could not be read into the table at all: the text that was found, in the first cell."""
    headers = json.dumps(part.reading.columns, ensure_ascii=False)
    rows = [
        (part.reading.name, p.line, headers, json.dumps([p.found or ""]), json.dumps([_reason(p)]))
        for p in part.reading.set_aside
    ]
    insert_rows(preparation.con, name, rows)


def _reason(problem: Problem) -> dict[str, str | None]:
    return {name: getattr(problem, name) for name in ("code", "column", "found", "expected")}


def rejected_rows(part: Part, words: Says) -> pd.DataFrame:
    """The rows of one part that were set aside, under the file's own headers, with first row and reasons behind.

    Rows that could not be read into columns stand whole in the first cell.
    """
    problems: dict[int, list[Problem]] = {}
    for problem in part.problems():
        if problem.severity == "row" and problem.line is not None:
            problems.setdefault(problem.line, []).append(problem)
    found = [*_checked_rows(part, problems), *_unread_rows(part, problems)]
    return table_to_mend(sorted(found, key=lambda row: row.line or 0), words)


def _checked_rows(part: Part, problems: dict[int, list[Problem]]) -> Iterator[Rejected]:
    if not part.checked:
        return
    con, reading = part.checked[0].con, part.reading
    cells = ", ".join(f"c{place}" for place in range(len(reading.columns)))
    rows = con.execute(
        f"select _line, {cells} from {quote(reading.table)} where list_contains($lines, _line)",
        {"lines": list(problems)},
    )
    for line, *texts in rows.fetchall():
        yield Rejected(reading.name, line, reading.columns, texts, problems[line])


def _unread_rows(part: Part, problems: dict[int, list[Problem]]) -> Iterator[Rejected]:
    reading = part.reading
    for problem in reading.set_aside:
        why = problems.get(problem.line or 0, [])
        yield Rejected(reading.name, problem.line, reading.columns, [problem.found], why)


def read_kept(content: bytes) -> list[Rejected]:
    """The rows set aside that are kept with a publication."""
    csv.field_size_limit(sys.maxsize)
    found = []
    for row in csv.DictReader(io.StringIO(content.decode("utf-8"))):
        problems = [with_near(Problem(**reason, line=int(row["line"]))) for reason in json.loads(row["problems"])]
        cells = json.loads(row["cells"])
        found.append(Rejected(row["part"], int(row["line"]), json.loads(row["headers"]), cells, problems))
    return found


def table_to_mend(rows: Iterable[Rejected], words: Says) -> pd.DataFrame:
    """Rows set aside as a table to be mended: the file's columns, then the first row and the reasons in words."""
    line, reason, own = words("columns.rejected_line"), words("columns.set_aside_reason"), own_headers()
    found: list[dict[str, Any]] = []
    headers: dict[str, None] = {}
    for row in rows:
        names = _distinct(row.headers)
        cells = dict(zip(names, row.cells, strict=False))
        first = next((cells[name] for name in names if name.strip() in own_headers("rejected_line")), None)
        cells = {name: cell for name, cell in cells.items() if name.strip() not in own}
        headers |= dict.fromkeys(name for name in names if name.strip() not in own)
        why = " ".join(dict.fromkeys(f"{p.says(words)} {p.mend(words)}" for p in row.problems))
        found.append({**cells, line: first or row.line, reason: why})
    return pd.DataFrame(found, columns=[*headers, line, reason])


def _distinct(headers: Sequence[str]) -> list[str]:
    """Headers under which nothing overwrites anything: one that stands twice keeps both columns."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        names.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return names
