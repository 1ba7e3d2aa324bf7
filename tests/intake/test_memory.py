"""What was said about a file is said again for the next one of the same shape, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.intake.memory import earlier_choice
from cadence.intake.model import Choice
from cadence.store import Store
from tests import kept_records
from tests.small_store import begin, bring, prepared, write

ODD = "Kürzel,Firma,Art\n{},Firma,ngo\n"
SAID = Choice(about="partners", columns={"partner_id": "Kürzel", "name": "Firma", "sector": "Art"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    yield opened
    opened.close()


def recalled(store: Store, path: Path) -> Choice | None:
    with prepared(store, path) as preparation:
        return earlier_choice(store, [part.reading for part in preparation.parts])


def test_nothing_is_remembered_of_a_shape_never_seen(store: Store, tmp_path: Path):
    assert recalled(store, write(tmp_path, "a.csv", ODD.format("x"))) is None


def test_the_mapping_of_the_newest_file_of_the_same_headers_is_said_again(store: Store, tmp_path: Path):
    first = write(tmp_path, "a.csv", ODD.format("x"))
    assert bring(store, first, choices={first: SAID}) is not None
    found = recalled(store, write(tmp_path, "b.csv", ODD.format("y")))
    assert found is not None
    assert (found.about, found.columns) == (SAID.about, SAID.columns)
    other = write(tmp_path, "c.csv", "Kürzel,Firma,Sorte\nz,Firma,ngo\n")
    assert recalled(store, other) is None


def test_what_is_recognised_by_itself_needs_no_memory(store: Store, tmp_path: Path):
    text = "partner_id,name,sector\n{},Firma,ngo\n"
    assert bring(store, write(tmp_path, "a.csv", text.format("x"))) is not None
    assert recalled(store, write(tmp_path, "b.csv", text.format("y"))) is None
