"""The contracts hold together: every table, field, key and rule is complete in both languages and usable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.contracts import Contract, CrossRule, Rule, load_contract, load_contracts, quote, table_ddl
from cadence.errors import CadenceError
from cadence.words import Words
from tests.faults import Fault, across_faults, broken_network, broken_table, faults
from tests.strategies import Row, good_network, good_table, is_missing, typed

CONTRACTS = list(load_contracts().values())
FIELDS = [(contract, field) for contract in CONTRACTS for field in contract.fields]
LANGUAGES = ("en", "fr")
FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
UPLOAD_DAY = dt.date(2026, 1, 1)

each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.name)
each_field = pytest.mark.parametrize(("contract", "field"), FIELDS, ids=[f"{c.name}.{f.name}" for c, f in FIELDS])


# What the design fixes: eighteen tables, their keys.
KEYS = {
    "networks": "network_id",
    "phases": "phase_id",
    "milestones": "milestone_id",
    "cities": "city_id",
    "partners": "partner_id",
    "progress": "city_id milestone_id",
    "pauses": "city_id starts_on",
    "checkins": "city_id held_on",
    "needs": "city_id role",
    "partnerships": "partnership_id",
    "stages": "partnership_id entered_on",
    "actions": "action_id",
    "activities": "activity_id",
    "audience": "activity_id segment channel",
    "indicators": "indicator_id",
    "results": "indicator_id period_ends_on",
    "events": "event_id",
    "decisions": "decided_on subject subject_id",
}


def test_tables_and_keys() -> None:
    assert {c.name: " ".join(c.primary_key) for c in CONTRACTS} == KEYS
    assert [c.name for c in CONTRACTS if c.needed] == ["networks", "cities"]


def test_parents_come_first() -> None:
    seen: set[str] = set()
    for contract in CONTRACTS:
        seen.add(contract.name)
        assert {key.table for key in contract.foreign_keys} <= seen, contract.name


@each_contract
def test_table_is_described_in_every_language(contract: Contract) -> None:
    for language in LANGUAGES:
        assert contract.title[language].strip()
        assert contract.description[language].endswith(".")
    assert contract.description["en"].startswith("One row per ")
    assert set(contract.title) == set(contract.description) == set(LANGUAGES)


@each_field
def test_field_is_described_in_every_language(contract: Contract, field: Any) -> None:
    assert set(field.title) == set(field.description) == set(LANGUAGES)
    for language in LANGUAGES:
        assert field.title[language].strip()
        assert field.description[language].endswith(".")
    assert field.title["en"] != field.description["en"]
    assert field.hxl is None or field.hxl.startswith("#")


@each_contract
def test_no_header_means_two_fields(contract: Contract) -> None:
    owner: dict[str, str] = {}
    for field in contract.fields:
        for name in {name.casefold() for name in field.names()}:
            assert owner.setdefault(name, field.name) == field.name, name


@each_contract
def test_keys_are_required_and_agree_in_type(contract: Contract) -> None:
    for name in contract.primary_key:
        assert contract.column(name).required, name
    for key in contract.foreign_keys:
        parent = load_contracts()[key.table]
        assert key.reference_fields == parent.primary_key
        for name, reference in zip(key.fields, key.reference_fields, strict=True):
            own = contract.column(name).duckdb_type.removesuffix("[]")
            assert own == parent.column(reference).duckdb_type


def test_a_field_name_has_one_type_everywhere() -> None:
    types: dict[str, str] = {}
    for contract, field in FIELDS:
        assert types.setdefault(field.name, field.type) == field.type, f"{contract.name}.{field.name}"
        assert field.type != "date" or field.name.endswith("_on")
        assert (field.type == "boolean") == field.name.startswith(("is_", "has_"))


@each_contract
def test_examples_keep_the_contract(contract: Contract) -> None:
    for field in contract.fields:
        assert not field.example or not is_missing(field, field.example)
    assert problems_of([example_row(contract)], contract) == []


@each_contract
def test_examples_of_all_tables_form_one_network(contract: Contract) -> None:
    for key in contract.foreign_keys:
        for name, reference in zip(key.fields, key.reference_fields, strict=True):
            example = contract.column(name).example
            assert example in ("", load_contracts()[key.table].column(reference).example)


def example_row(contract: Contract) -> Row:
    return {field.name: field.example for field in contract.fields}


@each_field
def test_every_code_has_words(contract: Contract, field: Any, words: Words) -> None:
    if not field.codelist:
        for code in field.enum:
            assert words.has(f"codes.{field.name}.{code}"), f"[codes.{field.name}] {code} = …"


@each_field
def test_default_is_a_value_of_the_field(contract: Contract, field: Any) -> None:
    if field.default is not None:
        assert typed(field, field.default) is not None
        assert not field.required


@cache
def database() -> duckdb.DuckDBPyConnection:
    """Every table of the contracts, and progress as it was published before."""
    con = duckdb.connect()
    con.execute("create schema published")
    con.execute(table_ddl(load_contract("progress"), "published.progress"))
    for contract in CONTRACTS:
        con.execute(table_ddl(contract))
    return con


def fill(contract: Contract, rows: list[Row]) -> None:
    """The table holds these rows and no others."""
    values = [typed(field, row[field.name]) for row in rows for field in contract.fields]
    one = f"({', '.join('?' * len(contract.fields))})"
    database().execute(f"truncate {quote(contract.name)}")
    database().execute(f"insert into {quote(contract.name)} values {', '.join([one] * len(rows))}", values)


def breaking(table: str, rule: Rule | CrossRule) -> int:
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


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@settings(FEW, max_examples=2)
@given(data=st.data())
def test_broken_tables_have_that_fault_only(fault: Fault, data: st.DataObject) -> None:
    contract = load_contract(fault.table)
    broken = data.draw(broken_table(contract, fault))
    assert problems_of(broken.rows, contract) == [fault.code]


def across(tables: Mapping[str, list[Row]]) -> dict[str, int]:
    """How many rows break each rule across tables."""
    database().execute("truncate published.progress")
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
    database().execute("truncate published.progress")
    assert breaking("progress", rule) == 0  # never published before
    database().execute("insert into published.progress select * from progress")
    assert breaking("progress", rule) == 0
    database().execute("update published.progress set baseline_on = baseline_on - 1")
    assert breaking("progress", rule) == 1


def test_namibia_is_a_country() -> None:
    country = load_contract("cities").column("country")
    assert "NA" in country.enum
    assert not is_missing(country, "NA")


WRONG_CONTRACTS = {
    "toml": ("name = ", "contract_unreadable"),
    "field": ('name = "x"', "contract_wrong"),
    "type": ('[[fields]]\nname = "a"\ntype = "colour"\n', "contract_wrong"),
    "key": ('primaryKey = ["b"]\n[[fields]]\nname = "a"\ntype = "string"\n', "contract_wrong"),
    "parent": (
        '[[foreignKeys]]\nfields = ["a"]\nreference = { resource = "nowhere", fields = ["a"] }\n'
        '[[fields]]\nname = "a"\ntype = "string"\n',
        "contract_wrong",
    ),
}


@pytest.mark.parametrize("case", WRONG_CONTRACTS)
def test_a_wrong_contract_is_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    text, code = WRONG_CONTRACTS[case]
    head = 'name = "x"\nposition = 1\n'
    head += "" if "primaryKey" in text else 'primaryKey = ["a"]\n'
    titles = 'title.en = "A"\ndescription.en = "A."\n'
    text = head + titles + text + titles if "[[fields]]" in text else text
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CadenceError) as refused:
        load_contracts(tmp_path)
    assert refused.value.code == code
    assert "x.toml" in str(refused.value)


def test_an_unknown_table_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CadenceError, match="networks"):
        load_contract("cityes")


def test_identifiers_are_quoted() -> None:
    assert quote('a"b') == '"a""b"'
