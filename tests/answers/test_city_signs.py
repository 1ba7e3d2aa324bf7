"""Momentum, close-down signs, time to a milestone, the common curve and the journey, each against a hand count."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from tests.answers.test_pace import differences, expected
from tests.answers.test_reach import shown
from tests.from_folder import from_folder

FOLDER = tests.GOLDEN / "city_signs"
DAY = "2021-06-30"
KEYS = {
    "momentum": ("city_id",),
    "close_down": ("city_id",),
    "journey_grid": ("city_id", "milestone_id"),
    "network_curve": ("day",),
    "time_to_milestone": ("days",),
}


@pytest.fixture(scope="module")
def signs() -> Serving:
    return from_folder(FOLDER)


@pytest.mark.parametrize("question", KEYS)
def test_against_the_hand_count(signs: Serving, question: str) -> None:
    more = {"milestone": "b"} if question == "time_to_milestone" else {}
    answer = signs.frame(question, network="s", data_date=DAY, **more)
    found = {tuple(str(row[key]).removesuffix(" 00:00:00") for key in KEYS[question]): row for row in rows(answer)}
    wrong = []
    for want in expected(f"city_signs/expected_{question}.csv"):
        row = found[tuple(want[key] for key in KEYS[question])]
        columns = [key for key in want if key not in (*KEYS[question], "by_hand")]
        wrong += differences(row, {"city_id": str(want), **want}, columns)
    assert wrong == []
    if question != "journey_grid":
        assert len(answer) == len(expected(f"city_signs/expected_{question}.csv"))


def rows(answer) -> list[dict]:  # type: ignore[type-arg]
    """Rows with booleans as the words True and False, as the expectations have them."""
    flags = answer.select_dtypes("bool").columns
    return answer.astype({name: str for name in flags}).to_dict("records")


def test_a_silent_city_is_stalled_once_its_limit_has_passed(signs: Serving) -> None:
    stalled = {
        row["city_id"]: row["stalled_why"]
        for row in signs.frame("momentum", network="s", data_date="2022-06-30").to_dict("records")
    }
    # Last sign of silent: the activity of 1 July 2021, 364 days before; its limit is 243 days.
    assert stalled["silent"] == "stalled"
    assert stalled["resting"] == "paused"
    assert stalled["gone"] == "left"


def test_close_down_signs_and_the_time_to_a_milestone_know_nothing_of_the_future(signs: Serving) -> None:
    early = signs.frame("close_down", network="s", data_date="2021-01-05").set_index("city_id")
    assert early["decision"].dropna().to_dict() == {"worn_out": "continue"}
    assert not early["has_asked_for_help"].any()
    waiting = signs.frame("time_to_milestone", network="s", data_date="2021-01-05", milestone="b")
    assert waiting["days"].max() == 35 and waiting["reached"].sum() == 0


def test_the_spread_counts_each_city_while_it_is_a_member(signs: Serving) -> None:
    spread = signs.frame("spread_over_time", network="s", data_date=DAY).set_index("day")
    assert list(spread["cities"].astype(int)) == [7, 7, 7, 6, 6, 6, 6]
    last = spread.iloc[-1]
    # EV of the others is 0, the first step was due on day 45: ES 44, AT 211; nothing_due and moving stand on plan.
    assert last["lowest_days"] == 44 - 211
    assert last["highest_days"] == 0
    assert last["on_plan"] == 2


def test_a_choice_of_cities_leaves_their_rows_alone(signs: Serving) -> None:
    for question in ("pace_strip", "momentum", "close_down", "journey_grid"):
        answer = signs.frame(question, network="s", data_date=DAY, cities=["silent", "gone"])
        assert set(answer["city_id"]) == {"silent", "gone"}, question
    assert signs.frame("network_curve", network="s", data_date=DAY, cities=["moving"])["cities"].max() == 1


STEPS = {  # baseline, re-plan, day done; state on 30 June 2021, two days of it paused: 15 days are on time, 30 are soon
    "done_early": ("2021-05-16", None, "2021-04-30"),
    "done_on_time": ("2021-05-16", None, "2021-05-01"),
    "done_on_time, late": ("2021-05-16", None, "2021-06-02"),
    "done_late": ("2021-05-16", None, "2021-06-03"),
    "done_late, before the pause": ("2021-05-08", None, "2021-05-24"),
    "overdue": ("2021-06-12", None, None),
    "overdue, replanned": ("2021-06-12", "2021-09-30", None),
    "due_soon, past": ("2021-06-13", None, None),
    "due_soon": ("2021-07-28", None, None),
    "due_soon, replanned": ("2021-07-29", "2021-07-30", None),
    "replanned": ("2021-07-01", "2021-07-31", None),
    "not_due": ("2021-07-29", None, None),
    "not_due, planned": ("2021-07-31", "2021-07-31", None),
}


def test_the_state_of_a_step_turns_on_the_very_day(tmp_path: Path) -> None:
    """Two agreed days of pause put every step off by two days, one that was done before them by none."""
    tables = {
        "networks": ["network_id,name,starts_on", "n,N,2021-01-01"],
        "cities": ["city_id,network_id,name,country,joined_on", "c,n,C,SN,2021-01-01"],
        "phases": ["phase_id,network_id,position,name_fr,name_en", "p,n,1,P,P"],
        "milestones": ["milestone_id,phase_id,position,name_fr,name_en,weight"],
        "progress": ["city_id,milestone_id,baseline_on,planned_on,done_on"],
        "pauses": ["city_id,starts_on,ends_on,reason,is_agreed", "c,2021-05-25,2021-05-27,shock,true"],
    }
    for number, (base, plan, done) in enumerate(STEPS.values(), 1):
        tables["milestones"].append(f"m{number},p,{number},M,M,1")
        tables["progress"].append(f"c,m{number},{base},{plan or ''},{done or ''}")
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer = from_folder(tmp_path).frame("journey_grid", network="n", data_date=DAY).set_index("milestone_id")
    found = {name: answer.loc[f"m{number}", "state"] for number, name in enumerate(STEPS, 1)}
    assert found == {name: name.split(",")[0] for name in STEPS}


@pytest.mark.parametrize(
    ("standing", "due", "recency", "why"),
    [
        ("running", 1, 91, "stalled"),
        ("running", 1, 90, "recent"),
        ("running", 0, 91, "nothing_due"),
        ("paused", 1, 91, "paused"),
    ],
)
def test_a_city_is_stalled_on_the_day_after_its_limit(
    signs: Serving, standing: str, due: int, recency: int, why: str
) -> None:
    with signs.cursor() as cursor:
        found = cursor.execute("select stalled_why($1, $2, $3, 90)", [standing, due, recency]).fetchone()
    assert found == (why,)


def test_a_city_that_is_all_done_has_left_only_when_it_gave_something_up(signs: Serving) -> None:
    cases = {  # all done, left, steps given up, none agreed, started, pausing
        (True, False, 0, False, True, True): "completed",
        (True, False, 1, False, True, False): "completed",
        (True, True, 0, False, True, False): "completed",
        (True, True, 1, False, True, False): "left",
        (False, True, 0, True, False, True): "left",
        (False, False, 0, True, False, True): "not_judged",
        (False, False, 0, False, False, True): "not_started",
        (False, False, 0, False, True, True): "paused",
        (False, False, 1, False, True, False): "running",
    }
    with signs.cursor() as cursor:
        found = {
            case: cursor.execute("select city_standing($1, $2, $3, $4, $5, $6)", list(case)).fetchone()[0]
            for case in cases
        }
    assert found == cases


def test_attendance_and_overdue_steps_follow_one_rule_each() -> None:
    """A check-in that tells only half is no session missed; a city that left awaits no step: golden/attendance."""
    golden = from_folder(tests.GOLDEN / "attendance")
    asked = {"city_attendance": {"city": "a"}, "close_down": {}}
    for question, more in asked.items():
        answer = golden.frame(question, network="s", data_date="2021-04-30", **more)
        wanted = pd.read_csv(tests.GOLDEN / f"attendance/expected_{question}.csv", dtype=str)
        found = [
            {name: shown(row[name], want[name]) for name in wanted.columns}
            for row, want in zip(
                answer.sort_values(wanted.columns[0]).to_dict("records"), wanted.to_dict("records"), strict=True
            )
        ]
        assert found == wanted.to_dict("records"), question
