"""Cells as people send them: each way of writing is read rightly, or said; the right values were written by hand."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from cadence.checks.cells import fold, spellings
from cadence.checks.table import load_readers
from cadence.contract import load_contracts
from cadence.contract.load import FOLDER, _marks
from tests.text_tables import check_rows, staged_rows

MARKS = _marks(FOLDER / "codelists" / "missing.txt")


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        load_readers(connection)
        yield connection


def city(**cells: str) -> dict[str, str]:
    return {"city_id": "c", "network_id": "n", "name": "C", "country": "SN", "joined_on": "2024-01-01", **cells}


@pytest.mark.parametrize("mark", [*MARKS, "NULL", "NaN", "None", "\\N", "#N/A", "(Vide)", " — "])
def test_every_mark_of_a_missing_value_is_an_empty_cell_of_every_type(con, mark):
    row = city(theme=mark, left_on=mark, population=mark, latitude=mark, left_reason=mark)
    checked = check_rows(con, "cities", [row])
    (staged,) = staged_rows(checked)
    assert [staged[name] for name in ("theme", "left_on", "population", "latitude", "left_reason")] == [None] * 5
    told = {fact.blanks["column"] for fact in checked.facts if fact.code == "missing_marks"}
    assert told == {"theme", "left_on", "population", "latitude", "left_reason"}


def test_no_mark_is_an_allowed_value_or_its_title_in_any_language():
    for contract in load_contracts().values():
        for field in contract.fields:
            allowed = {*(value.lower() for value in (*field.enum, *field.true_values, *field.false_values))}
            assert not allowed & {mark.lower() for mark in field.missing_values if mark}, field.name
            titles = spellings(field) if field.enum and not field.codelist else {}
            assert not [mark for mark in field.missing_values if fold(mark) in titles], field.name


@pytest.mark.parametrize("error", ["#REF!", "#VALEUR!", "#NOM?", "#WERT!", "#¡VALOR!", "#nome?", "#DIV/0!", "Err:502"])
def test_a_formula_that_failed_is_said_in_a_text_too(con, error):
    checked = check_rows(con, "cities", [city(theme=error)])
    assert [(p.code, p.found) for p in checked.problems()] == [("formula_error", error)]
