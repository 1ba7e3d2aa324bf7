"""Staged rows that break a rule: listed with their reason, then moved to the rows set aside."""

from __future__ import annotations

from collections.abc import Sequence

from cadence.checks.result import Checked
from cadence.sql import literal


def insert(
    part: Checked,
    code: str,
    where: str,
    fields: Sequence[str],
    found: str,
    expected: str,
    tables: str = "",
    rows: str | None = None,
) -> None:
    """List every staged row (``this``) that meets a condition. found, expected: SQL; tables: a ``with`` clause.

    rows: other rows than the staged ones. Of the rows set aside those are passed over in which one of the cells is
    listed already: its cause is said.
    """
    headers = [part.header(name) for name in fields]
    if rows == part.aside:
        listed = ", ".join(map(literal, [*headers, ", ".join(headers)]))
        where = f"({where}) and not exists (from {part.listing} p where p.line = this._line and p.col in ({listed}))"
    part.con.execute(
        f"insert into {part.listing} {tables} select _line, {literal(code)}, 'row', {literal(', '.join(headers))}, "
        f"{found}, ({expected})::varchar from {rows or part.staged} this where {where}"
    )


def set_aside(part: Checked) -> None:
    """Move the staged rows that are listed to the rejects."""
    lines = f"(select line from {part.listing} where severity = 'row')"
    part.con.execute(
        f"insert into {part.rejects} from {part.text_table} where _line in "
        f"(select _line from {part.staged} where _line in {lines})"
    )
    part.con.execute(f"insert into {part.aside} by name from {part.staged} where _line in {lines}")
    part.con.execute(f"delete from {part.staged} where _line in {lines}")
