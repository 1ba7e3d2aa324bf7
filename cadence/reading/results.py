"""What reading a file gives: a text table, what was understood, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from cadence.errors import RefusedFile
from cadence.problems import Fact, Problem, is_refused, shorten

# Ranges of lines named in one sentence before it ends with an ellipsis.
RANGES_SHOWN = 8
# Rows set aside are listed one by one and kept: a file with more of them is mended where it comes from.
MOST_SET_ASIDE = 50_000
LONGEST_SET_ASIDE = 16 << 20
LONGEST_TITLE = 500

Progress = Callable[[float], None]
"""Told the share of the file that has been read, 0 to 1."""


@dataclass(frozen=True)
class Target:
    """Where a table goes and what its file is called. sheet: only this sheet or member, when given.

    copies: the folder for what is loaded, as Arrow files, when that is wanted.
    """

    con: duckdb.DuckDBPyConnection
    table: str
    name: str
    sheet: str | None
    progress: Progress
    at: Callable[[str], None]  # told the sheet or member that comes next
    copies: Path | None = None

    def with_number(self, number: int) -> Target:
        """The target of a file's first, second... table: ``text``, ``text_2``..."""
        return self if number == 1 else replace(self, table=f"{self.table}_{number}")


@dataclass(frozen=True)
class Skipped:
    """Rows ``first`` to ``last`` that are not data, and why.

    ``reason``: title, group, hxl, blank, repeated, footer, section. ``text`` is the beginning of the first of them.
    """

    first: int
    last: int
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Reading:
    """One table of a file: one for a CSV, one per sheet of a workbook, one per member of a zip.

    name: the file's, with ``› sheet`` or ``› member``. table: its table in the connection, with ``_line``
    (row number as the spreadsheet shows it) and one VARCHAR ``c0``, ``c1``... per column; empty when refused.
    columns: the header's texts as found. hxl: the tags of the HXL row below the header, if there is one.
    """

    name: str
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 0
    sheet: str | None = None
    hxl: tuple[str, ...] | None = None
    facts: tuple[Fact, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether there is no table to use."""
        return is_refused(self.problems)

    @property
    def set_aside(self) -> tuple[Problem, ...]:
        """The rows that were found and not loaded, each with its reason."""
        return tuple(problem for problem in self.problems if problem.severity == "row")

    def inside(self, place: str) -> Reading:
        """The same reading, found inside another file."""
        name = f"{place} › {self.name}"
        problems = tuple(replace(problem, file=name) for problem in self.problems)
        return replace(self, name=name, problems=problems)


@dataclass
class Notes:
    """What is gathered while one table is being read."""

    name: str
    facts: list[Fact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    aside_rows: int = 0
    aside_length: int = 0
    outside: frozenset[int] = frozenset()  # lines of other parts of a report, blanked before its table is read

    def fact(self, code: str, **blanks: object) -> None:
        """Something was understood."""
        self.facts.append(Fact(code, blanks))

    def note(self, code: str, line: int | None = None, found: str | None = None, **more: str | None) -> None:
        """Something a person should know; the rows are kept."""
        self.problems.append(Problem(code, "note", file=self.name, line=line, found=found, **more))

    def aside(self, code: str, line: int, found: str, expected: str | None = None) -> None:
        """A row is set aside; refused when there are too many, or more of them than can be kept."""
        self.aside_rows += 1
        self.aside_length += len(found)
        if self.aside_rows > MOST_SET_ASIDE or self.aside_length > LONGEST_SET_ASIDE:
            first = next((problem for problem in self.problems if problem.severity == "row"), None)
            where, what = (first.line or line, first.found or "") if first else (line, found)
            raise RefusedFile("too_many_set_aside", line=where, found=shorten(what), expected=self.aside_rows - 1)
        self.problems.append(Problem(code, "row", file=self.name, line=line, found=found, expected=expected))

    def set_aside(self) -> list[Problem]:
        """The rows set aside so far."""
        return [problem for problem in self.problems if problem.severity == "row"]

    def forget(self, lines: Collection[int | None]) -> None:
        """Rows that turn out not to be data are no longer set aside."""
        self.problems = [p for p in self.problems if p.severity != "row" or p.line not in lines]
        self.aside_rows = len(self.set_aside())
        self.aside_length = sum(len(problem.found or "") for problem in self.set_aside())

    def part_of_report(self, above: Iterable[tuple[int, str]], below: Iterable[int]) -> None:
        """Lines that belong to other parts of a report: those above its table with what they say."""
        said = dict(above)
        for line, text in said.items():
            self.skip("section", [line], text)
        rest = list(below)
        self.skip("section", rest)
        self.outside = frozenset((*said, *rest))

    def skip(self, reason: str, lines: Iterable[int], text: str = "") -> None:
        """Rows are not data: neighbouring lines become one range."""
        for first, last in ranges(line for line in lines if line not in self.outside):
            self.skipped.append(Skipped(first, last, reason, shorten(text, LONGEST_TITLE)))

    def skipped_facts(self) -> list[Fact]:
        """One fact per reason, naming the lines."""
        by_reason: dict[str, list[Skipped]] = {}
        for skipped in sorted(self.skipped, key=lambda s: s.first):
            by_reason.setdefault(skipped.reason, []).append(skipped)
        return [_skipped_fact(reason, parts) for reason, parts in by_reason.items()]


def _skipped_fact(reason: str, parts: list[Skipped]) -> Fact:
    count = sum(part.last - part.first + 1 for part in parts)
    shown = [str(p.first) if p.first == p.last else f"{p.first}–{p.last}" for p in parts[:RANGES_SHOWN]]
    lines = ", ".join(shown) + (", …" if len(parts) > RANGES_SHOWN else "")
    return Fact(f"skipped_{reason}", {"n": count, "lines": lines, "text": parts[0].text})


def ranges(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as (first, last) pairs."""
    pairs: list[tuple[int, int]] = []
    for line in sorted(lines):
        if pairs and line == pairs[-1][1] + 1:
            pairs[-1] = (pairs[-1][0], line)
        else:
            pairs.append((line, line))
    return pairs


def refused_reading(name: str, error: RefusedFile) -> Reading:
    """A reading that holds nothing but the reason why."""
    blanks = {blank: str(value) for blank, value in error.blanks.items() if blank in ("found", "expected")}
    line = error.blanks.get("line")
    return Reading(name, problems=(Problem(error.code, "refused", file=name, line=line, **blanks),))
