"""SQL against plain Python: the metrics of ``queries/`` and of ``independent`` must say the same.

First ``independent`` itself is held to the figures worked out by hand; then both are asked about the sample
network at several dates, and about some two hundred random networks.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadence.answers.serving import Serving
from cadence.settings import PROJECT
from tests import independent
from tests.from_folder import from_folder
from tests.independent import Pace, Row, Tables
from tests.networks import Generated, networks, write_folder
from tests.proving import rounds

SAMPLE = independent.read_folder(PROJECT / "data" / "sample")
JOINED = dt.date(2020, 1, 1)
A_CENTURY = 36525  # days

# The plan of the golden check, and what was done of it: metrics' table of hand-worked figures.
PLAN = (
    ("m1", "2", "2020-03-01"),
    ("m2", "3", "2020-06-01"),
    ("m3", "1", "2020-07-01"),
    ("m4", "2", "2020-09-01"),
    ("m5", "2", "2020-10-01"),
    ("m6", "1", "2020-12-01"),
    ("m7", "1", "2021-01-01"),
)
EARLY = dict.fromkeys(("m1", "m2", "m3", "m4", "m5"), "2020-02-01")
LATE = {**EARLY, "m6": "2020-11-20", "m7": "2021-03-02"}
SOON = {**LATE, "m7": "2020-12-02"}
GOLDEN = {
    "m1, m2": ({"m1", "m2"}, "2020-09-01", 181, -63, 0.742, 429.0, 493.4, 1.516),
    "m1": ({"m1"}, "2020-09-01", 151, -93, 0.619, 459.0, 591.4, 1.762),
    "m1 to m4": ({"m1", "m2", "m3", "m4"}, "2020-09-01", 244, 0, 1.0, 366.0, 366.0, 1.0),
    "m1 to m5": (set(EARLY), "2020-09-01", 274, 30, 1.123, 336.0, 325.9, 0.754),
    "none": (set(), "2020-09-01", 59, -185, 0.242, None, None, 2.516),
    "out of order": ({"m1", "m4"}, "2020-09-01", 151.67, -92.33, 0.622, 458.3, 588.8, 1.757),
    "finished late": (LATE, "2021-06-01", 366, -60, 0.859, 426, 426, None),
    "finished early": (SOON, "2021-06-01", 366, 30, 1.089, 336, 336, None),
    "past its planned end": (set(EARLY), "2021-04-01", 334, -122, 0.732, 488.0, 499.7, None),
}


def golden_tables(done: Iterable[str] | Row) -> Tables:
    """The golden plan as tables, with the milestones in ``done`` (on given days, else in February 2020)."""
    days = done if isinstance(done, dict) else dict.fromkeys(done, "2020-02-01")
    city = {"city_id": "c", "network_id": "n", "joined_on": JOINED.isoformat(), "left_on": ""}
    return {
        "cities": [city],
        "milestones": [{"milestone_id": name, "weight": weight} for name, weight, _ in PLAN],
        "progress": [
            {"city_id": "c", "milestone_id": m, "baseline_on": b, "done_on": days.get(m, ""), "is_dropped": ""}
            for m, _, b in PLAN
        ],
        "pauses": [],
        "decisions": [],
    }


@pytest.mark.parametrize("case", GOLDEN)
def test_python_against_the_figures_worked_by_hand(case: str) -> None:
    done, on, es, sv, spi, planned, trend, tspi = GOLDEN[case]
    pace = independent.city_pace(golden_tables(done), "n", dt.date.fromisoformat(on))["c"]
    found = (pace.es, pace.sv, pace.spi, pace.end_planned, pace.end_trend, pace.tspi)
    for value, expected, digits in zip(found, (es, sv, spi, planned, trend, tspi), (2, 2, 3, 1, 1, 3), strict=True):
        assert (value is None) == (expected is None)
        assert value is None or expected is None or round(float(value), digits) == expected


def test_python_with_an_agreed_pause() -> None:
    """Sixty days, from 2 March until work is taken up on 1 May: AT* = 184, ES stays 181."""
    tables = golden_tables({"m1", "m2"})
    tables["pauses"] = [{"city_id": "c", "starts_on": "2020-03-02", "ends_on": "2020-05-01", "is_agreed": "true"}]
    assert independent.city_pace(tables, "n", dt.date(2020, 9, 1))["c"].adjusted_sv == -3


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(8, 10, 49.0, 94.3), (3, 10, 10.8, 60.3), (9, 11, 52.3, 94.9), (4, 23, 7.0, 37.1)]
)
def test_python_wilson(k: int, n: int, low: float, high: float) -> None:
    assert [round(100 * bound, 1) for bound in independent.wilson(k, n)] == [low, high]


def test_python_wilson_of_none() -> None:
    low, high = independent.wilson(0, 9)
    assert (round(low, 9), round(100 * high, 1)) == (0, 29.9)


def test_python_kaplan_meier() -> None:
    """Reached on days 2, 4 and 4; last seen waiting on days 3 and 5: 4/5, then 4/5 x 1/3."""
    curve = independent.kaplan_meier([(2, True), (3, False), (4, True), (4, True), (5, False)])
    assert curve == {2: Fraction(4, 5), 3: Fraction(4, 5), 4: Fraction(4, 15), 5: Fraction(4, 15)}


Check = Callable[[Serving, Tables, str, dt.date], Iterable[str]]

# Both, side by side -----------------------------------------------------------------------------


def same(found: object, expected: Fraction | float | None) -> bool:
    """Equal to nine digits, or both unknown."""
    if expected is None or pd.isna(found):
        return bool(expected is None and pd.isna(found))
    return math.isclose(float(str(found)), float(expected), rel_tol=1e-9, abs_tol=1e-9)


def differences(
    serving: Serving, tables: Tables, network: str, on: dt.date, asked: Iterable[Check] | None = None
) -> list[str]:
    """One line per figure on which SQL and Python do not agree, all checks or those ``asked``."""
    return [line for check in asked or (pace, *OTHERS) for line in check(serving, tables, network, on)]


def pace(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    expected = independent.city_pace(tables, network, on)
    answer = serving.frame("city_pace", network=network, data_date=on)
    if sorted(answer.city_id) != sorted(expected):
        yield f"city_pace: {sorted(answer.city_id)} not {sorted(expected)}"
    joined = {city["city_id"]: independent.day(city["joined_on"]) for city in tables["cities"]}
    for row in answer.itertuples():
        city = expected[row.city_id]
        pairs = ((row.es_days, city.es), (row.sv_days, city.sv), (row.spi_t, city.spi), (row.tspi, city.tspi))
        if not all(same(a, b) for a, b in (*pairs, (row.adjusted_sv_days, city.adjusted_sv))):
            yield f"city_pace {row} not {city}"
        ends = ((row.forecast_end_planned_on, city.end_planned), (row.forecast_end_trend_on, city.end_trend))
        if not all(same_end(joined[row.city_id], a, b) for a, b in ends) or row.status != city.status:  # type: ignore[arg-type]
            yield f"city_pace {row} not {city}"
        if city.at is not None and row.at_days != city.at:
            yield f"city_pace {row} not {city}"


def same_end(joined: dt.date, found: pd.Timestamp, expected: Fraction | None) -> bool:
    """A forecast is a number of days with a fraction, shown as a date: the day before or after the fraction.

    A trend of more than a century is given as no date at all.
    """
    if expected is None or expected > A_CENTURY or pd.isna(found):
        return (expected is None or expected > A_CENTURY) and bool(pd.isna(found))
    return abs((found.date() - joined).days - expected) < 1


def funnel(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    expected = independent.partner_funnel(tables, network, on)
    answer = serving.frame("partner_funnel", network=network, data_date=on)
    if len(answer) not in ({6} if any(count for count, _, _ in expected.values()) else {0, 6}):
        yield f"partner_funnel has {len(answer)} rows"
    for row in answer.itertuples():
        k, n, length = expected[row.stage]
        if not (row.partners == k and same(row.of_partners, n) and same(row.median_days, length)):
            yield f"partner_funnel {row} not {expected[row.stage]}"


def handful(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    k, n = independent.handful(tables, network, on)
    (row,) = serving.frame("handful", network=network, data_date=on).itertuples()
    low, high = independent.wilson(k, n) if n else (None, None)
    if not ((row.k, row.n) == (k, n) and same(row.low, low) and same(row.high, high)):
        yield f"handful {row} not {k} of {n}, {low} to {high}"


def reach(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    expected = independent.reach_by_month(tables, network, on)
    found = {
        (row.month.date(), row.kind): (row.engagements, row.new_persons, row.media)
        for row in serving.frame("reach_by_month", network=network, data_date=on).itertuples()
    }
    if set(found) != set(expected):
        yield f"reach_by_month: {sorted(set(found) ^ set(expected))} on one side only"
    for key in set(found) & set(expected):
        if not all(map(same, found[key], expected[key])):
            yield f"reach_by_month {key}: {found[key]} not {expected[key]}"


def dependence(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    expected = independent.concentration(tables, network, on)
    answer = serving.frame("dependence", network=network, data_date=on)
    row = next(answer.itertuples(), None)
    effective = 1 / expected if expected else None
    if row is None:
        if expected is not None:
            yield f"dependence says nothing, not {expected}"
    elif not (same(row.hhi, expected) and same(row.effective_partners, effective)):
        yield f"dependence {row} not {expected}"


def coverage(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    expected = independent.role_coverage(tables, network, on)
    answer = serving.frame("role_coverage", network=network, data_date=on)
    if sorted(zip(answer.city_id, answer.role, strict=True)) != sorted(expected):
        yield f"role_coverage: {answer} not {expected}"
    for row in answer.itertuples():
        met_by = expected.get((row.city_id, row.role), set())  # type: ignore[arg-type]
        if bool(row.is_met) != bool(met_by) or (met_by and row.partnership_id not in met_by):
            yield f"role_coverage {row} not {met_by}"
    served = independent.role_coverage(tables, network, on, partnerships=independent.active_partnerships(tables, on))
    silent = {need for need, met_by in served.items() if met_by and not expected[need]}
    states = serving.frame("needs_and_partners", network=network, data_date=on)
    found = states[states["need_state"] == "silent"]
    if set(zip(found.city_id, found.role, strict=True)) != silent:
        yield f"met by silent partners only: {found} not {silent}"


def achievements(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    expected = independent.indicator_achievement(tables, network, on)
    answer = serving.frame("indicator_achievement", network=network, data_date=on)
    if sorted(answer.indicator_id) != sorted(expected):
        yield f"indicator_achievement: {sorted(answer.indicator_id)} not {sorted(expected)}"
    for row in answer.itertuples():
        actual, achieved = expected[row.indicator_id]
        if not (same(row.actual, actual) and same(row.achievement, achieved)):
            yield f"indicator_achievement {row} not {actual}, {achieved}"


def waiting(serving: Serving, tables: Tables, network: str, on: dt.date) -> Iterable[str]:
    phases = {phase["phase_id"] for phase in tables["phases"] if phase["network_id"] == network}
    milestones = [m["milestone_id"] for m in tables["milestones"] if m["phase_id"] in phases]
    # Every step of the sample would do, but each question asked costs as much as a network: the middle one.
    for milestone in milestones[len(milestones) // 2 :][:1]:
        expected = independent.time_to_milestone(tables, network, milestone, on)
        answer = serving.frame("time_to_milestone", network=network, data_date=on, milestone=milestone)
        found = dict(zip(answer.days, answer.reached_share, strict=True))
        if set(found) != set(expected) or not all(same(1 - found[d], s) for d, s in expected.items()):
            yield f"time_to_milestone {milestone}: {found} not { {d: float(1 - s) for d, s in expected.items()} }"


OTHERS: tuple[Check, ...] = (funnel, reach, achievements, handful, dependence, coverage, waiting)
SEEN_ON = ("2023-09-30", "2024-05-17", "2024-11-20", "2025-03-31", "2025-12-31", "2026-06-30", "2026-09-30")


@pytest.mark.parametrize("on", SEEN_ON)
@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_sample(sample: Serving, network: str, on: str) -> None:
    assert differences(sample, SAMPLE, network, dt.date.fromisoformat(on)) == []


# The first page of the sample, counted by hand in the CSVs: k of n; median, worst and best gap in days.
OVERVIEW = {
    "on_plan": (4, 11),
    "gaps": (-48, -241, 58),
    "partner": (8, 11),
    "engagements": 164,
    "new": 34,
    "handful": (9, 18),
    "target": (20, 36),
}


def test_overview_of_the_sample(sample: Serving) -> None:
    assert independent.overview(SAMPLE, "astrolabe", dt.date(2026, 9, 30)) == OVERVIEW
    (row,) = sample.frame("key_figures", network="astrolabe").itertuples()
    found = {
        **{name: (getattr(row, f"{name}_k"), getattr(row, f"{name}_n")) for name in ("on_plan", "partner")},
        "gaps": (row.median_sv_days, row.lowest_sv_days, row.highest_sv_days),
        "engagements": row.engagements,
        "new": round(row.new_share * row.outside),  # type: ignore[arg-type]
        **{name: (getattr(row, f"{name}_k"), getattr(row, f"{name}_n")) for name in ("handful", "target")},
    }
    assert found == OVERVIEW


@pytest.mark.parametrize("on", SEEN_ON[1:])
def test_overview_at_other_dates(sample: Serving, on: str) -> None:
    expected = independent.overview(SAMPLE, "astrolabe", dt.date.fromisoformat(on))
    (row,) = sample.frame("key_figures", network="astrolabe", data_date=on).itertuples()
    assert (row.on_plan_k, row.on_plan_n) == expected["on_plan"]
    assert (row.median_sv_days, row.lowest_sv_days, row.highest_sv_days) == expected["gaps"]
    assert (row.partner_k, row.partner_n) == expected["partner"]
    assert (row.target_k, row.target_n) == expected["target"]
    assert row.engagements == expected["engagements"]


def test_needs_of_the_sample_met_by_silent_partners_only(sample: Serving) -> None:
    """Counted by hand: the active partnership of the role last did something with the city before April 2026."""
    states = sample.frame("needs_and_partners", network="astrolabe", data_date="2026-09-30")["need_state"]
    assert (states == "silent").sum() == 4


SOME_NETWORKS = st.tuples(*(networks(f"n{n}") for n in range(10))).map(list)


@pytest.mark.prove
@settings(
    max_examples=rounds(4, 20),
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # shrinking ten networks takes minutes, and the lines found say enough
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(SOME_NETWORKS)
def test_random_networks(generated: list[Generated]) -> None:
    """Two hundred networks, ten to a folder because building a serving database takes longer than asking it.

    Each is asked for the pace of its cities and for two of the other figures in turn.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_folder(Path(folder), generated)
        serving = from_folder(Path(folder))
    for n, one in enumerate(generated):
        found = differences(serving, one.tables, one.network, one.on, [pace, OTHERS[n % len(OTHERS)], OTHERS[n % 3]])
        assert found == [], {"seen on": one.on, **one.tables}


def test_differences_are_seen(sample: Serving) -> None:
    """The comparison itself: one milestone done a year earlier must not pass unnoticed."""
    tables = {name: [dict(row) for row in rows] for name, rows in SAMPLE.items()}
    for row in tables["progress"]:
        if (row["city_id"], row["milestone_id"]) == ("kpalobe", "ast-08"):
            row["done_on"] = "2025-09-30"
    assert any("kpalobe" in line for line in differences(sample, tables, "astrolabe", dt.date(2026, 9, 30)))
    assert Pace().status == "not_started"
