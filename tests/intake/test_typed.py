"""Rows typed over what was seen: joined cell by cell, clashes with both values, kept like any other file."""

from __future__ import annotations

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
from tests.store_tools import published

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
        return publish(preparation, message="typed", author="Awa", emptied_ok=True)


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
