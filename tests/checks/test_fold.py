"""Two spellings of one name are one, two names are two, in every script, and in SQL as in Python."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.checks.folding import fold

# First and last letter of the scripts in which teams write: Latin with its additions, Greek, Cyrillic, Hebrew, Arabic,
# Devanagari, Thai, Ethiopic, Vietnamese, kana, Chinese, Korean; and general punctuation.
SCRIPTS = (
    (0x20, 0x24F), (0x250, 0x2AF), (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x620, 0x669), (0x904, 0x939),
    (0xE01, 0xE3A), (0x1200, 0x1248), (0x1EA0, 0x1EF9), (0x2010, 0x2027), (0x3041, 0x3096), (0x4E00, 0x4FFF),
    (0xAC00, 0xACFF),
)  # fmt: skip
LETTERS = st.one_of(
    *(st.characters(min_codepoint=a, max_codepoint=b, exclude_categories=("Cn", "Cc")) for a, b in SCRIPTS)
)
TWO = (
    ("مدينة تونس", "مدينة صفاقس"), ("بلدية 1", "جمعية 1"), ("Київ", "Львів"), ("Café 北京", "Café 上海"),
    ("हिन्दी", "हिन्दु"), ("กุ", "กี"), ("አዲስ 2", "ባህር 2"), ("서울", "부산"), ("Αθήνα", "Πάτρα"),
)  # fmt: skip
ONE = (
    ("Cœur d’Été", "COEUR D'ETE"), ("Łódź", "lodz"), ("Kɔkɔ", "koko"), ("Ærø", "aero"), ("Đà Nẵng", "da nang"),
    ("Straße — n° 3", "strasse n 3"),
)  # fmt: skip


@given(text=st.text(LETTERS, max_size=12))
@settings(max_examples=300, deadline=None)
def test_python_and_sql_fold_names_alike(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert (fold(text),) == con.execute("select folded(written(?))", [text]).fetchone()


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_names_of_any_script_are_two(one: str, other: str) -> None:
    assert fold(one) and fold(other) and fold(one) != fold(other)


@pytest.mark.parametrize(("one", "other"), ONE)
def test_a_name_is_one_with_and_without_its_accents_and_joined_letters(one: str, other: str) -> None:
    assert fold(one) == fold(other)
