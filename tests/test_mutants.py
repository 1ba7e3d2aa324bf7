"""The mutants by hand and the survivors fit the code as it is; ``make mutants``, which tries them, takes long."""

from __future__ import annotations

import pytest

from tests.mutants.rooms import REASONS, ROOT, rooms, told

BY_HAND = told("by_hand.toml")
SURVIVORS = told("SURVIVORS.toml")["survivor"]


@pytest.mark.parametrize("path", BY_HAND)
def test_what_a_mutant_by_hand_replaces_stands_once_in_its_file(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    assert [was for was, now in BY_HAND[path] if text.count(was) != 1 or was == now] == []


def test_every_file_with_mutants_by_hand_is_in_a_room_and_every_test_of_a_room_is_there() -> None:
    assert BY_HAND.keys() <= {module for room in rooms() for module in room.modules}
    for room in rooms():
        assert room.modules
        for tests in room.rounds:
            for test in (*tests.files, *tests.without):
                path, _, name = test.partition("::")
                assert f"def {name.partition('[')[0]}" in (ROOT / path).read_text("utf-8")


def test_every_survivor_is_of_a_line_that_is_there_and_has_a_reason() -> None:
    for one in SURVIVORS:
        lines = {line.strip() for line in (ROOT / one["path"]).read_text("utf-8").splitlines()}
        assert {line.strip() for line in one["was"].splitlines()} <= lines, one
        word, _, why = one["reason"].partition(": ")
        assert word in REASONS and why, one
