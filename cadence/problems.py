"""What is wrong with a file, and what was understood of it: data, never exceptions.

A Problem names its place, what was found there and what was expected; its sentence and its remedy live in the
language files under ``problems.<code>.says`` and ``problems.<code>.mend``. A Fact is something that was
understood (an encoding, a decimal comma) and is said aloud, so that nothing is read differently in silence;
its sentence is ``facts.<code>``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Protocol

from cadence.contract import load_contracts

Severity = Literal["refused", "row", "note"]

# A two-megabyte cell is shown by its beginning: the place tells where to find the rest.
LONGEST_SHOWN = 120


class Says(Protocol):
    """Anything that turns a word key and its blanks into a sentence (cadence.words.Words does)."""

    @property
    def language(self) -> str:
        """Its code."""
        ...

    def __call__(self, key: str, /, **blanks: Any) -> str:
        """The sentence of one key."""
        ...


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    severity: ``refused`` = the file as a whole cannot be taken; ``row`` = this row is set aside;
    ``note`` = the row is kept, but a person should know. ``line`` is the row number as the spreadsheet shows
    it; ``found`` and ``expected`` are texts from the data or the contract, in no particular language.
    """

    code: str
    severity: Severity = "row"
    table: str | None = None
    file: str | None = None
    line: int | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None

    def says(self, words: Says) -> str:
        """What is wrong, in one sentence."""
        return words(f"problems.{self.code}.says", **self._blanks(words.language))

    def mend(self, words: Says) -> str:
        """The way out, in one sentence."""
        return words(f"problems.{self.code}.mend", **self._blanks(words.language))

    def within(self, *, file: str | None = None, table: str | None = None) -> Problem:
        """The same problem, with the file or table it belongs to filled in where it was not known yet."""
        return replace(self, file=self.file or file, table=self.table or table)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON lines and tables."""
        return asdict(self)

    def _blanks(self, language: str) -> dict[str, str]:
        shown = {name: "" if value is None else str(value) for name, value in asdict(self).items()}
        titles = {f"{name}_title": _table_title(shown[name], language) for name in ("table", "expected")}
        kept = {name: shorten(value) for name, value in shown.items() if name not in ("code", "severity")}
        return kept | titles


def _table_title(name: str, language: str) -> str:
    """What a table is called in a language; the text itself when it is no table."""
    contract = load_contracts().get(name)
    return contract.title.get(language, name) if contract else shorten(name)


@dataclass(frozen=True)
class Fact:
    """One thing that was understood of a file, with the blanks of its sentence ``facts.<code>``."""

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)

    def says(self, words: Says) -> str:
        """What was understood, in one sentence."""
        return words(f"facts.{self.code}", **self.blanks)

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
