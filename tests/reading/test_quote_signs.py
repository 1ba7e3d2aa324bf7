"""Cells between apostrophes and quotation marks behind backslashes: read whole, or as CSV says where that fits."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.test_files import reading_of

# No line end: what is written here is joined by hand. A cell that only a quoting program would write.
TEXTS = st.text(st.sampled_from("abé ,'\"x9"), min_size=1, max_size=8)
ROWS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6)
RELAXED = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def facts(reading) -> set[str]:
    return {fact.code for fact in reading.facts}


@RELAXED
@given(rows=ROWS)
def test_what_is_written_between_apostrophes_comes_back(rows):
    table = [("first name", "l'autre"), *rows, ("last", "row")]
    lines = [",".join("'" + cell.replace("'", "''") + "'" for cell in row) for row in table]
    reading, found = reading_of("\n".join(lines).encode())
    assert reading.columns == table[0]
    assert "quotes_apostrophe" in facts(reading)
    assert [tuple(row) for row in found.values()] == table[1:]


@RELAXED
@given(rows=ROWS)
def test_a_quotation_mark_behind_a_backslash_is_one_of_the_text(rows):
    table = [("first name", "other"), *rows, ('say "so", twice', "row")]
    lines = [",".join('"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"' for cell in row) for row in table]
    reading, found = reading_of("\n".join(lines).encode())
    assert "quotes_backslash" in facts(reading)
    assert [tuple(row) for row in found.values()] == table[1:]


def test_a_backslash_that_csv_reads_is_left():
    reading, found = reading_of(b'"folder","n"\n"C:\\new\\","1"\n"it ends in \\""so""","2"\n')
    assert not {"quotes_backslash", "quotes_apostrophe"} & facts(reading)
    assert found[2] == ["C:\\new\\", "1"]


def test_apostrophes_in_texts_are_left():
    reading, found = reading_of(b"'a',b\n'c,d'\n")
    assert "quotes_apostrophe" not in facts(reading)
    assert found[2] == ["'c", "d'"]
