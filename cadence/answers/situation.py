"""The state of a network on a day, as tables: the pace of its cities, its partnerships, their achievements ...

Each file of queries/situations is one such table, a SELECT with ``$network`` and ``$data_date``. A question says
``from pace_now``; the tables it names, and those that these read, are built once per network and day, when first
needed, in a schema of their own. What is left to a question is to choose and to add up, whatever the filters.
"""

from __future__ import annotations

import datetime as dt
import itertools
import weakref
from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Any

import duckdb

from cadence.answers.database import in_order
from cadence.answers.known import clock_days, on_its_clock
from cadence.answers.questions import Question, load_situations
from cadence.answers.reads import reads
from cadence.errors import QuestionError
from cadence.sql import quote

# Networks and days kept per snapshot: a visitor looks at two days, the data date and the one compared with.
KEPT = 8
_numbers = itertools.count()


def situations_of(question: Question) -> list[Question]:
    """The situation tables a question reads, directly or through another, each after those it reads itself."""
    known = load_situations()
    return [known[name] for name in _names_read(question.sql, tuple(one.sql for one in known.values()))]


@lru_cache(maxsize=1024)
def _names_read(sql: str, _situations: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the situation tables that a statement reads, in order; kept as long as none of their SQL changes."""
    known = load_situations()
    wanted = reads(sql) & known.keys()
    ordered = in_order(known.values()) if wanted else []
    for situation in reversed(ordered):
        if situation.name in wanted:
            wanted |= situation.reads & known.keys()
    return tuple(situation.name for situation in ordered if situation.name in wanted)


class Situation:
    """One network on one day; its schema goes when nobody holds it any more."""

    def __init__(self, con: duckdb.DuckDBPyConnection, database: str, room: str, network: str, day: dt.date) -> None:
        self._values: dict[str, Any] = {"network": network, "data_date": day}
        self.known_clocks: dict[str, dt.date] | None = None  # once they were asked for
        self._built: set[str] = set()
        self._lock = Lock()
        name = f"situation_{next(_numbers)}"
        self._schema = f"{quote(room)}.{quote(name)}"
        self._path = f"{self._schema},{quote(database)}.main"
        with con.cursor() as cursor:
            cursor.execute(f"create schema {self._schema}")
        weakref.finalize(self, _drop, con, self._schema)

    def stand(self, cursor: duckdb.DuckDBPyConnection, tables: list[Question]) -> None:
        """Have the cursor stand here, with these tables built."""
        cursor.execute("set search_path = $path", {"path": self._path})
        with self._lock:
            for table in tables:
                if table.name not in self._built:
                    self._create(cursor, table)
                    self._built.add(table.name)

    def clocks(self, cursor: duckdb.DuckDBPyConnection) -> dict[str, dt.date]:
        """For each table of facts, the day at which figures of this situation stop; see ``clock_days``."""
        if self.known_clocks is None:
            self.known_clocks = clock_days(cursor, self._values["network"], self._values["data_date"])
        return self.known_clocks

    def _create(self, cursor: duckdb.DuckDBPyConnection, table: Question) -> None:
        (statement,) = duckdb.extract_statements(f"create table {self._schema}.{quote(table.name)} as {table.sql}")
        try:
            values = on_its_clock(table, self._values, self.clocks(cursor))
            cursor.execute(statement, {name: values[name] for name in statement.named_parameters})
        except duckdb.Error as error:
            raise QuestionError("question_failed", question=table.name, reason=str(error)) from error


def _drop(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Forget the tables of a situation; with its database detached they are gone already."""
    try:
        with con.cursor() as cursor:
            cursor.execute(f"drop schema if exists {schema} cascade")
    except (duckdb.ConnectionException, duckdb.CatalogException, duckdb.BinderException):
        return


class Situations:
    """The situations of one snapshot, the least recently used forgotten first.

    database: the snapshot's, which may be read-only; room: the database in which the situations are built.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, database: str, room: str) -> None:
        self._con = con
        self._database = database
        self._room = room
        self._found: OrderedDict[tuple[str, dt.date], Situation] = OrderedDict()
        self._lock = Lock()

    def at(self, network: str, day: dt.date) -> Situation:
        """The situation of a network on a day; hold it while asking."""
        with self._lock:
            if (network, day) not in self._found:
                self._found[network, day] = Situation(self._con, self._database, self._room, network, day)
            self._found.move_to_end((network, day))
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
            return self._found[network, day]
