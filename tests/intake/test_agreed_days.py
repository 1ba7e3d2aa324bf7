"""Agreed days: given once by the standard schedule, held from then on, changed by a recorded decision alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cadence.answers.serving import open_serving
from cadence.intake.preparation import Preparation
from cadence.intake.publication import preview, publish
from cadence.intake.steps import prepare
from cadence.store import Publication, Store
from tests.store_tools import published, settings_for

TODAY = dt.date(2026, 11, 1)
NETWORK = ["network_id,name,starts_on", "n,N,2024-01-01"]
PHASES = ["phase_id,network_id,position,name_en,name_fr,starts_on,ends_on", "p,n,1,P,P,2024-01-01,2026-12-31"]
STEPS = ["milestone_id,phase_id,position,name_en,name_fr,due_after_days", "m,p,1,M,M,90", "k,p,2,K,K,180", "o,p,3,O,O,"]
CITIES = ["city_id,network_id,name,country,joined_on", "a,n,A,SN,2026-01-01"]
JOURNEY = {"networks": NETWORK, "phases": PHASES, "milestones": STEPS}
DECIDED = ["decided_on,subject,subject_id,decision,reason", "2026-10-15,city,a,rebaseline,The council changed"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "store"))
    yield opened
    opened.close()


Bring = Callable[..., tuple[Publication | None, list[str]]]


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Bring:
    """Publish tables; gives the step and the codes of what was said of the files."""

    def bring(mode: Any = "merge", **tables: Sequence[str]) -> tuple[Publication | None, list[str]]:
        files = []
        for name, lines in tables.items():
            files.append(tmp_path / f"{name}.csv")
            files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
        with prepare(files, store, mode=mode, upload_day=TODAY) as ready:
            said = _said(ready)
            foreseen = preview(ready)
            after = {name: sorted(map(str, ready.con.execute(ready.rows_after(name)).fetchall())) for name in foreseen}
            if not ready.good:
                return None, said
            done = publish(
                ready, message="m", author="A", set_aside_ok=True, emptied_ok=True, new_codes_ok=True, removed_ok=True
            )
        with store.workspace() as now:
            for name, rows in after.items():
                there = now.con.execute(f"select * exclude (_file, _line) from published.{name}").fetchall()
                assert sorted(map(str, there)) == rows, f"{name}: the preview foresaw something else"
        return done, said

    return bring


def _said(ready: Preparation) -> list[str]:
    facts = [fact.code for part in ready.parts for fact in part.noted if "known_until" not in fact.code]
    return [*facts, *(problem.code for problem in ready.problems())]


def days(store: Store, table: str = "progress", column: str = "baseline_on") -> dict[str, str]:
    rows = published(store, table)
    return {f"{r.city_id} {r.milestone_id}": _day(getattr(r, column)) for r in rows.itertuples()}


def _day(value: Any) -> str:
    return "" if pd.isna(value) else str(value)[:10]


# 2026-01-01 and 90 days is 2026-04-01 (31 + 28 + 31 = 90); and 180 days 2026-06-30 (90 + 30 + 31 + 29).
SCHEDULED = {"a m": "2026-04-01", "a k": "2026-06-30"}


def test_a_city_that_joins_gets_the_days_of_the_schedule_once(store: Store, bring: Bring) -> None:
    made, said = bring(**JOURNEY, cities=CITIES)
    assert days(store) == SCHEDULED, "a step without days after joining gets none"
    assert days(store, column="baseline_from") == {"a m": "schedule", "a k": "schedule"}
    assert said == ["scheduled_days"]
    bring(milestones=[STEPS[0], "m,p,1,M,M,10", "k,p,2,K,K,180", "o,p,3,O,O,20"])
    assert days(store) == SCHEDULED, "a later edit of the schedule concerns new cities only"
    bring(cities=[CITIES[0], "b,n,B,ML,2026-02-01"])
    assert days(store) == {**SCHEDULED, "b m": "2026-02-11", "b k": "2026-07-31", "b o": "2026-02-21"}
    assert made and store.undo(store.history()[0].number, author="A")
    assert days(store) == SCHEDULED, "undone with its city"


def test_a_step_new_in_the_plan_of_a_city_gets_its_day_where_the_file_says_none(store: Store, bring: Bring) -> None:
    bring(**{**JOURNEY, "milestones": [STEPS[0], "m,p,1,M,M,"]}, cities=CITIES)
    header = "city_id,milestone_id,baseline_on,done_on"
    bring(milestones=STEPS, progress=[header, "a,m,2026-05-05,", "a,k,,2026-07-02", "a,o,,2026-08-01"])
    assert days(store) == {"a m": "2026-05-05", "a k": "2026-06-30", "a o": ""}, "the file comes before the schedule"
    assert days(store, column="baseline_from") == {"a m": "", "a k": "schedule", "a o": ""}
    # Next month the same sheet: the empty cell says no other day, nothing is set aside.
    _, said = bring(progress=[header, "a,m,2026-05-05,2026-10-01", "a,k,,2026-07-02", "a,o,,2026-08-01"])
    assert said == [] and days(store)["a k"] == "2026-06-30"
    _, said = bring(progress=[header, "a,k,2026-09-09,2026-07-02"])
    assert said == ["baseline_changed"] and days(store)["a k"] == "2026-06-30", "it is held like any other"


def test_a_step_without_an_agreed_day_gets_one_later_and_keeps_it(store: Store, bring: Bring) -> None:
    header = "city_id,milestone_id,baseline_on"
    bring(**JOURNEY, cities=CITIES, progress=[header, "a,o,"])
    bring(progress=[header, "a,o,2026-12-01"])
    assert days(store)["a o"] == "2026-12-01", "agreed later, once"
    for other in ("2026-12-02", "", "(vider)"):
        _, said = bring(progress=[header, f"a,o,{other}", "a,m,2026-04-01"])
        assert "baseline_changed" in said and days(store)["a o"] == "2026-12-01"


def test_a_schedule_never_fills_a_cell_emptied_on_purpose(store: Store, bring: Bring) -> None:
    bring(**JOURNEY, cities=CITIES, progress=["city_id,milestone_id,baseline_on", "a,m,(vider)", "a,k,(clear)"])
    assert days(store) == {"a m": "", "a k": ""}


def test_replacing_cities_alone_leaves_the_published_steps(store: Store, bring: Bring) -> None:
    bring(**JOURNEY, cities=CITIES, progress=["city_id,milestone_id,baseline_on", "a,m,2026-05-05"])
    bring("replace", cities=[*CITIES, "b,n,B,ML,2026-02-01"])
    assert days(store) == {"a m": "2026-05-05", "a k": "2026-06-30", "b m": "2026-05-02", "b k": "2026-07-31"}


def test_a_decision_to_rebaseline_moves_agreed_days_once_and_keeps_those_before(store: Store, bring: Bring) -> None:
    header = "city_id,milestone_id,baseline_on"
    bring(**JOURNEY, cities=CITIES, progress=[header, "a,m,2026-04-01", "a,k,2026-06-30"])
    moved = [header, "a,m,2026-09-01", "a,k,2026-06-30"]
    assert bring(progress=moved)[1] == ["baseline_changed"]
    late = [DECIDED[0], DECIDED[1].replace("2026-10-15", "2026-11-20")]
    assert bring(decisions=late, progress=moved)[1] == ["baseline_changed"], "a decision still to come moves nothing"
    made, said = bring(decisions=DECIDED, progress=moved)
    assert said == ["days_agreed_anew"]
    assert days(store) == {"a m": "2026-09-01", "a k": "2026-06-30"}
    assert days(store, "earlier_plans", "earlier_on") == {"a m": "2026-04-01"}
    assert days(store, "earlier_plans", "decided_on") == {"a m": "2026-10-15"}
    again = [header, "a,m,2026-10-01", "a,k,2026-08-01"]
    assert bring(progress=again)[1] == ["days_agreed_anew", "baseline_changed"], "one decision moves a day once"
    assert days(store) == {"a m": "2026-09-01", "a k": "2026-08-01"}
    assert store.undo(store.history()[0].number, author="A") and made and store.undo(made.number, author="A")
    assert days(store) == {"a m": "2026-04-01", "a k": "2026-06-30"} and not days(store, "earlier_plans", "earlier_on")


def test_the_pace_is_told_by_the_plan_that_held_on_the_day(store: Store, bring: Bring) -> None:
    header = "city_id,milestone_id,baseline_on,done_on"
    steps = {**JOURNEY, "milestones": [STEPS[0], "m,p,1,M,M,"]}
    bring(**steps, cities=CITIES, progress=[header, "a,m,2026-04-01,"])
    bring(decisions=DECIDED, progress=[header, "a,m,2027-01-31,"])
    serving = open_serving(store, store.history()[0].snapshot)
    late = {
        day: serving.frame("pace_strip", network="n", data_date=day).iloc[0]["late_days"]
        for day in ("2026-10-14", "2026-10-15")
    }
    # Agreed for day 90. On 14 October, day 286, ES is 89: 197 days late. From the decision on nothing is due yet.
    assert late == {"2026-10-14": 197, "2026-10-15": 0}


def test_a_day_given_up_by_decision_binds_no_more(store: Store, bring: Bring) -> None:
    header = "city_id,milestone_id,baseline_on"
    bring(**JOURNEY, cities=CITIES, progress=[header, "a,o,2026-04-01"])
    bring("replace", progress=[header, "a,m,2026-04-01"])
    assert bring(progress=[header, "a,o,2026-09-01"])[1] == ["baseline_changed"]
    assert bring(decisions=DECIDED, progress=[header, "a,o,2026-09-01"])[1] == ["days_agreed_anew"]
    assert days(store)["a o"] == "2026-09-01"
    bring("replace", progress=[header, "a,m,2026-04-01"])
    assert bring(progress=[header, "a,o,2026-04-01"])[1] == ["baseline_changed"], "the plan of before is no way back"
    assert bring(progress=[header, "a,o,2026-09-01"])[1] == []


def test_a_decision_that_another_file_has_otherwise_opens_nothing(store: Store, tmp_path: Path, bring: Bring) -> None:
    bring(**JOURNEY, cities=CITIES)
    first, second, progress = (tmp_path / name for name in ("1.csv", "2.csv", "progress.csv"))
    first.write_text("\n".join([DECIDED[0], DECIDED[1].replace("rebaseline", "continue")]) + "\n")
    second.write_text("\n".join(DECIDED) + "\n")
    progress.write_text("city_id,milestone_id,baseline_on\na,m,2026-12-12\n")
    with prepare([first, second, progress], store, upload_day=TODAY) as ready:
        assert sorted(_said(ready)) == ["baseline_changed", "key_in_other_file"]


def test_a_decision_to_rebaseline_gives_its_reason(store: Store, bring: Bring) -> None:
    bring(**JOURNEY, cities=CITIES)
    assert bring(decisions=[DECIDED[0], "2026-10-15,city,a,rebaseline,"])[1] == ["rebaseline_needs_reason"]


def test_done_at_the_latest_gives_way_to_the_real_day(store: Store, bring: Bring) -> None:
    header = "city_id,milestone_id,done_on,is_done_latest"
    bring(**JOURNEY, cities=CITIES, progress=[header, "a,m,2026-09-30,yes"])
    assert published(store, "progress")["is_done_latest"].tolist().count(True) == 1
    for mode in ("merge", "replace"):
        _, said = bring(mode, progress=[header, "a,m,2026-10-31,yes", "a,k,,"])
        assert said == [] and latest(store) == ("2026-09-30", True), "said again next month, it brings no later day"
    bring(progress=["city_id,milestone_id,done_on", "a,m,2026-04-20"])
    assert latest(store) == ("2026-04-20", False), "the day itself, by a file that knows no such column"
    bring(progress=[header, "a,m,2026-10-31,yes"])
    assert latest(store) == ("2026-04-20", False), "and it stays"
    bring(progress=[header, "a,m,2026-04-02,yes"])
    assert latest(store) == ("2026-04-02", True), "an earlier bound is news"


def latest(store: Store) -> tuple[str, bool]:
    row = published(store, "progress").set_index("milestone_id").loc["m"]
    return _day(row["done_on"]), bool(row["is_done_latest"])


def test_an_earlier_plan_stands_on_its_decision(store: Store, bring: Bring) -> None:
    bring(**JOURNEY, cities=CITIES)
    rows = ["city_id,milestone_id,decided_on,earlier_on", "a,m,2026-10-15,2026-03-01"]
    assert bring(earlier_plans=rows)[1] == ["earlier_plan_without_decision"]
    assert bring(decisions=DECIDED, earlier_plans=rows)[1] == []
