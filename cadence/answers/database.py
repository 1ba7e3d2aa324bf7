"""One serving database: contract tables filled, then rules, macros and metric tables built in it.

A serving database is a file, or in memory compressed column by column, attached under its own name to a DuckDB of
its own. A connection "stands in" it after ``use``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from cadence import days
from cadence.answers.questions import QUERIES, Question, load_metrics
from cadence.contract import Contract, load_contracts
from cadence.contract.counting_rules import default_rules
from cadence.contract.ladders import load_ladders
from cadence.errors import QuestionError
from cadence.sql import insert_rows, literal, quote
from cadence.store.model import ORIGIN, Publication

Fill = Callable[[duckdb.DuckDBPyConnection, Contract], None]


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
        for contract in load_contracts().values():
            create_table(con, contract)
            fill(con, contract)
            _say_once(con, contract)
        con.execute(f"checkpoint {quote(name)}")  # compression happens here
        _create_files(con, publications)
        _create_published_on(con, publications[0].time if publications else None)
        _create_default_rules(con)
        _create_ladders(con)
        waiting = _create_macros(con, sorted((QUERIES / "macros").glob("*.sql")))
        for metric in in_order(load_metrics().values()):
            _create_metric(con, metric)
            waiting = _create_macros(con, waiting)  # one may be called by the next metric
        _create_last_macros(con, waiting)
        con.execute(f"checkpoint {quote(name)}")
    except BaseException:
        con.execute("use memory")
        con.execute(f"detach {quote(name)}")
        raise


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
        "snapshot bigint, published_at timestamptz, author varchar, message varchar)"
    )
    rows = [
        [f.file_id, f.name, f.sha256, f.about, p.snapshot, p.time, p.author, p.message]
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


def _create_macros(con: duckdb.DuckDBPyConnection, paths: list[Path]) -> list[Path]:
    """Run the macro files, one that needs another after it; give back those that need what is not there yet."""
    waiting = paths
    while waiting:
        again = []
        for path in waiting:
            try:
                con.execute(path.read_text(encoding="utf-8"))
            except duckdb.CatalogException:
                again.append(path)
        if len(again) == len(waiting):
            break
        waiting = again
    return waiting


def _create_last_macros(con: duckdb.DuckDBPyConnection, paths: list[Path]) -> None:
    """Run the macro files that read metric tables; now nothing may be missing."""
    for path in _create_macros(con, paths):
        try:
            con.execute(path.read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise QuestionError("metric_does_not_build", metric=path.stem, reason=str(error)) from error


def in_order(metrics: Iterable[Question]) -> list[Question]:
    """Metric tables, each after those it reads; a circle is refused."""
    by_name = {metric.name: metric for metric in metrics}
    needs = {name: metric.reads & (by_name.keys() - {name}) for name, metric in by_name.items()}
    try:
        return [by_name[name] for name in TopologicalSorter(needs).static_order()]
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise QuestionError("metric_does_not_build", metric=error.args[1][0], reason=circle) from error


def _create_metric(con: duckdb.DuckDBPyConnection, metric: Question) -> None:
    """One metric table from its SELECT."""
    try:
        con.execute(f"create table {quote(metric.name)} as {metric.sql}")
    except duckdb.Error as error:
        raise QuestionError("metric_does_not_build", metric=metric.name, reason=str(error)) from error
