"""The contracts hold together: every table, field, key and rule is complete in both languages and usable."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadence.contract import Contract, load_contract, load_contracts
from cadence.errors import CadenceError
from cadence.sql import quote
from cadence.words import Words, languages
from tests.strategies import is_missing, typed

CONTRACTS = list(load_contracts().values())
FIELDS = [(contract, field) for contract in CONTRACTS for field in contract.fields]

each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.name)

# What the design fixes: nineteen tables, their keys.
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
    "commitments": "commitment_id",
    "rules": "network_id rule",
    "extracts": "network_id table_name city_id",
    "names": "network_id thing name",
    "recipes": "recipe_id",
    "earlier_plans": "city_id milestone_id decided_on",
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
    for language in languages():
        assert contract.title[language].strip()
        assert contract.description[language].endswith(".")
    assert contract.description["en"].startswith("One row per ")
    assert set(contract.title) == set(contract.description) == set(languages())


def test_every_field_is_described_in_every_language() -> None:
    for contract, field in FIELDS:
        where = contract.name, field.name
        assert set(field.title) == set(field.description) == set(languages()), where
        for language in languages():
            assert field.title[language].strip(), where
            assert field.description[language].endswith("."), where
        assert field.title["en"] != field.description["en"], where
        assert field.hxl is None or field.hxl.startswith("#"), where


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
        assert field.type != "date" or field.name.endswith(("_on", "_until"))
        assert (field.type == "boolean") == field.name.startswith(("is_", "has_"))


@each_contract
def test_examples_of_all_tables_form_one_network(contract: Contract) -> None:
    for key in contract.foreign_keys:
        for name, reference in zip(key.fields, key.reference_fields, strict=True):
            example = contract.column(name).example
            assert example in ("", load_contracts()[key.table].column(reference).example)


def test_every_code_has_words(words: Words) -> None:
    for _, field in FIELDS:
        for code in () if field.codelist else field.enum:
            assert words.has(f"codes.{field.name}.{code}"), f"[codes.{field.name}] {code} = …"


def test_every_default_is_a_value_of_its_field() -> None:
    with_default = [(contract, field) for contract, field in FIELDS if field.default is not None]
    assert with_default
    for contract, field in with_default:
        assert typed(field, field.default) is not None, (contract.name, field.name)
        assert not field.required, (contract.name, field.name)


def test_namibia_is_a_country() -> None:
    country = load_contract("cities").column("country")
    assert "NA" in country.enum
    assert not is_missing(country, "NA")


WRONG_CONTRACTS = {
    "toml": ("name = ", "contract_unreadable"),
    "field": ('name = "x"', "contract_wrong"),
    "type": ('[[fields]]\nname = "a"\ntype = "colour"\n', "contract_wrong"),
    "english": ('[[fields]]\nname = "a"\ntype = "string"\ntitle.fr = "A"\n', "contract_wrong"),
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
    text = head + titles + text + ("" if "title.fr" in text else titles) if "[[fields]]" in text else text
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CadenceError) as refused:
        load_contracts(tmp_path)
    assert refused.value.code == code
    assert "x.toml" in str(refused.value)


def test_an_unknown_table_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CadenceError, match="networks"):
        load_contract("cityes")


def test_a_new_language_begins_in_english() -> None:
    assert load_contract("cities").title["pt"] == "Cities"


def test_identifiers_are_quoted() -> None:
    assert quote('a"b') == '"a""b"'
