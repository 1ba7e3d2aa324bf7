"""Lists as people write them: read whole, told, and never a part of one lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.store import Store
from tests.small_store import begin, prepared, write
from tests.store_tools import settings_for

HEADER = "activity_id;network_id;held_on;kind;partners\n"
BOTH = ["acv-001", "acv-002"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("lists")
    opened = Store.open(settings_for(folder / "store"))
    begin(opened, folder)
    yield opened
    opened.close()


def partners(store: Store, path: Path) -> tuple[list[list[str]], list[str], list[str]]:
    """The partners of each good row, the codes of what is said, and of the facts."""
    with prepared(store, path) as ready:
        (part,) = ready.parts[0].checked
        rows = part.con.execute(f"select partners from {part.staged} order by _line").fetchall()
        told = [fact.code for one in ready.parts for fact in one.facts]
        return [row[0] for row in rows], [problem.code for problem in ready.problems()], told


@pytest.mark.parametrize("sign", [", ", ",", " ", "  ", " / ", " & ", " et ", " and ", " + ", "; ", "\n", "\r\n"])
def test_known_values_are_read_whatever_parts_them(store: Store, tmp_path: Path, sign: str) -> None:
    path = write(tmp_path, "activities.csv", f'{HEADER}x;n;2026-01-05;funding;"{sign.join(BOTH)}"\n')
    rows, codes, facts = partners(store, path)
    assert rows == [BOTH]
    assert codes == ["list_taken_apart"] or "list_tidied" in facts


@pytest.mark.parametrize("cell", ["acv-001, nobody", "acv-001 nobody", "acv-001 and Kivuli", "acv-001|nobody, acv-002"])
def test_a_cell_with_an_unknown_part_is_set_aside_whole(store: Store, tmp_path: Path, cell: str) -> None:
    rows, codes, _ = partners(store, write(tmp_path, "activities.csv", f"{HEADER}x;n;2026-01-05;funding;{cell}\n"))
    assert (rows, codes) == ([], ["unknown_reference"])


def test_a_column_for_each_value_is_one_list(store: Store, tmp_path: Path) -> None:
    text = (
        "activity_id,network_id,held_on,kind,form/partners/acv-001,form/partners/acv-002\n"
        "x,n,2026-01-05,funding,1,0\ny,n,2026-01-05,funding,1,1\nz,n,2026-01-05,funding,0,\n"
    )
    rows, codes, facts = partners(store, write(tmp_path, "activities.csv", text))
    assert rows == [["acv-001"], BOTH, None]
    assert codes == [] and "list_columns_joined" in facts


def test_columns_that_do_not_say_yes_or_no_are_left_as_they_are(store: Store, tmp_path: Path) -> None:
    text = "activity_id,network_id,held_on,kind,partners/acv-001,partners/acv-002\nx,n,2026-01-05,funding,3,1\n"
    rows, _, facts = partners(store, write(tmp_path, "activities.csv", text))
    assert rows == [None] and "list_columns_joined" not in facts


def test_allowed_values_are_a_list_whatever_parts_them(store: Store, tmp_path: Path) -> None:
    header = "indicator_id;action_id;name_fr;name_en;level;unit;value_kind;sdgs\n"
    text = header + "".join(f"i{n};t;I;I;output;x;stock;{cell}\n" for n, cell in enumerate(["8, 16", "8 16", "8/16"]))
    with prepared(store, write(tmp_path, "indicators.csv", text)) as ready:
        (part,) = ready.parts[0].checked
        assert {problem.code for problem in part.problems()} == {"unknown_reference"}  # the action is not known here
