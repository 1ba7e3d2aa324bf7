"""Tables held against each other: on one network, every way they can disagree gives that problem at its row alone."""

from __future__ import annotations

import copy

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, find, settings

from cadence.checks import check_across
from cadence.checks.across import After
from cadence.contract import load_contracts
from tests.checks.test_table import TODAY, check_network, found
from tests.faults import CROSS_BREAKS, Fault, across_faults, broken
from tests.strategies import Row, good_network
from tests.text_tables import check_rows

CONTRACTS = load_contracts()
# One network, the same every time; how many others there are is tried in test_table.
SAME = settings(phases=[Phase.generate], max_examples=1, derandomize=True, database=None, deadline=None,
                suppress_health_check=list(HealthCheck))  # fmt: skip
# What says something of a row that is set aside has nothing left to say.
CONSEQUENCES = {
    "unknown_subject": {"earlier_plan_without_decision"},
    "extract_of_no_network": {"extract_of_no_city"},
}
REFERENCES = [fault for fault in across_faults() if fault.code == "unknown_reference"]


@pytest.fixture(scope="module")
def network() -> dict[str, list[Row]]:
    return find(good_network(), lambda tables: True, settings=SAME)


def test_a_good_network_is_set_aside_in_nothing(con: duckdb.DuckDBPyConnection, network: dict[str, list[Row]]) -> None:
    checked, refusals = check_network(con, copy.deepcopy(network))
    assert refusals == []
    assert {name: found(part) for name, part in checked.items() if found(part)} == {}
    assert {name: part.good for name, part in checked.items()} == {
        name: len(rows) for name, rows in network.items() if rows
    }


def test_every_reference_to_nothing_is_told_at_its_own_row_and_column(
    con: duckdb.DuckDBPyConnection, network: dict[str, list[Row]]
) -> None:
    tables, expected = copy.deepcopy(network), set()
    for number, fault in enumerate(REFERENCES):
        contract, (name,) = CONTRACTS[fault.table], fault.fields
        row = {**tables[fault.table][0]}
        if contract.primary_key[0] not in (key.fields[0] for key in contract.foreign_keys):
            row[contract.primary_key[0]] = f"another-{number}"
        field = contract.column(name)
        known = [row[name]] if field.type == "list" and row[name] else []
        row[name] = (field.delimiter or "").join([*known, f"nowhere-{number}"])
        tables[fault.table].append(row)
        expected.add((fault.table, len(tables[fault.table]) + 1, name, f"nowhere-{number}"))
    checked, refusals = check_network(con, tables)
    assert refusals == []
    told = {
        (table, problem.line, problem.column, problem.found)
        for table, part in checked.items()
        for problem in part.problems()
        if problem.code == "unknown_reference"
    }
    assert told == expected
    # Nothing else is set aside: the rows of the network itself stay.
    assert {name: part.good for name, part in checked.items()} == {name: len(rows) for name, rows in network.items()}


@pytest.mark.parametrize("fault", [fault for fault in across_faults() if fault not in REFERENCES], ids=str)
def test_every_rule_across_tables_is_told_at_its_own_row_and_columns(
    con: duckdb.DuckDBPyConnection, network: dict[str, list[Row]], fault: Fault
) -> None:
    tables, wrong = broken(copy.deepcopy(network), fault)
    checked, refusals = check_network(con, tables)
    problems = {name: part.problems() for name, part in checked.items()}
    assert refusals == []
    own = [(one.code, one.line, one.column) for one in problems[fault.table] if one.code == fault.code]
    columns = ", ".join(name for name in CONTRACTS[fault.table].columns if name in fault.fields)
    assert sorted(own) == sorted((fault.code, place + 2, columns) for place in wrong.bad)
    others = {"parent_set_aside"} | CONSEQUENCES.get(fault.code, set())
    assert {one.code for rows in problems.values() for one in rows} <= {fault.code} | others
    assert checked[fault.table].good == len(tables[fault.table]) - len(wrong.bad)


def test_every_rule_across_tables_has_a_way_to_be_broken() -> None:
    rules = {rule.code for contract in CONTRACTS.values() for rule in contract.cross_rules}
    # Those about rows published before are in test_table and in the intake's tests.
    assert rules - set(CROSS_BREAKS) <= {"baseline_changed"}, rules - set(CROSS_BREAKS)


def test_a_replacement_removes_what_it_leaves_out_unless_a_row_of_its_file_could_not_be_read(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("insert into published.networks (network_id, name) values ('left-out', 'Left out')")
    rows = [{"network_id": "n", "name": "N", "starts_on": "2024-01-01"}]
    kept = {}
    for unread in (None, {"networks": [0]}, {"networks": [1]}):
        part = check_rows(con, "networks", rows)
        assert check_across(After({"networks": [part]}, "replace", TODAY), unread) == []
        kept[str(unread)] = [row[0] for row in con.execute(f"select network_id from {part.kept}").fetchall()]
    con.execute("delete from published.networks")
    assert kept == {"None": [], "{'networks': [0]}": [], "{'networks': [1]}": ["left-out"]}
