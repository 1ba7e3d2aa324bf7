"""What stands between files and their publication and a person can answer: one list, whatever the way in.

The page asks with boxes, the command line names the option to type, the inbox writes a file to be ticked. A key and
its answers are the same everywhere: ``dates`` is ``dmy`` or ``mdy``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cadence.checks import Ambiguity, Checked
from cadence.checks.forms import OtherForm
from cadence.checks.published import Emptied, cells_to_empty
from cadence.checks.removed import Removed
from cadence.contract import load_contracts
from cadence.intake.letters import Letters
from cadence.intake.model import Question, WhichTable
from cadence.intake.preparation import Preparation
from cadence.problems import Says, is_refused

# How an answer is written where a person types it, and what it is in a Choice.
SIGNS = {"point": ".", "comma": ","}


@dataclass(frozen=True)
class Asked:
    """One question about one file: ``answers`` are what may be answered, each with its sentence's key and blanks."""

    key: str
    sentence: str
    blanks: Mapping[str, Any] = field(hash=False)
    answers: tuple[str, ...]
    question: Question | None = None

    def asks(self, words: Says) -> str:
        """The question, in one sentence."""
        return self.question.asks(words) if self.question else words(self.sentence, **self.blanks)

    def label(self, answer: str, words: Says) -> str:
        """One answer in words, with what it leads to."""
        if isinstance(self.question, Letters):
            return self.question.label(answer, words)
        if isinstance(self.question, WhichTable):
            return self.question.label(next(o for o in self.question.options if o.about == answer), words)
        if isinstance(self.question, Ambiguity):
            reading = self.question.readings[SIGNS.get(answer, answer)]
            value = dt.date.fromisoformat(reading) if self.key == "dates" else reading
            return words(f"questions.{self.key}_{answer}", example=self.question.example, value=value)
        return words(f"questions.{self.key}_{answer}", **self.blanks)


def open_questions(preparation: Preparation, place: int) -> list[Asked]:
    """Every question about one file, in the order in which they are best answered."""
    parts = [part for part in preparation.parts if part.file == place]
    found = {question.kind: _of(question) for part in parts for question in reversed(part.questions)}
    tables = [one for part in parts for one in part.checked]
    said = [found[kind] for kind in ("encoding", "table", "dates", "decimal") if kind in found]
    if any(is_refused(part.problems(1)) for part in parts):
        return said  # it has to be mended first, and what would be left out then is not known yet
    if not any(part.is_refused for part in parts):
        said += [*_codes_in_another_form(preparation, tables), *_cells_to_lose(tables)]
    if n := sum(part.lines_aside for part in parts):
        said.append(Asked("set_aside", "questions.set_aside", {"n": n}, ("yes",)))
    return said


def _of(question: Question) -> Asked:
    if isinstance(question, WhichTable):
        return Asked("table", "", {}, tuple(option.about for option in question.options), question)
    typed = {sign: name for name, sign in SIGNS.items()}
    return Asked(question.kind, "", {}, tuple(typed.get(way, way) for way in question.readings), question)


def _codes_in_another_form(preparation: Preparation, tables: list[Checked]) -> list[Asked]:
    found = [one for one in preparation.other_forms() if one.staged in {table.staged for table in tables}]
    if not found:
        return []
    blanks = {"n": sum(one.rows for one in found), "codes": Codes(tuple(found))}
    return [Asked("codes", "questions.codes", blanks, ("same", "new"))]


def _cells_to_lose(tables: list[Checked]) -> list[Asked]:
    lost = tuple(cells for one in tables for cells in cells_to_empty(one, load_contracts()[one.table]))
    if not lost:
        return []
    blanks = {"n": sum(one.rows for one in lost), "cells": Cells(lost)}
    return [Asked("empty_cells", "questions.empty_cells", blanks, ("yes",))]


@dataclass(frozen=True)
class Cells:
    """Emptied cells as a sentence says them: ``Partnerships, Agreement: 58 (a: yes)``."""

    lost: tuple[Emptied, ...]

    def in_words(self, words: Says) -> str:
        """Table and column by their titles, the number of cells, and one with its old value."""
        return "; ".join(
            words("questions.cells", table=one.table, column=column_title(one.table, one.column, words.language),
                  n=one.rows, key=one.examples[0][0], old=one.examples[0][1])
            for one in self.lost
        )  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Rows that would go as a sentence says them: ``Cities: 2 (Thiès, Mbour)``."""

    gone: tuple[Removed, ...]

    def in_words(self, words: Says) -> str:
        """Each table by its title, the number of rows, and the first of them by name."""
        return "; ".join(
            words("questions.rows", table=load_contracts()[one.table].title[words.language], n=one.rows,
                  names=", ".join(one.examples))
            for one in self.gone
        )  # fmt: skip


@dataclass(frozen=True)
class Codes:
    """Codes in another form as a sentence says them: ``Partners: ACV001 (acv-001)``."""

    found: tuple[OtherForm, ...]

    def in_words(self, words: Says) -> str:
        """Each table by its title, with a few codes of the file and the known code of each."""
        return "; ".join(
            words("questions.pairs", table=one.table, pairs=", ".join(f"{new} ({known})" for new, known in one.pairs))
            for one in self.found
        )


def column_title(table: str, column: str, language: str) -> str:
    """The title of a field of a table."""
    return load_contracts()[table].column(column).title[language]
