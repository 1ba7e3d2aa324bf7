"""The rows set aside of a file, as they were, with the reasons: to be mended and brought again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cadence.contracts import quote
from cadence.problems import Problem, Says

if TYPE_CHECKING:
    from cadence.preparing import Part, Preparation

REASONS = "select line, code, col, found, expected from {listing} where severity = 'row'"


def collect_rejects(preparation: Preparation, place: int) -> str | None:
    """A table in the preparation's connection with the rows of one file that were set aside; None without any.

    Columns: ``part`` (sheet or member, or the file's name), ``line``, ``reasons`` (code, column, value found and
    value expected, one after the other) and the cells as a list, ``cells``, in the order of the file.
    """
    parts = [part for part in preparation.parts if part.file == place and part.set_aside]
    if not parts:
        return None
    name = quote(f"rejects_{place}")
    preparation.con.execute(
        f"create or replace table {name} (part varchar, line bigint, reasons varchar, cells varchar[])"
    )
    for part in parts:
        _insert_checked(preparation, part, name)
        _insert_unread(preparation, part.reading.name, part.reading.set_aside, name)
    return name


def _insert_checked(preparation: Preparation, part: Part, name: str) -> None:
    """Rows that break a rule, with their cells as read."""
    if not part.checked:
        return
    cells = ", ".join(f"c{place}" for place in range(len(part.reading.columns)))
    listed = " union all ".join(REASONS.format(listing=one.listing) for one in part.checked)
    preparation.con.execute(
        f"""
        insert into {name}
        select $part, t._line, p.reasons, [{cells}]
        from (
            select line, string_agg(concat_ws(' · ', code, col, found, expected), '; ' order by col) as reasons
            from ({listed}) group by line
        ) p
        join {quote(part.reading.table.strip('"'))} t on t._line = p.line
        order by t._line
        """,
        {"part": part.reading.name},
    )


def _insert_unread(preparation: Preparation, part: str, problems: tuple[Problem, ...], name: str) -> None:
    """Rows that could not be read into the table at all: the text that was found."""
    rows = [(part, p.line, p.code, [p.found or ""]) for p in problems]
    if rows:
        preparation.con.executemany(f"insert into {name} values (?, ?, ?, ?)", rows)


def rejected_rows(part: Part, words: Says) -> pd.DataFrame:
    """The rows of one part that were set aside, under the file's own headers, with the reasons in words behind.

    Rows that could not be read into columns stand whole in the first cell.
    """
    reasons: dict[int, list[str]] = {}
    for problem in part.problems():
        if problem.severity == "row" and problem.line is not None:
            reasons.setdefault(problem.line, []).append(f"{problem.says(words)} {problem.mend(words)}")
    headers = list(part.reading.columns)
    cells = ", ".join(f"c{place}" for place in range(len(headers)))
    rows: list[tuple[Any, ...]] = []
    if part.checked:
        con, table = part.checked[0].con, quote(part.reading.table.strip('"'))
        rows = con.execute(
            f"select _line, {cells} from {table} where list_contains($lines, _line) order by _line",
            {"lines": list(reasons)},
        ).fetchall()
    known = {row[0] for row in rows}
    for problem in part.reading.set_aside:
        if problem.line not in known:
            rows.append((problem.line, problem.found, *[None] * (len(headers) - 1)))
    shown = [(*row[1:], " ".join(reasons.get(row[0], []))) for row in sorted(rows, key=lambda row: row[0] or 0)]
    return pd.DataFrame(shown, columns=[*headers, words("columns.reason")])
