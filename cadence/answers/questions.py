"""Named SQL: one file per question or metric table, its meaning in the first comment lines.

    -- meaning: Pace of each city against its own agreed plan.
    -- meaning_fr: L'allure de chaque ville par rapport à son plan convenu.
    -- grain: one row per city
    --   (a header value may go on like this)
    -- column sv_days: days, ahead (+) or behind (-) the agreed plan
    select ...

A question may hold ``$parameters``; they are prepared, never pasted into the text.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from cadence.answers.reads import reads, tables_of
from cadence.errors import QuestionError
from cadence.settings import PROJECT
from cadence.words import words_in

QUERIES = PROJECT / "queries"
SITUATIONS = QUERIES / "situations"
# Filters hold a list of codes; NULL means all.
FILTERS = ("cities", "countries", "themes", "sectors", "roles", "kinds", "partners")
# Begins the names of parameters that nobody chooses: the day at which the clock of a table of facts stops.
DAY_OF = "data_date_of_"
HEADER_LINE = re.compile(r"^--\s?(?:(?P<key>(?:column|trace|mark) \w+|[a-z_]+):\s?(?P<value>.*)|(?P<more>\s\s*.*))$")
COLUMN = "column "
TRACE = "trace "
MARK = "mark "


@dataclass(frozen=True)
class Question:
    """One SQL file: its name, its header, its text, the names of its parameters, what its columns are.

    Who reads a situation table asks for a network and a day, whether its own text names them or not. ``columns`` leaves
    out those that are a field of a contract and mean the same; ``cadence.answers.columns`` adds these. ``traces``
    and ``marks`` are read by ``cadence.answers.trace``.
    """

    name: str
    path: Path
    sql: str
    header: Mapping[str, str]
    parameters: frozenset[str] = field(default_factory=frozenset)
    columns: Mapping[str, str] = field(default_factory=dict)
    traces: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    def says(self, key: str, language: str = "en") -> str:
        """A header value (``meaning``, ``grain``, ``formula`` ...) in a language, typeset; else in English."""
        own = self.header.get(f"{key}_{language}")
        return words_in(language).typeset(own) if own else words_in("en").typeset(self.header.get(key, ""))

    @property
    def rows(self) -> str | None:
        """The question that lists the rows behind this one's number, if any."""
        return self.header.get("rows") or None

    @property
    def table(self) -> str | None:
        """The contract table whose rows the answer's rows are; it then holds that table's key."""
        return self.header.get("table") or None

    @property
    def clock_table(self) -> str | None:
        """The contract table at whose last known day ``$data_date`` stops, when a later one is asked for."""
        return self.header.get("known") or None

    @property
    def counts_planned(self) -> bool:
        """Whether it is about the files themselves, and counts rows that are planned like all others."""
        return self.header.get("planned") == "counted"

    @property
    def example(self) -> dict[str, Any]:
        """Parameters with which the question can be tried on the sample."""
        found: dict[str, Any] = json.loads(self.header.get("example", "{}"))
        return found

    @property
    def tables(self) -> frozenset[str]:
        """Every table the SQL reads, its own common table expressions included."""
        return tables_of(self.sql)[0]

    @property
    def reads(self) -> frozenset[str]:
        """The same, and every table behind the macros it calls, of a table or of one value."""
        return reads(self.sql)


def read_header(text: str) -> dict[str, str]:
    """``key: value`` pairs of the leading comment lines; those of single columns stand apart (``read_of_columns``)."""
    return {key: value for key, value in _leading(text).items() if not key.startswith((COLUMN, TRACE, MARK))}


def read_of_columns(text: str, what: str) -> dict[str, str]:
    """What the leading comment lines say of each column, by its name: what it is, or with TRACE how it is made.

    With MARK, of each table, which of its rows belong to a row of the answer.
    """
    return {key.removeprefix(what): value for key, value in _leading(text).items() if key.startswith(what)}


def _leading(text: str) -> dict[str, str]:
    """Every ``key: value`` pair of the leading comment lines; indented lines continue the value above."""
    found: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        match = HEADER_LINE.match(line)
        if not match:
            break
        if match["key"]:
            last = match["key"]
            found[last] = match["value"].strip()
        elif last:
            found[last] = f"{found[last]} {match['more'].strip()}".strip()
    return found


def read_question(path: Path) -> Question:
    """One file as a Question; it must hold exactly one statement."""
    text = path.read_text(encoding="utf-8")
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise QuestionError("question_does_not_parse", question=path.stem, reason=str(error)) from error
    if len(statements) != 1:
        raise QuestionError("question_is_not_one_statement", question=path.stem, n=len(statements))
    parameters = frozenset(name for name in statements[0].named_parameters if not name.startswith(DAY_OF))
    if tables_of(text)[0] & {situation.stem for situation in SITUATIONS.glob("*.sql")}:
        parameters |= {"network", "data_date"}
    columns, traces, marks = (read_of_columns(text, what) for what in (COLUMN, TRACE, MARK))
    return Question(path.stem, path, text, read_header(text), parameters, columns, traces, marks)


@lru_cache(maxsize=8)
def _load(folder: Path, _newest: float, _count: int) -> dict[str, Question]:
    return {path.stem: read_question(path) for path in sorted(folder.rglob("*.sql"), key=lambda path: path.stem)}


@lru_cache(maxsize=8)
def _newest(folder: Path, _second: int) -> tuple[float, int]:
    times = [path.stat().st_mtime for path in folder.rglob("*.sql")]
    return max(times, default=0.0), len(times)


def load(folder: Path) -> dict[str, Question]:
    """Every Question of a folder and below, by name; read again a second after a file was added, changed or removed."""
    return _load(folder, *_newest(folder, int(time.monotonic())))


def load_questions() -> dict[str, Question]:
    """The questions that pages and reports may ask."""
    return load(QUERIES / "questions")


def load_metrics() -> dict[str, Question]:
    """The metric tables built once per snapshot."""
    return load(QUERIES / "metrics")


def load_situations() -> dict[str, Question]:
    """The tables built once per network and day."""
    return load(SITUATIONS)


def find(name: str) -> Question:
    """A question by name; an unknown name is refused, with the nearest known one."""
    known = load_questions()
    if name not in known:
        raise QuestionError("unknown_question", question=name, nearest=nearest(name, known))
    return known[name]


def nearest(name: str, known: Any) -> str:
    """The known names most like ``name``, for "did you mean"; all of them when none is near."""
    names = sorted(known)
    return ", ".join(difflib.get_close_matches(name, names, n=3, cutoff=0.5) or names[:12])


def arguments(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each declared parameter: NULL when not given; an undeclared one is refused."""
    for name in given:
        if name not in question.parameters:
            raise QuestionError(
                "unknown_parameter",
                question=question.name,
                parameter=name,
                nearest=nearest(name, question.parameters),
            )
    if "network" in question.parameters and given.get("network") is None:
        raise QuestionError("network_required", question=question.name)
    return {name: _value(question, name, given.get(name)) for name in sorted(question.parameters)}


def _value(question: Question, name: str, given: Any) -> Any:
    """One parameter in the type its name promises: a list of codes, a date, else as it is."""
    if given is None:
        return None
    if name in FILTERS:
        codes = [given] if isinstance(given, str) else [str(code) for code in given]
        return codes or None  # nothing chosen is no filter
    if name in ("data_date", "since") or name.endswith(("_date", "_on")):
        return _date(question, name, given)
    return given


def _date(question: Question, name: str, given: Any) -> dt.date:
    """A date from a date, a time or ISO 8601 text."""
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError as error:
        raise QuestionError("parameter_is_no_date", question=question.name, parameter=name, found=str(given)) from error
