"""Files ready to be published, or the reasons why they are not: everything that is known before that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Literal

import duckdb

from cadence import days
from cadence.checks import Checked
from cadence.checks.across import After
from cadence.checks.forms import OtherForm, other_forms
from cadence.checks.published import Emptied, cells_to_empty
from cadence.checks.removed import Removed, rows_to_remove
from cadence.contract import load_contracts
from cadence.intake.known_days import NewestFact
from cadence.intake.model import Choice, Foreign, Part, Question, Told
from cadence.problems import Fact, Problem
from cadence.recipes.persons import Taken
from cadence.sql import insert_rows, quote
from cadence.store import Publication, Staged, Store, Workspace

Mode = Literal["merge", "replace"]


@dataclass
class Source:
    """One file: where it is, what it is called, its hash, and the publication that brought the same bytes.

    twin: the file before it that holds the same bytes; then nothing is taken of this one. keyed: its hash, keyed by the
    record, by which a file of which persons were taken out is known again.
    """

    path: Path
    name: str
    sha256: str
    seen: Publication | None = None
    choice: Choice = Choice()
    twin: str | None = None
    keyed: str = ""


class Preparation:
    """Files ready to be published, or the reasons why they are not. Close it when it is no longer needed."""

    def __init__(
        self, store: Store, work: Workspace, mode: Mode, upload_day: dt.date | None, resources: ExitStack
    ) -> None:
        self.store = store
        self._chosen_day = upload_day
        self.upload_day = upload_day or days.today()
        self.con: duckdb.DuckDBPyConnection = work.con
        self.based_on = work.snapshot
        self.mode = mode
        self.sources: list[Source] = []
        self.parts: list[Part] = []
        self.refusals: list[Problem] = []  # those that concern the tables together
        self.own: dict[
            str, list[Staged]
        ] = {}  # rows that the files bring with them: days of extraction, names, recipes
        self.gone: dict[str, str] = {}  # for some tables, a relation of the keys of rows that are taken away
        self.foreign: list[Foreign] = []  # the sheets that a recipe reads, with what it asks
        # By the place of a file and the name of its table: persons taken out of it, and what is told of that.
        self.taken: dict[tuple[int, str], Taken] = {}
        self.told_of_persons: dict[tuple[int, str], list[Fact | Problem]] = {}
        self.known: dict[int, list[Told]] = {}  # readings of the day of each file with facts, the one used first
        self.newest_facts: list[NewestFact] = []  # of rows typed in place
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

    def take_away(self, keys: Mapping[str, Iterable[Sequence[object]]]) -> None:
        """Have published rows go, by table those of these keys."""
        for table, gone in keys.items():
            contract, name = load_contracts()[table], quote(f"gone_{table}")
            columns = ", ".join(f"{quote(key)} {contract.column(key).duckdb_type}" for key in contract.primary_key)
            self.con.execute(f"create or replace temp table {name} ({columns})")
            insert_rows(self.con, name, gone)
            self.gone[table] = name

    def days_of_networks(self) -> dict[str, dt.date]:
        """The day of the upload in each network, as it will be published; ``upload_day`` is then the latest of them."""
        rows = self.con.execute(f"select network_id, timezone from ({self.rows_after('networks')})").fetchall()
        found = {str(network): self._chosen_day or days.today(zone) for network, zone in rows}
        self.upload_day = max(found.values(), default=self.upload_day)
        return found

    @property
    def questions(self) -> list[Question]:
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

    def rows_by_table(self) -> dict[str, list[Staged]]:
        """The good rows of each table, and those kept as published, as the store takes them."""
        places = {id(one): part.file for part in self.parts for one in part.checked}
        rows = {
            name: [Staged(rows, places[id(one)]) for one in found for rows in one.brings]
            for name, found in self.tables().items()
        }
        return rows | {table: [*rows.get(table, ()), *own] for table, own in self.own.items() if own}

    def rows_after(self, table: str) -> str:
        """SELECT of a table as it would be after the publication, contract columns only."""
        return self.after().rows(table)

    def after(self) -> After:
        """The tables as they would be after the publication."""
        own = {table: [one.relation for one in rows] for table, rows in self.own.items()}
        return After(self.tables(), self.mode, self.upload_day, self.gone, own)

    def unread(self) -> dict[str, list[int]]:
        """By table, for each of its parts, the rows of the file that could not be read into a table at all."""
        aside = {id(one): len(part.reading.set_aside) for part in self.parts for one in part.checked}
        return {name: [aside[id(one)] for one in found] for name, found in self.tables().items()}

    def place_of(self, checked: Checked) -> int:
        """The place of the file that a checked table is of."""
        return next(part.file for part in self.parts if any(one is checked for one in part.checked))

    def note(self, place: int, fact: Fact) -> None:
        """Tell a fact with the first table of a file."""
        next(part for part in self.parts if part.file == place).noted.append(fact)

    def persons_in(self, place: int) -> dict[str, Taken]:
        """What was taken out of the tables of one file; empty when it names no person."""
        found = {name: taken for (file, name), taken in self.taken.items() if file == place}
        return found if any(found.values()) else {}

    def other_forms(self) -> list[OtherForm]:
        """The new codes that are known ones in another form, by table."""
        contracts = load_contracts()
        return [one for name, found in self.tables().items() for one in other_forms(found, contracts[name])]

    def cells_to_empty(self) -> list[Emptied]:
        """The published cells that publishing would empty, by table and column."""
        contracts = load_contracts()
        return [
            cells
            for name, found in self.tables().items()
            for one in found
            for cells in cells_to_empty(one, contracts[name])
        ]

    def rows_to_remove(self) -> list[Removed]:
        """The published rows that publishing would take away, by table: only where tables are replaced."""
        if self.mode != "replace":
            return []
        contracts = load_contracts()
        found = (
            rows_to_remove(self.con, contracts[table], [one.relation for one in rows])
            for table, rows in self.rows_by_table().items()
        )
        return [one for one in found if one is not None]
