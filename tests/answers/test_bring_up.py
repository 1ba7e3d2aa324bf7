"""A snapshot's file made from the one before: table for table what it would be, made from the record alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cadence.answers import database, from_record, serving, snapshot_file
from cadence.answers.questions import load_metrics
from cadence.contract import load_contracts
from cadence.intake.in_place import Change, as_text, prepare_change, published_rows
from cadence.intake.publication import publish
from cadence.sql import literal, quote
from cadence.store import Store, version
from tests import kept_records
from tests.proving import rounds
from tests.small_store import begin, bring, write
from tests.store_tools import settings_for

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return kept_records.opened_at(tmp_path / "store")


def every_table(path: Path) -> Rows:
    """The rows of each table of a file, contract and metric tables alike, in an order of their own."""
    with duckdb.connect() as con:
        con.execute(f"attach {literal(str(path))} as built (read_only)")
        con.execute("use built")
        names = [name for (name,) in con.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        macros = con.execute("select function_name, parameters from duckdb_functions() where not internal")
        found: Rows = {"macros": sorted(macros.fetchall(), key=str)}
        for name in names:
            found[name] = sorted(con.execute(f"from {quote(name)}").fetchall(), key=str)
    return found


def change(store: Store, folder: Path, table: str, edit: Callable[[dict[str, str]], dict[str, str]], row: int = 0):
    """Publish one row of a table with other values."""
    rows = published_rows(serving.open_exactly(store), table)
    edited = edit({name: as_text(value) for name, value in rows[row].items()})
    with prepare_change(store, Change(table, (edited,), None), folder, based_on=store.newest()) as preparation:
        assert publish(preparation, message="typed", author="a") is not None


def other(table: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """Some row of a table with one cell changed that no key, rule or reference needs."""
    free = {
        "networks": {"funder": "Another"}, "phases": {"name_en": "Other"}, "milestones": {"name_en": "Other"},
        "cities": {"left_on": "2026-08-01"}, "partners": {"sector": "media"}, "progress": {"done_on": "2026-05-05"},
        "pauses": {"reason": "Other"}, "checkins": {"held_on": "2026-09-20"}, "needs": {"priority": "1"},
        "partnerships": {"why": "Other"}, "stages": {"entered_on": "2024-01-05"},
        "actions": {"title": "Other"}, "activities": {"kind": "funding"}, "audience": {"persons": "77"},
        "indicators": {"target": "3"}, "results": {"comment": "Other"}, "events": {"name_en": "Other"},
        "decisions": {"reason": "Other"}, "rules": {"value": "17"}, "extracts": {"facts_until": "2026-09-25"},
        "names": {"name": "Another name"}, "commitments": {"what": "Other"},
        "earlier_plans": {"earlier_on": "2025-07-01"}, "recipes": {"title": "Other.xlsx"},
    }  # fmt: skip
    return lambda row: row | {name: value for name, value in free[table].items() if name in row}


@pytest.mark.prove
@pytest.mark.parametrize("table", load_contracts())
def test_after_a_change_of_any_table_the_file_is_as_if_made_anew(
    table: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving.open_exactly(store)
    used: list[frozenset[str]] = []
    bring_up = database.bring_up

    def watched(*given: Any) -> None:
        used.append(given[-1])
        bring_up(*given)

    monkeypatch.setattr(from_record, "bring_up", watched)
    change(store, tmp_path, table, other(table))
    shown = serving.open_exactly(store)
    assert [changed & {table} for changed in used] == [{table}]
    anew = tmp_path / "anew.duckdb"
    from_record.write_snapshot(store, store.version(store.newest()), list(store.history()), anew)
    assert shown.file is not None
    ours, theirs = every_table(shown.file), every_table(anew)
    assert {*ours} == {*theirs} == {"macros", "_files", "default_rules", *load_contracts(), *load_metrics()}
    for name, rows in theirs.items():
        assert ours[name] == rows, name
    store.close()


@pytest.mark.prove
def test_many_changes_and_an_undo_later_the_file_is_as_if_made_anew(store: Store, tmp_path: Path) -> None:
    serving.open_exactly(store)
    steps = [("progress", 3), ("activities", 1), ("rules", 0), ("cities", 2), ("audience", 5), ("stages", 1)]
    for number, (table, row) in enumerate(steps[: rounds(3, 6)]):
        change(store, tmp_path, table, other(table), row)
        if number == 1:
            store.undo(store.newest(), author="a")
        serving.open_exactly(store)
    shown, anew = serving.open_exactly(store), tmp_path / "anew.duckdb"
    from_record.write_snapshot(store, store.version(store.newest()), list(store.history()), anew)
    assert shown.file is not None and every_table(shown.file) == every_table(anew)
    store.close()


def typed(store: Store, folder: Path, change: Change) -> None:
    with prepare_change(store, change, folder, based_on=store.newest()) as preparation:
        assert publish(preparation, message="typed", author="a", removed_ok=True) is not None


def as_if_made_anew(store: Store, folder: Path) -> None:
    """The file that is shown, and one made of the record alone, hold the same."""
    shown, anew = serving.open_exactly(store), folder / f"anew_{store.newest()}.duckdb"
    from_record.write_snapshot(store, store.version(store.newest()), list(store.history()), anew)
    assert shown.file is not None and every_table(shown.file) == every_table(anew)


def test_rows_that_only_go_and_a_return_to_before_are_brought_up_as_well(store: Store, tmp_path: Path) -> None:
    first = store.newest()
    kept = published_rows(serving.open_exactly(store), "events")
    rows = tuple({name: as_text(value) for name, value in row.items()} for row in kept[1:])
    typed(store, tmp_path, Change("events", rows, None, "replace"))
    assert len(published_rows(serving.open_exactly(store), "events")) == len(kept) - 1
    as_if_made_anew(store, tmp_path)
    assert store.restore(first, author="a") is not None
    assert len(published_rows(serving.open_exactly(store), "events")) == len(kept)
    as_if_made_anew(store, tmp_path)
    store.close()


def test_a_table_that_gets_its_first_rows_is_brought_up_as_well(tmp_path: Path) -> None:
    store = Store.open(settings_for(tmp_path / "store"))
    begin(store, tmp_path)
    assert serving.open_exactly(store).rows("cities") == 0
    bring(store, write(tmp_path, "cities.csv", "city_id,network_id,name,country,joined_on\nx,n,X,SN,2024-02-01\n"))
    assert serving.open_exactly(store).rows("cities") == 1
    as_if_made_anew(store, tmp_path)
    store.close()


def test_where_the_file_before_cannot_be_brought_up_the_record_alone_makes_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving.open_exactly(store)

    def broken(con: duckdb.DuckDBPyConnection, name: str, *_given: Any) -> None:
        con.execute(f"attach ':memory:' as {name}")
        con.execute("select * from no_such_table")

    monkeypatch.setattr(from_record, "bring_up", broken)
    change(store, tmp_path, "progress", other("progress"))
    as_if_made_anew(store, tmp_path)
    folder = serving.open_exactly(store).file
    assert folder is not None and not list(folder.parent.glob("*.draft*"))
    store.close()


def test_a_large_table_is_looked_at_where_it_lies_and_says_the_same(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows_seen() -> dict[str, list[tuple[object, ...]]]:
        with store.workspace() as work:
            return {name: work.con.execute(f"from published.{quote(name)}").fetchall() for name in load_contracts()}

    copied = rows_seen()
    monkeypatch.setattr(version, "COPIED", 0)
    looked_at = rows_seen()
    assert {name: sorted(rows, key=str) for name, rows in copied.items()} == {
        name: sorted(rows, key=str) for name, rows in looked_at.items()
    }
    assert all(copied.values())
    store.close()


def test_what_no_table_that_moved_leads_to_is_not_made_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving.open_exactly(store)
    made: list[str] = []
    create = database._create_definitions

    def watched(con: duckdb.DuckDBPyConnection, definitions: list[tuple[str, str]]) -> None:
        made.extend(name for name, _ in definitions)
        create(con, definitions)

    monkeypatch.setattr(database, "_create_definitions", watched)
    change(store, tmp_path, "pauses", other("pauses"))
    serving.open_exactly(store)
    assert made and "table activity_facts" not in made and "table audience_facts" not in made
    store.close()


def test_a_file_before_that_is_damaged_is_not_taken_up(store: Store, tmp_path: Path) -> None:
    before = serving.open_exactly(store).file
    assert before is not None
    change(store, tmp_path, "progress", other("progress"))
    before.unlink()
    before.write_bytes(b"not a database")
    assert not snapshot_file.copy_if_sound(before, tmp_path / "draft") and not (tmp_path / "draft").exists()
    assert serving.open_exactly(store).rows("progress") > 0
    store.close()


def test_the_day_of_a_publication_is_what_moves_where_it_moves(store: Store) -> None:
    """Publications of one day say one published_on, of two days another: that is compared, not taken for granted."""
    publications = list(store.history())
    later = [
        type(publications[0])(**{**vars(publications[0]), "time": publications[0].time + dt.timedelta(days=40)}),
        *publications[1:],
    ]
    with duckdb.connect() as con:
        con.execute("create table networks (network_id varchar, timezone varchar)")
        con.execute("insert into networks values ('n', 'Africa/Dakar')")
        said = []
        for ones in (publications, later):
            database._create_published_on(con, ones[0].time)
            said.append(database._published_days(con))
            con.execute("drop macro published_on")
    assert said[0] != said[1] and [row[0] for row in said[0]] == [row[0] for row in said[1]]
    store.close()
