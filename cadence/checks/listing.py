"""Staged rows that break a rule: listed with their reason, then moved to the rows set aside."""

from __future__ import annotations

from collections.abc import Sequence

from cadence.checks.result import Checked
from cadence.sql import literal


def insert(
    part: Checked, code: str, where: str, fields: Sequence[str], found: str, expected: str, tables: str = ""
) -> None:
    """List every staged row (``this``) that meets a condition. found, expected: SQL; tables: a ``with`` clause."""
    headers = ", ".join(part.header(name) for name in fields)
    part.con.execute(
        f"insert into {part.listing} {tables} select _line, {literal(code)}, 'row', {literal(headers)}, "
        f"{found}, ({expected})::varchar from {part.staged} this where {where}"
    )


def set_aside(part: Checked) -> None:
    """Move the staged rows that are listed to the rejects."""
    lines = f"(select line from {part.listing} where severity = 'row')"
    part.con.execute(
        f"insert into {part.rejects} from {part.text_table} where _line in "
        f"(select _line from {part.staged} where _line in {lines})"
    )
    part.con.execute(f"delete from {part.staged} where _line in {lines}")
