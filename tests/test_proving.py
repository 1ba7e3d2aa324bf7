"""What is tried in part says so: the run lists it, and ``make prove`` finds it by its mark."""

from __future__ import annotations

import re
from pathlib import Path

from cadence.settings import PROJECT

MARKED = re.compile(r"mark\.prove|@(?:sampled|needs)\(")
TRIED_IN_PART = re.compile(r"\b(?:rounds|part)\(|\bis_proving\(\)")


def test_what_lies_beside_the_project_is_named_in_one_place_which_marks_the_tests_that_need_it() -> None:
    named = [path for path in (PROJECT / "tests").rglob("*.py") if '"shared"' in path.read_text("utf-8")]
    assert {path.name for path in named} == {"proving.py", Path(__file__).name}


def test_every_file_of_tests_that_tries_a_part_marks_what_it_tries() -> None:
    tests = (PROJECT / "tests").rglob("test_*.py")
    in_part = [path for path in tests if path != Path(__file__) and TRIED_IN_PART.search(path.read_text("utf-8"))]
    assert in_part
    unmarked = [path.name for path in in_part if not MARKED.search(path.read_text("utf-8"))]
    assert unmarked == []
