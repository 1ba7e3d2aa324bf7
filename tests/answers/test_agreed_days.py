"""Agreed days that are missing, moved by decision, or reached at the latest on a day: each against a hand count."""

from __future__ import annotations

from typing import Any

import pytest

import tests
from cadence.answers.serving import Serving
from tests.answers.test_city_signs import rows
from tests.answers.test_pace import differences, expected
from tests.from_folder import from_folder

DAY = "2020-06-30"


@pytest.fixture(scope="module")
def agreed() -> Serving:
    return from_folder(tests.GOLDEN / "agreed")


def by_key(agreed: Serving, question: str, day: str, key: tuple[str, ...], **of: Any) -> dict[tuple[str, ...], dict]:  # type: ignore[type-arg]
    answer = agreed.frame(question, network="g", data_date=day, **of)
    return {tuple(str(row[name]) for name in key): row for row in rows(answer)}


def compared(found: dict[tuple[str, ...], dict], file: str, key: tuple[str, ...], *others: str) -> list[str]:  # type: ignore[type-arg]
    wrong = []
    for want in expected(f"agreed/{file}"):
        columns = [name for name in want if name not in (*key, *others)]
        wrong += differences(found[tuple(want[name] for name in key)], {"city_id": str(want), **want}, columns)
    return wrong


def test_pace_with_agreed_days_missing_moved_or_reached_at_the_latest(agreed: Serving) -> None:
    days = {row["data_date"] for row in expected("agreed/expected_pace_strip.csv")}
    found = {(day, *key): row for day in days for key, row in by_key(agreed, "pace_strip", day, ("city_id",)).items()}
    assert compared(found, "expected_pace_strip.csv", ("data_date", "city_id")) == []


def test_the_states_of_such_steps(agreed: Serving) -> None:
    key = ("city_id", "milestone_id")
    assert compared(by_key(agreed, "journey_grid", DAY, key), "expected_journey_grid.csv", key) == []


def test_a_step_done_at_the_latest_on_a_day_is_in_no_time_to_it(agreed: Serving) -> None:
    found = by_key(agreed, "time_to_milestone", DAY, ("days",), milestone="b")
    assert compared(found, "expected_time_to_milestone.csv", ("days",)) == []
    waits = agreed.frame("milestone_waits", network="g", data_date=DAY, milestone="b")
    assert not waits["city_id"].str.startswith("latest").any()


def test_the_common_curve_counts_steps_with_an_agreed_day_alone(agreed: Serving) -> None:
    curve = agreed.frame("network_curve", network="g", data_date=DAY).set_index("day").loc[DAY]
    assert dict(curve) == {
        "cities": 7, "planned": 0.8125, "done": 0.625, "median_done": 0.5, "low": 0.0, "high": 1.0,
    }  # fmt: skip


def test_both_plans_of_a_city_replanned_are_on_its_curve(agreed: Serving) -> None:
    curve = agreed.frame("city_curve", network="g", data_date=DAY, city="replanned")
    found = [(row["line"], str(row["day"])[:10], row["total"]) for row in curve.to_dict("records")]
    assert found == [
        ("earlier", "2020-03-01", 1.0),
        ("earlier", "2020-05-01", 2.0),
        ("planned", "2020-05-01", 1.0),
        ("planned", "2020-07-01", 2.0),
    ]
    before = agreed.frame("city_curve", network="g", data_date="2020-04-10", city="replanned")
    assert [(row["line"], str(row["day"])[:10]) for row in before.to_dict("records")] == [
        ("planned", "2020-03-01"),
        ("planned", "2020-05-01"),
    ]
    ends = agreed.frame("pace_at_month_ends", network="g", data_date=DAY)
    own = ends[ends["city_id"] == "replanned"].assign(day=ends["day"].astype(str)).set_index("day")["sv_days"]
    # 31 March, day 90, by the plan of before: ES 59; 31 May, day 151, by the new one: ES 120.
    assert (own["2020-03-31"], own["2020-05-31"]) == (-31, -31)


def test_a_city_without_agreed_days_has_no_momentum_and_is_never_stalled(agreed: Serving) -> None:
    found = by_key(agreed, "momentum", "2022-06-30", ("city_id",))[("none_agreed",)]
    assert (found["standing"], found["momentum_share_why"], found["stalled_why"]) == (
        "not_judged", "no_agreed_day", "not_judged",
    )  # fmt: skip


def test_what_needs_attention_never_names_a_step_without_an_agreed_day(agreed: Serving) -> None:
    found = agreed.frame("attention", network="g", data_date="2022-06-30")
    late: dict[str, int] = dict(
        found[found["item"] == "milestone_overdue"][["subject_id", "n"]].itertuples(index=False)
    )
    assert late == {"part": 1, "latest": 2, "latest_and_late": 1, "replanned": 2}


def test_the_next_step_of_a_city_is_named_though_it_has_no_day(agreed: Serving) -> None:
    city = agreed.frame("city_profile", network="g", data_date=DAY, city="none_agreed").iloc[0]
    assert (city["next_en"], city["steps"], city["steps_done"]) == ("Step B", 2, 1)
