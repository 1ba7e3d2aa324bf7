"""Two things made one, and split again: every reference moves, what differs is asked, all comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cadence import days
from cadence.answers.serving import open_serving
from cadence.cli import commands
from cadence.contract import load_contracts
from cadence.contract.references import references, things
from cadence.errors import CadenceError
from cadence.intake.one_answers import Answers
from cadence.intake.one_pair import Pair, find_pair
from cadence.intake.one_publication import Done, agreed_days, find_merge, merges, prepare_merge
from cadence.intake.one_row import as_one
from cadence.intake.one_split import newer_rows, prepare_split
from cadence.intake.one_thing import Merged, merge
from cadence.intake.publication import publish
from cadence.recipes.names import TABLES
from cadence.store import Publication, Store
from tests import kept_records
from tests.proving import sampled
from tests.small_store import bring, write
from tests.store_tools import publish as publish_rows
from tests.store_tools import published, settings_for

DAY = dt.date
# Columns that look like codes and are those of nothing that two of could be one.
NO_THING = {("recipes", "recipe_id"), ("commitments", "commitment_id"), ("events", "event_id"), ("partners", "org_id")}
NETWORK = "network_id,name,starts_on\nn,N,2024-01-01\n"
PHASES = "phase_id,network_id,position,name_en,name_fr,starts_on,ends_on\np,n,1,P,P,2024-01-01,2026-12-31\n"
STEPS = "milestone_id,phase_id,position,name_en,name_fr\nm,p,1,M,M\nk,p,2,K,K\n"
CITIES = (
    "city_id,network_id,name,country,joined_on,population,theme\n"
    "mbale,n,Mbale,UG,2024-02-01,,water\nmbale-town,n,Mbale Town,UG,2024-02-01,90000,\nthies,n,Thiès,SN,2024-02-01,,\n"
)
PROGRESS = (
    "city_id,milestone_id,baseline_on,done_on,note\nmbale,m,2025-01-10,,\nmbale-town,m,2025-03-20,2025-04-01,\n"
    "mbale-town,k,2025-06-01,,seen\n"
)
CHECKINS = (
    "city_id,held_on,sessions_due,sessions_attended\nmbale,2026-01-05,2,1\nmbale-town,2026-01-05,2,1\n"
    "mbale-town,2026-02-05,3,3\n"
)
PARTNERS = "partner_id,name,sector\nacv,ACV,ngo\n"
ACTIVITIES = (
    "activity_id,network_id,held_on,kind,partners,cities\na1,n,2026-01-05,joint_session,acv,mbale|thies|mbale-town\n"
    "a2,n,2026-01-06,joint_session,acv,mbale-town\n"
)
TEXTS = {
    "networks": NETWORK, "phases": PHASES, "milestones": STEPS, "cities": CITIES, "progress": PROGRESS,
    "checkins": CHECKINS, "partners": PARTNERS, "activities": ACTIVITIES,
}  # fmt: skip
TOWN = Pair("city", "mbale", "mbale-town")


def begin(store: Store, folder: Path) -> None:
    """A network in which one city is there twice."""
    bring(store, *(write(folder, f"{name}.csv", text) for name, text in TEXTS.items()))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    yield opened
    opened.close()


def made(store: Store, pair: Pair, **said: str) -> Merged:
    serving = open_serving(store, store.newest())
    return merge(serving, pair, Answers(said), agreed_days(store), "One city, written down twice")


def merged(store: Store, pair: Pair = TOWN, **said: str) -> Publication:
    done = made(store, pair, **said)
    with TemporaryDirectory() as folder, prepare_merge(store, done, Path(folder), open_serving(store)) as ready:
        assert [one for one in ready.problems() if one.severity != "note"] == []
        step = publish(ready, message="m", author="Awa", emptied_ok=True)
    assert step is not None
    return step


def split(store: Store, done: Done, **said: str) -> Publication | None:
    newer = newer_rows(store, done)
    answers = Answers({name.replace("__", ":"): side for name, side in said.items()})
    otherwise = prepare_split(store, done, newer, answers.of_rows(newer))
    return store.undo(done.step.snapshot, author="Awa", otherwise=otherwise)


def tables(store: Store) -> dict[str, pd.DataFrame]:
    """Every row of every table, with its origin."""
    return {name: published(store, name) for name in load_contracts()}


def same(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> bool:
    return all(before[name].equals(after[name]) for name in load_contracts())


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    frame = published(store, table).astype(object)
    return [dict(zip(map(str, frame.columns), row, strict=True)) for row in frame.itertuples(index=False)]


def named(store: Store, code: str) -> list[tuple[str, str]]:
    """Every cell, lists looked into, that is this code; a name that stands for another is none."""
    found = []
    for name in load_contracts():
        for row in rows(store, name):
            for column, value in row.items():
                values = list(value) if isinstance(value, list) or hasattr(value, "tolist") else [value]
                if any(isinstance(one, str) and one == code for one in values) and (name, column) != ("names", "name"):
                    found.append((name, column))
    return found


def test_every_column_that_holds_codes_of_a_thing_is_moved() -> None:
    held = {(one.table, one.field) for thing in things() for one in references(thing)}
    own = {(table, load_contracts()[table].primary_key[0]) for table in things().values()}
    for name, contract in load_contracts().items():
        for field in contract.fields:
            looks = field.name.endswith("_id") or field.name in {"code", "cities", "partners", "grew_from"}
            by_key = any(field.name in key.fields for key in contract.foreign_keys)
            if (looks or by_key) and (name, field.name) not in own | NO_THING:
                assert (name, field.name) in held, f"{name}.{field.name}: say in references.py whose code it is"
    assert {thing: table.table for thing, table in TABLES.items()}.items() <= things().items()
    kinds = {one.kind for thing in things() for one in references(thing) if one.kind}
    assert kinds == {"subject", "thing"}, "a column that says what another one's codes are of"


@sampled("thing, side", list(zip(things(), ["kept", "gone"] * 5, strict=False)), 3)
def test_the_sample_merged_and_split_is_the_sample(thing: str, side: str, tmp_path: Path) -> None:
    store = kept_records.opened_at(tmp_path / "store")
    before = tables(store)
    codes = before[things()[thing]].iloc[:, 0].tolist()
    kept, gone = codes[0], codes[2 if thing == "action" else 1]
    said = {"all": side} | ({"starts_on": "gone", "ends_on": "gone"} if thing == "action" else {})
    step = merged(store, Pair(thing, kept, gone), **said)
    assert named(store, gone) == []
    assert sum(len(rows(store, name)) for name in load_contracts()) > 1000
    (done,) = merges(store)
    assert (done.pair, done.step.snapshot) == (Pair(thing, kept, gone), step.snapshot)
    back = split(store, done)
    assert back is not None and merges(store) == []
    assert same(before, tables(store)) and store.verify() == []
    store.close()


def test_what_is_empty_is_filled_what_is_equal_folds_and_what_differs_is_asked(store: Store) -> None:
    done = made(store, TOWN)
    assert [one.name for one in done.clashes] == ["progress:mbale/m:baseline_on"]
    (clash,) = done.clashes
    assert (clash.kept, clash.gone) == ("2025-01-10", "2025-03-20")
    assert done.moved == {"progress": 2, "checkins": 2, "activities": 2} and done.folded == 1
    with pytest.raises(CadenceError) as refused:
        prepare_merge(store, done, Path(), open_serving(store))
    assert refused.value.code == "clashes_open"
    step = merged(store, baseline_on="kept")
    (city,) = (row for row in rows(store, "cities") if row["city_id"] == "mbale")
    assert (city["name"], city["population"], city["theme"]) == ("Mbale", 90000, "water")
    assert [tuple(row.values())[:3] for row in rows(store, "checkins")] == [
        ("mbale", pd.Timestamp(2026, 1, 5), 2),
        ("mbale", pd.Timestamp(2026, 2, 5), 3),
    ]
    assert [list(row["cities"]) for row in rows(store, "activities")] == [["mbale", "thies"], ["mbale"]]
    steps = {row["milestone_id"]: row for row in rows(store, "progress")}
    assert steps["m"]["baseline_on"] == pd.Timestamp(2025, 1, 10) and steps["m"]["done_on"] == pd.Timestamp(2025, 4, 1)
    assert steps["k"]["note"] == "seen" and step.changes["checkins"].removed == 2
    assert rows(store, "decisions") == rows(store, "earlier_plans") == []


def test_next_months_file_under_the_old_name_or_code_is_the_kept_thing(store: Store, tmp_path: Path) -> None:
    merged(store, all="kept")
    assert {(row["name"], row["code"]) for row in rows(store, "names")} == {("Mbale Town", "mbale")}
    text = "city_id,held_on,sessions_due\nMBALE TOWN,2026-03-05,1\nmbale-town,2026-04-05,1\n"
    bring(store, write(tmp_path, "checkins.csv", text))
    assert {row["city_id"] for row in rows(store, "checkins")} == {"mbale"} and len(rows(store, "checkins")) == 4


def test_another_agreed_day_needs_a_decision_which_the_merge_records_with_the_day_before(store: Store) -> None:
    before = tables(store)
    merged(store, baseline_on="gone")
    (decision,), (earlier,) = rows(store, "decisions"), rows(store, "earlier_plans")
    today = pd.Timestamp(days.today())
    assert (decision["decided_on"], decision["subject_id"], decision["decision"]) == (today, "mbale", "rebaseline")
    assert decision["reason"] == "One city, written down twice"
    assert (earlier["city_id"], earlier["milestone_id"], earlier["decided_on"]) == ("mbale", "m", today)
    assert earlier["earlier_on"] == pd.Timestamp(2025, 1, 10)
    assert agreed_days(store)["mbale", "m"] == DAY(2025, 3, 20)
    split(store, merges(store)[0])
    assert same(before, tables(store))
    assert agreed_days(store)["mbale", "m"] == DAY(2025, 1, 10), "the day is free again"


def test_another_decision_of_today_is_not_written_over(store: Store, tmp_path: Path) -> None:
    decided = {"decided_on": days.today(), "subject": "city", "subject_id": "mbale", "decision": "support"}
    publish_rows(store, tmp_path, {"decisions": [decided]})
    assert made(store, TOWN, baseline_on="kept").clashes == []
    with pytest.raises(CadenceError) as refused:
        made(store, TOWN, baseline_on="gone")
    assert refused.value.code == "decided_today"


def test_the_day_of_a_row_that_went_still_binds_the_kept_thing(store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, "progress.csv", "city_id,milestone_id,baseline_on\nmbale,k,2025-05-05\n"))
    left = [{"city_id": "mbale", "milestone_id": "m", "baseline_on": DAY(2025, 1, 10), "baseline_from": "agreed"},
            *({"city_id": "mbale-town", "milestone_id": m, "baseline_on": d, "baseline_from": "agreed"}
              for m, d in (("m", DAY(2025, 3, 20)), ("k", DAY(2025, 6, 1))))]  # fmt: skip
    publish_rows(store, tmp_path, {"progress": left}, mode="replace")
    assert {one.name for one in made(store, TOWN).clashes} == {
        "progress:mbale/m:baseline_on",
        "progress:mbale/k:baseline_on",
    }
    merged(store, all="kept")
    assert {str(row["baseline_on"])[:10] for row in rows(store, "progress")} == {"2025-01-10", "2025-05-05"}


def test_rows_newer_than_the_merge_are_asked_and_go_where_it_is_said(store: Store, tmp_path: Path) -> None:
    before = tables(store)
    merged(store, all="kept")
    bring(store, write(tmp_path, "c.csv", "city_id,held_on,sessions_due\nmbale,2026-03-05,1\nmbale,2026-02-05,9\n"))
    text = "activity_id,network_id,held_on,kind,partners,cities\na3,n,2026-05-05,joint_session,acv,mbale|thies\n"
    bring(store, write(tmp_path, "activities.csv", text))
    (done,) = merges(store)
    newer = newer_rows(store, done)
    names = ["checkins:mbale/2026-02-05", "checkins:mbale/2026-03-05", "activities:a3"]
    assert [one.name for one in newer] == names
    with pytest.raises(CadenceError) as refused:
        prepare_split(store, done, newer, {names[0]: "kept"})
    assert refused.value.code == "rows_asked"
    otherwise = prepare_split(store, done, newer, {names[0]: "gone", names[1]: "kept", names[2]: "gone"})
    foreseen = store.preview_undo(done.step.snapshot, otherwise).changes
    step = store.undo(done.step.snapshot, author="Awa", otherwise=otherwise)
    assert step is not None and {n: c for n, c in step.changes.items() if c} == {n: c for n, c in foreseen.items() if c}
    held = {(row["city_id"], str(row["held_on"])[:10]): row["sessions_due"] for row in rows(store, "checkins")}
    assert held == {("mbale", "2026-01-05"): 2, ("mbale", "2026-03-05"): 1, ("mbale-town", "2026-01-05"): 2,
                    ("mbale-town", "2026-02-05"): 9}  # fmt: skip
    listed = {row["activity_id"]: list(row["cities"]) for row in rows(store, "activities")}
    assert listed["a3"] == ["mbale-town", "thies"] and listed["a2"] == ["mbale-town"]
    for name in ("cities", "progress", "names", "decisions"):
        assert before[name].equals(published(store, name)), name


def test_an_answer_published_over_meanwhile_is_refused(store: Store, tmp_path: Path) -> None:
    merged(store, all="kept")
    done = merges(store)[0]
    otherwise = prepare_split(store, done, newer_rows(store, done), {})
    bring(store, write(tmp_path, "c.csv", "city_id,held_on,sessions_due\nmbale,2026-03-05,1\n"))
    with pytest.raises(CadenceError) as refused:
        store.undo(done.step.snapshot, author="Awa", otherwise=otherwise)
    assert refused.value.code == "changed_meanwhile"


def test_a_split_taken_back_stands_again_as_a_merge(store: Store) -> None:
    step = merged(store, all="kept")
    after = tables(store)
    back = split(store, find_merge(store, step.snapshot))
    assert back is not None and merges(store) == []
    store.undo(back.snapshot, author="Awa")
    assert same(after, tables(store)) and [one.step.snapshot for one in merges(store)] == [step.snapshot]


def test_things_are_found_by_code_or_name_and_else_refused(store: Store) -> None:
    serving = open_serving(store, store.newest())
    assert find_pair(serving, "city", "MBALE", "mbale  town") == TOWN
    for given_, code in (
        (("town", "a", "b"), "no_such_kind"),
        (("city", "mbale", "nowhere"), "no_such_thing"),
        (("city", "mbale", "Mbale"), "one_already"),
    ):
        with pytest.raises(CadenceError) as refused:
            find_pair(serving, *given_)
        assert refused.value.code == code


def test_what_says_how_a_value_is_meant_comes_from_the_row_that_the_value_comes_from() -> None:
    """A number never gets the currency of the other row, a day of "done" never the other's "at the latest"."""
    actions, empty = load_contracts()["actions"], dict.fromkeys(load_contracts()["actions"].columns)
    kept = {**empty, "action_id": "a", "cost_programme": 10.0, "currency": "EUR"}
    gone = {**empty, "action_id": "a", "cost_partner_cash": 5000.0, "currency": "XOF"}
    for side, costs in (("kept", (10.0, None, "EUR")), ("gone", (None, 5000.0, "XOF"))):
        row = as_one(actions, kept, gone, Answers({"currency": side})).row
        assert (row["cost_programme"], row["cost_partner_cash"], row["currency"]) == costs
    some, others = ({**empty, "action_id": "a", "partners": held} for held in (["x", "y"], ["y", "z"]))
    assert as_one(actions, some, others, Answers({"all": "both"})).row["partners"] == ["x", "y", "z"]


CODES = ["a", "b", "c"]
SOME_DAYS = st.dates(DAY(2025, 1, 1), DAY(2025, 1, 4))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    held=st.lists(st.tuples(st.sampled_from(CODES), SOME_DAYS, st.sampled_from([None, 1, 2])), max_size=8),
    planned=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from("mk"), st.none() | SOME_DAYS), max_size=6),
    met=st.lists(st.lists(st.sampled_from(CODES), max_size=3, unique=True), max_size=4),
    side=st.sampled_from(["kept", "gone"]),
)
def test_small_networks_merged_and_split(held: Any, planned: Any, met: Any, side: str) -> None:
    """Independent of the code: the keys afterwards are those before with one code for the other, each once."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        store = Store.open(settings_for(folder / "store"))
        try:
            bring(store, *(write(folder, f"{name}.csv", TEXTS[name]) for name in ("networks", "phases", "milestones")))
            checkins = {(city, day): due for city, day, due in held}
            steps = {(city, step): day for city, step, day in planned}
            publish_rows(store, folder, {
                "cities": [{"city_id": c, "network_id": "n", "name": c, "country": "SN", "joined_on": DAY(2024, 1, 1)}
                           for c in CODES],
                "checkins": [{"city_id": c, "held_on": d, "sessions_due": n} for (c, d), n in checkins.items()],
                "progress": [{"city_id": c, "milestone_id": m, "baseline_on": d, "is_done_latest": False,
                              "is_dropped": False} for (c, m), d in steps.items()],
                "activities": [{"activity_id": f"x{n}", "network_id": "n", "held_on": DAY(2025, 1, 1), "cities": cities,
                                "kind": "joint_session"} for n, cities in enumerate(met)],
            })  # fmt: skip
            before = tables(store)
            merged(store, Pair("city", "a", "b"), all=side)
            one = {"b": "a"}
            keys = {(row["city_id"], row["held_on"].date()) for row in rows(store, "checkins")}
            assert keys == {(one.get(c, c), d) for c, d in checkins}
            for row in rows(store, "checkins"):
                due = [checkins.get((c, row["held_on"].date())) for c in ("ab" if row["city_id"] == "a" else "c")]
                said = [n for n in due if n is not None]
                expected = (said[0] if side == "kept" else said[-1]) if said else None
                assert (None if pd.isna(row["sessions_due"]) else row["sessions_due"]) == expected
            assert {(r["city_id"], r["milestone_id"]) for r in rows(store, "progress")} == {
                (one.get(c, c), m) for c, m in steps
            }
            assert named(store, "b") == []
            split(store, merges(store)[0])
            assert same(before, tables(store))
        finally:
            store.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_commands_ask_publish_list_and_split(language: str, tmp_path: Path) -> None:
    place = kept_records.copied_to(tmp_path / "store", begin)

    def run(*typed: str) -> tuple[int, str]:
        more = ["--store", str(place), "--language", language, "--author", "Awa"]
        done = CliRunner().invoke(commands("names"), ["names", *typed, *more])
        return done.exit_code, done.output

    code, text = run("merge", "city", "Mbale", "Mbale Town")
    assert code == 2 and '--keep "progress:mbale/m:baseline_on=gone"' in text
    code, text = run("merge", "city", "mbale", "mbale-town", "--keep", "nothing=kept")
    assert code == 2 and "progress:mbale/m:baseline_on" in text
    code, text = run("merge", "city", "mbale", "mbale-town", "--keep", "baseline_on=perhaps")
    assert code == 2 and "kept, gone" in text
    chosen = ("--keep", "progress:mbale/m:baseline_on=kept")
    assert run("merge", "city", "mbale", "mbale-town", "--preview", *chosen)[0] == 0
    assert "mbale-town" not in run("merges")[1]
    assert run("merge", "city", "mbale", "mbale-town", *chosen)[0] == 0
    assert "mbale-town" in run("merges")[1] and "Mbale Town" in run("list")[1]
    store = Store.open(settings_for(place))
    (done,) = merges(store)
    bring(store, write(tmp_path, "c.csv", "city_id,held_on,sessions_due\nmbale,2026-03-05,1\n"))
    store.close()
    number = str(done.step.snapshot)
    code, text = run("split", number)
    assert code == 2 and '--keep "checkins:mbale/2026-03-05=gone"' in text
    assert run("split", number, "--keep", "checkins=gone")[0] == 0
    assert run("split", number)[0] == 2, "it is split already"
