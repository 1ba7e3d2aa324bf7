"""A name in one language gives the other, of every pair of names that a contract lets stand for one another."""

from __future__ import annotations

import duckdb
import pytest

from cadence.checks.published import fill
from cadence.contract import load_contracts
from tests.text_tables import check_rows, staged_rows

CONTRACTS = load_contracts()
PAIRS = [
    (name, said, other)
    for name, contract in CONTRACTS.items()
    for names in contract.one_enough
    for said in names
    for other in names
    if said != other
]


@pytest.mark.parametrize(("table", "said", "other"), PAIRS)
def test_the_other_language_is_given_the_name_and_told(
    con: duckdb.DuckDBPyConnection, table: str, said: str, other: str
) -> None:
    contract = CONTRACTS[table]
    needed = {field.name: field.example or "a" for field in contract.fields if field.required}
    row = {**needed, said: "Le nom"}
    for unsaid in ([], [other]):
        one = {**row, **({} if unsaid else {other: ""})}
        checked = fill(check_rows(con, table, [one]), contract, unsaid)
        (staged,) = staged_rows(checked)
        assert (staged[said], staged[other]) == ("Le nom", "Le nom")
        assert [(fact.code, dict(fact.blanks)) for fact in checked.facts if fact.code.endswith("_alone")] == [
            (f"{said}_alone", {"n": 1})
        ]


@pytest.mark.parametrize(("table", "said", "other"), PAIRS)
def test_a_name_of_its_own_stays(con: duckdb.DuckDBPyConnection, table: str, said: str, other: str) -> None:
    contract = CONTRACTS[table]
    needed = {field.name: field.example or "a" for field in contract.fields if field.required}
    checked = fill(check_rows(con, table, [{**needed, said: "Le nom", other: "The name"}]), contract, [])
    assert [(row[said], row[other]) for row in staged_rows(checked)] == [("Le nom", "The name")]
    assert not [fact for fact in checked.facts if fact.code.endswith("_alone")]
