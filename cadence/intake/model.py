"""What is known of files on their way in: data, apart from the steps that fill it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any, Literal

from cadence.checks import Ambiguity, Checked
from cadence.intake.letters import Letters, letters_in
from cadence.intake.recognised import Recognised
from cadence.problems import Fact, Problem, Says, is_refused
from cadence.reading import Reading
from cadence.recipes.draft import Draft
from cadence.recipes.made import Extract
from cadence.recipes.names import Names
from cadence.sql import count, quote


@dataclass(frozen=True)
class WhichTable:
    """A file that may be one of several tables: the likeliest first, each with the columns it would leave unread.

    repeated: rows that the first table could not tell apart, because its key repeats in them.
    """

    options: tuple[Recognised, ...]
    repeated: int = 0
    kind: Literal["table"] = "table"

    def asks(self, words: Says) -> str:
        """The question, with what each table would leave unread and lack."""
        said = "; ".join(self.label(one, words) for one in self.options)
        if self.repeated:
            return words("questions.table_repeats", n=self.repeated, tables=said)
        return words("questions.table", tables=said)

    def label(self, option: Recognised, words: Says) -> str:
        """One table by its title, with what it would leave unread and what it lacks."""
        left, lacking = (", ".join(names) for names in (option.unknown, option.lacks(words.language)))
        parts = [name for name, text in (("leaves_", left), ("lacks_", lacking)) if text]
        return words(f"questions.table_{'and_'.join(parts)}option", table=option.about, left=left, lacking=lacking)


Question = Ambiguity | WhichTable | Letters


@dataclass(frozen=True)
class Fix:
    """In the column under ``header``, ``new`` instead of ``found``; only in row ``line``, or everywhere.

    is_item: ``found`` is one of the values that a list cell holds, and the others stay.
    """

    header: str
    found: str
    new: str
    line: int | None = None
    is_item: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Plain data, kept with the publication."""
        return asdict(self)


@dataclass(frozen=True)
class Told:
    """One reading of the day until which a file knows what happened. ``by``: person, title, name or newest_fact."""

    by: str
    day: dt.date


@dataclass(frozen=True)
class Choice:
    """What a person said about one file: which table or recipe it is, its sheet, its columns, how it is written.

    columns: field -> header. dates: ``dmy`` or ``mdy``. decimal: ``.`` or ``,``. encoding: of a text whose
    bytes do not tell it. name: what the file is called
    when its path is only a copy. fixes: cells corrected before the check. parts: what was said about one sheet or
    zip member, by the name of its reading; there it takes the place of all the rest. without: those left out.
    facts_until: the day it was extracted; what is dated later in it is planned.
    empties: a column that is empty empties what is published, as in a form that showed every value.
    recipe: the text of the recipe that reads its foreign sheets. answers: what was answered to its questions, by key;
    accept: its guesses are taken for answers. one_thing: the merge of two things that the rows are part of.
    """

    about: str | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    name: str | None = None
    fixes: tuple[Fix, ...] = ()
    parts: Mapping[str, Choice] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    facts_until: dt.date | None = None
    empties: bool = False
    recipe: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    accept: bool = False
    one_thing: Mapping[str, str] = field(default_factory=dict)

    def as_plain(self) -> dict[str, Any]:
        """What was said, as the record keeps it with the file; what was left open is left out."""
        said: dict[str, Any] = {
            "about": self.about,
            "sheet": self.sheet,
            "columns": dict(self.columns),
            "dates": self.dates,
            "decimal": self.decimal,
            "encoding": self.encoding,
            "without": sorted(self.without),
            "facts_until": self.facts_until.isoformat() if self.facts_until else None,
            "empties": self.empties,
            "recipe_answers": dict(self.answers),
            "guesses_taken": self.accept,
            "one_thing": dict(self.one_thing),
            "parts": {name: part.as_plain() for name, part in self.parts.items()},
        }
        return {name: value for name, value in said.items() if value}

    def of(self, part: str) -> Choice:
        """What holds for one sheet or member."""
        return self.parts.get(part, self)


@dataclass
class Foreign:
    """The foreign sheets of a file: draft, code of the recipe (empty: not kept), whether they begin a network."""

    file: int
    draft: Draft
    code: str
    names: Names | None = None
    told_day: dt.date | None = None
    is_kept: bool = False
    is_start: bool = False


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
    extracts: list[Extract] | None = None  # the tables that a recipe made of it
    waits: bool = False  # for the answers to what its recipe asks
    told: list[Problem] = field(default_factory=list)  # what that recipe met
    which: WhichTable | None = None  # it may be one of several tables
    is_foreign: bool = False  # read by a recipe made in a conversation, or left out there

    @property
    def recognition(self) -> Recognised | None:
        """What it was taken for; None when it looks like nothing known."""
        return self.candidates[0] if self.candidates else None

    @property
    def facts(self) -> list[Fact]:
        """Everything that was understood of it, reading first."""
        return [*self.reading.facts, *self.noted, *chain.from_iterable(one.facts for one in self.checked)]

    @property
    def questions(self) -> list[Question]:
        """What a person has to say before it can be published."""
        letters = self.letters
        asked: list[Question] = [*([letters] if letters else []), *([self.which] if self.which else [])]
        return [*asked, *chain.from_iterable(one.ambiguities for one in self.checked)]

    @property
    def letters(self) -> Letters | None:
        """In which encoding it is written, where its bytes do not tell; nothing can be published before it is said."""
        return letters_in(self.reading.problems)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be published as it stands."""
        is_asked = self.letters is not None or self.which is not None
        is_open = self.waits or is_asked or self.reading.is_refused or is_refused(self.refusals)
        return is_open or any(one.is_refused for one in self.checked)

    @property
    def set_aside(self) -> int:
        """Rows that are not published: those that could not be read and those that break a rule."""
        return len(self.reading.set_aside) + sum(one.set_aside for one in self.checked)

    @property
    def lines(self) -> int:
        """Rows read from the file; those that could not be read are not among them."""
        if not self.checked:
            return 0
        return count(self.checked[0].con, quote(self.reading.table))

    @property
    def lines_aside(self) -> int:
        """Rows of the file behind those set aside: through a recipe, one row of a file gives several."""
        if not self.checked:
            return len(self.reading.set_aside)
        each = " union ".join(f"select distinct line from {one.listing} where severity = 'row'" for one in self.checked)
        return len(self.reading.set_aside) + count(self.checked[0].con, f"({each})")

    def problems(self, limit: int | None = None) -> list[Problem]:
        """Every problem, in the order it arose; of each table at most ``limit``."""
        found = chain(self.reading.problems, self.refusals, self.told, *(one.problems(limit) for one in self.checked))
        return [problem.within(file=self.reading.name) for problem in found]
