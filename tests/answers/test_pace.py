"""Earned schedule: the published example, every edge case by hand, and a day-by-day count of any plan."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests
from cadence.answers.serving import Serving
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN
DAY_ZERO = dt.date(2020, 1, 1)
PUBLIC = [
    "city_id",
    "es_days",
    "at_days",
    "sv_days",
    "spi_t",
    "forecast_end_planned_on",
    "forecast_end_trend_on",
    "tspi",
    "adjusted_sv_days",
    "status",
]


def expected(name: str) -> list[dict[str, str]]:
    frame = pd.read_csv(GOLDEN / name, dtype=str, keep_default_na=False)
    return [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]


def shown(value: Any, like: str) -> str:
    """A computed value, written with as many decimals as the expected one, so that they compare as text."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return str(value)[:10]
    if isinstance(value, str):
        return value
    decimals = len(like.partition(".")[2])
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}"


def differences(found: dict[str, Any], row: dict[str, str], keys: list[str]) -> list[str]:
    pairs = [(key, shown(found[key], row[key]), row[key]) for key in keys]
    return [f"{row['city_id']}.{key}: {got}, by hand {want}" for key, got, want in pairs if got != want]


@pytest.fixture(scope="module")
def published() -> Serving:
    return from_folder(GOLDEN / "pace_published")


@pytest.fixture(scope="module")
def edges() -> Serving:
    return from_folder(GOLDEN / "pace_edges")


@pytest.mark.parametrize("file", ["expected.csv", "expected_adjusted.csv"])
def test_the_published_example_to_the_digit(published: Serving, file: str) -> None:
    wrong = []
    for row in expected(f"pace_published/{file}"):
        answer = published.frame("pace_strip", network="n", data_date=row["data_date"])
        found = answer.set_index("city_id").loc[row["city_id"]]
        keys = [key for key in row if key not in ("data_date", "city_id")]
        wrong += differences(dict(found), row, keys)
    assert wrong == []


def test_every_edge_case_by_hand(edges: Serving) -> None:
    answer = edges.frame("pace_strip", network="e", data_date="2020-05-01").set_index("city_id")
    wrong = []
    for row in expected("pace_edges/expected.csv"):
        keys = [key for key in row if key not in ("city_id", "by_hand")]
        wrong += differences(dict(answer.loc[row["city_id"]]), row, keys)
    assert wrong == []


def test_the_public_question_keeps_its_columns_and_agrees(edges: Serving) -> None:
    public = edges.frame("city_pace", network="e", data_date="2020-05-01")
    rich = edges.frame("pace_strip", network="e", data_date="2020-05-01")
    assert list(public.columns) == PUBLIC
    same = rich.sort_values("city_id")[PUBLIC].reset_index(drop=True)
    pd.testing.assert_frame_equal(public, same, check_like=False)


def test_the_spread_counts_whoever_is_just_on_plan_or_finished_however_late(edges: Serving) -> None:
    strip = edges.frame("pace_strip", network="e", data_date="2020-05-01")
    members = strip[strip["sv_days"].notna() & (strip["status"] != "left")].set_index("city_id")
    on_plan = members[members["status"].isin(["on_plan", "agreed_late", "completed"])]
    assert {"just_on_plan", "finished_late"} <= set(on_plan.index)
    last = edges.frame("spread_over_time", network="e", data_date="2020-05-01").iloc[-1]
    assert (last["cities"], last["on_plan"]) == (len(members), len(on_plan))


# --- any plan at all, counted day by day -------------------------------------------------------------------------


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """A city: steps (weight, baseline day, day done or None), the day asked for, and pauses (start, length, agreed)."""
    weights = st.sampled_from(["0.1", "0.2", "0.3", "1", "2", "2.5", "7"])
    steps = st.tuples(weights, st.integers(-5, 90), st.none() | st.integers(-5, 120))
    pauses = st.tuples(st.integers(-10, 110), st.integers(0, 40), st.booleans())
    return {
        "steps": draw(st.lists(steps, min_size=1, max_size=7)),
        "day": draw(st.integers(1, 130)),
        "pauses": draw(st.lists(pauses, max_size=3, unique_by=lambda pause: pause[0])),
    }


def by_day(plan: dict[str, Any], at: int) -> float:
    """ES by walking through the days, as the text of the method says it."""
    steps = [(Fraction(weight), due, done) for weight, due, done in plan["steps"]]
    done = [step for step in steps if step[2] is not None and step[2] <= plan["day"]]
    ev, bac = sum(s[0] for s in done), sum(s[0] for s in steps)
    last_due = max(step[1] for step in steps)

    def pv(day: int) -> Fraction:
        return sum((weight for weight, due, _ in steps if due <= day), Fraction(0))

    if ev == bac:
        return float(last_due)
    if ev < pv(at):
        day = at
        while pv(day) > ev:
            day -= 1
        return float(max(Fraction(0), day + (ev - pv(day)) / (pv(day + 1) - pv(day))))
    if ev > pv(at):
        day = at
        while pv(day) < ev:
            day += 1
        return float(day)
    return float(at)


def clock(plan: dict[str, Any]) -> int:
    """AT: the day asked for, or the day of the last completion once everything is done."""
    days = [done for _, _, done in plan["steps"]]
    finished = all(done is not None and done <= plan["day"] for done in days)
    return max(0, *days) if finished else int(plan["day"])


def paused(plan: dict[str, Any], at: int) -> int:
    """Agreed days of pause before the clock, each counted once."""
    agreed = {day for start, length, is_agreed in plan["pauses"] if is_agreed for day in range(start, start + length)}
    return len({day for day in agreed if 0 <= day < at})


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return from_folder(tmp_path_factory.mktemp("blank"))


@settings(max_examples=25, deadline=None)
@given(cities=st.lists(plans(), min_size=3, max_size=6))
def test_the_closed_form_equals_a_count_day_by_day(blank: Serving, cities: list[dict[str, Any]]) -> None:
    wrong = []
    with blank.cursor() as cursor:
        cursor.execute("insert into rules_in_force by name select 'n' network_id")
        cursor.execute("insert into known_until values ('n', 'progress', '*', date '9999-12-31', true, true)")
        for n, plan in enumerate(cities):
            fill(cursor, f"c{n}", plan)
        sql = "from pace_at($network, [$data_date::date])"
        for n, plan in enumerate(cities):
            day = DAY_ZERO + dt.timedelta(days=plan["day"])
            answer = cursor.execute(sql, {"network": "n", "data_date": day}).df().set_index("city_id").loc[f"c{n}"]
            wrong += compare(answer, plan)  # type: ignore[arg-type]
        for table in ("cities", "milestones", "progress", "pauses", "rules_in_force", "known_until"):
            cursor.execute(f"delete from {table}")
    assert wrong == []


def fill(cursor: Any, city: str, plan: dict[str, Any]) -> None:
    def on(day: int | None) -> dt.date | None:
        return None if day is None else DAY_ZERO + dt.timedelta(days=day)

    cursor.execute(
        "insert into cities by name select $c city_id, 'n' network_id, $d joined_on", {"c": city, "d": DAY_ZERO}
    )
    for n, (weight, due, done) in enumerate(plan["steps"]):
        cursor.execute(
            "insert into milestones by name select $m milestone_id, $w::double weight",
            {"m": f"{city}-{n}", "w": weight},
        )
        cursor.execute(
            "insert into progress by name select $c city_id, $m milestone_id, $b baseline_on, $d::date done_on",
            {"c": city, "m": f"{city}-{n}", "b": on(due), "d": on(done)},
        )
    for start, length, is_agreed in plan["pauses"]:
        cursor.execute(
            "insert into pauses by name select $c city_id, $s starts_on, $e ends_on, $a is_agreed",
            {"c": city, "s": on(start), "e": on(start + length), "a": is_agreed},
        )


def compare(answer: pd.Series, plan: dict[str, Any]) -> list[str]:
    at = clock(plan)
    es = by_day(plan, at)
    found = [f"{plan}: ES {answer.es_days}, by day {es}"] if abs(answer.es_days - es) > 1e-9 else []
    found += [f"{plan}: AT {answer.at_days}, by day {at}"] if answer.at_days != at else []
    rested = at - paused(plan, at)
    if rested > 0 and not pd.isna(answer.adjusted_sv_days):
        wanted = by_day(plan, rested) - rested
        if abs(answer.adjusted_sv_days - wanted) > 1e-9:
            found.append(f"{plan}: adjusted {answer.adjusted_sv_days}, by day {wanted}")
    elif rested > 0:
        found.append(f"{plan}: no adjusted value")
    return found
