"""One serving database: contract tables filled, then rules, macros and metric tables built in it.

A serving database is a file, or in memory compressed column by column, attached under its own name to a DuckDB of
its own. A connection "stands in" it after ``use``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter

import duckdb

from cadence import days
from cadence.answers.macros import functions_called, macro_statements, needed_by_macro
from cadence.answers.questions import Question, load_metrics
from cadence.contract import Contract, load_contracts
from cadence.contract.counting_rules import default_rules
from cadence.contract.ladders import load_ladders
from cadence.errors import QuestionError
from cadence.sql import count, insert_rows, literal, quote
from cadence.store.engine import roll_back
from cadence.store.model import ORIGIN, Publication

Fill = Callable[[duckdb.DuckDBPyConnection, Contract], None]
TABLE = "table "  # before the name of a metric table among the definitions: a macro may have the same


def build(
    con: duckdb.DuckDBPyConnection,
    name: str,
    fill: Fill,
    publications: Sequence[Publication],
    place: str = ":memory:",
) -> None:
    """Attach the database ``name``, have ``fill`` load each contract table, build the rest from queries/.

    place: the file to write, or memory. ``con`` has a DuckDB of its own: a checkpoint waits for nobody there. Leaves
    it standing in the new database; on an error nothing of it stays attached.
    """
    con.execute(f"attach {literal(place)} as {quote(name)} {'(compress)' if place == ':memory:' else ''}")
    try:
        con.execute(f"use {quote(name)}")
        con.execute("begin")  # each commit waits for the disk
        for contract in load_contracts().values():
            create_table(con, contract)
            fill(con, contract)
            _say_once(con, contract)
        con.execute("commit")  # until then rows have no number of their own (rowid)
        con.execute(f"checkpoint {quote(name)}")  # compression happens here
        con.execute("begin")
        _create_files(con, publications)
        _create_published_on(con, publications[0].time if publications else None)
        _create_default_rules(con)
        _create_ladders(con)
        _create_definitions(con, _definitions())
        con.execute("commit")
        con.execute(f"checkpoint {quote(name)}")
    except BaseException:
        roll_back(con)
        con.execute("use memory")
        con.execute(f"detach {quote(name)}")
        raise


def bring_up(
    con: duckdb.DuckDBPyConnection,
    name: str,
    fill: Fill,
    publications: Sequence[Publication],
    place: str,
    changed: frozenset[str],
) -> None:
    """Make of the file of an earlier snapshot, as ``build`` left it, that of a later one.

    changed: the contract tables that may hold other rows; only these, and the metric tables that follow from them, are
    made again. Leaves the connection standing in the database.
    """
    con.execute(f"attach {literal(place)} as {quote(name)}")
    con.execute(f"use {quote(name)}")
    con.execute("begin")
    for contract in load_contracts().values():
        if contract.name in changed:
            con.execute(f"drop table {quote(contract.name)}")
            create_table(con, contract)
            fill(con, contract)
            _say_once(con, contract)
    con.execute("commit")  # until then rows have no number of their own (rowid)
    before = _published_days(con)
    con.execute("begin")
    con.execute("drop table _files")
    con.execute("drop macro published_on")
    _create_files(con, publications)
    _create_published_on(con, publications[0].time if publications else None)
    said = {"published_on"} if _published_days(con) != before else set()
    _bring_up_definitions(con, {*changed, "_files", *said})
    con.execute("commit")
    con.execute(f"checkpoint {quote(name)}")


def _published_days(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select null, published_on(null) union select network_id, published_on(network_id) from networks order by 1"
    ).fetchall()


def _bring_up_definitions(con: duckdb.DuckDBPyConnection, moved: set[str]) -> None:
    """Make those metric tables again that name, through others or not, what moved; one that comes out as it was moves
    nothing."""
    for name, statement in _definitions():
        if not _needs()[name] & moved:
            continue
        if not name.startswith(TABLE):
            moved.add(name)
            continue
        metric = quote(name.removeprefix(TABLE))
        con.execute(f"alter table {metric} rename to _before")
        _create_definitions(con, [(name, statement)])
        if not _is_same(con, metric, "_before"):
            moved.add(name)
        con.execute("drop table _before")


def _is_same(con: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two tables hold the same rows."""
    if count(con, one) != count(con, other):
        return False
    return con.execute(f"select 1 from (from {one} except all from {other}) limit 1").fetchone() is None


def _say_once(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Leave of each code that a list cell holds twice the first: a partner named twice was there once."""
    for name in (quote(field.name) for field in contract.fields if field.type == "list"):
        once = f"list_filter({name}, lambda code, place: list_position({name}, code) = place)"
        con.execute(f"update {quote(contract.name)} set {name} = {once} where list_unique({name}) < len({name})")


def create_table(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The empty table of one contract, with the two columns that say where a row came from."""
    con.execute(f"create table {quote(contract.name)} ({columns_of(contract)})")


def columns_of(contract: Contract) -> str:
    """Column definitions of a contract's table, as SQL."""
    own = [f"{quote(field.name)} {field.duckdb_type}" for field in contract.fields]
    return ", ".join([*own, *(f"{quote(name)} bigint" for name in ORIGIN)])


def _create_files(con: duckdb.DuckDBPyConnection, publications: Sequence[Publication]) -> None:
    """The file each ``_file`` stands for, with the publication that brought it."""
    con.execute(
        "create table _files (file_id bigint, name varchar, sha256 varchar, about varchar, "
        "snapshot bigint, published_at timestamptz, author varchar, message varchar, is_typed boolean)"
    )
    rows = [
        [f.file_id, f.name, f.sha256, f.about, p.snapshot, p.time, p.author, p.message, f.is_typed]
        for p in publications
        for f in p.files
    ]
    insert_rows(con, "_files", rows)


def _create_published_on(con: duckdb.DuckDBPyConnection, moment: dt.datetime | None) -> None:
    """``published_on(network)``: the day of the newest publication where the network is, NULL where there is none."""
    zones = con.execute("select network_id, timezone from networks").fetchall() if moment else []
    known = " ".join(
        f"when {literal(network)} then date {literal(days.today(zone, moment).isoformat())}" for network, zone in zones
    )
    other = f"date {literal(days.today(moment=moment).isoformat())}" if moment else "null::date"
    con.execute(f"create macro published_on(network) as {f'case network {known} else {other} end' if known else other}")


def _create_default_rules(con: duckdb.DuckDBPyConnection) -> None:
    """``default_rules``: what each rule of counting is worth where no row of the table ``rules`` says otherwise."""
    con.execute("create table default_rules (position integer, rule varchar, value double)")
    rows = [(position, rule, value) for position, (rule, value) in enumerate(default_rules().items())]
    insert_rows(con, "default_rules", rows)


def _create_ladders(con: duckdb.DuckDBPyConnection) -> None:
    """``ladder('stage')`` its levels, ``level_of('stage', code)`` from 0 on, ``rung('stage', name)`` a named level."""
    ladders = load_ladders().values()
    lists = " ".join(f"when {literal(one.name)} then [{', '.join(map(literal, one.levels))}]" for one in ladders)
    con.execute(f"create macro ladder(name) as case name {lists} else error('no ladder ' || name) end")
    con.execute("create macro level_of(name, code) as nullif(list_position(ladder(name), code), 0) - 1")
    rungs = " ".join(
        f"when {literal(f'{one.name}.{rung}')} then {one.levels.index(level)}"
        for one in ladders
        for rung, level in one.rungs.items()
    )
    con.execute(f"create macro rung(name, which) as case name || '.' || which {rungs} else error('no rung') end")


@cache
def _needs() -> dict[str, frozenset[str]]:
    """What each metric table and each macro names: tables, metric tables, macros and functions."""
    metrics = load_metrics()
    read = {_table(name): (metric.tables - {name}, functions_called(metric.sql)) for name, metric in metrics.items()}
    read |= {name: needed_by_macro(name) for name in macro_statements()}
    return {
        name: frozenset(_table(one) if one in metrics else one for one in tables) | (functions - {name})
        for name, (tables, functions) in read.items()
    }


@cache
def _definitions() -> list[tuple[str, str]]:
    """Every metric table and every macro, name and statement, each after those it needs."""
    made = {_table(name): f"create table {quote(name)} as {one.sql}" for name, one in load_metrics().items()}
    made |= macro_statements()
    return [(name, made[name]) for name in _sorted_by_need(_needs())]


def _table(metric: str) -> str:
    return f"{TABLE}{metric}"


def _create_definitions(con: duckdb.DuckDBPyConnection, definitions: Sequence[tuple[str, str]]) -> None:
    """Metric tables and macros of queries/."""
    for name, statement in definitions:
        try:
            con.execute(statement)
        except duckdb.Error as error:
            raise QuestionError("metric_does_not_build", metric=name.rpartition(" ")[2], reason=str(error)) from error


def in_order(metrics: Iterable[Question]) -> list[Question]:
    """Metric tables, each after those it reads; a circle is refused."""
    by_name = {metric.name: metric for metric in metrics}
    return [by_name[name] for name in _sorted_by_need({name: one.reads - {name} for name, one in by_name.items()})]


def _sorted_by_need(needs: Mapping[str, Collection[str]]) -> list[str]:
    """The names, each after those of them that it needs. QuestionError for a circle."""
    try:
        return list(
            TopologicalSorter({name: needs.keys() & set(needed) for name, needed in needs.items()}).static_order()
        )
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise QuestionError("metric_does_not_build", metric=error.args[1][0], reason=circle) from error
