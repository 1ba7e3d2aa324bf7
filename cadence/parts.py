"""One table of one file on its way in: what a person said of it, what it was taken for, its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import duckdb

from cadence import rejects, template_traces
from cadence.checks import Ambiguity, Checked, Choices, check, load_readers, published
from cadence.contracts import load_contracts, quote
from cadence.problems import Fact, Problem, is_refused
from cadence.reading import Reading
from cadence.recipes import extract, load_recipe
from cadence.recognising import Recognised, Table, recognise
from cadence.repairs import Fix


@dataclass(frozen=True)
class Choice:
    """What a person said about one file: which table or recipe it is, its sheet, its columns, how it is written.

    columns: field -> header. dates: ``dmy`` or ``mdy``. decimal: ``.`` or ``,``. name: what the file is called
    when its path is only a copy. fixes: cells corrected before the check. parts: what was said about one sheet or
    zip member, by the name of its reading; there it takes the place of all the rest. without: those left out.
    """

    about: str | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    name: str | None = None
    fixes: tuple[Fix, ...] = ()
    parts: Mapping[str, Choice] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def as_plain(self) -> dict[str, Any]:
        """What was said, as the record keeps it with the file; what was left open is left out."""
        said: dict[str, Any] = {
            "about": self.about,
            "sheet": self.sheet,
            "columns": dict(self.columns),
            "dates": self.dates,
            "decimal": self.decimal,
            "without": sorted(self.without),
            "parts": {name: part.as_plain() for name, part in self.parts.items()},
        }
        return {name: value for name, value in said.items() if value}

    def of(self, part: str) -> Choice:
        """What holds for one sheet or member."""
        return self.parts.get(part, self)


@dataclass
class Part:
    """One table of one file: a CSV, a sheet, a member of a zip. ``file`` is the place of its file."""

    file: int
    reading: Reading
    candidates: list[Recognised] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    choice: Choice = Choice()
    fixed: int = 0  # cells corrected by the choice's fixes
    noted: list[Fact] = field(default_factory=list)  # what was left out of it, and why

    @property
    def recognised(self) -> Recognised | None:
        """What it was taken for; None when it looks like nothing known."""
        return self.candidates[0] if self.candidates else None

    @property
    def facts(self) -> list[Fact]:
        """Everything that was understood of it, reading first."""
        return [*self.reading.facts, *self.noted, *chain.from_iterable(one.facts for one in self.checked)]

    @property
    def questions(self) -> list[Ambiguity]:
        """What a person has to say before it can be published."""
        return list(chain.from_iterable(one.ambiguities for one in self.checked))

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be published as it stands."""
        return self.reading.is_refused or is_refused(self.refusals) or any(one.is_refused for one in self.checked)

    @property
    def set_aside(self) -> int:
        """Rows that are not published: those that could not be read and those that break a rule."""
        return len(self.reading.set_aside) + sum(one.set_aside for one in self.checked)

    @property
    def lines(self) -> int:
        """Rows read from the file; those that could not be read are not among them."""
        if not self.checked:
            return 0
        return _count(self.checked[0].con, f"from {quote(self.reading.table.strip(chr(34)))}")

    @property
    def lines_aside(self) -> int:
        """Rows of the file behind those set aside: through a recipe, one row of a file gives several."""
        if not self.checked:
            return len(self.reading.set_aside)
        each = " union ".join(f"select distinct line from {one.listing} where severity = 'row'" for one in self.checked)
        return len(self.reading.set_aside) + _count(self.checked[0].con, f"from ({each})")

    def problems(self, limit: int | None = None) -> list[Problem]:
        """Every problem, in the order it arose; of each table at most ``limit``."""
        found = chain(self.reading.problems, self.refusals, *(one.problems(limit) for one in self.checked))
        return [problem.within(file=self.reading.name) for problem in found]


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    found = con.execute(f"select count(*) {relation}").fetchone()
    return int(found[0]) if found else 0


def prepare_part(con: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Recognise and check what was read; the reasons against it are left in the part."""
    reading, choice = part.reading, part.choice
    part.noted += rejects.take_marks_off(con, reading)
    table = Table(reading.columns, reading.hxl, reading.name, choice.columns)
    part.candidates = [_without_own_columns(one) for one in recognise(table, choice.about)]
    found = part.recognised
    if found is None:
        part.refusals.append(Problem("not_recognised", "refused", found=", ".join(reading.columns)))
        return
    part.refusals += [_missing_column(found, name) for name in found.missing]
    if part.refusals:
        return
    if found.kind == "table":
        part.noted += template_traces.take_example_out(con, reading, found)
    part.checked = _check(con, part, found, choice)


def _without_own_columns(found: Recognised) -> Recognised:
    """The columns that Cadence itself wrote beside rows set aside are not news to anybody."""
    own = rejects.own_headers()
    return replace(found, unknown=tuple(header for header in found.unknown if header not in own))


def _check(con: duckdb.DuckDBPyConnection, part: Part, found: Recognised, choice: Choice) -> list[Checked]:
    reading, said = part.reading, Choices(choice.dates, choice.decimal)
    semicolons = any(fact.code == "separator_semicolon" for fact in reading.facts)
    table = reading.table if reading.table.startswith('"') else f'"{reading.table}"'
    tables: list[tuple[str, str, Mapping[str, str], Mapping[str, str]]]
    if found.kind == "table":
        names = {f"c{place}": header for place, header in enumerate(reading.columns)}
        tables = [(found.about, table, found.mapping, names)]
    else:
        extracts = extract(con, load_recipe(found.about), table, reading.columns)
        tables = [(one.table, one.text_table, one.mapping, one.headers) for one in extracts]
    load_readers(con)
    checked = []
    for name, text_table, mapping, headers in tables:
        contract = load_contracts()[name]
        kept, unsaid = published.said(con, contract, text_table, mapping)
        rules = published.with_rules_said(contract, unsaid)
        one = check(con, rules, text_table, kept, headers=headers, choices=said, plain_decimal=not semicolons)
        checked.append(published.fill(one, contract, unsaid))
    return checked


def _missing_column(found: Recognised, name: str) -> Problem:
    if found.kind == "recipe":
        return Problem("missing_export_column", "refused", found.about, column=name)
    declared = load_contracts()[found.about].column(name)
    return Problem("missing_column", "refused", found.about, column=name, expected=", ".join(declared.names()[:4]))
