"""Strategy: starts, pipeline and what ends with the funding, against the hand calculation in golden/strategy."""

from __future__ import annotations

import datetime as dt

import pytest

from cadence.answers.serving import Serving
from cadence.charts import strategy
from cadence.settings import PROJECT
from cadence.words import Words
from tests.from_folder import from_folder

DAY = dt.date(2026, 6, 30)


@pytest.fixture(scope="module")
def by_hand() -> Serving:
    return from_folder(PROJECT / "tests" / "golden" / "strategy")


def test_starts_are_judged_by_their_plan(by_hand: Serving):
    found = by_hand.frame("planned_starts", network="net", data_date=DAY).set_index("partnership_id")
    assert found["start_state"].to_dict() == {
        "on-time": "as_planned", "late": "late", "too-far": "as_planned", "overdue": "overdue", "coming": "coming",
    }  # fmt: skip
    assert found["delay_days"].dropna().astype(int).to_dict() == {
        "on-time": 30,
        "late": 31,
        "too-far": 0,
        "overdue": 180,
    }


def test_a_partnership_stands_at_the_last_stage_it_entered_by_then(by_hand: Serving):
    found = by_hand.frame("pipeline", network="net", data_date=DAY)
    assert found[["stage", "purpose", "partnerships"]].values.tolist() == [
        ["identified", "amplify", 1],
        ["contacted", "amplify", 1],
        ["networking", "amplify", 1],
        ["cooperating", "exchange_learn", 1],
    ]


def test_what_ends_within_six_months_of_the_funding(by_hand: Serving):
    found = by_hand.frame("ending_with_funding", network="net", data_date=DAY)
    assert found[["partnership_id", "days_after_funding", "is_planned_after_funding"]].values.tolist() == [
        ["late", 181, False],
        ["on-time", 0, True],
    ]


def test_the_strategy_says_why_and_how_and_the_steps_to_the_target(by_hand: Serving):
    found = by_hand.frame("strategy_list", network="net", data_date=DAY).set_index("partnership_id")
    assert found.loc["on-time", ["why", "how", "gap_steps"]].tolist() == ["To learn", "Clinics", 0]
    assert found["gap_steps"].isna().tolist() == [False, True, True, True, True]


def test_the_starts_are_drawn_with_their_finding(by_hand: Serving, words: Words):
    chart = strategy.planned_starts(by_hand.frame("planned_starts", network="net", data_date=DAY), words, data_date=DAY)
    assert chart.figure is not None
    assert "2" in chart.title and "4" in chart.title  # two of the four that were due
    marks = {code for trace in chart.figure.data for code in (trace.customdata or ())}
    assert marks == {"partner:alpha", "partner:beta", "partner:gamma", "partner:delta"}


def test_the_pipeline_is_drawn_with_its_finding(by_hand: Serving, words: Words):
    chart = strategy.pipeline(by_hand.frame("pipeline", network="net", data_date=DAY), words)
    assert chart.figure is not None
    assert sum(sum(trace.x) for trace in chart.figure.data) == 4
    assert "2" in chart.title and "4" in chart.title  # networking and cooperating, of four


def test_without_a_plan_or_a_stage_the_charts_say_so(by_hand: Serving, words: Words):
    empty = by_hand.frame("planned_starts", network="net", data_date=DAY).head(0)
    assert strategy.planned_starts(empty, words, data_date=DAY).empty
    assert strategy.pipeline(by_hand.frame("pipeline", network="net", data_date=DAY).head(0), words).empty
