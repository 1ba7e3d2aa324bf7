"""The replay of the candidates: a network worked out by hand, and nothing later than the eve in it."""

from __future__ import annotations

import copy
import datetime as dt
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import tests
from cadence.answers.backtest import Case, Recall, as_frame, recall, replay
from cadence.answers.serving import Serving
from cadence.settings import PROJECT
from tests import independent
from tests.from_folder import from_folder
from tests.independent import Row, Tables
from tests.networks import Generated, networks, write_folder
from tests.proving import part, rounds

GOLDEN = independent.read_folder(tests.GOLDEN / "candidates")
SAMPLE = independent.read_folder(PROJECT / "data" / "sample")
END = "2020-12-31"
# Need, partner, eve, how it stood among the candidates, whether it was named, whether it was one of the most active.
BY_HAND = [
    ("a", "expertise", "p1", "2020-01-31", "pipeline_here", True, False),
    ("c", "data_tools", "p2", "2020-02-19", "elsewhere", True, False),
    ("b", "expertise", "p1", "2020-05-31", "elsewhere", True, False),
    ("c", "funding", "p3", "2020-06-30", None, False, False),
    ("b", "audience", "p4", "2020-07-31", "pipeline_network", True, False),
    ("a", "delivery", "p2", "2020-08-31", None, False, True),
    ("b", "peer_city", "p1", "2020-09-30", None, False, True),
]
CITY = {"Ayo": "a", "Bor": "b", "Cal": "c"}


def told(cases: list[Case]) -> list[tuple[str, str, str, str, str | None, bool, bool]]:
    return [(CITY[c.city], c.role, c.partner_id, str(c.eve), c.offer, c.is_named, c.is_most_active) for c in cases]


def written(folder: Path, tables: Tables) -> Serving:
    for path in folder.glob("*.csv"):
        path.unlink()
    write_folder(folder, [Generated("any", dt.date(2020, 1, 1), tables)])
    return from_folder(folder)


@pytest.fixture(scope="module")
def small() -> Serving:
    return from_folder(tests.GOLDEN / "candidates")


def test_every_case_by_hand(small: Serving) -> None:
    cases = replay(small, "net", END)
    assert told(cases) == BY_HAND
    others = [case for case in cases if not case.is_in_pipeline]
    assert recall(case for case in cases if case.is_in_pipeline) == Recall(1, 1, 0)
    assert recall(others) == Recall(6, 3, 2)
    assert [case.role for case in cases if case.is_met_by_silent] == ["peer_city"]
    most_active = {case.partner_id + case.role: case.most_active for case in cases}
    assert most_active["p1expertise"] == ("p2", "p5", "p6") and most_active["p1peer_city"] == ("p1", "p2", "p3")


def test_only_what_had_begun_by_the_day_is_replayed(small: Serving) -> None:
    for day in ("2020-01-31", "2020-06-01", "2020-08-31", "2020-09-01"):
        begun = [row for row in BY_HAND if row[3] < day]
        assert told(replay(small, "net", day)) == begun, day
    assert as_frame(replay(small, "net", "2020-06-01"))["place"].tolist() == [1, 1, 1]


def test_a_need_is_a_case_once_and_only_while_it_is_open(tmp_path: Path) -> None:
    """A second partner for a/expertise while the first is at work meets nothing anew; after it ended, one did."""
    tables = copy.deepcopy(GOLDEN)
    (first,) = [row for row in tables["partnerships"] if row["partnership_id"] == "s01"]
    second = {**first, "partnership_id": "s99", "partner_id": "p6", "starts_on": "2020-03-01"}
    tables["partnerships"].append(second)
    assert told(replay(written(tmp_path, tables), "net", END)) == BY_HAND
    first["starts_on"] = "2020-01-03"  # before the need: what it meets is not met anew
    assert ("a", "expertise") not in {case[:2] for case in told(replay(written(tmp_path, tables), "net", END))}
    first["ends_on"] = "2020-02-20"
    (case, *_) = [case for case in replay(written(tmp_path, tables), "net", END) if case.role == "expertise"]
    assert (case.partnership_id, str(case.eve)) == ("s99", "2020-02-29")


def test_closed_on_its_first_day_is_not_begun(tmp_path: Path) -> None:
    tables = copy.deepcopy(GOLDEN)
    tables["stages"].append({"partnership_id": "s05", "entered_on": "2020-09-01", "stage": "closed"})
    found = told(replay(written(tmp_path, tables), "net", END))
    assert found == [row for row in BY_HAND if row[1] != "delivery"]


# Nothing of the future ---------------------------------------------------------------------------

EVENTS = {"activities": "held_on", "stages": "entered_on"}
ENDS = {"needs": ("met_on",), "cities": ("left_on",), "partnerships": ("starts_on", "ends_on")}
PLANS = ("planned_on", "target_stage", "purpose", "why", "how", "is_planned_after_funding", "end_reason", "agreement")


def as_known_on(tables: Tables, day: str) -> Tables:
    """The tables of somebody who recorded every dated fact on its day, and no plan without a stage."""
    known = copy.deepcopy(tables)
    for table, column in EVENTS.items():
        known[table] = [row for row in known.get(table, []) if row[column] <= day]
    for table, columns in ENDS.items():
        for row in known.get(table, []):
            row.update({column: "" for column in columns if row.get(column, "") > day})
    known["needs"] = [row for row in known["needs"] if row["expressed_on"] <= day]
    staged = {row["partnership_id"] for row in known["stages"]}
    known["partnerships"] = [
        row if row["partnership_id"] in staged else {**row, **{plan: "" for plan in PLANS if plan in row}}
        for row in known["partnerships"]
        if row["partnership_id"] in staged or row["starts_on"]
    ]
    return known


def eve_of(serving: Serving, network: str, day: str) -> list[pd.DataFrame]:
    return [
        serving.frame(name, network=network, data_date=day) for name in ("candidate_replay", "most_active_partners")
    ]


def differing(serving: Serving, tables: Tables, network: str, days: list[str], folder: Path) -> list[str]:
    """The days on which the replay knew more or less than somebody did then."""
    return [
        day
        for day in days
        if any(
            not one.equals(other)
            for one, other in zip(
                eve_of(serving, network, day),
                eve_of(written(folder, as_known_on(tables, day)), network, day),
                strict=True,
            )
        )
    ]


@pytest.mark.prove
@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_the_eve_of_every_case_of_the_sample_knows_nothing_later(network: str, sample: Serving, tmp_path: Path) -> None:
    days = sorted({str(case.eve) for case in replay(sample, network)})
    assert len(days) >= 3
    assert differing(sample, SAMPLE, network, part(days, 5), tmp_path) == []


@pytest.mark.prove
def test_the_eve_of_every_case_by_hand_knows_nothing_later(small: Serving, tmp_path: Path) -> None:
    assert differing(small, GOLDEN, "net", part([row[3] for row in BY_HAND], 3), tmp_path) == []


@pytest.mark.prove
@settings(
    max_examples=rounds(4, 60),
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(networks("n"))
def test_no_day_of_a_random_network_knows_anything_later(generated: Generated) -> None:
    for row in generated.tables["partnerships"]:
        row["planned_on"] = row["starts_on"] or "2020-03-03"
    with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as part:
        serving = written(Path(whole), generated.tables)
        assert differing(serving, generated.tables, "n", [str(generated.on)], Path(part)) == []


def later(row: Row) -> dict[str, list[Row]]:
    """What the eve of s03 (30 June) does not know: later facts of Cedar and Fig, and a plan that no stage proves."""
    stage = {"partnership_id": "s03", "entered_on": "2020-07-01", "stage": "collaborating"}
    rival = {**row, "partnership_id": "s98", "partner_id": "p6", "starts_on": "", "planned_on": "2020-05-01"}
    rated = {"activity_id": "act9", "network_id": "net", "held_on": "2020-07-01", "kind": "joint_session"}
    return {
        "stages": [stage],
        "partnerships": [rival, {**rival, "partnership_id": "s97", "planned_on": "", "starts_on": "2020-07-01"}],
        "activities": [{**rated, "partners": "p3|p6", "cities": "c", "usefulness": "4"}],
    }


def test_a_later_stage_rating_plan_or_start_changes_no_replay(small: Serving, tmp_path: Path) -> None:
    (row,) = [row for row in GOLDEN["partnerships"] if row["partnership_id"] == "s03"]
    before = [case for case in replay(small, "net", END) if str(case.eve) <= "2020-06-30"]
    added = later(row)
    for table in added:
        tables = copy.deepcopy(GOLDEN)
        tables[table] += added[table]
        serving = written(tmp_path, tables)
        assert [case for case in replay(serving, "net", END) if str(case.eve) <= "2020-06-30"] == before, table
    # What was dated in time does change it: a stage of Cedar, or of another, by the eve.
    for partnership, named in (("s03", ("p3",)), ("s98", ("p6",))):
        tables = copy.deepcopy(GOLDEN)
        tables["partnerships"] += added["partnerships"][:1]
        tables["stages"].append({"partnership_id": partnership, "entered_on": "2020-06-30", "stage": "contacted"})
        (case,) = [case for case in replay(written(tmp_path, tables), "net", END) if case.role == "funding"]
        assert case.named == named and case.is_named == (partnership == "s03")


def test_the_page_and_the_replay_name_the_same_where_nothing_is_undated(small: Serving, sample: Serving) -> None:
    """Of the same SQL: they differ by partners of whom nothing but a plan is known, and by nothing else."""
    seen = 0
    for serving, network, days in (
        (small, "net", [row[3] for row in BY_HAND]),
        (sample, "astrolabe", ["2024-11-20", "2025-06-30", "2026-09-30"]),
    ):
        for day in days:
            page = serving.frame("candidate_partners", network=network, data_date=day).dropna(subset=["partner_id"])
            eve = serving.frame("candidate_replay", network=network, data_date=day).dropna(subset=["partner_id"])
            eve = eve[eve["is_named"].astype(bool)]
            planned = page[page["stage"].isna() & page["planned_on"].notna()]
            for need, rows in page.groupby(["city_id", "role"]):
                if need not in set(zip(planned["city_id"], planned["role"], strict=True)):
                    own = eve[(eve["city_id"] == need[0]) & (eve["role"] == need[1])]
                    assert rows["partner_id"].tolist() == own["partner_id"].tolist(), (day, need)
                    seen += 1
    assert seen > 20
