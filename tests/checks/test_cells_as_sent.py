"""Cells as people send them: each way of writing is read rightly, or said; the right values were written by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from cadence.checks import Choices
from cadence.checks.cells import spellings
from cadence.checks.folding import fold
from cadence.contract import load_contracts
from cadence.contract.load import FOLDER, _marks
from cadence.words import languages, words_in
from tests.text_tables import check_rows, staged_rows

MARKS = _marks(FOLDER / "codelists" / "missing.txt")


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


ACTION = {
    "action_id": "a", "network_id": "n", "title": "T", "partners": "p", "cities": "c", "size": "small_test",
    "status": "pipeline", "planned_start_on": "2026-01-01",
}  # fmt: skip
INDICATOR = {"indicator_id": "i", "action_id": "a", "name_fr": "I", "name_en": "I", "level": "output"}


@pytest.mark.parametrize(
    ("cell", "currency", "value"),
    [
        ("9 400 €", "EUR", 9400.0),
        ("9\u202f400,50\u00a0€", "EUR", 9400.5),
        ("€28,500.00", "EUR", 28500.0),
        ("EUR 1 000", "EUR", 1000.0),
        ("1 500 000 FCFA", "XOF", 1_500_000.0),
        ("1 500 000 F CFA", "XAF", 1_500_000.0),
        ("12,5 k€", "EUR", 12_500.0),
        ("12.5k", "EUR", 12_500.0),
        ("2 M", "XOF", 2_000_000.0),
        ("US$ 40", "USD", 40.0),
        ("$40", "CAD", 40.0),
        ("500 KES", "KES", 500.0),
        ("KSh 500", "KES", 500.0),
    ],
)
def test_an_amount_is_read_without_its_unit_where_the_currency_agrees(con, cell, currency, value):
    checked = check_rows(con, "actions", [{**ACTION, "cost_programme": cell, "currency": currency}])
    assert checked.problems() == []
    assert [row["cost_programme"] for row in staged_rows(checked)] == [value]
    assert [f for f in checked.facts if f.code != "decimal_comma_by_column"], "how it was read is told"


@pytest.mark.parametrize(
    ("cell", "currency", "code"),
    [
        ("1 500 000 FCFA", "EUR", "other_unit"),
        ("$40", "EUR", "other_unit"),
        ("40 ETP", "EUR", "other_unit"),
        ("40 €", "", "cost_needs_currency"),
        ("80 %", "EUR", "percentage"),
        ("40 ?", "EUR", "not_a_number"),
        ("(500)", "EUR", "too_small"),
        ("4k0", "EUR", "not_a_number"),
    ],
)
def test_an_amount_in_another_unit_is_set_aside(con, cell, currency, code):
    checked = check_rows(con, "actions", [{**ACTION, "cost_programme": cell, "currency": currency}])
    assert [p.code for p in checked.problems()] == [code]


@pytest.mark.parametrize(
    ("cell", "unit", "kind", "value"),
    [
        ("80 %", "share", "ratio", 0.8),
        ("80%", "taux", "stock", 0.8),
        ("0 %", "étals", "ratio", 0.0),
        ("12,5 %", "part", "ratio", 0.125),
        ("80 %", "%", "stock", 80.0),
        ("80 %", "pour cent", "stock", 80.0),
        ("9 400 €", "EUR", "flow", 9400.0),
        ("9 400 €", "€", "flow", 9400.0),
        ("(500)", "EUR", "flow", -500.0),
        ("(€ 1 500)", "euros", "flow", -1500.0),
        ("-€12.50", "EUR", "flow", -12.5),
    ],
)
def test_a_per_cent_is_what_its_row_counts_in(con, cell, unit, kind, value):
    checked = check_rows(con, "indicators", [{**INDICATOR, "unit": unit, "value_kind": kind, "target": cell}])
    assert checked.problems() == []
    assert [row["target"] for row in staged_rows(checked)] == [value]


@pytest.mark.parametrize(
    ("cell", "unit", "kind", "code"),
    [
        ("80 %", "%", "ratio", "percentage"),  # 0.8 and 80 are both what somebody may mean
        ("80 %", "persons", "stock", "percentage"),
        ("9 400 €", "persons", "stock", "other_unit"),
    ],
)
def test_a_per_cent_of_which_the_row_leaves_two_readings_is_set_aside(con, cell, unit, kind, code):
    checked = check_rows(con, "indicators", [{**INDICATOR, "unit": unit, "value_kind": kind, "target": cell}])
    assert [p.code for p in checked.problems()] == [code]


@pytest.mark.parametrize(("cell", "value"), [("148 k", 148_000), ("1,2 M", 1_200_000), ("0.5k", 500)])
def test_a_count_in_thousands_is_read_in_full(con, cell, value):
    checked = check_rows(con, "cities", [city(population=cell)])
    assert [row["population"] for row in staged_rows(checked)] == [value]
    assert [p.code for p in check_rows(con, "cities", [city(population="0,0001 k")]).problems()] == ["not_whole"]


STEP = {"city_id": "c", "milestone_id": "m", "baseline_on": "2026-01-31"}
RESULT = {"indicator_id": "i", "actual": "1"}


def days(con, cells, choices=None):
    rows = [{"city_id": "c", "held_on": cell} for cell in cells]
    checked = check_rows(con, "checkins", rows, choices)
    return checked, [row["held_on"] for row in staged_rows(checked)]


def test_a_year_of_two_digits_is_asked_once_for_its_column(con):
    checked, _ = days(con, ["05/12/23", "17/06/24", "03/12/25"])
    (question,) = checked.ambiguities
    assert (question.readings, question.cells) == ({"dmy": "2023-12-05", "ymd": "2005-12-23"}, 3)
    for language in languages():
        assert "2023" in question.asks(words_in(language)) and "2005" in question.asks(words_in(language))
    read = {
        "dmy": [dt.date(2023, 12, 5), dt.date(2024, 6, 17), dt.date(2025, 12, 3)],
        "ymd": [dt.date(2005, 12, 23), dt.date(2017, 6, 24), dt.date(2003, 12, 25)],
    }
    for way, expected in read.items():
        answered, found = days(con, ["05/12/23", "17/06/24", "03/12/25"], Choices(dates=way))
        assert (answered.ambiguities, answered.problems(), found) == ((), [], expected)


@pytest.mark.parametrize(
    ("cells", "ways"),
    [
        (["05/12/11"], ["dmy", "mdy", "ymd"]),
        (["05/06/45"], ["dmy", "mdy"]),
    ],
)
def test_only_the_ways_that_read_every_short_year_are_offered(con, cells, ways):
    (question,) = days(con, cells)[0].ambiguities
    assert list(question.readings) == ways
    for language in languages():
        assert question.asks(words_in(language))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["14.03.99"], [dt.date(1999, 3, 14)]),  # no month is 99, no day 99: nothing to ask
        (["14/03/45", "05/06/45"], [dt.date(2045, 3, 14), dt.date(2045, 6, 5)]),
        (["14/03/2024", "05/06/24"], [dt.date(2024, 3, 14), dt.date(2024, 6, 5)]),  # the column says its order
    ],
)
def test_a_year_of_two_digits_that_can_only_stand_last_is_read(con, cells, expected):
    checked, found = days(con, cells)
    assert (checked.ambiguities, checked.problems(), found) == ((), [], expected)
    assert "dates_short" in {fact.code for fact in checked.facts}


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("oct. 2026", dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        ("02/2028", dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        ("T4 2026", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        ("Q1 2026", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2026-T2", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ("3e trimestre 2026", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("1er trimestre 2026", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2nd quarter 2026", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ("S1 2026", dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
        ("H2 2026", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        ("2nd semestre 2026", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
    ],
)
def test_a_month_or_quarter_is_its_last_day_where_a_period_ends_or_something_is_due(con, cell, first, last):
    assert days(con, [cell])[1] == [first]
    (staged,) = staged_rows(check_rows(con, "results", [{**RESULT, "period_ends_on": cell}]))
    assert staged["period_ends_on"] == last
    written = (cell, f"prévu {cell}", f"~ {cell}", f"planned: {cell}")
    rows = [{**STEP, "milestone_id": f"m{n}", "planned_on": planned} for n, planned in enumerate(written)]
    assert [row["planned_on"] for row in staged_rows(check_rows(con, "progress", rows))] == [last] * 4


@pytest.mark.parametrize("cell", ["T5 2026", "S3 2026", "prévu", "Q 2026", "T4"])
def test_what_is_no_period_is_no_day(con, cell):
    checked = check_rows(con, "progress", [{**STEP, "planned_on": cell}])
    assert [p.code for p in checked.problems()] == ["not_a_date"]


def test_what_is_planned_is_not_done(con):
    checked = check_rows(con, "progress", [{**STEP, "done_on": "prévu 03/2027"}])
    assert [p.code for p in checked.problems()] == ["not_a_date"]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-06T08:00:01",
        "2026-10-06 08:00",
        "2026-10-06T08:00:01.5+02:00",
        "06/10/2026 20:15",
        "6 octobre 2026 8:00",
    ],
)
def test_a_time_of_day_is_told_and_left_out(con, cell):
    checked, found = days(con, [cell, "26/10/2026"])
    assert found == [dt.date(2026, 10, 6), dt.date(2026, 10, 26)]
    told = [(fact.blanks["n"], fact.blanks["example"]) for fact in checked.facts if fact.code == "times_left_out"]
    assert told == [(1, cell)]
