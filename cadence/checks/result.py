"""What a check gives back: the typed good rows, the rows set aside, the problems, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb

from cadence.checks.manners import Ambiguity
from cadence.checks.nearly import with_near
from cadence.problems import Fact, Problem, Severity
from cadence.sql import count

PROBLEM_COLUMNS = "line bigint, code varchar, severity varchar, col varchar, found varchar, expected varchar"


@dataclass(frozen=True)
class Kind:
    """How often one problem occurs in one column, and the first of them."""

    code: str
    severity: Severity
    column: str | None
    count: int
    example: Problem | None = None


@dataclass(frozen=True)
class Checked:
    """One contract table found in one text table, after its check.

    ``staged``, ``rejects``, ``listing``, ``kept`` and ``aside`` are quoted names of tables in ``con``: the good rows
    (contract columns and ``_line``), the rows set aside as they were read, every problem (``PROBLEM_COLUMNS``), and the
    published rows that stay in replace mode because the file holds them without saying them. ``aside`` holds the
    rows set aside as far as they could be typed, so that all that is wrong with them is said at once. ``unsaid``: the
    fields of which the file says nothing.
    ``mapping`` is field -> text column; ``headers`` is text column -> header as found.
    """

    con: duckdb.DuckDBPyConnection
    table: str
    text_table: str
    staged: str
    rejects: str
    listing: str
    kept: str
    aside: str
    mapping: Mapping[str, str] = field(hash=False)
    headers: Mapping[str, str] = field(hash=False)
    facts: tuple[Fact, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    refusals: tuple[Problem, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def brings(self) -> tuple[str, str]:
        """The tables of rows that are there after the publication: the good ones, and those kept as published."""
        return self.staged, self.kept

    @property
    def good(self) -> int:
        """Rows that keep the contract."""
        return count(self.con, self.staged)

    @property
    def set_aside(self) -> int:
        """Rows of the text table that do not."""
        return count(self.con, self.rejects)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the table can be published as it stands."""
        return bool(self.refusals or self.ambiguities)

    @property
    def fields(self) -> dict[str, str]:
        """Header as found -> the field that its column serves."""
        return {self.header(name): name for name in reversed(list(self.mapping))}

    def header(self, field_name: str) -> str:
        """The header of a field's column as found in the file; the field's name when it has none."""
        return self.headers.get(self.mapping.get(field_name, ""), field_name)

    def kinds(self) -> list[Kind]:
        """The problems by kind and column, most frequent first."""
        found = self.con.execute(
            f"select code, severity, col, count(*) as n, min(line), arg_min_null(found, line), "
            f"arg_min_null(expected, line) from {self.listing} group by code, severity, col order by n desc, code, col"
        ).fetchall()
        refusals = [Kind(p.code, p.severity, p.column, 1, p) for p in self.refusals]
        fields = self.fields
        return refusals + [
            Kind(code, severity, column, n, self._problem(code, severity, line, column, seen, expected, fields))
            for code, severity, column, n, line, seen, expected in found
        ]

    def problems(self, limit: int | None = None) -> list[Problem]:
        """The problems in the order of the rows, at most ``limit`` of them."""
        most = "" if limit is None else f"limit {int(limit)}"
        found = self.con.execute(
            f"select code, severity, line, col, found, expected from {self.listing} order by line, col, code {most}"
        ).fetchall()
        fields = self.fields
        rows = [
            self._problem(code, severity, line, column, seen, expected, fields)
            for code, severity, line, column, seen, expected in found
        ]
        return [*(replace(p, table=p.table or self.table) for p in self.refusals), *rows]

    def _problem(
        self,
        code: str,
        severity: Severity,
        line: int | None,
        column: str | None,
        found: str | None,
        expected: str | None,
        fields: Mapping[str, str],
    ) -> Problem:
        name = fields.get(column or "")
        return with_near(Problem(code, severity, self.table, None, line, column, found, expected, name))
