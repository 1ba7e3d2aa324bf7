"""A milestones file that says no phase and no order: where its steps go, in which order, and what is told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.store import Store
from cadence.words import languages, words_in
from tests.store_tools import published, settings_for

TODAY = dt.date(2026, 11, 1)
NETWORK = "network_id,name,starts_on\nn,N,2024-01-01\n"
TWO = NETWORK + "o,O,2025-01-01\n"
CITIES = "city_id,network_id,name,country,joined_on\na,n,A,SN,2026-01-01\n"
PHASE = "phase_id,network_id,name_fr,starts_on,ends_on\n"
STEPS = "milestone_id,name_fr\nm,Un\nk,Deux\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "store"))
    yield opened
    opened.close()


def ready(store: Store, folder: Path, mode: Any = "merge", **texts: str) -> Preparation:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    return prepare(paths, store, mode=mode, upload_day=TODAY)


def bring(store: Store, folder: Path, mode: Any = "merge", **texts: str) -> list[tuple[str, int]]:
    """Publish; the facts about places and phases, with their numbers."""
    with ready(store, folder, mode, **texts) as prepared:
        assert not prepared.is_refused and not prepared.set_aside, prepared.problems()
        publish(prepared, message="m", author="A", emptied_ok=True, removed_ok=True)
        codes = ("steps_in_", "phase_id_kept", "position")
        facts = [fact for part in prepared.parts for fact in part.noted]
        return sorted((fact.code, fact.blanks["n"]) for fact in facts if fact.code.startswith(codes))


def steps(store: Store) -> dict[Any, tuple[Any, Any]]:
    return {row.milestone_id: (row.phase_id, row.position) for row in published(store, "milestones").itertuples()}


def phases(store: Store) -> dict[Any, tuple[Any, str, str]]:
    rows = published(store, "phases").itertuples()
    return {row.phase_id: (row.position, str(row.starts_on)[:10], str(row.ends_on)[:10]) for row in rows}


def test_without_phases_the_common_one_is_made_with_the_file_and_found_again(store: Store, tmp_path: Path) -> None:
    said = bring(store, tmp_path, networks=NETWORK, cities=CITIES, milestones=STEPS)
    assert said == [("positions_given", 2), ("steps_in_journey", 2)]
    # From the first day of the network to the day of the upload: nothing later is known.
    assert phases(store) == {"n-parcours": (1, "2024-01-01", "2026-11-01")}
    assert steps(store) == {"m": ("n-parcours", 1), "k": ("n-parcours", 2)}
    (row,) = published(store, "phases").to_dict("records")
    assert (row["name_fr"], row["name_en"]) == ("Parcours", "Journey")
    assert bring(store, tmp_path, milestones="milestone_id,name_fr\nx,Trois\nm,Un\n") == [
        ("positions_given", 1), ("steps_in_phase", 1),
    ]  # fmt: skip
    assert steps(store) == {"m": ("n-parcours", 1), "k": ("n-parcours", 2), "x": ("n-parcours", 3)}
    first = store.history()[-1].number
    store.undo(store.history()[0].number, author="A")
    store.undo(first, author="A")
    assert phases(store) == {} and steps(store) == {}, "undone with its file"


def test_the_days_of_the_common_phase_reach_what_is_planned(store: Store, tmp_path: Path) -> None:
    # Joined on 2026-01-01; 400 days later is 2027-02-05 (365 to 2027-01-01, then 35). One is agreed for 2027-03-01.
    steps_of = "milestone_id,name_fr,due_after_days\nm,Un,400\nk,Deux,\n"
    bring(store, tmp_path, networks=NETWORK, cities=CITIES, milestones=steps_of)
    assert phases(store)["n-parcours"][1:] == ("2024-01-01", "2027-02-05")
    store.undo(store.history()[0].number, author="A")
    plan = "city_id,milestone_id,baseline_on\na,k,2027-03-01\n"
    bring(store, tmp_path, networks=NETWORK, cities=CITIES, milestones=steps_of, progress=plan)
    assert phases(store)["n-parcours"][1:] == ("2024-01-01", "2027-03-01")
    store.undo(store.history()[0].number, author="A")
    funded = "network_id,name,starts_on,funding_ends_on\nn,N,2024-01-01,2028-06-30\n"
    bring(store, tmp_path, networks=funded, cities=CITIES, milestones=steps_of, progress=plan)
    assert phases(store)["n-parcours"][1:] == ("2024-01-01", "2028-06-30")


def test_the_only_phase_takes_them_and_several_leave_them_to_the_common_one(store: Store, tmp_path: Path) -> None:
    one = PHASE + "p,n,Une,2026-01-01,2026-06-30\n"
    said = bring(store, tmp_path, networks=NETWORK, phases=one, milestones=STEPS)
    assert said == [("positions_given", 1), ("positions_given", 2), ("steps_in_phase", 2)]
    assert steps(store) == {"m": ("p", 1), "k": ("p", 2)} and list(phases(store)) == ["p"]
    two = PHASE + "q,n,Deux,2026-07-01,2026-12-31\n"
    assert bring(store, tmp_path, phases=two, milestones="milestone_id,phase_id,name_fr\nm,,Un\nx,,X\ny,q,Y\n") == [
        ("phase_id_kept", 1), ("positions_given", 1), ("positions_given", 2), ("steps_in_journey", 1),
    ]  # fmt: skip
    assert steps(store) == {"m": ("p", 1), "k": ("p", 2), "x": ("n-parcours", 1), "y": ("q", 1)}
    assert {code: row[0] for code, row in phases(store).items()} == {"p": 1, "q": 2, "n-parcours": 3}


@pytest.mark.parametrize("language", languages())
def test_the_phase_is_called_by_its_name_in_the_language_of_the_reader(
    language: str, store: Store, tmp_path: Path
) -> None:
    phase = "phase_id,network_id,name_fr,name_en,starts_on,ends_on\np,n,Lancement,Launch,2026-01-01,2026-06-30\n"
    with ready(store, tmp_path, networks=NETWORK, phases=phase, milestones=STEPS) as prepared:
        (fact,) = [fact for part in prepared.parts for fact in part.noted if fact.code == "steps_in_phase"]
        said, other = ("Lancement", "Launch") if language == "fr" else ("Launch", "Lancement")
        sentence = fact.says(words_in(language))
        assert said in sentence and other not in sentence


def test_replacing_milestones_keeps_the_phases_that_are_there(store: Store, tmp_path: Path) -> None:
    both = PHASE + "p,n,Une,2026-01-01,2026-06-30\nq,n,Deux,2026-07-01,2026-12-31\n"
    bring(store, tmp_path, networks=NETWORK, phases=both, milestones="milestone_id,phase_id,name_fr\nm,p,Un\nk,q,K\n")
    bring(store, tmp_path, "replace", milestones="milestone_id,name_fr\nz,Z\nm,Un\n")
    assert steps(store) == {"m": ("p", 1), "z": ("n-parcours", 1)}
    assert {code: row[0] for code, row in phases(store).items()} == {"p": 1, "q": 2, "n-parcours": 3}


def test_of_several_networks_the_one_that_the_files_name(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, networks=TWO)
    with ready(store, tmp_path, milestones=STEPS) as prepared:
        found = [(p.code, p.line, p.expected) for p in prepared.problems()]
        assert found == [("step_of_which_network", 2, "n, o"), ("step_of_which_network", 3, "n, o")]
    progress = "city_id,milestone_id,baseline_on\na,m,2026-03-01\n"
    bring(store, tmp_path, cities=CITIES, milestones=STEPS, progress=progress)
    assert steps(store) == {"m": ("n-parcours", 1), "k": ("n-parcours", 2)}


def test_without_any_network_the_rows_are_set_aside_and_what_is_theirs_follows(store: Store, tmp_path: Path) -> None:
    with ready(store, tmp_path, milestones=STEPS) as prepared:
        assert {p.code for p in prepared.problems()} == {"step_of_no_network"}
        assert prepared.good == 0


def test_a_place_that_is_said_or_published_stays_and_the_others_come_behind(store: Store, tmp_path: Path) -> None:
    header = "milestone_id,phase_id,position,name_fr\n"
    one = PHASE + "p,n,Une,2026-01-01,2026-06-30\n"
    bring(store, tmp_path, networks=NETWORK, phases=one, milestones=header + "m,p,2,Un\nk,p,7,Deux\n")
    # New: x says 4; v, w say none and come behind 7, in the order of the lines. m keeps 2 though its cell is empty.
    again = header + "w,p,,W\nm,p,,Un\nx,p,4,X\nv,p,,V\n"
    assert bring(store, tmp_path, milestones=again) == [("position_kept", 1), ("positions_given", 2)]
    expected = {"m": 2, "k": 7, "x": 4, "w": 8, "v": 9}
    assert {code: place for code, (_, place) in steps(store).items()} == expected
    cleared = header + "m,p,(vider),Un\nk,p,7,Deux\n"
    bring(store, tmp_path, milestones=cleared)
    assert {code: place for code, (_, place) in steps(store).items()} == expected, "not even said on purpose"
