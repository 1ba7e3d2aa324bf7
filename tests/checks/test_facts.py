"""What is told of how cells were written: the code, the column, how many cells and which one is the example."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from cadence.checks.facts import FORMS
from cadence.checks.result import Kind
from cadence.problems import Problem
from tests.text_tables import check_rows

CITY = {"city_id": "c", "network_id": "n", "name": "C", "country": "SN", "joined_on": "2024-01-01"}
CHECKIN = {"city_id": "c", "checked_on": "2026-01-01"}
ACTION = {"action_id": "a", "network_id": "n", "title": "T", "partners": "p", "cities": "c", "size": "small_test",
          "status": "pipeline", "planned_start_on": "2026-01-01", "cost_programme": "5", "currency": "EUR"}  # fmt: skip
INDICATOR = {"indicator_id": "i", "action_id": "a", "name_fr": "I", "name_en": "I", "unit": "%",
             "direction": "increase", "baseline": "0", "target": "1", "due_on": "2026-01-01"}  # fmt: skip
# Table, column, cells from the first row down, and what is told: by code, how many cells and the example, the first in
# the order of the alphabet. Each counted by hand.
CELLS: list[tuple[str, str, list[str], dict[str, tuple[int, str]]]] = [
    ("cities", "joined_on", ["3 mai 2024", "1 mars 2024", "2024-01-01"], {"dates_in_words": (2, "1 mars 2024")}),
    ("progress", "planned_on", ["2026-05", "2026-04", "2026-04-01"], {"dates_of_month": (2, "2026-04")}),
    ("progress", "planned_on", ["T4 2026", "T3 2026", "2026-04-01"], {"dates_of_period": (2, "T3 2026")}),
    ("cities", "joined_on", ["26/03/24", "25/03/24", "2024-01-01"], {"dates_short": (2, "25/03/24")}),
    ("cities", "joined_on", ["2024-03-02 09:00", "2024-03-01 10:00", "2024-01-01"],
     {"times_left_out": (2, "2024-03-01 10:00")}),
    ("cities", "joined_on", ["45383", "45382", "2024-01-01"], {"dates_of_spreadsheet": (2, "45382")}),
    ("cities", "population", ["2 000", "1 000", "3000", "900"], {"thousands": (2, "1 000")}),
    ("cities", "population", ["2k", "1k", "3000"], {"thousands_by_letter": (2, "1k")}),
    ("indicators", "target", ["2 000", "1 000", "3000", "900"], {"thousands": (2, "1 000")}),
    ("actions", "cost_programme", ["5 €", "4 €", "5"], {"units_left_out": (2, "4 €")}),
    ("indicators", "target", ["2k", "1k", "3000"], {"thousands_by_letter": (2, "1k")}),
    ("indicators", "target", ["(5)", "(4)", "3"], {"brackets_as_minus": (2, "(4)")}),
    ("indicators", "target", ["50 %", "40 %", "0 %"], {"per_cents_kept": (2, "40 %")}),
    ("cities", "theme", [" Eau", "Air ", "Air"], {"spaces_trimmed": (2, "")}),
    ("cities", "theme", ["n/a", "NA", "Air"], {"missing_marks": (2, "")}),
    ("actions", "partners", ["q | p", "p | o", "p|o"], {}),
    ("actions", "partners", ["q||p", "p||o", "p|o"], {"list_tidied": (2, "p||o")}),
    ("actions", "status", ["EN COURS", "En cours", "running"], {"titles_as_codes": (2, "EN COURS")}),
]  # fmt: skip
ROWS: dict[str, dict[str, str]] = {
    "cities": CITY, "progress": {"city_id": "c", "milestone_id": "m", "baseline_on": "2026-01-01"}, "actions": ACTION,
    "indicators": INDICATOR,
}  # fmt: skip


def told(con: duckdb.DuckDBPyConnection, table: str, column: str, cells: list[str]) -> list[Any]:
    return [one for one in check_rows(con, table, [{**ROWS[table], column: cell} for cell in cells]).facts
            if one.blanks["column"] == column]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "cells", "expected"), CELLS, ids=lambda one: str(one)[:40])
def test_each_form_is_told_with_its_number_and_example(con, table, column, cells, expected) -> None:
    forms = {code for kind in FORMS.values() for code, _ in kind} | {"spaces_trimmed", "missing_marks"}
    found = {
        one.code: (one.blanks["n"], one.blanks.get("example", ""))
        for one in told(con, table, column, cells)
        if one.code in forms
    }
    assert found == expected


def test_every_form_has_a_case_here() -> None:
    every = {code for kind in FORMS.values() for code, _ in kind}
    tried = {code for *_, expected in CELLS for code in expected}
    assert every - tried == {"per_cents_as_shares", "yes_or_no"}, "both stand in test_cells_as_sent.py"


def test_the_marks_of_a_missing_value_are_told_as_they_stand(con) -> None:
    (fact,) = told(con, "cities", "theme", ["n/a", "NA", "NA", "Air"])
    assert fact.blanks == {"column": "theme", "n": 3, "forms": "NA, n/a"}


def test_a_refusal_counts_once_and_a_row_s_problem_as_often_as_it_stands(con) -> None:
    refusal = Problem("missing_column", "refused", column="country")
    refused = replace(check_rows(con, "cities", [CITY]), refusals=(refusal,))
    assert refused.kinds() == [Kind("missing_column", "refused", "country", 1, refusal)]
    rows = check_rows(con, "cities", [{**CITY, "joined_on": cell} for cell in ("hier", "demain", "2024-01-01")])
    counted = {one.code: one.count for one in rows.kinds()}
    assert counted["not_a_date"] == 2


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["2024-05-03", "2024-06-04", "2024-07-02", "14/03/2024"], (3, "2024-05-03", "2024-03-05")),
        (["2024-05-03", "2024-06-04", "14/03/2024"], None),  # two may be so by chance
        (
            ["2024-05-03", "2024-06-04", "2024-07-13", "14/03/2024"],
            None,
        ),  # a spreadsheet that takes the 13th reads days
        (["2024-05-03", "2024-06-04", "2024-07-02"], None),  # and so does one that left no text
    ],
)
def test_days_that_a_spreadsheet_of_another_language_took_are_told(
    con: duckdb.DuckDBPyConnection, cells: list[str], told: tuple[int, str, str] | None
) -> None:
    rows = [{**CITY, "city_id": f"c{number}", "joined_on": cell} for number, cell in enumerate(cells)]
    facts = [fact.blanks for fact in check_rows(con, "cities", rows).facts if fact.code == "days_perhaps_swapped"]
    assert [(one["n"], str(one["day"])[:10], str(one["other"])[:10]) for one in facts] == ([told] if told else [])
