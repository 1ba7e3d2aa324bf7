"""Recognising: every table by its names, by its titles in either language, by HXL tags; nothing dropped in silence."""

from __future__ import annotations

import pytest

from cadence.contract import load_contracts
from cadence.intake.recipe import load_recipes
from cadence.intake.recognition import Table, evidence, recognise

CONTRACTS = load_contracts()


def headers(name: str, kind: str) -> tuple[str, ...]:
    fields = CONTRACTS[name].fields
    return tuple(field.name if kind == "name" else field.title[kind] for field in fields)


@pytest.mark.parametrize("kind", ["name", "en", "fr"])
@pytest.mark.parametrize("name", CONTRACTS)
def test_a_table_is_recognised_by_its_headers(name, kind):
    best = recognise(Table(headers(name, kind)))[0]
    assert (best.about, best.unknown, best.absent, best.missing) == (name, (), (), ())


@pytest.mark.parametrize("name", CONTRACTS)
def test_case_accents_and_punctuation_do_not_count(name):
    shouted = tuple(f"  {header.upper().replace(' ', '_')}: " for header in headers(name, "fr"))
    assert recognise(Table(shouted))[0].mapping == recognise(Table(headers(name, "fr")))[0].mapping


@pytest.mark.parametrize("name", ["activities", "progress", "cities"])
def test_hxl_tags_are_enough(name):
    tagged = [field for field in CONTRACTS[name].fields if field.hxl]
    blank = tuple(f"Colonne {place}" for place, _ in enumerate(tagged))
    best = recognise(Table(blank, tuple(str(field.hxl) for field in tagged)))[0]
    assert best.about == name
    assert best.mapping == {field.name: f"c{place}" for place, field in enumerate(tagged)}
    assert [how for how, _ in evidence(best)] == ["hxl"]


def test_what_is_unknown_absent_or_missing_is_named():
    found = recognise(Table(("city_id", "Jalon", "Humeur", "date convenue")), "progress")[0]
    assert found.unknown == ("Humeur",)
    assert "done_on" in found.absent
    assert (found.missing, found.is_complete) == ((), True)
    assert recognise(Table(("city_id", "Humeur")), "progress")[0].missing == ("milestone_id",)


def test_a_person_may_say_otherwise():
    table = Table(("city_id", "milestone_id", "A", "B"), chosen={"baseline_on": "B"})
    assert recognise(table, "progress")[0].mapping["baseline_on"] == "c3"


def test_two_columns_never_serve_one_field():
    found = recognise(Table(("Ville", "city_id", "milestone_id", "baseline_on")), "progress")[0]
    assert found.mapping["city_id"] == "c1"
    assert found.unknown == ("Ville",)


def test_nonsense_is_not_recognised():
    assert recognise(Table(("foo", "bar", "baz"))) == []


@pytest.mark.parametrize("name", load_recipes())
def test_a_recipe_is_recognised_by_its_columns(name):
    columns = tuple(f"{header}\n(choisir dans la liste)" for header in load_recipes()[name].columns.values())
    assert name in [found.about for found in recognise(Table(columns)) if found.kind == "recipe"]
