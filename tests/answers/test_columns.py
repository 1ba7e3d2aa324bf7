"""Every column of every answer is described beside its SQL or by a contract, and is what its description says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from cadence.answers.columns import descriptions, field_of, names
from cadence.answers.questions import Question, find, load_questions
from cadence.answers.serving import Serving
from tests.proving import sampled

QUESTIONS = load_questions()
# How a description may begin, and what the column then holds.
KINDS = {
    "code": "text",
    "name": "text",
    "text": "text",
    "date": "date",
    "yes or no": "yes or no",
    "list of codes": "list",
    "list of names": "list",
    "count of": "count",
    "days": "number",
    "months": "number",
    "persons": "number",
    "ratio": "number",
    "weight": "number",
    "number": "number",
    "amount in the currency": "number",
    "share 0..1": "share",
}
FIELDS = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "yes or no",
    "date": "date",
    "list": "list",
}

each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)


def faults(question: Question, answer: pd.DataFrame) -> Iterator[str]:
    """What is wrong with the descriptions of a question, held against its answer."""
    yield from (f"{name} is no column of the answer" for name in question.columns if name not in answer)
    for name, values in answer.items():
        said, field = question.columns.get(str(name)), field_of(question, str(name))
        if said is None and field is None:
            yield f"{name} is not described"
        elif said is None and not holds(values, FIELDS[field.type]):
            yield f"{name} is not what the contract calls {name}"
        elif said is None and field.required and values.isna().any():
            yield f"{name} is null, and the contract does not say when"
        elif said is not None:
            yield from (f"{name} {fault}" for fault in faults_of(said, values))


def faults_of(said: str, values: pd.Series) -> Iterator[str]:
    """What is wrong with the description of one column."""
    first = said.partition(",")[0]
    kind = next((kind for kind in KINDS if re.match(rf"{re.escape(kind)}\b", first)), None)
    if kind is None:
        yield f"says no unit: {first}"
    elif not holds(values, KINDS[kind]):
        yield f"is no {kind}"
    elif values.isna().any() and "null" not in said:
        yield "is null, and does not say when"
    elif kind == "code":
        # A description that names codes names every one.
        codes = set(values.dropna())
        missing = {code for code in codes if not re.search(rf"\b{re.escape(code)}\b", said)}
        if missing and missing != codes:
            yield f"names other codes than {', '.join(sorted(missing))}"


def holds(values: pd.Series, nature: str) -> bool:
    """Whether a column of an answer can be of a nature; one without any value can be text or a list."""
    if pd.api.types.is_bool_dtype(values):
        return nature == "yes or no"
    if pd.api.types.is_datetime64_any_dtype(values):
        return nature == "date"
    if pd.api.types.is_numeric_dtype(values):
        known = values.dropna()
        fits = {"share": known.between(0, 1), "count": (known >= 0) & (known % 1 == 0), "number": known == known}
        return nature in fits and bool(fits[nature].all())
    known = values.dropna()
    is_text = known.map(lambda value: isinstance(value, str))
    return nature in ("text", "list") and bool((is_text if nature == "text" else ~is_text.astype(bool)).all())


@each_question
def test_every_column_is_described_and_is_what_it_is_said_to_be(question: Question, sample: Serving) -> None:
    assert list(faults(question, sample.frame(question.name, **question.example))) == []
    lines = re.findall(r"^-- column (\w+):", question.sql, re.MULTILINE)
    assert lines == list(question.columns), "a column is described twice"


@each_question
def test_it_is_so_for_other_rows_too(question: Question, sample: Serving) -> None:
    for network in ("astrolabe", "estuaires"):
        given = {"network": network} if "network" in question.parameters else {}
        assert list(faults(question, sample.frame(question.name, **given))) == [], network


@pytest.mark.parametrize(
    ("name", "said", "fault"),
    [
        ("sv_dais", "days, ahead or behind", "sv_dais is no column of the answer"),
        ("sv_days", None, "sv_days is not described"),
        ("sv_days", "ahead (+) or behind (-) the plan", "sv_days says no unit: ahead (+) or behind (-) the plan"),
        ("sv_days", "date, ahead of the plan", "sv_days is no date"),
        ("sv_days", "share 0..1, ahead of the plan", "sv_days is no share 0..1"),
        ("sv_days", "count of days, ahead of the plan", "sv_days is no count of"),
        ("status", "days, on plan", "status is no days"),
        ("status", "code, on_plan or behind", "status names other codes than agreed_late, left, watch"),
        ("status", "list of codes, on_plan or behind", "status is no list of codes"),
        ("forecast_end_trend_on", "days, to the end", "forecast_end_trend_on is no days"),
    ],
)
def test_a_description_that_is_not_so_is_caught(name: str, said: str | None, fault: str, sample: Serving) -> None:
    question = find("city_pace")
    others = {column: text for column, text in question.columns.items() if column != name}
    wrong = replace(question, columns=others | ({name: said} if said else {}))
    answer = sample.frame(question.name, **question.example)
    assert list(faults(question, answer)) == []
    assert fault in list(faults(wrong, answer))


def test_a_null_that_is_not_spoken_of_is_caught(sample: Serving) -> None:
    days = pd.Series(pd.to_datetime(["2026-06-30", None]))
    assert list(faults_of("date, of the end", days)) == ["is null, and does not say when"]
    assert list(faults_of("date, of the end; null when there is none", days)) == []
    question = find("past_their_end")
    bare = replace(question, columns={k: v for k, v in question.columns.items() if k != "partner_id"})
    answer = sample.frame(question.name, **question.example)
    assert list(faults(bare, answer)) == ["partner_id is null, and the contract does not say when"]


def test_a_name_that_tables_use_differently_says_nothing() -> None:
    assert field_of(find("pace_strip"), "name").title["en"] == "City name"
    assert field_of(find("networks"), "name") is None, "cities and networks have names"
    assert field_of(find("journey_grid"), "planned_on").title["en"] == "Re-planned date", "of the header's table"
    assert field_of(find("strategy_list"), "planned_on").title["en"] == "Planned start"
    assert field_of(find("pipeline"), "purpose").title["en"] == "Purpose", "through a situation"
    assert field_of(find("pace_strip"), "sv_days") is None


def test_a_count_is_not_the_field_of_its_name(sample: Serving) -> None:
    question = find("action_ladder")
    bare = replace(question, columns={k: v for k, v in question.columns.items() if k != "partners"})
    answer = sample.frame(question.name, **question.example)
    assert list(faults(bare, answer)) == ["partners is not what the contract calls partners"]


@sampled("question", QUESTIONS.values(), 3, ids=lambda question: question.name)
def test_the_columns_are_known_without_a_record(question: Question, sample: Serving) -> None:
    assert names(question) == tuple(sample.frame(question.name, **question.example).columns)


def test_columns_are_described_in_the_order_of_the_answer() -> None:
    found = descriptions(find("pauses"), "fr")
    assert list(found)[:3] == ["city_id", "city", "country"]
    assert found["country"] == "Pays"
    assert found["city"] == "name, of the city"
    assert all(found.values())
