"""What a cell nearly says: every word that people use for a code leads to it, from any language, and to it alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadence.checks.folding import fold
from cadence.checks.nearly import nearest_value, nearly_said, with_near
from cadence.contract import load_contracts
from cadence.problems import Problem
from cadence.words import languages, words_in

FIELDS = {
    (contract.name, field.name): field
    for contract in load_contracts().values()
    for field in contract.fields
    if field.enum and not field.codelist
}
USED = [
    (table, name, code, word.strip())
    for (table, name), field in FIELDS.items()
    for code in field.enum
    for language in languages()
    if words_in(language).has(key := f"nearly.{name}.{code}")
    for word in words_in(language)(key).split(",")
]


def test_there_are_words_for_several_fields() -> None:
    assert len({name for _, name, _, _ in USED}) >= 2


@pytest.mark.parametrize(("table", "name", "code", "word"), USED)
def test_every_word_people_use_leads_to_its_code(table: str, name: str, code: str, word: str) -> None:
    claimed = {c for t, n, c, w in USED if (t, n, fold(w)) == (table, name, fold(word))}
    assert nearly_said(table, name, word.upper()) == (code if len(claimed) == 1 else None)


def test_a_slip_of_one_letter_is_seen_and_what_is_alike_to_two_codes_is_not_guessed() -> None:
    for (table, name), field in FIELDS.items():
        for code in (code for code in field.enum if len(code) > 8):
            near = nearly_said(table, name, code[:-1] + ("x" if code[-1] != "x" else "y"))
            assert near in (code, None), (table, name, code)
    assert nearly_said("activities", "kind", "joint sesion") == "joint_session"


def test_only_a_value_that_is_not_allowed_is_held_against_the_codes() -> None:
    said = Problem("not_allowed", line=2, column="kind", table="activities", field="kind", found="joint sesion")
    assert with_near(said).near == "joint_session"
    assert with_near(replace(said, code="required")).near is None


def test_a_field_without_codes_is_near_to_nothing() -> None:
    for contract in load_contracts().values():
        for field in contract.fields:
            if not field.enum or field.codelist:
                assert nearest_value(field, "joint session") is None
    assert nearly_said(None, "kind", "x") is None
    assert nearly_said("activities", "no_such_field", "x") is None
