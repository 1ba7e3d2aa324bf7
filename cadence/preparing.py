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
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Literal

import duckdb

from cadence import template_traces, worker
from cadence.checks import Ambiguity, Checked, check_across
from cadence.checks.forms import OtherForm, other_forms
from cadence.checks.published import Emptied, emptied
from cadence.contracts import load_contracts
from cadence.parts import Choice, Part, prepare_part
from cadence.problems import Problem
from cadence.reading import FILES, read_apart
from cadence.repairs import apply as apply_fixes
from cadence.store import Publication, Staged, Store, Workspace

__all__ = ["ENDINGS", "Choice", "Mode", "Part", "Preparation", "Progress", "Source", "exports_in", "prepare"]

Mode = Literal["merge", "replace"]
Progress = Callable[[str, int, int], None]
# What a folder is searched for; anything else in it is not an export.
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".zip")


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
    def good(self) -> int:
        """Rows of all files that are published, or are already."""
        return sum(one.good for part in self.parts for one in part.checked)

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
        """The good rows of each table, and those kept as published, as the store takes them."""
        places = {id(one): part.file for part in self.parts for one in part.checked}
        return {
            name: [Staged(rows, places[id(one)]) for one in found for rows in one.brings]
            for name, found in self.tables().items()
        }

    def unread(self) -> dict[str, list[int]]:
        """By table, for each of its parts, the rows of the file that could not be read into a table at all."""
        aside = {id(one): len(part.reading.set_aside) for part in self.parts for one in part.checked}
        return {name: [aside[id(one)] for one in found] for name, found in self.tables().items()}

    def other_forms(self) -> list[OtherForm]:
        """The new codes that are known ones in another form, by table."""
        contracts = load_contracts()
        return [one for name, found in self.tables().items() for one in other_forms(found, contracts[name])]

    def emptied(self) -> list[Emptied]:
        """The published cells that publishing would empty, by table and column."""
        contracts = load_contracts()
        return [
            cells for name, found in self.tables().items() for one in found for cells in emptied(one, contracts[name])
        ]


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
    worker.warm(FILES)  # it starts while the workspace is made
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
        preparation.refusals = check_across(preparation.tables(), mode, day, preparation.unread())
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
    preparation.parts += _parts_of(preparation.con, number, path, name, choice)


def _parts_of(con: duckdb.DuckDBPyConnection, number: int, path: Path, name: str, choice: Choice) -> list[Part]:
    """The tables of one file, without the sheets that a template left as they were."""
    every = read_apart(path, con, table=f"text_{number}", name=name, sheet=choice.sheet)
    help_sheets = [one.name for one in every if template_traces.is_help(one)]
    left_out = choice.without if len(help_sheets) == len(every) else choice.without.union(help_sheets)
    parts = [Part(number, one, choice=choice.of(one.name)) for one in every if one.name not in left_out]
    for part in parts:
        if not part.reading.is_refused:
            part.fixed = apply_fixes(con, part.reading, part.choice.fixes)
            prepare_part(con, part)
    kept = [part for part in parts if not template_traces.is_only_example(part)] or parts
    untouched = [part.reading.name for part in parts if part not in kept]
    for code, names in (("help_sheets", help_sheets), ("only_example", untouched)):
        if names and kept:
            kept[0].noted.append(template_traces.left_out(code, names))
    return kept
