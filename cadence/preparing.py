"""Files, read, recognised, checked and staged: everything that is known before anything is published.

    with prepare([Path("mai.csv")], store) as preparation:
        for part in preparation.parts: part.recognised, part.facts, part.problems()
        preparation.questions, preparation.set_aside, preparation.is_refused

The tables live in a workspace of the store until the preparation is closed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Literal

import duckdb

from cadence.checks import Ambiguity, Checked, Choices, check, check_across
from cadence.contracts import load_contracts
from cadence.problems import Fact, Problem, is_refused
from cadence.reading import Reading, read
from cadence.recipes import extract, load_recipe
from cadence.recognising import Recognised, Table, recognise
from cadence.repairs import Fix
from cadence.repairs import apply as apply_fixes
from cadence.store import Publication, Staged, Store, Workspace

Mode = Literal["merge", "replace"]
Progress = Callable[[str, int, int], None]
# What a folder is searched for; anything else in it is not an export.
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".zip")


@dataclass(frozen=True)
class Choice:
    """What a person said about one file: which table or recipe it is, its sheet, its columns, how it is written.

    columns: field -> header. dates: ``dmy`` or ``mdy``. decimal: ``.`` or ``,``. name: what the file is called
    when its path is only a copy. fixes: cells corrected before the check.
    """

    about: str | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    name: str | None = None
    fixes: tuple[Fix, ...] = ()


@dataclass
class Part:
    """One table of one file: a CSV, a sheet, a member of a zip. ``file`` is the place of its file."""

    file: int
    reading: Reading
    candidates: list[Recognised] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    fixed: int = 0  # cells corrected by the choice's fixes

    @property
    def recognised(self) -> Recognised | None:
        """What it was taken for; None when it looks like nothing known."""
        return self.candidates[0] if self.candidates else None

    @property
    def facts(self) -> list[Fact]:
        """Everything that was understood of it, reading first."""
        return [*self.reading.facts, *chain.from_iterable(one.facts for one in self.checked)]

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

    def problems(self, limit: int | None = None) -> list[Problem]:
        """Every problem, in the order it arose; of each table at most ``limit``."""
        found = chain(self.reading.problems, self.refusals, *(one.problems(limit) for one in self.checked))
        return [problem.within(file=self.reading.name) for problem in found]


@dataclass
class Source:
    """One file: where it is, what it is called, its hash, and the publication that brought the same bytes."""

    path: Path
    name: str
    sha256: str
    seen: Publication | None = None
    choice: Choice = Choice()


class Preparation:
    """Files ready to be published, or the reasons why they are not. Close it when it is no longer needed."""

    def __init__(self, store: Store, work: Workspace, mode: Mode, upload_day: dt.date, resources: ExitStack) -> None:
        self.store = store
        self.upload_day = upload_day
        self.con: duckdb.DuckDBPyConnection = work.con
        self.based_on = work.snapshot
        self.mode = mode
        self.sources: list[Source] = []
        self.parts: list[Part] = []
        self.refusals: list[Problem] = []  # those that concern the tables together
        self._resources = resources

    def __enter__(self) -> Preparation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the workspace and all its tables."""
        self._resources.close()

    @property
    def questions(self) -> list[Ambiguity]:
        """Every question to the person, file by file."""
        return list(chain.from_iterable(part.questions for part in self.parts))

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be published as it stands."""
        return bool(self.refusals) or not self.parts or any(part.is_refused for part in self.parts)

    @property
    def set_aside(self) -> int:
        """Rows of all files that are not published."""
        return sum(part.set_aside for part in self.parts)

    def problems(self, limit: int | None = None) -> list[Problem]:
        """Every problem of every file; of each table at most ``limit``."""
        return [*self.refusals, *chain.from_iterable(part.problems(limit) for part in self.parts)]

    def tables(self) -> dict[str, list[Checked]]:
        """The checked parts of each contract table, parents first."""
        parts = [one for part in self.parts for one in part.checked]
        return {name: found for name in load_contracts() if (found := [one for one in parts if one.table == name])}

    def staged(self) -> dict[str, list[Staged]]:
        """The good rows of each table, as the store takes them."""
        places = {id(one): part.file for part in self.parts for one in part.checked}
        return {name: [Staged(one.staged, places[id(one)]) for one in found] for name, found in self.tables().items()}


def prepare(
    paths: Iterable[Path],
    store: Store,
    choices: Mapping[Path, Choice] | None = None,
    *,
    mode: Mode = "merge",
    upload_day: dt.date | None = None,
    progress: Progress | None = None,
) -> Preparation:
    """Read, recognise, check and stage files (folders: the exports in them) against what is published now.

    Nothing is raised for what is in the files. progress(step, done, of): read, check.
    """
    resources = ExitStack()
    work, day = resources.enter_context(store.workspace()), upload_day or dt.date.today()
    preparation = Preparation(store, work, mode, day, resources)
    try:
        files = [file for path in paths for file in exports_in(path)]
        for number, path in enumerate(files):
            choice = (choices or {}).get(path, Choice())
            _tell(progress, "read", number, len(files))
            _prepare_file(preparation, number, path, choice)
        _tell(progress, "check", 0, 1)
        preparation.refusals = check_across(preparation.tables(), mode, day)
    except BaseException:
        preparation.close()
        raise
    return preparation


def exports_in(path: Path) -> list[Path]:
    """The file itself, or the exports in a folder by name."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())


def _tell(progress: Progress | None, step: str, done: int, of: int) -> None:
    if progress is not None:
        progress(step, done, of)


def _prepare_file(preparation: Preparation, number: int, path: Path, choice: Choice) -> None:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    name = choice.name or path.name
    preparation.sources.append(Source(path, name, sha256, preparation.store.seen(sha256), choice))
    for reading in read(path, preparation.con, table=f"text_{number}", name=name, sheet=choice.sheet):
        part = Part(number, reading)
        preparation.parts.append(part)
        if not reading.is_refused:
            part.fixed = apply_fixes(preparation.con, reading, choice.fixes)
            _prepare_part(preparation.con, part, choice)


def _prepare_part(con: duckdb.DuckDBPyConnection, part: Part, choice: Choice) -> None:
    reading = part.reading
    table = Table(reading.columns, reading.hxl, reading.name, choice.columns)
    part.candidates = recognise(table, choice.about)
    found = part.recognised
    if found is None:
        part.refusals.append(Problem("not_recognised", "refused", found=", ".join(reading.columns)))
        return
    part.refusals += [_missing_column(found, name) for name in found.missing]
    if part.refusals:
        return
    part.checked = _check(con, part, found, choice)


def _check(con: duckdb.DuckDBPyConnection, part: Part, found: Recognised, choice: Choice) -> list[Checked]:
    reading, said = part.reading, Choices(choice.dates, choice.decimal)
    semicolons = any(fact.code == "separator_semicolon" for fact in reading.facts)
    table = reading.table if reading.table.startswith('"') else f'"{reading.table}"'
    if found.kind == "table":
        headers = {f"c{place}": header for place, header in enumerate(reading.columns)}
        contract = load_contracts()[found.about]
        mapping = found.mapping
        return [check(con, contract, table, mapping, headers=headers, choices=said, plain_decimal=not semicolons)]
    recipe = load_recipe(found.about)
    return [
        check(
            con,
            load_contracts()[one.table],
            one.text_table,
            one.mapping,
            headers=one.headers,
            choices=said,
            plain_decimal=not semicolons,
        )
        for one in extract(con, recipe, table, reading.columns)
    ]


def _missing_column(found: Recognised, name: str) -> Problem:
    if found.kind == "recipe":
        return Problem("missing_export_column", "refused", found.about, column=name)
    declared = load_contracts()[found.about].column(name)
    return Problem("missing_column", "refused", found.about, column=name, expected=", ".join(declared.names()[:4]))
