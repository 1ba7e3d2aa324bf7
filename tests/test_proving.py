"""What is tried in part says so: the run lists it, and ``make prove`` finds it by its mark."""

from __future__ import annotations

import re
from pathlib import Path

from cadence.settings import PROJECT

TRIED_IN_PART = re.compile(r"\b(?:rounds|part)\(|\bis_proving\(\)")


def test_every_file_of_tests_that_tries_a_part_marks_what_it_tries() -> None:
    tests = (PROJECT / "tests").rglob("test_*.py")
    in_part = [path for path in tests if path != Path(__file__) and TRIED_IN_PART.search(path.read_text("utf-8"))]
    assert in_part
    unmarked = [path.name for path in in_part if not re.search(r"mark\.prove|@sampled\(", path.read_text("utf-8"))]
    assert unmarked == []
