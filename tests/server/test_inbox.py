"""The watched folder: whole files are published, half-written ones left alone, problems written beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.answers.serving import open_exactly
from cadence.server.inbox import PROBLEMS, PUBLISHED, Inbox
from cadence.settings import read_settings
from cadence.store import Store
from cadence.words import words_in

NETWORKS = "network_id,name,starts_on\nnet,Net,2024-01-01\n"
CITIES = "city_id,network_id,name,country,joined_on\nbako,net,Bako,SN,2024-01-01\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    folder = tmp_path / "inbox"
    folder.mkdir()
    store = Store.open(read_settings({"CADENCE_STORE": str(tmp_path / "store")}))
    yield Inbox(folder, store, words_in("fr"))
    store.close()


def test_files_that_belong_together_are_published_as_one_step(inbox: Inbox):
    (inbox.folder / "cities.csv").write_text(CITIES)
    (inbox.folder / "networks.csv").write_text(NETWORKS)
    assert inbox.look() is None  # seen for the first time: perhaps still being written
    done = inbox.look()
    assert done is not None and set(done.changes) == {"networks", "cities"}
    assert done.author == "inbox" and "cities.csv" in done.message
    assert sorted(path.name.split("_", 1)[1] for path in (inbox.folder / PUBLISHED).iterdir()) == [
        "cities.csv",
        "networks.csv",
    ]
    assert inbox.look() is None


def test_a_file_that_is_still_growing_is_left_alone(inbox: Inbox):
    path = inbox.folder / "networks.csv"
    path.write_text("network_id,name,starts_on\n")
    inbox.look()
    path.write_text(NETWORKS)
    assert inbox.look() is None
    assert inbox.look() is not None


def test_problems_stand_beside_the_file_and_nothing_is_published(inbox: Inbox):
    path = inbox.folder / "networks.csv"
    path.write_text(NETWORKS + "other,Other,soon\n")
    inbox.look()
    assert inbox.look() is None
    beside = (inbox.folder / f"networks.csv{PROBLEMS}").read_text("utf-8-sig")
    assert "soon" in beside and "3" in beside and "date" in beside
    assert path.exists() and inbox.store.history() == []
    assert inbox.look() is None  # not tried again until it changes
    path.write_text(NETWORKS)
    inbox.look()
    assert inbox.look() is not None
    assert not (inbox.folder / f"networks.csv{PROBLEMS}").exists()


def test_rows_are_set_aside_only_where_the_setting_says_so(inbox: Inbox):
    inbox.set_aside_ok = True
    (inbox.folder / "networks.csv").write_text(NETWORKS + "other,Other,soon\n")
    inbox.look()
    done = inbox.look()
    assert done is not None and done.set_aside == 1
    assert (inbox.folder / f"networks.csv{PROBLEMS}").exists()


def test_what_is_no_export_is_not_touched(inbox: Inbox):
    (inbox.folder / "notes.docx").write_bytes(b"PK")
    inbox.look()
    assert inbox.look() is None
    assert (inbox.folder / "notes.docx").exists()


def test_the_name_of_a_file_tells_until_when_it_knows(inbox: Inbox):
    (inbox.folder / "cities.csv").write_text(CITIES)
    (inbox.folder / "networks.csv").write_text(NETWORKS)
    text = "activity_id,network_id,held_on,kind\na,net,2026-01-05,funding\nb,net,2026-03-05,funding\n"
    (inbox.folder / "activities_2026-02-28.csv").write_text(text)
    inbox.look()
    done = inbox.look()
    assert done is not None and done.changes["extracts"].added == 1
    known = open_exactly(inbox.store).frame("data_dates", network="net")["newest"]
    assert [day.date().isoformat() for day in known] == ["2026-02-28"]
