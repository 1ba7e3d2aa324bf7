"""What charts and pages ask: one snapshot as a DuckDB file, with its metric tables, made once and kept.

Charts never touch the record itself. A snapshot is built into a file (cadence.answers.snapshot_file), opened once per
process and shared by all visitors as long as somebody reads it; a lost record or a PostgreSQL that is down does not
touch it.
Each question runs on a cursor of its own: sharing one between threads gives wrong answers.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pandas as pd

from cadence import scratch
from cadence.access.scope import EVERYTHING
from cadence.answers import cache, snapshot_file
from cadence.answers.answer import Answer
from cadence.answers.database import Fill, build
from cadence.answers.from_record import write_snapshot
from cadence.answers.known import known_tables, on_its_clock
from cadence.answers.pool import OpenSnapshots
from cadence.answers.questions import DAY_OF, Question, arguments, find, nearest
from cadence.answers.situation import Situations, situations_of
from cadence.contract import load_contracts
from cadence.errors import QuestionError
from cadence.settings import settings
from cadence.sql import literal, quote
from cadence.store import Publication, Store

# How often a snapshot's file is made when it is not there to be opened just after.
LOOKED_BACK = 5  # publications whose files may be taken up
TRIES = 3
# How long a visitor waits for the newest snapshot before being shown the one before.
PATIENCE_SECONDS = 2.0
ROOM = "situations"
_numbers = itertools.count()


class Serving:
    """One snapshot, ready to be asked. ``published`` says who brought it, when and why (None in tests)."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        snapshot: int,
        published: Publication | None = None,
        file: Path | None = None,
        scope: str = EVERYTHING,
    ) -> None:
        self.snapshot = snapshot
        self.scope = scope
        self.file = file
        self._writing_file = Lock()
        self.published = published
        self._con = con
        self._name = name
        self._answers = cache.Answers()
        con.execute(f"attach if not exists ':memory:' as {ROOM}")
        self._situations = Situations(con, name, ROOM)
        weakref.finalize(self, _detach, con, name)

    def ask(self, name: str, **params: Any) -> Answer:
        """The answer to a question, with its origin.

        A parameter that is not given is NULL, except ``network`` (required) and ``data_date`` (by default the
        newest dated fact of the network). Raises QuestionError.
        """
        question = find(name)
        values = arguments(question, params)
        if "network" in values and question.name != "data_dates":
            newest = self._newest_fact(values["network"])
            if values.get("data_date", True) is None:
                values["data_date"] = newest
        kept = self._answers.get(question, values)
        if kept is None:
            kept = self._answers.keep(question, values, self.run(question, values))
        return Answer(kept, name, dict(values), self.snapshot, self.scope, self._held_back(question, values))

    def frame(self, name: str, **params: Any) -> pd.DataFrame:
        """The rows of an answer alone, for who shows no origin; see ``ask``."""
        return self.ask(name, **params).frame

    def _newest_fact(self, network: str) -> dt.date:
        """The default data date; an unknown network is refused rather than answered with nothing."""
        dates = self.frame("data_dates", network=network)
        if dates.empty:
            known = self.frame("networks")["network_id"]
            raise QuestionError("unknown_network", network=network, nearest=nearest(network, known))
        newest: dt.date = dates["newest"].iloc[0].date()
        return newest

    def _held_back(self, question: Question, values: Mapping[str, Any]) -> dict[str, dt.date]:
        """The tables behind an answer that are known until an earlier day than asked for, and that day."""
        tables = known_tables(question, situations_of(question))
        day = values.get("data_date")
        if not tables or pd.isna(day):  # a network without any day has nothing to hold back
            return {}
        situation = self._situations.at(values["network"], day)
        if (clocks := situation.known_clocks) is None:
            with self.cursor() as cursor:
                clocks = situation.clocks(cursor)
        return {table: clocks[table] for table in tables if clocks[table] and clocks[table] < day}

    def run(self, question: Question, values: Mapping[str, Any]) -> pd.DataFrame:
        """Execute on a fresh cursor in the situation the question reads, else in the snapshot's database; not kept."""
        tables = situations_of(question)
        (statement,) = duckdb.extract_statements(question.sql)
        try:
            with self.cursor() as cursor:
                if tables or question.clock_table or DAY_OF in question.sql:
                    situation = self._situations.at(values["network"], values["data_date"])
                    situation.stand(cursor, tables)
                    values = on_its_clock(question, values, situation.clocks(cursor))
                return cursor.execute(statement, {name: values.get(name) for name in statement.named_parameters}).df()
        except duckdb.Error as error:
            raise QuestionError("question_failed", question=question.name, reason=str(error)) from error

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A new cursor standing in this snapshot's database; the caller closes it."""
        cursor = self._con.cursor()
        cursor.execute(f"use {quote(self._name)}")
        return cursor

    def as_file(self, tables: Sequence[str]) -> Path:
        """The snapshot as a DuckDB file, for another process; one in memory writes these tables of itself first."""
        with self._writing_file:
            if self.file is None or not self.file.exists():
                self.file = scratch.new_folder() / "snapshot.duckdb"
                with self.cursor() as cursor:
                    cursor.execute(f"attach {literal(str(self.file))} as copied")
                    for table in tables:
                        cursor.execute(f"create table copied.{quote(table)} as from {quote(table)}")
                    cursor.execute("detach copied")
            return self.file

    def forget_answers(self) -> None:
        """Ask everything anew from here on; for measuring."""
        self._answers = cache.Answers()

    def forget_situations(self) -> None:
        """Build the tables of every network and day anew from here on, for measuring."""
        self._situations = Situations(self._con, self._name, ROOM)

    def rows(self, table: str) -> int:
        """How many rows a contract table holds; pages ask before they say that an export is missing."""
        with self.cursor() as cursor:
            row = cursor.execute(f"select count(*) from {quote(load_contracts()[table].name)}").fetchone()
        return int(row[0]) if row else 0


def _detach(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Forget a serving database once its last reader is gone; with its connection closed it is gone already."""
    with contextlib.suppress(duckdb.ConnectionException), con.cursor() as cursor:
        cursor.execute(f"detach database if exists {quote(name)}")


def open_built(fill: Fill, snapshot: int, publications: Sequence[Publication] = ()) -> Serving:
    """Build a serving database in memory, filled by ``fill``; the publications are newest first."""
    con, name = duckdb.connect(), f"snapshot_{snapshot}_{next(_numbers)}"
    with con.cursor() as cursor:
        build(cursor, name, fill, publications)
    return Serving(con, name, snapshot, publications[0] if publications else None)


def build_serving(store: Store, snapshot: int, scope: str = EVERYTHING) -> Serving:
    """A snapshot of one scope from its file; the file is made first when it is not there, or not what it should be."""
    version = store.version(snapshot)
    publications = [p for p in store.history() if p.snapshot <= snapshot]
    path = snapshot_file.path_of(store, snapshot, publications, scope)
    con = snapshot_file.open_file(path)
    earlier = _made_before(store, publications, scope) if con is None else None
    for _ in range(TRIES if con is None else 0):  # another builder may take a file away that this one just made
        write_snapshot(store, version, publications, path, earlier)
        if (con := snapshot_file.open_file(path)) is not None:
            break
    if con is None:
        raise QuestionError("snapshot_not_built", snapshot=snapshot)
    return Serving(con, "built", snapshot, publications[0] if publications else None, path, scope)


def _made_before(store: Store, publications: Sequence[Publication], scope: str) -> tuple[int, Path] | None:
    """The latest snapshot before the newest of these publications whose file is there."""
    for number in range(1, min(LOOKED_BACK + 1, len(publications))):
        snapshot = publications[number].snapshot
        path = snapshot_file.path_of(store, snapshot, publications[number:], scope)
        if path.exists():
            return snapshot, path
    return None


# By the place of the record and the scope.
_open: dict[tuple[str, str], OpenSnapshots[Serving]] = {}
_opening = Lock()


def open_serving(
    store: Store, snapshot: int | None = None, patience: float = PATIENCE_SECONDS, scope: str = EVERYTHING
) -> Serving:
    """The Serving of a snapshot, shared by everybody of a scope in the process. StoreError for an unknown snapshot.

    Without ``snapshot`` the newest one or, while that is still being built after ``patience`` seconds, the one
    before it. With ``snapshot`` exactly that one, however long it takes.
    """
    with _opening:
        if (key := (store.place, scope)) not in _open:
            kept = int(settings().number("snapshots_kept"))
            _open[key] = OpenSnapshots(kept, lambda number: build_serving(store, number, scope), store.newest)
            store.before_closing(lambda: _open.pop(key).close())
        snapshots = _open[key]
    return snapshots.current(patience) if snapshot is None else snapshots.exactly(snapshot)


def open_exactly(store: Store, snapshot: int | None = None) -> Serving:
    """The Serving of a snapshot, or of the newest and never the one before, however long it takes: for commands."""
    return open_serving(store, store.newest() if snapshot is None else snapshot)


def current(snapshot: int | None = None) -> Serving:
    """What the pages show: the newest snapshot of the record of the settings, or the one asked for."""
    return open_serving(Store.open(), snapshot)


def silent_since() -> dt.datetime | None:
    """Since when a record that is open here has not said which snapshot is its newest; None when all do."""
    return min((found for one in _open.values() if (found := one.silent_since) is not None), default=None)


def failure() -> Exception | None:
    """Why a newest snapshot could not be made, so that the one before it is shown."""
    return next((one.failure for one in _open.values() if one.failure is not None), None)


def snapshots() -> list[int]:
    """The snapshots of all publications of the record of the settings that can be shown, newest first."""
    return [publication.snapshot for publication in Store.open().history() if not publication.is_lost]
