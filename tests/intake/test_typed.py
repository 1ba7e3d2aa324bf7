"""Rows typed over what was seen: joined cell by cell, clashes with both values, kept like any other file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from cadence.answers.serving import open_serving
from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.intake.publication import publish
from cadence.intake.typed import Clash, Typed, join, prepare_joined, rows_of
from cadence.store import Publication, Store
from tests import kept_records
from tests.small_store import begin, bring, write
from tests.store_tools import published, settings_for

ACV = ("acv-001",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    yield opened
    opened.close()


def seen(store: Store, table: str = "partners", key: tuple[str, ...] = ACV) -> dict[str, str]:
    return rows_of(open_serving(store, store.newest()), table, [key])[key]


def save(store: Store, folder: Path, *typed: Typed, chosen: dict[str, bool] | None = None) -> Publication | None:
    serving = open_serving(store, store.newest())
    joined = join(serving, typed, chosen)
    assert not joined.clashes
    folder.mkdir(exist_ok=True)
    with prepare_joined(store, joined, folder, serving) as preparation:
        return publish(preparation, message="typed", author="Awa", emptied_ok=True, removed_ok=True)


def test_a_cell_that_nobody_else_touched_is_taken_and_the_others_stay(store: Store, tmp_path: Path) -> None:
    row = seen(store)
    bring(store, write(tmp_path, "theirs.csv", "partner_id,name,sector,country\nacv-001,Atelier des Lacets,ngo,SN\n"))
    step = save(store, tmp_path / "t", Typed("partners", row, {**row, "website": "https://lacets.example"}))
    now = seen(store)
    assert (now["country"], now["website"]) == ("SN", "https://lacets.example")
    assert step is not None and step.changes["partners"].changed == 1
    assert [file.about for file in step.files] == ["partners"]
    assert b"https://lacets.example" in store.original(step.files[0].sha256)
    assert store.verify() == []
    store.undo(step.snapshot, author="Awa")
    assert (seen(store)["country"], seen(store)["website"]) == ("SN", "")


VALUES = ("", "SN", "ML")


@pytest.mark.parametrize(("before", "mine", "theirs"), list(product(VALUES, repeat=3)))
def test_every_way_for_two_people_to_change_one_cell(before: str, mine: str, theirs: str) -> None:
    """Independent of the code: who left the cell alone yields; who says the same agrees; else both values are shown."""

    class Now:
        def cursor(self) -> Now:
            return self

        def __enter__(self) -> Now:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def execute(self, *_: object) -> Now:
            return self

        def fetchall(self) -> list[list[str | None]]:
            held = {"partner_id": "a", "name": "A", "sector": "ngo", "country": theirs or None}
            return [[held.get(name) for name in load_contracts()["partners"].columns]]

    row = {name: "" for name in load_contracts()["partners"].columns}
    row |= {"partner_id": "a", "name": "A", "sector": "ngo", "country": before}
    typed = Typed("partners", row, {"country": mine})
    joined = join(Now(), [typed])  # type: ignore[arg-type]
    is_clash = mine != before and theirs not in (before, mine)
    assert joined.clashes == ([Clash("partners", ("a",), "country", mine, theirs)] if is_clash else [])
    if is_clash:
        (clash,) = joined.clashes
        assert not join(Now(), [typed], {clash.name: False}).rows  # type: ignore[arg-type]
        (kept,) = join(Now(), [typed], {clash.name: True}).rows["partners"]  # type: ignore[arg-type]
        assert kept["country"] == mine
    elif mine not in (before, theirs):
        assert joined.rows["partners"][0]["country"] == mine
    else:
        assert not joined.rows


def test_a_row_taken_away_meanwhile_and_one_changed_meanwhile_are_clashes(store: Store, tmp_path: Path) -> None:
    row = seen(store)
    bring(store, write(tmp_path, "theirs.csv", "partner_id,name,sector,country\nacv-001,Atelier des Lacets,ngo,SN\n"))
    serving = open_serving(store, store.newest())
    (clash,) = join(serving, [Typed("partners", row, None)]).clashes
    assert (clash.field, clash.mine) == ("", "") and "SN" in clash.theirs
    other = {**row, "partner_id": "gone-1"}
    (clash,) = join(serving, [Typed("partners", other, {"country": "ML"})]).clashes
    assert (clash.field, clash.mine, clash.theirs) == ("", "ML", "")
    again = join(serving, [Typed("partners", other, {"country": "ML"})], {clash.name: True})
    assert again.rows["partners"][0]["partner_id"] == "gone-1"


def test_a_new_row_whose_key_somebody_took_shows_both_and_an_equal_one_changes_nothing(store: Store) -> None:
    serving = open_serving(store, store.newest())
    mine = {"partner_id": "acv-001", "name": "Lacets", "sector": "ngo"}
    (clash,) = join(serving, [Typed("partners", None, mine)]).clashes
    assert (clash.field, clash.mine, clash.theirs) == ("name", "Lacets", "Atelier des Lacets")
    assert not join(serving, [Typed("partners", None, {**mine, "name": "Atelier des Lacets"})]).rows


def test_rows_are_taken_away_and_come_back_by_undo(store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, "more.csv", "partner_id,name,sector\nseul,Seul,ngo\n"))
    before = published(store, "partners")
    row = seen(store, key=("seul",))
    step = save(store, tmp_path / "t", Typed("partners", row, None))
    assert step is not None and step.changes["partners"].removed == 1
    assert set(published(store, "partners")["partner_id"]) == {"acv-001", "acv-002"}
    store.undo(step.snapshot, author="Awa")
    assert published(store, "partners").equals(before)


def test_a_row_that_others_refer_to_is_not_taken_away(store: Store, tmp_path: Path) -> None:
    before = store.newest()
    with pytest.raises(CadenceError):
        save(store, tmp_path / "t", Typed("partners", seen(store), None))
    assert store.newest() == before


def test_what_is_published_between_preparing_and_publishing_is_refused(store: Store, tmp_path: Path) -> None:
    row, serving = seen(store), open_serving(store, store.newest())
    joined = join(serving, [Typed("partners", row, {"country": "ML"})])
    (tmp_path / "t").mkdir()
    with prepare_joined(store, joined, tmp_path / "t", serving) as preparation:
        bring(store, write(tmp_path, "x.csv", "partner_id,name,sector,country\nacv-001,Atelier des Lacets,ngo,SN\n"))
        with pytest.raises(CadenceError) as refused:
            publish(preparation, message="typed", author="Awa", emptied_ok=True)
    assert refused.value.code == "changed_meanwhile"
    assert seen(store)["country"] == "SN"


HEADER = "city_id,milestone_id,baseline_on,done_on,is_done_latest"
PLAN = {
    "networks": "network_id,name,starts_on\nn,Net,2026-01-01\n",
    "cities": "city_id,network_id,name,country,joined_on\na,n,A,SN,2026-01-01\nb,n,B,ML,2026-01-01\n",
    "partners": "partner_id,name,sector\np,P,ngo\n",
    "partnerships": "partnership_id,partner_id,network_id,role,typology\nq,p,n,funding,series_partner\n",
    "phases": "phase_id,network_id,position,name_en,name_fr,starts_on,ends_on\nf,n,1,P,P,2026-01-01,2026-12-31\n",
    "milestones": "milestone_id,phase_id,position,name_en,name_fr\nm,f,1,M,M\nk,f,2,K,K\n",
    "actions": "action_id,network_id,title,partners,size,status\nt,n,T,p,small_test,pipeline\n",
    "indicators": "indicator_id,action_id,name_en,name_fr,level,unit,value_kind\ni,t,I,I,output,persons,flow\n",
}
PROGRESS = f"{HEADER}\na,m,2026-03-31,2026-04-02,true\nb,m,2026-03-31,,\nb,k,2026-05-31,,\n"
# A row of each table of facts, dated after everything that the files tell.
LATER = {
    "progress": {"city_id": "b", "milestone_id": "k", "baseline_on": "2026-05-31", "done_on": "2026-10-10"},
    "checkins": {"city_id": "a", "held_on": "2026-10-10"},
    "decisions": {
        "subject": "city",
        "subject_id": "a",
        "decided_on": "2026-10-10",
        "decision": "support",
        "reason": "Say why",
    },
    "partnerships": {
        "partnership_id": "r",
        "partner_id": "p",
        "network_id": "n",
        "role": "convening",
        "typology": "series_partner",
        "starts_on": "2026-10-10",
    },
    "stages": {"partnership_id": "q", "stage": "identified", "entered_on": "2026-10-10"},
    "activities": {"activity_id": "v", "network_id": "n", "held_on": "2026-10-10", "kind": "peer_exchange"},
    "actions": {
        "action_id": "u",
        "network_id": "n",
        "title": "U",
        "partners": "p",
        "size": "small_test",
        "status": "implementation",
        "starts_on": "2026-10-10",
    },
    "results": {"indicator_id": "i", "period_ends_on": "2026-10-10", "actual": "4"},
}


def known(store: Store) -> dict[tuple[str, str], str]:
    serving = open_serving(store, store.newest())
    with serving.cursor() as cursor:
        rows = cursor.execute("select table_name, city_id, facts_until::varchar from known_until").fetchall()
    return {(table, city): day for table, city, day in rows}


def _bring_plan(store: Store, folder: Path) -> None:
    bring(store, *(write(folder, f"{name}.csv", text) for name, text in PLAN.items()))
    bring(store, write(folder, "progress.csv", PROGRESS))


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Store]:
    """A network brought by files, which tell its day of extraction nowhere: the newest fact, 2 April."""
    opened = kept_records.opened_at(tmp_path / "store", _bring_plan)
    yield opened
    opened.close()


@pytest.mark.parametrize("table", load_contracts()["extracts"].column("table_name").enum)
def test_rows_typed_in_place_move_no_day_until_which_it_is_known(table: str, planned: Store, tmp_path: Path) -> None:
    before = known(planned)
    row = seen(planned, table, ("b", "k")) if table == "progress" else None
    step = save(planned, tmp_path / "t", Typed(table, row, {**(row or {}), **LATER[table]}))
    assert step is not None and step.changes[table] and known(planned) == before
    extracts = {(r["table_name"], r["city_id"]) for r in published(planned, "extracts").to_dict("records")}
    assert (table, "*") in extracts, "from now on it is told"
    planned.undo(step.snapshot, author="Awa")
    assert known(planned) == before


def test_a_network_that_was_only_ever_typed_is_known_until_its_newest_fact(tmp_path: Path) -> None:
    store = Store.open(settings_for(tmp_path / "store"))
    try:
        rows = [Typed(name, None, row) for name, text in PLAN.items() for row in csv.DictReader(text.splitlines())]
        save(store, tmp_path / "t", *rows)
        save(store, tmp_path / "u", Typed("checkins", None, {"city_id": "a", "held_on": "2026-06-10"}))
        assert known(store)["checkins", "*"] == "2026-06-10"
        assert published(store, "extracts").empty
    finally:
        store.close()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"done_on": "2026-04-01"}, "False"),  # a day typed anew is that very day
        ({"note": "Signed"}, "True"),
        ({"done_on": "2026-04-01", "is_done_latest": "true"}, "False"),  # the box as it stood says nothing anew
        ({"is_done_latest": "false"}, "False"),
    ],
)
def test_a_day_typed_anew_is_that_very_day(
    cells: dict[str, str], expected: str, planned: Store, tmp_path: Path
) -> None:
    row = seen(planned, "progress", ("a", "m"))
    assert row["is_done_latest"] == "true"
    save(planned, tmp_path / "t", Typed("progress", row, {**row, **cells}))
    now = published(planned, "progress").set_index(["city_id", "milestone_id"]).loc[("a", "m")]
    assert str(now["is_done_latest"]) == expected


def test_a_step_without_a_row_of_progress_is_marked_done(planned: Store, tmp_path: Path) -> None:
    cells = {"city_id": "a", "milestone_id": "k", "done_on": "2026-04-01"}
    save(planned, tmp_path / "t", Typed("progress", None, cells))
    now = published(planned, "progress").set_index(["city_id", "milestone_id"]).loc[("a", "k")]
    assert (str(now["done_on"])[:10], str(now["baseline_on"])) == ("2026-04-01", "NaT")


@pytest.mark.parametrize("table", load_contracts()["extracts"].column("table_name").enum)
def test_rows_taken_away_in_place_move_no_day_and_take_none_away(table: str, planned: Store, tmp_path: Path) -> None:
    row = seen(planned, table, ("b", "k")) if table == "progress" else None
    save(planned, tmp_path / "t", Typed(table, row, {**(row or {}), **LATER[table]}))
    days, before = known(planned), published(planned, "extracts")
    key = tuple(LATER[table][name] for name in load_contracts()[table].primary_key)
    step = save(planned, tmp_path / "u", Typed(table, seen(planned, table, key), None))
    assert step is not None and step.changes[table].removed == 1
    assert known(planned) == days and published(planned, "extracts").equals(before)
