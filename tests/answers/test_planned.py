"""What is dated after the last day whose facts are known is planned: no figure counts it, no list shows it as happened.

Rows are added to every table of facts of the sample; what changes may be only what says that they are planned.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from cadence import exports
from cadence.answers import explore
from cadence.answers.explore import Wish
from cadence.answers.known import dated_tables
from cadence.answers.questions import FILTERS, Question, find, load_questions
from cadence.answers.serving import Serving
from cadence.answers.trace import behind, rows_of, traces
from cadence.words import words_in
from tests.answers.test_trace import wrong
from tests.planned_rows import ACTION, CITY, DAY, N_PLANNED, PARTNER, PLANNED, STEP, planned_sample

# The default day, one that a visitor chose on purpose although nothing is known of it, and an earlier one.
DAYS = (None, dt.date(2026, 11, 28), dt.date(2026, 8, 31))
QUESTIONS = load_questions()
# A row that says so itself, by the code of one of these columns.
SAYS_SO = {"state": "planned", "action_state": "planned", "partnership_state": "planned", "start_state": "coming"}
# What the files hold, whatever of it has happened: how many rows of each table.
OF_FILES = {"published_tables", "what_is_known"}
# Things that a plan alone gives: a start, planned or real.
OF_PLANS = ("dated_actions", "planned_starts")
# A lineage counts its actions, the planned ones as well; a step that is planned is to do, and its note may tell of a
# day to come; of what could be judged all that is published is counted, of what is judged only what happened.
MAY_DIFFER = {"action_lineages": ["lineage_actions"], "journey_grid": ["note"], "what_is_known": ["n"]}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return planned_sample(tmp_path_factory.mktemp("planned"))


def asked(question: Question, day: dt.date | None) -> dict[str, Any]:
    """What a question is asked about: the city, partner and action of the planned rows where it asks for one."""
    given = {"network": "astrolabe", "data_date": day, "city": CITY, "partner": PARTNER}
    needed = {"network", "data_date", *question.example}
    return {
        **question.example,
        **{name: value for name, value in given.items() if name in question.parameters & needed},
    }


def happened(question: Question, rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows of an answer that do not say that they are planned, as texts."""
    for column, code in SAYS_SO.items():
        if column in rows:
            rows = rows[rows[column] != code]
    if question.name == "what_is_known":
        rows = rows[~rows["thing"].isin([*dated_tables(), *OF_PLANS])]
    rows = rows.drop(columns=MAY_DIFFER.get(question.name, []))
    return [tuple(map(str, row)) for row in rows.itertuples(index=False)]


def test_the_rows_are_in_every_table_of_facts() -> None:
    assert {*PLANNED, "progress"} == {*dated_tables()}


def test_every_filter_of_what_is_planned_changes_it(planned: Serving) -> None:
    whole = planned.frame("planned_facts", network="astrolabe")
    assert not whole.empty
    for name in QUESTIONS["planned_facts"].parameters & {*FILTERS}:
        assert not planned.frame("planned_facts", network="astrolabe", **{name: "no-such"}).equals(whole), name


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_no_answer_counts_or_lists_what_is_planned_as_happened(
    question: Question, sample: Serving, planned: Serving
) -> None:
    if question.name in ("planned_facts", "published_tables"):
        return
    for day in DAYS:
        given = asked(question, day)
        before, after = (one.frame(question.name, **given) for one in (sample, planned))
        assert happened(question, after) == happened(question, before), f"{question.name} on {day}"


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_no_row_behind_a_number_is_planned(question: Question, planned: Serving) -> None:
    """Neither by default nor on a later day; the figures are made of these rows all the same."""
    day = DAYS[1] if "data_date" in question.parameters else None
    given = asked(question, day)
    assert not wrong(question, planned, given)
    if question.name in OF_FILES:
        return
    answer = planned.ask(question.name, **given)
    first = behind(question)
    lists = {(rows.name, rows.mark): rows for one in traces(question).values() for rows in one.lists}
    for rows in [*([first] if first else []), *lists.values()]:
        shown = rows_of(answer, rows, planned)
        assert (
            not (shown.astype(str) == DAY)
            .drop(columns=["planned_on", "planned_start_on"], errors="ignore")
            .any(axis=None)
        ), rows.source


def test_what_is_planned_is_listed_whole_and_by_what_it_is_about(planned: Serving, sample: Serving) -> None:
    def count(**about: str) -> int:
        return len(planned.frame("planned_facts", network="astrolabe", **about))

    every = planned.frame("planned_facts", network="astrolabe")
    assert len(every) == N_PLANNED == 11 and {*every["planned_fact"]} == {*dated_tables()} - {"audience"}
    assert (every["foreseen_on"] == pd.Timestamp(DAY)).all()
    assert (every["facts_until"] == pd.Timestamp("2026-09-30")).all()
    # All but the partnership, which is Kpalobé's; all but the check-in, the step and the decision about the city.
    assert (count(city=CITY), count(city="kpalobe"), count(partner=PARTNER)) == (10, 1, 8)
    # Of partnerships: a stage, a decision and a start. Of actions: the decision, the session, the value and the start;
    # the campaign belongs to none.
    assert (count(about="partnership"), count(about="action"), count(action=ACTION)) == (3, 4, 3)
    assert sample.frame("planned_facts", network="astrolabe").empty
    assert planned.frame("planned_facts", network="estuaires").empty


@pytest.mark.parametrize("table", dated_tables())
def test_explore_says_which_rows_are_planned(table: str, planned: Serving, sample: Serving) -> None:
    n = len(PLANNED.get(table, [STEP]))
    assert explore.count_planned(planned, "astrolabe", Wish(table)) == n
    assert explore.count_planned(sample, "astrolabe", Wish(table)) == 0
    found = explore.explore(planned, "astrolabe", Wish(table, explore.PLANNED)).set_index("group")["value"]
    assert found["true"] == n and found["false"] > 0


@pytest.mark.parametrize("name", ["iati", "kumu"])
def test_an_export_of_results_and_connections_leaves_out_what_is_planned(
    name: str, planned: Serving, sample: Serving
) -> None:
    query = {"iati": ("iati", {"org_id": ""}), "kumu": ("kumu_connections", {})}[name]
    found = []
    for serving in (sample, planned):
        with exports.open_source(serving, words_in("en"), "astrolabe") as source:
            rows = source.ask(query[0], **query[1]).astype(str)
        of_planned = rows.apply(lambda row: row.str.contains("planned-").any(), axis=1)
        found.append([tuple(row) for row in rows[~of_planned].itertuples(index=False)])
    assert found[0] == found[1]


def test_a_question_counts_planned_rows_only_where_it_says_so() -> None:
    assert {name for name, one in QUESTIONS.items() if one.counts_planned} == OF_FILES
    assert find("planned_facts").clock_table is None
