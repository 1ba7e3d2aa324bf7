"""A network begun without a file: journeys that ship, towns from a pasted list, days by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.answers.serving import open_serving
from cadence.intake.publication import publish
from cadence.intake.start import LANGUAGES, City, load_journeys, places, rows
from cadence.intake.typed import join, prepare_joined
from cadence.store import Store
from tests import kept_records
from tests.store_tools import published

TAKEN: dict[str, set[str]] = {"networks": set(), "phases": set(), "milestones": set(), "cities": {"kumasi"}}
NETWORK = {"name": "Réseau d'essai", "funder": "Fonds", "starts_on": "2026-01-01", "funding_ends_on": "2027-12-31"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store")
    yield opened
    opened.close()


TODAY = dt.date(2026, 11, 28)


def test_two_journeys_ship_whole_in_every_language_and_in_the_order_of_their_days() -> None:
    found = load_journeys()
    assert len(found) == 2
    for journey in found.values():
        days = [step.due_after_days for step in journey.steps]
        assert days == sorted(days) and days[0] > 0
        for step in journey.steps:
            for text in (step.phase, step.expectation, step.name, journey.title):
                assert all(text.get(language) for language in LANGUAGES)


def test_a_pasted_list_is_read_line_by_line_and_a_doubtful_town_is_several() -> None:
    found = places("Kumasi\nSan José, Costa Rica\n• Dakar (Sénégal)\n\nNullepart-sur-Rien; Dakar\nKumasi")
    assert [one.name for one in found] == ["Kumasi", "San José", "Dakar", "Nullepart-sur-Rien", "Dakar"]
    assert [one.country for one in found] == [None, "CR", "SN", None, None]
    assert found[0].towns[0].country == "GH" and found[2].is_sure
    assert not found[3].towns
    assert len(places("San José")[0].towns) > 1, "a town with namesakes is asked about"


def test_rows_and_days_are_those_worked_out_by_hand() -> None:
    journey = load_journeys()["one_test"]
    cities = [City("Kumasi", "GH"), City("Kumasi", "GH")]
    made = rows(NETWORK, journey.steps, cities, dt.date(2026, 1, 31), TAKEN, TODAY)
    counts = {table: sum(one.table == table for one in made) for table in dict.fromkeys(one.table for one in made)}
    assert counts == {"networks": 1, "phases": 3, "milestones": 6, "cities": 2, "progress": 12, "extracts": 8}
    assert [one.key for one in made if one.table == "cities"] == [("kumasi-2",), ("kumasi-3",)]
    # Due 45, 100, 150 | 210, 300 | 365 days after; the network begins on 1 January, the cities join on the 31st.
    phases = [(one.cells["starts_on"], one.cells["ends_on"]) for one in made if one.table == "phases" and one.cells]
    assert phases == [("2026-01-01", "2026-05-31"), ("2026-06-01", "2026-10-28"), ("2026-10-29", "2027-01-01")]
    days = [one.cells["baseline_on"] for one in made if one.table == "progress" and one.cells][:6]
    assert days == ["2026-03-17", "2026-05-11", "2026-06-30", "2026-08-29", "2026-11-27", "2027-01-31"]


def test_it_is_one_publication_that_undo_takes_back(store: Store, tmp_path: Path) -> None:
    before = {name: published(store, name) for name in ("networks", "phases", "milestones", "cities", "progress")}
    serving = open_serving(store, store.newest())
    taken = {name: set(before[name].iloc[:, 0]) for name in ("networks", "phases", "milestones", "cities")}
    made = rows(
        NETWORK, load_journeys()["plan_and_test"].steps, [City("Dakar", "SN")], dt.date(2026, 2, 1), taken, TODAY
    )
    with prepare_joined(store, join(serving, made), tmp_path, serving) as preparation:
        step = publish(preparation, message="start", author="Awa", emptied_ok=True)
    assert step is not None
    assert {name: changes.added for name, changes in step.changes.items()} == {
        "networks": 1, "phases": 4, "milestones": 12, "cities": 1, "progress": 12, "extracts": 8,
    }  # fmt: skip
    assert store.verify() == []
    store.undo(step.snapshot, author="Awa")
    for name, rows_before in before.items():
        assert published(store, name).equals(rows_before), name
