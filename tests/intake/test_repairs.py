"""Repairs are proposed for what nearly is known, applied only when accepted, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cadence.intake.model import Choice, Fix
from cadence.intake.publication import publish
from cadence.intake.repairs import correctable, form, propose
from cadence.store import Store
from tests import kept_records
from tests.small_store import begin, bring, prepared, write
from tests.store_tools import published

HEAD = "activity_id,network_id,held_on,kind,partners\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    yield opened
    opened.close()


def offered(store: Store, path: Path, choice: Choice | None = None) -> list[tuple[str, str, str, int]]:
    with prepared(store, path, choices={path: choice or Choice()}) as preparation:
        return [(p.why, p.fix.found, p.fix.new, p.cells) for p in propose(preparation)[0]]


@pytest.mark.parametrize(
    ("one", "other"), [("acv-001", "ACV001"), ("acv-001", "Acv 1"), ("01004", "1004"), ("é_1", "E-01")]
)
def test_codes_that_differ_only_in_form_have_one_form(one: str, other: str):
    assert form(one) == form(other)


@pytest.mark.parametrize(("one", "other"), [("acv-001", "acv-010"), ("a1b2", "a12b"), ("x-11", "x-1-1")])
def test_codes_that_differ_in_more_keep_their_own_form(one: str, other: str):
    if (one, other) == ("x-11", "x-1-1"):
        assert form(one) == form(other), "punctuation alone says nothing; two such codes are never proposed"
    else:
        assert form(one) != form(other)


def test_each_value_of_a_list_cell_is_looked_at_by_itself(store: Store, tmp_path: Path):
    path = write(tmp_path, "a.csv", HEAD + "a2,n,2026-02-05,joint_session,ACV001|Kivuli Recordz|nobody at all\n")
    assert offered(store, path) == [("form", "ACV001", "acv-001", 1), ("near", "Kivuli Recordz", "acv-002", 1)]


def test_the_own_code_of_a_row_that_would_be_new_is_compared_with_the_published(store: Store, tmp_path: Path):
    path = write(tmp_path, "p.csv", "partner_id,name,sector\nACV001,Atelier,ngo\nacv-003,Autre,ngo\n")
    assert offered(store, path) == [("form", "ACV001", "acv-001", 1)]


def test_a_form_that_two_known_codes_share_proposes_nothing(store: Store, tmp_path: Path):
    twins = "partner_id,name,sector\nx-11,Un,ngo\nx-1-1,Deux,ngo\n"
    with prepared(store, write(tmp_path, "p.csv", twins)) as preparation:
        publish(preparation, message="m", author="Ada")
    path = write(tmp_path, "a.csv", HEAD + "a2,n,2026-02-05,joint_session,X11\n")
    assert offered(store, path) == []


def test_accepted_repairs_are_applied_and_kept_with_the_publication(store: Store, tmp_path: Path):
    path = write(tmp_path, "a.csv", HEAD + "a2,n,2026-02-05,joint_session,ACV001|acv-002\n")
    fixes = (Fix("partners", "ACV001", "acv-001", is_item=True),)
    with prepared(store, path, choices={path: Choice(fixes=fixes)}) as preparation:
        assert (preparation.set_aside, preparation.parts[0].fixed) == (0, 1)
        publication = publish(preparation, message="m", author="Ada")
    assert publication is not None
    assert publication.files[0].details["fixes"] == [fixes[0].as_dict()]
    assert store.original(publication.files[0].sha256) == path.read_bytes()
    rows = published(store, "activities").set_index("activity_id")
    assert list(rows.loc["a2", "partners"]) == ["acv-001", "acv-002"]  # type: ignore[arg-type]


def test_a_cell_with_a_problem_is_offered_whole_and_corrected_in_its_row_alone(store: Store, tmp_path: Path):
    text = HEAD + "a2,n,soon,joint_session,acv-001|nobody\na3,n,soon,joint_session,\n"
    path = write(tmp_path, "a.csv", text)
    with prepared(store, path) as preparation:
        cells = correctable(preparation.parts[0], preparation.problems())
    assert [(cell.line, cell.header, cell.found) for cell in cells] == [
        (2, "held_on", "soon"),
        (2, "partners", "acv-001|nobody"),
        (3, "held_on", "soon"),
    ]
    fixes = (Fix("held_on", "soon", "2026-03-01", 2), Fix("partners", "acv-001|nobody", "acv-001", 2))
    with prepared(store, path, choices={path: Choice(fixes=fixes)}) as preparation:
        assert [(p.line, p.column) for p in preparation.problems()] == [(3, "held_on")]


def test_what_was_said_about_one_sheet_does_not_touch_another(store: Store, tmp_path: Path):
    import zipfile

    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("p.csv", "partner_id,name,sector\nnew-1,One,x\n")
        archive.writestr("q.csv", "partner_id,name,sector\nnew-2,Two,x\n")
    own = Choice(fixes=(Fix("sector", "x", "ngo"),))
    with prepared(store, path, choices={path: Choice(parts={"two.zip › p.csv": own})}) as preparation:
        assert [part.set_aside for part in preparation.parts] == [0, 1]
    with prepared(store, path, choices={path: Choice(without=frozenset({"two.zip › q.csv"}))}) as preparation:
        assert [part.reading.name for part in preparation.parts] == ["two.zip › p.csv"]


def test_what_mends_most_cells_is_proposed_first(store: Store, tmp_path: Path):
    rows = "a2,N,2026-02-05,joint_session,ACV001\na3,n,2026-02-06,joint_session,ACV001\n"
    path = write(tmp_path, "a.csv", HEAD + rows)
    assert offered(store, path) == [("form", "ACV001", "acv-001", 2), ("form", "N", "n", 1)]


def test_a_new_code_that_is_nearly_a_published_one_is_new_where_it_names_its_own_row(store: Store, tmp_path: Path):
    bring(store, write(tmp_path, "p.csv", "partner_id,name,sector\nmaison-du-conte,Maison,ngo\n"))
    named = write(tmp_path, "a.csv", HEAD + "a2,n,2026-02-05,joint_session,maison-du-contes\n")
    assert [why for why, *_ in offered(store, named)] == ["near"]
    own = write(tmp_path, "p.csv", "partner_id,name,sector\nmaison-du-contes,Autre,ngo\n")
    assert offered(store, own) == []


def test_an_empty_cell_is_offered_as_empty_and_what_is_only_noted_is_not_offered(store: Store, tmp_path: Path):
    path = write(tmp_path, "p.csv", "partner_id,name,sector\nacv-009,,ngo\n")
    with prepared(store, path) as preparation:
        (problem,) = preparation.problems()
        assert correctable(preparation.parts[0], [problem]) == [Fix("name", "", "", 2)]
        assert correctable(preparation.parts[0], [replace(problem, severity="note")]) == []
