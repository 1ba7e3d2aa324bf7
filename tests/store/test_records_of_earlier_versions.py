"""Every record that an earlier version wrote is opened, shown, published on and undone by this one."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import tests
from cadence.answers.serving import open_serving
from cadence.settings import Settings
from cadence.store import Store
from tests.postgres import server
from tests.small_store import bring, write
from tests.store_tools import published, settings_for

KEPT = sorted(tests.RECORDS.glob("*.zip"))
NAMES = {2: "Atelier des Lacets", 3: "Atelier des Lacets", 4: "Mauvais nom", 5: "Atelier des Lacets"}


@contextmanager
def unpacked(record: Path, folder: Path) -> Iterator[Settings]:
    """A copy of a kept record, and the settings that lead to it."""
    with zipfile.ZipFile(record) as archive:
        archive.extractall(folder)
    catalogue = folder / "catalog.sql"
    if not catalogue.exists():
        yield settings_for(folder)
        return
    with server() as running:
        running.sql(catalogue.read_text(encoding="utf-8"))
        catalogue.unlink()
        yield settings_for(running.address, str(folder))


def files(folder: Path) -> dict[str, bytes]:
    """Every Parquet file and original, by its path."""
    kept = [path for part in ("files", "main", "originals") for path in (folder / part).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in kept}


@pytest.mark.parametrize("record", KEPT, ids=lambda path: path.stem)
def test_it_is_read_as_it_is_and_nothing_of_it_changes(record: Path, tmp_path: Path) -> None:
    with unpacked(record, tmp_path) as place:
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        store = Store.open(place, reading=True)
        try:
            assert [step.number for step in store.history()] == [6, 5, 4, 3, 2]
            assert [step.kind for step in store.history()][1] == "undo"
            for number, name in NAMES.items():
                assert published(store, "partners", number).set_index("partner_id")["name"]["acv-001"] == name
            assert store.verify() == []
            assert open_serving(store, patience=60).rows("activities") == 3
        finally:
            store.close()
        after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        assert {path: after.get(path) for path in before} == before


@pytest.mark.parametrize("record", KEPT, ids=lambda path: path.stem)
def test_it_is_published_on_and_every_step_is_undone(record: Path, tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    with unpacked(record, tmp_path / "record") as place:
        before = files(tmp_path / "record")
        store = Store.open(place)
        try:
            assert store.lake.record_id
            made = bring(store, write(inputs, "partners.csv", "partner_id,name,sector\nacv-009,Neuf,ngo\n"))
            assert made and made.number == 8, "number 7 brought the tables that came since: rules"
            shown = published(store, "partners")["partner_id"].tolist()
            assert shown == ["acv-001", "acv-002", "acv-003", "acv-009"]
            assert store.undo(made.number, author="Ada")
            assert store.undo(6, author="Ada").changes["activities"].removed == 1  # type: ignore[union-attr]
            assert published(store, "activities")["activity_id"].tolist() == ["a1", "a2"]
            assert store.restore(4, author="Ada")
            assert published(store, "partners").set_index("partner_id")["name"]["acv-001"] == "Mauvais nom"
            assert store.verify() == []
            assert [step.number for step in store.history()] == [11, 10, 9, 8, 6, 5, 4, 3, 2]
        finally:
            store.close()
        after = files(tmp_path / "record")
        assert {path: after.get(path) for path in before} == before, "a file of the record went or changed"
