"""A record without its catalogue is built again: exactly, undo included, where there are manifests."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import tests
from cadence.cli import commands
from cadence.errors import StoreError
from cadence.settings import PROJECT
from cadence.store import Publication, Store, recovery
from tests.postgres import server
from tests.proving import rounds, sampled
from tests.store_tools import publish, published, settings_for

pytestmark = pytest.mark.prove
TABLES = ("networks", "partners", "activities")
RECORDS = tests.RECORDS
STEPS = rounds(4, 12)


def silent(_step: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def rows(store: Store, snapshot: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables at a snapshot, origin included."""
    found = {table: published(store, table, snapshot) for table in TABLES}
    return {table: [tuple(map(repr, row)) for row in frame.itertuples(index=False)] for table, frame in found.items()}


def all_of(store: Store) -> dict[str, Any]:
    """All that can be asked of a record: every step, every row of every snapshot, every file's bytes."""
    steps = store.history()
    return {
        "steps": [
            (s.number, s.time, s.author, s.message, s.kind, s.mode, dict(s.changes), s.files, s.of)
            + (s.program, s.definitions)
            for s in steps
        ],
        "rows": {step.number: rows(store, step.number) for step in steps},
        "originals": {file.sha256: store.original(file.sha256) for step in steps for file in step.files},
        "damage": store.verify(),
    }


def random_step(store: Store, folder: Path, dice: random.Random, number: int) -> Publication | None:
    """Publish, replace, undo or return, at random; None where nothing changed."""
    steps = store.history()
    what = dice.random()
    try:
        if steps and what < 0.2:
            return store.undo(dice.choice(steps).number, author="Binta", message="undo")
        if steps and what < 0.3:
            return store.restore(dice.choice(steps).number, author="Binta", message="back")
    except StoreError:
        return None
    tables: dict[str, list[dict[str, Any]]] = {"networks": [{"network_id": "n", "name": f"N{dice.randrange(3)}"}]}
    keys = dice.sample(range(6), dice.randrange(1, 5))
    tables["partners"] = [{"partner_id": f"p{key}", "name": f"P{dice.randrange(4)}", "sector": "ngo"} for key in keys]
    mode = "replace" if dice.random() < 0.3 else "merge"
    return publish(store, folder, tables, mode=mode, name=f"{number} « é ».csv")


def made(place: Path | str, data: str, folder: Path, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """A record with random steps; all that can be asked of it."""
    dice = random.Random(seed)
    store = Store.open(settings_for(place, data))
    try:
        for number in range(steps):
            random_step(store, folder, dice, number)
        return all_of(store)
    finally:
        store.close()


def undone(place: Path | str, data: str = "") -> list[Any]:
    """What the undo of each step would change, or the reason why it is refused."""
    store = Store.open(settings_for(place, data), reading=True)
    try:
        return [_undo(store, step.number) for step in store.history()]
    finally:
        store.close()


def _undo(store: Store, number: int) -> Any:
    try:
        undo = store.preview_undo(number)
    except StoreError as error:
        return error.code
    return undo.changes, {table: frame.values.tolist() for table, frame in undo.kept_later.items()}


@pytest.mark.parametrize("seed", range(rounds(1, 40)))
def test_a_record_with_manifests_comes_back_exactly_and_undoes_as_before(seed: int, tmp_path: Path) -> None:
    record = tmp_path / "record"
    before = made(record, "", tmp_path, seed)
    could = undone(record)
    (record / "catalog.ducklake").unlink()
    if seed % 2:
        shutil.rmtree(record / "files")  # manifests and originals are enough
    told = recovery.recover(str(record), "", silent)
    assert (told.lost, told.damaged, told.from_files) == ([], [], False)
    store = Store.open(settings_for(record))
    try:
        assert all_of(store) == before
    finally:
        store.close()
    assert undone(record) == could
    store = Store.open(settings_for(record))
    try:
        assert random_step(store, tmp_path, random.Random(seed), 99) is None or store.verify() == []
    finally:
        store.close()
    again = all_again(record)
    assert again["damage"] == []


def all_again(record: Path) -> dict[str, Any]:
    store = Store.open(settings_for(record), reading=True)
    try:
        return all_of(store)
    finally:
        store.close()


def test_nothing_is_deleted_by_a_recovery(tmp_path: Path) -> None:
    record = tmp_path / "record"
    made(record, "", tmp_path, 1)
    (record / "catalog.ducklake").write_bytes(b"damaged from its first byte on")
    before = {path.read_bytes() for path in record.rglob("*") if path.is_file()}
    recovery.recover(str(record), "", silent)
    assert before <= {path.read_bytes() for path in record.rglob("*") if path.is_file()}


def test_a_record_that_opens_needs_no_recovery_and_an_empty_folder_has_none(tmp_path: Path) -> None:
    record = tmp_path / "record"
    made(record, "", tmp_path, 1, steps=2)
    with pytest.raises(StoreError, match="nothing to rebuild"):
        recovery.recover(str(record), "", silent)
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="nothing in"):
        recovery.recover(str(tmp_path / "empty"), "", silent)


def test_a_recovery_killed_at_any_moment_is_done_again(tmp_path: Path) -> None:
    record = tmp_path / "record"
    before = made(record, "", tmp_path, 5)
    (record / "catalog.ducklake").unlink()
    dice = random.Random(3)
    for _ in range(rounds(2, 30)):
        running = subprocess.Popen(
            [sys.executable, "-m", "cadence", "recover", "--store", str(record)],
            cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(dice.uniform(0.5, 2.0))
        running.kill()
        running.wait()
    try:
        recovery.recover(str(record), "", silent)
    except StoreError as error:
        assert error.code == "recover_not_needed"  # the last one came to its end
    assert all_again(record) == before


@sampled("stop", ["rename files", "rename catalogue", "give id"], 3)
def test_a_recovery_stopped_between_any_two_renames_is_gone_on_with(stop: str, tmp_path: Path) -> None:
    """Also where there is nothing but Parquet files to build from, which the first try has moved already."""
    record = tmp_path / "record"
    made(record, "", tmp_path, 5)
    store = Store.open(settings_for(record))
    newest = rows(store, store.newest())
    store.close()
    for name in ("manifests", "trash"):
        shutil.rmtree(record / name, ignore_errors=True)
    (record / "catalog.ducklake").unlink()
    with pytest.MonkeyPatch.context() as patched:
        if stop == "give id":
            patched.setattr(recovery.identity, "give", lambda *_: (_ for _ in ()).throw(RuntimeError))  # type: ignore[attr-defined]
        else:
            rename, wanted = Path.rename, {"rename files": 1, "rename catalogue": 2}[stop]
            count = iter(range(100))

            def stopped(self: Path, target: Path) -> Path:
                if next(count) == wanted:
                    raise RuntimeError
                return rename(self, target)

            patched.setattr(Path, "rename", stopped)
        with pytest.raises(RuntimeError):
            recovery.recover(str(record), "", silent)
    try:
        recovery.recover(str(record), "", silent)
    except StoreError as error:
        assert (error.code, stop) == ("recover_not_needed", "give id")  # the next writing open gives it
    store = Store.open(settings_for(record))
    try:
        there = rows(store, store.newest())
        assert {table: set(there[table]) >= set(newest[table]) for table in TABLES} == dict.fromkeys(TABLES, True)
        assert store.verify() == []
    finally:
        store.close()


def test_a_damaged_or_missing_manifest_is_named_and_the_steps_around_it_come_back(tmp_path: Path) -> None:
    for way in ("damaged", "missing"):
        record = tmp_path / way
        store = Store.open(settings_for(record))
        for number in range(4):
            publish(store, tmp_path, {"partners": [{"partner_id": f"p{number}", "name": "P"}]}, name=f"{number}.csv")
        store.close()
        second = sorted((record / "manifests").iterdir())[1]
        if way == "damaged":
            (second / "partners.put.parquet").write_bytes(b"no longer what it was")
        else:
            shutil.rmtree(second)
        (record / "catalog.ducklake").unlink()
        done = CliRunner().invoke(commands(), ["recover", "--store", str(record)])
        assert done.exit_code == 1 and "step 3" in done.output, done.output
        assert ("partners.put.parquet" in done.output) == (way == "damaged")
        store = Store.open(settings_for(record))
        try:
            assert published(store, "partners")["partner_id"].tolist() == ["p0", "p2", "p3"]
            with pytest.raises(StoreError, match="lost"):
                store.version(2)
        finally:
            store.close()


def test_a_record_of_before_the_manifests_gives_its_newest_rows_and_says_what_is_lost(tmp_path: Path) -> None:
    for language, word in (("en", "Lost"), ("fr", "Perdus")):
        record = tmp_path / language
        with zipfile.ZipFile(RECORDS / "0.1_folder.zip") as archive:
            archive.extractall(record)
        (record / "catalog.ducklake").unlink()
        done = CliRunner().invoke(commands(), ["recover", "--store", str(record), "--language", language])
        assert done.exit_code == 1 and word in done.output, done.output
        store = Store.open(settings_for(record))
        try:
            names = published(store, "partners").set_index("partner_id")["name"]
            assert names["acv-001"] == "Atelier des Lacets" and names["acv-003"] == "Rive Gauche"
            assert published(store, "activities")["activity_id"].tolist() == ["a1", "a2", "a3"]
            assert publish(store, tmp_path, {"partners": [{"partner_id": "z", "name": "Z"}]})
            before = all_of(store)
        finally:
            store.close()
        (record / "catalog.ducklake").unlink()  # and from here on nothing is lost any more
        assert recovery.recover(str(record), "", silent).lost == []
        assert all_again(record) == before


def test_a_record_of_before_the_manifests_is_whole_from_its_first_new_step_on(tmp_path: Path) -> None:
    """The rows at the step before are kept whole; earlier steps stay listed, and say that their rows are lost."""
    record = tmp_path / "record"
    with zipfile.ZipFile(RECORDS / "0.1_folder.zip") as archive:
        archive.extractall(record)
    store = Store.open(settings_for(record))
    made = publish(store, tmp_path, {"partners": [{"partner_id": "z", "name": "Z"}]})
    assert made
    listed, newest, sixth = store.history(), rows(store, made.number), rows(store, 6)
    store.close()
    (record / "catalog.ducklake").unlink()
    assert recovery.recover(str(record), "", silent).lost == [2, 3, 4, 5]
    store = Store.open(settings_for(record))
    try:
        assert [(s.number, s.author, s.message, s.kind, s.files) for s in store.history()] == [
            (s.number, s.author, s.message, s.kind, s.files) for s in listed
        ]
        assert [s.number for s in store.history() if s.is_lost] == [5, 4, 3, 2]
        assert (rows(store, made.number), rows(store, 6)) == (newest, sixth)
        assert store.undo(made.number, author="Ada")
        with pytest.raises(StoreError, match="lost"):
            store.undo(4, author="Ada")
    finally:
        store.close()


def test_a_record_on_postgresql_comes_back_in_an_empty_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with server() as running:
        before = made(running.address, str(data), tmp_path, 2)
        running.sql("create database empty")
        parquet = {path.read_bytes() for path in data.rglob("*.parquet")}
        told = recovery.recover(running.database("empty"), str(data), silent)
        assert (told.lost, told.damaged) == ([], [])
        assert parquet <= {path.read_bytes() for path in data.rglob("*.parquet")}
        store = Store.open(settings_for(running.database("empty"), str(data)))
        try:
            assert all_of(store) == before
        finally:
            store.close()
        with pytest.raises(StoreError, match="another record"):
            Store.open(settings_for(running.address, str(data)))
