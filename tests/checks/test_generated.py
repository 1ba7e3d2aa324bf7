"""The generated tables are what they claim: good, or wrong in one named way; the rules' SQL says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.contract import Contract, Rule, load_contract, load_contracts
from cadence.sql import quote
from tests.checks.conftest import AGREED_DAYS
from tests.faults import Fault, across_faults, broken_network, broken_table, faults
from tests.from_folder import table_ddl
from tests.proving import sampled
from tests.strategies import Row, good_network, good_table, is_missing, typed

CONTRACTS = list(load_contracts().values())
FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
PUBLISHED = ("progress", "earlier_plans")
UPLOAD_DAY = dt.date(2026, 1, 1)

each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.name)


@cache
def database() -> duckdb.DuckDBPyConnection:
    """Every table of the contracts, and the plans as they were published before."""
    con = duckdb.connect()
    con.execute("create schema published")
    for name in PUBLISHED:
        con.execute(table_ddl(load_contract(name), f"published.{name}"))
    con.execute(AGREED_DAYS)
    for contract in CONTRACTS:
        con.execute(table_ddl(contract))
    return con


def fill(contract: Contract, rows: list[Row]) -> None:
    """The table holds these rows and no others."""
    values = [typed(field, row[field.name]) for row in rows for field in contract.fields]
    one = f"({', '.join('?' * len(contract.fields))})"
    database().execute(f"truncate {quote(contract.name)}")
    database().execute(f"insert into {quote(contract.name)} values {', '.join([one] * len(rows))}", values)


def breaking(table: str, rule: Rule) -> int:
    """How many rows break a rule, as its SQL says."""
    day = {"upload_day": UPLOAD_DAY} if "$upload_day" in rule.condition else {}
    sql = f"select count(*) from {quote(table)} this where not ({rule.condition})"
    found = database().execute(sql, day).fetchone()
    assert found
    return int(found[0])


def broken_rules(contract: Contract, rows: list[Row]) -> list[str]:
    if contract.rules:
        fill(contract, rows)
    return [rule.code for rule in contract.rules for _ in range(breaking(contract.name, rule))]


def problems_of(rows: list[Row], contract: Contract) -> list[str]:
    """A plain reading of the contract, row by row, to hold the generated tables against."""
    found = broken_rules(contract, rows)
    keys = [tuple(row[name] for name in contract.primary_key) for row in rows]
    found += ["duplicate_key"] * (len(keys) - len(set(keys)))
    for row in rows:
        for field in contract.fields:
            value = typed(field, row[field.name])
            if value is None:
                found += ["missing"] * field.required
                continue
            values = value if isinstance(value, list) else [value]
            if field.enum:
                found += ["not_allowed"] * sum(one not in field.enum for one in values)
            found += limits(field, value)
    return found


def limits(field: Any, value: Any) -> list[str]:
    small = field.minimum is not None and value < field.minimum
    small = small or (field.exclusive_minimum is not None and value <= field.exclusive_minimum)
    large = field.maximum is not None and value > field.maximum
    return ["too_small"] * small + ["too_large"] * large


@each_contract
@FEW
@given(data=st.data())
def test_generated_tables_are_good(contract: Contract, data: st.DataObject) -> None:
    assert problems_of(data.draw(good_table(contract)), contract) == []


UNTYPED = ("not_a_date", "not_whole", "not_a_number", "not_yes_or_no")
FAULTS = [fault for contract in CONTRACTS for fault in faults(contract) if fault.code not in UNTYPED]


@sampled("fault", FAULTS, 3, ids=str)
@settings(FEW, max_examples=2)
@given(data=st.data())
def test_broken_tables_have_that_fault_only(fault: Fault, data: st.DataObject) -> None:
    contract = load_contract(fault.table)
    broken = data.draw(broken_table(contract, fault))
    assert problems_of(broken.rows, contract) == [fault.code]


def across(tables: Mapping[str, list[Row]]) -> dict[str, int]:
    """How many rows break each rule across tables."""
    for name in PUBLISHED:
        database().execute(f"truncate published.{name}")
    for name, rows in tables.items():
        fill(load_contract(name), rows)
    rules = [(contract.name, rule) for contract in CONTRACTS for rule in contract.cross_rules if rule.condition]
    return {rule.code: count for table, rule in rules if (count := breaking(table, rule))}


@FEW
@given(tables=good_network())
def test_generated_networks_agree(tables: dict[str, list[Row]]) -> None:
    assert across(tables) == {}
    for contract in CONTRACTS:
        assert problems_of(tables[contract.name], contract) == []
        for key in contract.foreign_keys:
            known = {row[key.reference_fields[0]] for row in tables[key.table]} | {""}
            for row in tables[contract.name]:
                assert set(row[key.fields[0]].split("|")) <= known


CROSS = [fault for fault in across_faults() if fault.code not in ("unknown_reference", "grew_from_cycle")]


@pytest.mark.parametrize("fault", CROSS, ids=str)
@settings(FEW, max_examples=2)
@given(data=st.data())
def test_broken_networks_disagree(fault: Fault, data: st.DataObject) -> None:
    tables, _ = data.draw(broken_network(fault))
    assert across(tables).get(fault.code, 0) >= 1


def test_a_moved_baseline_is_seen() -> None:
    contract = load_contract("progress")
    rule = next(rule for rule in contract.cross_rules if rule.code == "baseline_changed")
    fill(contract, [example_row(contract)])
    for name in PUBLISHED:
        database().execute(f"truncate published.{name}")
    assert breaking("progress", rule) == 0  # never published before
    database().execute("insert into published.progress select * from progress")
    assert breaking("progress", rule) == 0
    database().execute("update published.progress set baseline_on = baseline_on - 1")
    assert breaking("progress", rule) == 1


def example_row(contract: Contract) -> Row:
    return {field.name: field.example for field in contract.fields}


@each_contract
def test_examples_keep_the_contract(contract: Contract) -> None:
    for field in contract.fields:
        assert not field.example or not is_missing(field, field.example)
    assert problems_of([example_row(contract)], contract) == []


def test_what_a_rule_expects_can_be_asked() -> None:
    """Each ``expected`` is one value for one row of its table; here for the rows of the examples."""
    for contract in CONTRACTS:
        fill(contract, [example_row(contract)])
    for name in PUBLISHED:
        database().execute(f"truncate published.{name}")
    database().execute("insert into published.progress select * from progress")
    rules = [(c.name, rule) for c in CONTRACTS for rule in c.cross_rules if rule.expected]
    found = {
        rule.code: database().execute(f"select ({rule.expected}) from {quote(table)} this").fetchall()
        for table, rule in rules
    }
    assert found["baseline_changed"] == [(dt.date(2023, 3, 1),)]
    assert found["stage_before_first_contact"] == [(dt.date(2023, 3, 14),)]
    assert all(value is not None for rows in found.values() for (value,) in rows)
