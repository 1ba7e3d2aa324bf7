"""What is wrong with a file, and what was understood of it: data, never exceptions.

A Problem names its place, what was found there and what was expected; its sentence and its remedy live in the
language files under ``problems.<code>.says`` and ``problems.<code>.mend``. A Fact is something that was
understood (an encoding, a decimal comma) and is said aloud, so that nothing is read differently in silence;
its sentence is ``facts.<code>``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Protocol

from cadence.contract import Field, field_titles, load_contracts

Severity = Literal["refused", "row", "note"]

# A two-megabyte cell is shown by its beginning: the place tells where to find the rest.
LONGEST_SHOWN = 120
LINES_SHOWN = 5
NAMES_SHOWN = 4


# Problems that name meanings of columns (``table.field``) as what is expected.
OF_MEANINGS = ("two_columns_one_meaning", "line_lacks")


class Says(Protocol):
    """Anything that turns a word key and its blanks into a sentence (cadence.words.Words does)."""

    @property
    def language(self) -> str:
        """Its code."""
        ...

    def __call__(self, key: str, /, **blanks: Any) -> str:
        """The sentence of one key."""
        ...

    def has(self, key: str, /) -> bool:
        """Whether there is a sentence under a key."""
        ...

    def code(self, kind: str, code: object, /) -> str:
        """What a code of a field means to a reader."""
        ...


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    severity: ``refused`` = the file as a whole cannot be taken; ``row`` = this row is set aside;
    ``note`` = the row is kept, but a person should know. ``line`` is the row number as the spreadsheet shows
    it; ``found`` and ``expected`` are texts from the data or the contract, in no particular language. ``field`` is
    the field that the column serves, ``near`` the allowed value that ``found`` nearly says. Said in a language, a
    field is called by its title and a value by its word: codes are for programs.
    """

    code: str
    severity: Severity = "row"
    table: str | None = None
    file: str | None = None
    line: int | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    field: str | None = None
    near: str | None = None

    def says(self, words: Says) -> str:
        """What is wrong, in one sentence."""
        return words(f"problems.{self.code}.says", **self._blanks(words))

    def mend(self, words: Says) -> str:
        """The way out, in one sentence."""
        key = "mend_near" if self.near else "mend"
        return words(f"problems.{self.code}.{key}", **self._blanks(words))

    def where(self, language: str) -> str:
        """The column as a reader calls it: the file's own header, or the title of the field where it is a code."""
        return in_titles(self.column or "", language, self.table)

    def within(self, *, file: str | None = None, table: str | None = None) -> Problem:
        """The same problem, with the file or table it belongs to filled in where it was not known yet."""
        return replace(self, file=self.file or file, table=self.table or table)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON lines and tables."""
        return asdict(self)

    def _blanks(self, words: Says) -> dict[str, str]:
        shown = {name: "" if value is None else str(value) for name, value in asdict(self).items()}
        titles = {f"{name}_title": _table_title(shown[name], words.language) for name in ("table", "expected")}
        kept = {name: shorten(value) for name, value in shown.items() if name not in ("code", "severity")}
        kept["column"] = shorten(self.where(words.language))
        if self.code in OF_MEANINGS:
            kept["expected"] = ", ".join(spoken_meaning(one, words) for one in shown["expected"].split(", "))
        if self.code == "line_lacks":
            kept["found"] = words.code("line", self.found)
        if self.field and self.near:
            kept["near"] = words.code(self.field, self.near)
        if declared := self._field(words.language):
            kept |= _of_field(self.code, declared, words) | {"field_title": declared.title[words.language]}
        return kept | titles

    def _field(self, language: str) -> Field | None:
        """The field that the column serves, where the table is known; of names in several languages the reader's."""
        contract = load_contracts().get(self.table or "")
        name = self.field or self.column or ""
        if contract and self.code == "missing_name_column" and f"name_{language}" in contract.columns:
            name = f"name_{language}"
        return contract.column(name) if contract and name in contract.columns else None


def spoken_meaning(meaning: str, words: Says) -> str:
    """What a column may hold, as a reader calls it: the title of a field, or a sign in words."""
    if words.has(key := f"recipes.meanings.{meaning.replace('.', '_')}"):
        return words(key)
    table, _, name = meaning.partition(".")
    contract = load_contracts().get(table)
    return contract.column(name).title[words.language] if contract and name in contract.columns else meaning


def _of_field(code: str, declared: Field, words: Says) -> dict[str, str]:
    """What is expected of a field as a reader says it, where the contract tells it in codes."""
    if code == "not_allowed":
        return {"expected": ", ".join(words.code(declared.name, value) for value in declared.enum)}
    if code in ("missing_column", "missing_name_column"):
        return {"expected": ", ".join(spoken_names(declared, words.language)[:NAMES_SHOWN])}
    return {}


def spoken_names(declared: Field, language: str) -> tuple[str, ...]:
    """The headers a field answers to that are no codes, its title in a language first."""
    names = (declared.title[language], *declared.aliases)
    return tuple(dict.fromkeys(name for name in names if "_" not in name))


def in_titles(column: str, language: str, table: str | None = None) -> str:
    """Headers, between commas, with the title of a field in the place of its code."""
    contract = load_contracts().get(table or "")
    own = {field.name: field.title[language] for field in contract.fields} if contract else {}
    titles = field_titles(language) | own
    return ", ".join(titles.get(part, part) for part in column.split(", "))


@dataclass(frozen=True)
class Cause:
    """The same thing said of several rows: the first problem, and every row that it is said of."""

    problem: Problem
    lines: tuple[int, ...]

    def rows(self) -> str:
        """The rows by their numbers, the first ones where there are many: ``3, 4, 9 …``."""
        shown = ", ".join(map(str, self.lines[:LINES_SHOWN]))
        return f"{shown} …" if len(self.lines) > LINES_SHOWN else shown


def causes(problems: Iterable[Problem]) -> Sequence[Cause]:
    """Problems with one cause as one, in the order in which they arose."""
    lines: dict[Problem, dict[int, None]] = {}
    first: dict[Problem, Problem] = {}
    for problem in problems:
        alike = replace(problem, line=None)
        first.setdefault(alike, problem)
        if problem.line is not None:
            lines.setdefault(alike, {})[problem.line] = None
    return [Cause(problem, tuple(lines.get(alike, ()))) for alike, problem in first.items()]


def _table_title(name: str, language: str) -> str:
    """What a table is called in a language; the text itself when it is no table."""
    contract = load_contracts().get(name)
    return contract.title.get(language, name) if contract else shorten(name)


@dataclass(frozen=True)
class Fact:
    """One thing that was understood of a file, with the blanks of its sentence ``facts.<code>``.

    The blanks ``column`` and ``columns`` hold headers, or codes of fields, which are said by their titles. What has a
    name in each language (``phase_fr``, ``phase_en``) fills one blank (``phase``) with the reader's.
    """

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)

    def says(self, words: Says) -> str:
        """What was understood, in one sentence."""
        named = {name: self.blanks[name] for name in ("column", "columns") if name in self.blanks}
        titles = {name: in_titles(str(value), words.language) for name, value in named.items()}
        ending = f"_{words.language}"
        own = {name.removesuffix(ending): value for name, value in self.blanks.items() if name.endswith(ending)}
        return words(f"facts.{self.code}", **{**self.blanks, **own, **titles})

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON lines and tables."""
        days = {name: value.isoformat() for name, value in self.blanks.items() if isinstance(value, dt.date)}
        return {"code": self.code, **self.blanks, **days}


def shorten(text: str, longest: int = LONGEST_SHOWN) -> str:
    """A text cut to a length a sentence can carry, the cut shown by an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def is_refused(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems stops the whole file."""
    return any(problem.severity == "refused" for problem in problems)
