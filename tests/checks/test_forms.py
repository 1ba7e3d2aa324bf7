"""The quick look for codes of one form never says no where the slow one says yes."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cadence.checks.forms import _is_shared, _may_be_shared
from tests.proving import rounds

PIECES = st.sampled_from(["0", "1", "2", "00", "10", "a", "A", "é", "e", "-", "_", " ", ".", "\u200b", "²", "٣"])
CODES = st.lists(st.lists(PIECES, min_size=1, max_size=7).map("".join), min_size=2, max_size=6, unique=True)


def _codes(codes: list[str]) -> str:
    return "select unnest([" + ", ".join("'" + code.replace("'", "''") + "'" for code in codes) + "]) as code"


@given(CODES)
@example(["a1-002", "a001-2"])
@example(["0042", "42"])
@example(["x-1-1", "x-11"])
@pytest.mark.prove
@settings(max_examples=rounds(100, 400), deadline=None)
def test_no_codes_of_one_form_pass_the_quick_look(codes: list[str]) -> None:
    with duckdb.connect() as con:
        if _is_shared(con, _codes(codes)):
            assert _may_be_shared(con, _codes(codes))


@pytest.mark.parametrize(
    "codes",
    [
        [f"act-{number:06}" for number in range(500)],
        [f"act-{number}" for number in range(500)],
        [f"{letter}-{number}-{number % 7}" for letter in "abc" for number in range(1, 100)],
    ],
)
def test_codes_that_are_numbered_as_usual_need_no_slow_look(codes: list[str]) -> None:
    with duckdb.connect() as con:
        assert not _may_be_shared(con, _codes(codes))
        assert _may_be_shared(con, _codes([*codes, codes[17].upper()]))
