"""Every question and metric file says what it is in both languages, runs, and does not repeat rows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from cadence.answers import database
from cadence.answers.database import in_order
from cadence.answers.macros import macro_statements
from cadence.answers.questions import (
    COLUMN,
    FILTERS,
    QUERIES,
    Question,
    arguments,
    find,
    load_metrics,
    load_questions,
    load_situations,
    read_header,
    read_of_columns,
    read_question,
)
from cadence.answers.serving import Serving
from cadence.answers.trace import traces
from cadence.errors import QuestionError
from cadence.intake.outlook import questions_of_pages
from cadence.settings import PROJECT
from cadence.words import languages

QUESTIONS = load_questions()
METRICS = load_metrics()
SITUATIONS = load_situations()
PUBLIC = {
    "city_pace": "city_id es_days at_days sv_days spi_t forecast_end_planned_on forecast_end_trend_on tspi "
    "adjusted_sv_days status",
    "reach_by_month": "month kind engagements new_persons media",
    "partner_funnel": "stage partners of_partners median_days",
    "indicator_achievement": "indicator_id baseline actual target achievement label",
    "handful": "k n low high",
    "role_coverage": "city_id role priority is_met partnership_id",
}

FILES = [*QUESTIONS.values(), *METRICS.values(), *SITUATIONS.values()]

each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)


OF_MACHINES = {"rows", "process", "mark", "traces", "known", "table", "example", "planned"}
# Of the sample nothing is planned; its filters are tried on rows to come, in test_planned.py.
EMPTY_ON_THE_SAMPLE = {"planned_facts"}
TOLD = {"meaning", "grain", "formula", "counting", "source"}


def test_every_header_is_complete_in_both_languages() -> None:
    for file in FILES:
        for key in ("meaning", "grain"):
            assert file.header.get(key), f"{file.path.name}: add “-- {key}: …”"
            assert file.header.get(f"{key}_fr"), f"{file.path.name}: add “-- {key}_fr: …”"
            assert file.header[key] != file.header[f"{key}_fr"], f"{file.path.name}: {key} is not translated"
        for key in file.header:
            is_told = re.sub(rf"_({'|'.join(languages())})$", "", key) in TOLD
            assert is_told or key in OF_MACHINES, f"{file.path.name}: unknown header “{key}”"
        assert ("counting" in file.header) == ("counting_fr" in file.header), file.path.name


@each_question
def test_the_example_runs_on_the_sample(question: Question, sample: Serving) -> None:
    assert question.example or not question.parameters, f"{question.path.name}: add “-- example: {{…}}”"
    answer = sample.ask(question.name, **question.example)
    assert not answer.frame.columns.duplicated().any()
    assert answer.question == question.name


@each_question
def test_it_runs_with_its_required_parameters_alone(question: Question, sample: Serving) -> None:
    needed = {"network": "astrolabe"} if "network" in question.parameters else {}
    sample.frame(question.name, **needed)


@each_question
def test_rows_behind_a_number_take_the_same_parameters(question: Question) -> None:
    if question.rows:
        behind = find(question.rows)
        assert "network" in behind.parameters, f"{question.rows} cannot be asked for one network"
        assert question.parameters <= behind.parameters, f"{question.rows} lets go of a filter"


SUBJECTS = {"city": "city_id", "partner": "partner_id", "action": "action_id", "milestone": "milestone_id"}


@each_question
def test_rows_behind_a_number_follow_every_filter_of_the_number(question: Question, sample: Serving) -> None:
    """A choice that nothing meets leaves other rows than no choice; of one city or partner there are its own alone."""
    if not question.rows:
        return
    whole = sample.frame(question.rows, network="astrolabe")
    for name in question.parameters & ({*FILTERS, *SUBJECTS}):
        nothing = sample.frame(question.rows, network="astrolabe", **{name: "no-such"})
        assert whole.empty or not nothing.equals(whole), name
        if (column := SUBJECTS.get(name)) in whole:
            for value in whole[column].dropna().unique():
                rows = sample.frame(question.rows, network="astrolabe", **{name: value})
                assert len(rows) and set(rows[column]) == {value}, (name, value)


def test_every_filter_of_every_question_changes_its_answer(sample: Serving) -> None:
    """A choice that nothing meets says something else than no choice; of one city or partner stay its own rows."""
    columns = {"cities": "city_id", "partners": "partner_id"}
    for question in QUESTIONS.values():
        known = {key: value for key, value in question.example.items() if key not in FILTERS}
        whole = sample.frame(question.name, **known)
        assert whole.empty is (question.name in EMPTY_ON_THE_SAMPLE), question.name
        if whole.empty:
            continue
        for name in question.parameters & {*FILTERS}:
            assert not sample.frame(question.name, **known, **{name: "no-such"}).equals(whole), (question.name, name)
            for value in whole[columns[name]].dropna().unique() if columns.get(name) in whole else ():
                rows = sample.frame(question.name, **known, **{name: value})
                assert set(rows[columns[name]]) == {value}, (question.name, name, value)


@each_question
def test_no_row_is_said_twice(question: Question, sample: Serving) -> None:
    answer = sample.frame(question.name, **question.example).astype(str)
    assert not answer.duplicated().any(), answer[answer.duplicated(keep=False)]


# Lists of published rows, however many there are: asked by who opens the rows behind a number, by nobody else.
ROWS_OF_REACH = {"counted_audience", "held_activities", "partners_at_work"}


@each_question
def test_no_question_scans_activities(question: Question) -> None:
    """Their count grows for ever: metric tables and facts in the order of time answer instead."""
    if question.name not in ROWS_OF_REACH:
        assert "audience" not in question.reads, f"{question.path.name}: read audience_facts"


@pytest.mark.parametrize("name", sorted(ROWS_OF_REACH))
def test_what_scans_activities_is_asked_only_as_rows_behind_a_number(name: str) -> None:
    behind = {question.rows for question in QUESTIONS.values()}
    behind |= {one.source for question in QUESTIONS.values() for one in traces(question).values()}
    assert name in behind, f"{name} stands behind no number"
    assert not any(name in asked for asked in questions_of_pages().values()), "a page asks it"
    for folder in ("cadence", "pages"):
        for path in (PROJECT / folder).rglob("*.py"):
            assert not re.search(rf'(ask|frame)\w*\(\s*"{name}"', path.read_text(encoding="utf-8")), f"{path} asks it"


@pytest.mark.parametrize(("name", "columns"), PUBLIC.items())
def test_the_public_questions_keep_their_columns(name: str, columns: str, sample: Serving) -> None:
    answer = sample.frame(name, network="astrolabe")
    assert " ".join(answer.columns) == columns
    assert {"network", "data_date"} <= find(name).parameters


def test_metric_tables_are_built_after_those_they_read() -> None:
    order = [metric.name for metric in in_order(METRICS.values())]
    for metric in METRICS.values():
        for needed in metric.tables & METRICS.keys() - {metric.name}:
            assert order.index(needed) < order.index(metric.name)


def test_what_a_snapshot_is_built_of_stands_after_all_that_it_names() -> None:
    order = [name for name, _ in database._definitions()]
    assert len(order) == len({*order}) and {*order} == database._needs().keys()
    for name, needed in database._needs().items():
        for one in needed & {*order}:
            assert order.index(one) < order.index(name), (name, one)


def test_every_statement_of_the_macro_files_creates_a_macro_that_is_built() -> None:
    folder = PROJECT / "queries" / "macros"
    statements = [one for path in folder.glob("*.sql") for one in duckdb.extract_statements(path.read_text("utf-8"))]
    assert len(statements) == len(macro_statements()) > 50


def test_metric_tables_in_a_circle_are_refused() -> None:
    one = Question("one", Path("one.sql"), "select * from two", {})
    two = Question("two", Path("two.sql"), "with x as (from one) select * from x", {})
    with pytest.raises(QuestionError, match="cannot be built: .*one"):
        in_order([one, two])


def test_a_header_value_goes_on_in_an_indented_line() -> None:
    text = "-- meaning: First\n--   and more: so.\n-- grain: one row\n\n-- not: header\nselect 1"
    assert read_header(text) == {"meaning": "First and more: so.", "grain": "one row"}


def test_columns_stand_apart_from_the_header() -> None:
    text = "-- grain: one row\n-- column at_days: days, from joining\n--   on: AT\n-- column _file: number\nselect 1"
    assert read_header(text) == {"grain": "one row"}
    assert read_of_columns(text, COLUMN) == {"at_days": "days, from joining on: AT", "_file": "number"}


@pytest.mark.parametrize(
    ("sql", "said"),
    [("selec 1", "not valid SQL"), ("select 1; select 2", "exactly one SQL statement; it holds 2")],
)
def test_a_file_that_is_no_single_statement_is_refused(sql: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_text(sql)
    with pytest.raises(QuestionError, match=said):
        read_question(tmp_path / "bad.sql")


def test_parameters_are_strict(sample: Serving) -> None:
    with pytest.raises(QuestionError, match="Did you mean: .*city_pace"):
        sample.frame("city_pase", network="astrolabe")
    with pytest.raises(QuestionError, match="no parameter “data_dat”. It has: data_date"):
        sample.frame("city_pace", network="astrolabe", data_dat="2026-01-01")
    with pytest.raises(QuestionError, match="needs a network"):
        sample.frame("city_pace")
    with pytest.raises(QuestionError, match="no network “astrolab” .* Known: astrolabe"):
        sample.frame("city_pace", network="astrolab")
    with pytest.raises(QuestionError, match="must be a date such as 2026-06-30, not “June”"):
        sample.frame("city_pace", network="astrolabe", data_date="June")


def test_values_take_the_type_their_name_promises() -> None:
    question = Question("q", Path("q.sql"), "", {}, frozenset({"cities", "since", "network", "kinds"}))
    assert arguments(question, {"network": "n", "cities": "bako", "since": dt.datetime(2026, 1, 2)}) == {
        "cities": ["bako"],
        "kinds": None,
        "network": "n",
        "since": dt.date(2026, 1, 2),
    }
    assert arguments(question, {"network": "n", "cities": []})["cities"] is None


def test_text_in_a_parameter_is_never_sql(sample: Serving) -> None:
    """A text that would be true as SQL, as each parameter of each question: refused, or a code that nobody has."""
    hostile = "' or 1 = 1 --"
    for question, name in ((one, name) for one in QUESTIONS.values() for name in one.parameters):
        known = {"network": "astrolabe"} if "network" in question.parameters else {}
        nobody = {**known, name: "no-such"}
        try:
            expected = sample.frame(question.name, **nobody)
        except QuestionError as refused:
            with pytest.raises(QuestionError) as found:
                sample.frame(question.name, **{**known, name: hostile})
            assert found.value.code == refused.code, (question.name, name)
        else:
            answer = sample.frame(question.name, **{**known, name: hostile})
            pd.testing.assert_frame_equal(answer, expected, obj=f"{question.name} of {name}")


def test_queries_hold_nothing_but_what_is_known() -> None:
    kinds = {path.name for path in QUERIES.iterdir()}
    assert kinds == {"questions", "situations", "metrics", "macros", "checks", "exports", "imports", "pages.toml"}


def test_no_two_questions_have_one_name_and_every_one_stands_below_a_subject() -> None:
    paths = sorted((QUERIES / "questions").rglob("*.sql"))
    assert len({path.stem for path in paths}) == len(paths) == len(load_questions())
    assert {path.parent.name for path in paths} == {"pace", "partners", "actions", "network"}
