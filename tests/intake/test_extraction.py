"""Until which day files know what happened: told, never guessed in silence, and moved by nothing but what tells it."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from cadence.answers.serving import Serving, open_exactly
from cadence.intake.extraction import days_in
from cadence.intake.model import Choice
from cadence.intake.publication import preview
from cadence.store import Store
from tests.small_store import bring, prepared, write
from tests.store_tools import published, settings_for

NETWORKS = "network_id,name,starts_on\nn,North,2026-01-01\ns,South,2026-01-01\n"
CITIES = "city_id,network_id,name,country,joined_on\n" + "".join(
    f"{code},{code[0]},{code.upper()},KE,2026-01-01\n" for code in ("n1", "n2", "n3", "s1")
)
PHASES = "phase_id,network_id,position,name_fr,name_en,starts_on,ends_on\n" + "".join(
    f"{n}p,{n},1,Tout,All,2026-01-01,2026-12-31\n" for n in "ns"
)
MILESTONES = "milestone_id,phase_id,position,name_fr,name_en\n" + "".join(
    f"{n}m{k},{n}p,{k},Étape {k},Step {k}\n" for n in "ns" for k in (1, 2, 3)
)
PARTNERS = "partner_id,name,sector\np,Partner,ngo\n"
# Each city was to do a step on 1 March, 1 June and 1 September; the first two are done, on 1 March and 1 June.
PLAN = {1: "2026-03-01", 2: "2026-06-01", 3: "2026-09-01"}
HEADER = "city_id,milestone_id,baseline_on,done_on\n"
# 92 days from 1 June to 1 September, 243 from 1 January; on 1 June ES and AT are both 151.
SV_ON_THE_NEWEST_FACT = 0.0
# By 31 October (AT 303) two of three steps still stand: ES is the day before the third one, 242.
SV_ON_31_OCTOBER = 242.0 - 303.0


def tracker(*cities: str) -> str:
    """A tracker of these cities, of which nothing moved since June."""
    done = {1: PLAN[1], 2: PLAN[2], 3: ""}
    return HEADER + "".join(f"{city},{city[0]}m{k},{day},{done[k]}\n" for city in cities for k, day in PLAN.items())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A record of two networks with their plans; no fact has come yet."""
    record = Store.open(settings_for(tmp_path / "store"))
    texts = {
        "networks": NETWORKS, "cities": CITIES, "phases": PHASES, "milestones": MILESTONES, "partners": PARTNERS,
    }  # fmt: skip
    bring(record, *(write(tmp_path, f"{name}.csv", text) for name, text in texts.items()))
    yield record
    record.close()


def told(store: Store, path: Path, day: str | None = None) -> None:
    """Publish a file, with the day it was extracted where one is told."""
    choices = {path: Choice(facts_until=dt.date.fromisoformat(day))} if day else {}
    bring(store, path, choices=choices)


def pace(serving: Serving, network: str = "n", **more: str) -> dict[str, float]:
    """Days ahead or behind of each city, by default on the default day."""
    answer = serving.frame("pace_strip", network=network, **more)
    return dict(zip(answer["city_id"], answer["sv_days"], strict=True))


def newest(serving: Serving, network: str = "n") -> dt.date:
    """The default data date."""
    found: pd.Timestamp = serving.frame("data_dates", network=network)["newest"].iloc[0]
    return found.date()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("suivi 2026-09-30.xlsx", ["2026-09-30"]),
        ("suivi_20260930.csv", ["2026-09-30"]),
        ("suivi-30-09-2026.csv", ["2026-09-30"]),
        ("Export du 30/09/2026", ["2026-09-30"]),
        ("Situation au 30.9.2026 (arrêtée)", ["2026-09-30"]),
        ("Extraction : 1er septembre 2026", ["2026-09-01"]),
        ("data as of 5 October 2026", ["2026-10-05"]),
        ("extrait_mai_2025.xlsx", ["2025-05-31"]),
        ("suivi février 2024", ["2024-02-29"]),
        ("suivi_2026-08.xlsx", ["2026-08-31"]),
        ("planning 2026", []),
        ("projet 123456 lot 20261399", []),
        ("plan 2024-2027", []),
        ("31/02/2026", []),
    ],
)
def test_the_days_that_names_and_titles_tell(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in days_in(text)] == days


def test_a_silent_tracker_shows_its_silence_when_its_day_is_told(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "progress.csv", tracker("n1", "n2", "n3"))
    told(store, path)
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 6, 1)
    assert set(pace(serving).values()) == {SV_ON_THE_NEWEST_FACT}
    told(store, path, "2026-10-31")  # the same bytes, told: that alone is news
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 10, 31)
    assert set(pace(serving).values()) == {SV_ON_31_OCTOBER}
    store.undo(store.newest(), author="Ada", message="not so")
    assert set(pace(open_exactly(store)).values()) == {SV_ON_THE_NEWEST_FACT}


def test_a_planned_activity_moves_no_day_and_counts_nowhere(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-09-30")
    rows = "a1,n,2026-09-15,joint_session,p,n1\na2,n,2026-12-05,joint_session,p,n1\n"
    path = write(tmp_path, "activities.csv", "activity_id,network_id,held_on,kind,partners,cities\n" + rows)
    with prepared(store, path) as preparation:
        facts = {fact.code: fact.blanks for part in preparation.parts for fact in part.noted}
    assert facts["planned_facts"]["n"] == 1
    told(store, path)
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 9, 30)
    for day in ("2026-09-30", "2026-12-31"):  # also when the later day is chosen on purpose
        held = serving.frame("audience_by_kind", network="n", data_date=day)
        assert held["activities"].sum() == 1, day
        matrix = serving.frame("coverage_matrix", network="n", data_date=day)
        assert matrix["activities"].sum() == 1, day


def test_activities_alone_change_no_pace(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-08-31")
    before = pace(open_exactly(store))
    text = "activity_id,network_id,held_on,kind,partners\na1,n,2026-10-15,joint_session,p\n"
    told(store, write(tmp_path, "activities.csv", text))
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 10, 15)
    assert pace(serving) == before
    answer = serving.ask("pace_strip", network="n")
    assert answer.held_back == {"progress": dt.date(2026, 8, 31)}, "and the answer says so"
    assert serving.ask("audience_by_kind", network="n").held_back == {}


def test_a_later_day_chosen_on_purpose_counts_as_if_nothing_had_happened_since(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-06-30")
    assert set(pace(open_exactly(store), data_date="2026-10-31").values()) == {SV_ON_31_OCTOBER}


def test_a_file_of_some_cities_speaks_for_these_alone(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-06-01")
    told(store, write(tmp_path, "nord.csv", tracker("n1")), "2026-10-31")
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 10, 31)
    assert pace(serving) == {"n1": SV_ON_31_OCTOBER, "n2": SV_ON_THE_NEWEST_FACT, "n3": SV_ON_THE_NEWEST_FACT}


def test_an_older_file_moves_no_day_back_and_one_network_none_of_another(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-10-31")
    before = pace(open_exactly(store))
    older = tracker("n1", "n2", "n3").replace("2026-06-01,2026-06-01", "2026-06-01,2026-05-31")
    told(store, write(tmp_path, "older.csv", older), "2026-07-31")
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 10, 31) and pace(serving) == before
    told(store, write(tmp_path, "south.csv", tracker("s1")), "2026-11-01")
    serving = open_exactly(store)
    assert newest(serving) == dt.date(2026, 10, 31) and pace(serving) == before
    assert newest(serving, "s") == dt.date(2026, 11, 1)


def test_one_row_of_one_city_changes_no_other_citys_pace(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-08-31")
    before = pace(open_exactly(store))
    told(store, write(tmp_path, "checkins.csv", "city_id,held_on\nn1,2026-10-30\n"))
    assert pace(open_exactly(store)) == before


def test_replacing_a_table_keeps_the_days_of_the_others(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "progress.csv", tracker("n1", "n2", "n3"))
    told(store, path, "2026-08-31")
    told(store, write(tmp_path, "checkins.csv", "city_id,held_on\nn1,2026-08-30\n"), "2026-08-31")
    with prepared(
        store, path, mode="replace", choices={path: Choice(facts_until=dt.date(2026, 10, 31))}
    ) as preparation:
        change = preview(preparation)["extracts"]
        assert (change.changed, change.absent) == (1, 0)


def test_files_that_come_together_are_of_one_day(store: Store, tmp_path: Path) -> None:
    checkins = write(tmp_path, "checkins.csv", "city_id,held_on\nn1,2026-07-15\n")
    bring(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), checkins)
    serving = open_exactly(store)
    known = serving.frame("freshness", network="n")
    assert set(known["facts_until"].dt.date) == {dt.date(2026, 7, 15)}


def test_the_name_tells_the_day_where_nobody_else_does(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "suivi_2026-10-31.csv", tracker("n1", "n2", "n3")))
    assert newest(open_exactly(store)) == dt.date(2026, 10, 31)


def test_a_name_of_a_day_to_come_tells_nothing(store: Store, tmp_path: Path) -> None:
    told(store, write(tmp_path, "suivi_2027-10-31.csv", tracker("n1", "n2", "n3")))
    assert newest(open_exactly(store)) == dt.date(2026, 6, 1)


def test_a_file_that_replaces_the_days_themselves_leaves_each_key_once(store: Store, tmp_path: Path) -> None:
    """The days of one table come as rows, those of the other with its facts: none is doubled, none stays besides."""
    told(store, write(tmp_path, "progress.csv", tracker("n1", "n2", "n3")), "2026-08-31")
    told(store, write(tmp_path, "checkins.csv", "city_id,held_on\nn1,2026-08-30\n"), "2026-08-31")
    days = "network_id,table_name,city_id,facts_until\nn,progress,*,2026-09-15\n"
    paths = [
        write(tmp_path, "extracts.csv", days),
        write(tmp_path, "all.csv", tracker("n1", "n2", "n3")),
        write(tmp_path, "again.csv", "city_id,held_on\nn1,2026-08-30\n"),
    ]
    choices = {paths[2]: Choice(facts_until=dt.date(2026, 10, 31))}
    bring(store, *paths, mode="replace", choices=choices)
    rows = published(store, "extracts")
    assert sorted(zip(rows["table_name"], rows["facts_until"].dt.date.map(str), strict=True)) == [
        ("checkins", "2026-10-31"),
        ("progress", "2026-09-15"),
    ]


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Suivi des villes - extraction du 31/10/2026", dt.date(2026, 10, 31)),
        ("City tracker, data as of 31 October 2026", dt.date(2026, 10, 31)),
        ("Programme de janvier à octobre 2026", dt.date(2026, 6, 1)),  # no word of extraction: the newest fact holds
    ],
)
@pytest.mark.parametrize("way", ["file", "zip"])
def test_a_title_tells_the_day_beside_a_word_of_extraction(
    title: str, day: dt.date, way: str, store: Store, tmp_path: Path
) -> None:
    path = write(tmp_path, "progress.csv", f"{title},,,\n,,,\n{tracker('n1', 'n2', 'n3')}")
    if way == "zip":
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.write(path, "progress.csv")
        path = tmp_path / "all.zip"
    told(store, path)
    assert newest(open_exactly(store)) == day


def test_a_member_of_a_zip_tells_the_day_by_its_name(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("suivi_2026-10-31.csv", tracker("n1", "n2", "n3"))
    told(store, path)
    assert newest(open_exactly(store)) == dt.date(2026, 10, 31)
