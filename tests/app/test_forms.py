"""Forms where the problem is seen: opened, filled, foreseen and published in three actions, in every language."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cadence import days
from cadence.access.rights import Visitor
from cadence.answers import serving as servings
from cadence.answers.known import dated_tables
from cadence.app import writer
from cadence.app.in_place.kinds import FORMS
from cadence.contract import load_contract
from cadence.intake import outlook
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import languages, words_in
from tests.app.test_settings import errors, plain, press, run, texts
from tests.proving import sampled
from tests.small_store import bring, write
from tests.store_tools import published

pytestmark = pytest.mark.usefixtures("no_outlook")
TODAY = dt.date(2026, 9, 30)
# Where each form stands, what that page is about, and what is typed: by field, what is chosen first before the rest.
CASES: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "step": ("city", {"city": "akwamoso"}, {"milestone_id": "ast-12", "done_on": TODAY, "note": "Signé *hier*"}),
    "checkin": ("city", {"city": "akwamoso"}, {"held_on": TODAY, "sessions_due": 3, "sessions_attended": 2}),
    "need": ("city", {"city": "akwamoso"}, {"role": "convening", "priority": 2, "expressed_on": TODAY}),
    "decision": ("city", {"city": "akwamoso"}, {"decided_on": TODAY, "decision": "support", "reason": "=1+1"}),
    "activity": ("partner_reach", {}, {"held_on": TODAY, "kind": "peer_exchange", "title": "Échange <b>d'été</b>"}),
    "partner": ("partner_reach", {}, {"name": "Maison de l'Eau", "sector": "ngo"}),
    "partnership": (
        "strategy",
        {},
        {"partner_id": "atelier-lacets", "role": "peer_city", "typology": "series_partner", "city_id": "akwamoso"},
    ),
    "stage": ("strategy", {}, {"partnership_id": "", "entered_on": TODAY, "stage": "closed"}),
    "commitment": (
        "city",
        {"city": "akwamoso"},
        {"what": "Envoyer le *plan*", "role_of_owner": "Mairie", "made_on": TODAY, "due_on": dt.date(2026, 12, 1)},
    ),
    "kept": ("city", {"city": "akwamoso"}, {"commitment_id": "akwamoso-budget", "done_on": TODAY}),
    "note": ("city_pace", {}, {"name_*": "Grève des bus", "starts_on": TODAY, "kind": "other"}),
}


def opened_page(page: str, language: str = "en", **address: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
    for name, value in {"lang": language, "network": "astrolabe", **address}.items():
        at.query_params[name] = value
    at.session_state["open_page"] = page
    at.session_state["given_name"] = "Ada"
    return run(at)


def instance(name: str, address: dict[str, str]) -> str:
    """How the form of a page is called: by what the page gives."""
    given = [*address.values()] or {"strategy": ["partnership"], "city_pace": ["city"]}.get(CASES[name][0], [])
    return "_".join([name, *given])


def open_named(at: AppTest, key: str) -> AppTest:
    at.session_state[f"form_{key}_0"] = True
    return run(at)


def widget(at: AppTest, ends: str) -> Any:
    kinds = (at.selectbox, at.date_input, at.number_input, at.text_input, at.text_area, at.checkbox, at.multiselect)
    return next(one for kind in kinds for one in kind if str(one.key).endswith(ends))


def fill(at: AppTest, name: str, key: str, typed: dict[str, Any], language: str = "en") -> AppTest:
    for field, value in typed.items():
        ends = f"_{field.replace('*', language)}"
        found = widget(at, ends)
        found.set_value(value)
        if field in FORMS[name].picks:
            run(at)
    return ask(at, key)


def ask(at: AppTest, key: str) -> AppTest:
    return run(next(b for b in at.button if str(b.key).startswith(f"FormSubmitter:fields_{key}_")).click())


@sampled(("name", "language"), list(product(FORMS, languages())), 3)
def test_every_form_is_opened_filled_foreseen_published_and_taken_back(name: str, language: str, store: Store) -> None:
    page, address, typed = CASES[name]
    table, words, before = FORMS[name].table, words_in(language), store.newest()
    key, rows = instance(name, address), published(store, table)
    if name == "stage":
        typed = {**typed, "partnership_id": str(published(store, "partnerships")["partnership_id"].iloc[0])}
    at = fill(open_named(opened_page(page, language, **address), key), name, key, typed, language)
    assert not errors(at)
    assert words("in_place.would_change") in texts(at) and store.newest() == before, "a preview writes nothing"
    at = press(at, f"publish_{key}")
    step = store.history()[0]
    assert (step.snapshot > before, step.author, step.kind) == (True, "Ada", "publication")
    assert set(step.changes) - {"extracts"} == {table}
    title = load_contract(table).title[language]
    assert [file.name for file in step.files] == [words("in_place.typed_by", table=title, author="Ada") + ".csv"]
    assert words("in_place.published", snapshot=step.snapshot, message=step.message) in texts(at)
    assert words(f"forms.{name}.said") in step.message
    mine = store.row_history
    assert mine is not None
    now = published(store, table)
    assert len(now) == len(rows) + step.changes[table].added
    assert store.verify() == []
    store.undo(step.snapshot, author="Ada")
    assert published(store, table).equals(rows)


def test_who_may_not_write_sees_no_form_and_a_button_drawn_before_writes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, address, typed = CASES["checkin"]
    key, newest = instance("checkin", address), store.newest()
    staff = fill(open_named(opened_page(page, **address), key), "checkin", key, typed)
    monkeypatch.setattr(writer, "visitor", lambda: Visitor("eve@example.org", has_login=True))
    at = open_named(opened_page(page, **address), key)
    assert not [one for one in at.button if "FormSubmitter" in str(one.key)]
    press(staff, f"publish_{key}") if f"publish_{key}" in {str(b.key) for b in staff.button} else None
    assert store.newest() == newest


def test_an_earlier_snapshot_has_no_forms(store: Store, tmp_path: Path) -> None:
    first = store.newest()
    bring(store, write(tmp_path, "rules.csv", "network_id,rule,value\nastrolabe,on_plan_days,45\n"))
    at = open_named(opened_page("city", city="akwamoso", snapshot=str(first)), "step_akwamoso")
    assert not [one for one in at.button if "FormSubmitter" in str(one.key)]


@pytest.mark.parametrize("language", languages())
def test_a_value_that_breaks_its_contract_is_one_sentence_and_what_was_typed_stays(language: str, store: Store) -> None:
    page, address, _ = CASES["checkin"]
    key, newest = instance("checkin", address), store.newest()
    bad = {"held_on": TODAY, "sessions_due": 2, "sessions_attended": 5, "note": "tapé"}
    at = fill(open_named(opened_page(page, language, **address), key), "checkin", key, bad)
    (said,) = errors(at)
    assert "5" in said and "_" not in said and store.newest() == newest
    assert widget(at, "_note").value == "tapé"
    widget(at, "_sessions_attended").set_value(2)
    at = ask(at, key)
    assert not errors(at)
    at = press(at, f"publish_{key}")
    assert store.newest() == newest + 1


def test_a_save_that_fails_keeps_what_was_typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    page, address, typed = CASES["checkin"]
    key, newest = instance("checkin", address), store.newest()
    at = fill(open_named(opened_page(page, **address), key), "checkin", key, {**typed, "note": "tapé"})
    monkeypatch.setattr(Store, "publish", lambda *_args, **_more: (_ for _ in ()).throw(full()))
    at = press(at, f"publish_{key}")
    assert errors(at) and store.newest() == newest
    monkeypatch.undo()
    monkeypatch.setattr(outlook, "networks_that_move", lambda *_: [])
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: store))
    assert widget(at, "_note").value == "tapé"
    press(at, f"publish_{key}")
    assert published(store, "checkins")["note"].eq("tapé").any()


def full() -> Exception:
    from cadence.errors import StoreError

    return StoreError("store_write_failed", reason="No space left on device")


@pytest.mark.parametrize("is_mine", [True, False])
def test_two_people_at_once_cells_join_and_a_clash_shows_both(is_mine: bool, store: Store, tmp_path: Path) -> None:
    words = words_in("en")
    page, address, typed = CASES["step"]
    key, row = instance("step", address), {"city_id": "akwamoso", "milestone_id": "ast-12"}
    old = published(store, "progress").set_index(["city_id", "milestone_id"]).loc["akwamoso", "ast-12"]
    at = open_named(opened_page(page, **address), key)
    run(widget(at, "_milestone_id").set_value("ast-12"))
    agreed = old["baseline_on"].date()
    theirs = f"city_id,milestone_id,baseline_on,planned_on,note\nakwamoso,ast-12,{agreed},2027-05-05,Leur note\n"
    bring(store, write(tmp_path, "progress.csv", theirs))
    widget(at, "_done_on").set_value(TODAY)
    widget(at, "_note").set_value("Ma note")
    at = ask(at, key)
    said = "\n".join(plain(option) for one in at.radio for option in one.options)
    assert "Ma note" in said and "Leur note" in said, "both values are shown"
    assert f"publish_{key}" not in {str(one.key) for one in at.button}
    at = run(next(one for one in at.radio if str(one.key).startswith("clash_")).set_value(is_mine))
    at = press(at, f"publish_{key}")
    now = published(store, "progress").set_index(["city_id", "milestone_id"]).loc[tuple(row.values())]
    assert now["note"] == ("Ma note" if is_mine else "Leur note")
    assert (now["done_on"].date(), now["planned_on"].date()) == (TODAY, dt.date(2027, 5, 5)), "cells join"
    assert words("forms.step.said") in store.history()[0].message


def test_what_is_published_while_the_preview_is_looked_at_is_joined_too(store: Store, tmp_path: Path) -> None:
    page, address, typed = CASES["checkin"]
    key = instance("checkin", address)
    at = fill(open_named(opened_page(page, **address), key), "checkin", key, typed)
    bring(store, write(tmp_path, "checkins.csv", "city_id,held_on,note\nakwamoso,2026-09-29,Leur point\n"))
    at = press(at, f"publish_{key}")
    assert words_in("en")("in_place.renewed") in texts(at) and not errors(at)
    press(at, f"publish_{key}")
    held = published(store, "checkins").query("city_id == 'akwamoso'")["held_on"].astype(str).tolist()
    assert {"2026-09-29", "2026-09-30"} <= set(held)


def test_a_partner_that_is_there_already_is_told(store: Store) -> None:
    at = open_named(opened_page("partner_reach"), "partner")
    known = str(published(store, "partners")["name"].iloc[0])
    at = fill(at, "partner", "partner", {"name": known.upper(), "sector": "ngo"})
    assert errors(at) == [words_in("en")("errors.thing_named", name=known.upper())]


def test_the_conversations_record_their_decision_there_and_then(store: Store) -> None:
    at = opened_page("joint_actions", action="council-on-air")
    key = next(str(one) for one in popovers(at) if "form_decision_past_end_action" in str(one))
    name = key.split("form_")[1].rsplit("_", 1)[0]
    at = open_named(at, name)
    at = fill(at, "decision", name, {"decided_on": TODAY, "decision": "stop", "reason": "Fini"})
    press(at, f"publish_{name}")
    last = published(store, "decisions").sort_values("decided_on").iloc[-1]
    assert (last["subject"], last["subject_id"], last["decision"]) == ("action", "council-on-air", "stop")


def popovers(at: AppTest) -> list[str]:
    found: list[str] = []

    def look(block: Any) -> None:
        for child in block.children.values():
            if child.type == "popover":
                found.append(child.proto.popover.id)
            if hasattr(child, "children"):
                look(child)

    look(at.main)
    return found


def test_an_activity_brings_its_audience_in_the_same_step(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def count(data: pd.DataFrame, **_more: Any) -> pd.DataFrame:
        seen = {"segment": ["residents", "press"], "channel": ["on_site", "media"], "persons": [40, 2]}
        return pd.DataFrame({**dict.fromkeys(data.columns), **seen, "method": ["sign_in", "estimate"]})

    monkeypatch.setattr(st, "data_editor", count)
    page, address, typed = CASES["activity"]
    at = fill(open_named(opened_page(page, **address), "activity"), "activity", "activity", typed)
    assert not errors(at) and "40" in texts(at)
    press(at, "publish_activity")
    step = store.history()[0]
    assert (step.changes["activities"].added, step.changes["audience"].added) == (1, 2)
    titles = published(store, "activities").set_index("activity_id")["title"]
    (code,) = titles[titles == typed["title"]].index
    rows = published(store, "audience").set_index("activity_id").loc[[code]]
    assert sorted(rows["persons"]) == [2, 40]


def test_what_was_typed_is_there_again_after_another_page_was_looked_at(store: Store) -> None:
    page, address, _ = CASES["checkin"]
    key = instance("checkin", address)
    bad = {"held_on": TODAY, "sessions_due": 2, "sessions_attended": 5, "note": "tapé"}
    at = fill(open_named(opened_page(page, **address), key), "checkin", key, bad)
    assert errors(at)
    at.session_state["open_page"] = "overview"
    at = run(at)
    at.session_state["open_page"] = page
    at = open_named(run(at), key)
    assert widget(at, "_note").value == "tapé"


def record(store: Store, name: str, typed: dict[str, Any], **address: str) -> AppTest:
    """The form of a page, filled and published; its page as it is then."""
    page, given, _ = CASES[name]
    key = instance(name, given)
    at = fill(open_named(opened_page(page, **{**given, **address}), key), name, key, typed)
    return press(at, f"publish_{key}")


def test_what_is_dated_after_all_that_is_known_is_told_and_counts_once_somebody_says_until_when(store: Store) -> None:
    words, later = words_in("en"), dt.date(2026, 10, 20)
    known = published(store, "extracts")
    at = record(store, "checkin", {"held_on": later, "sessions_due": 3, "sessions_attended": 2})
    assert published(store, "extracts").equals(known), "rows typed in place move no day"
    named = "Check-ins · Akwamoso"
    assert words("in_place.later", day=later, table=named, known=TODAY) in texts(at)
    at.session_state["known_checkins_akwamoso"] = True
    at = press(run(at), "known_checkins_akwamoso_publish")
    assert not errors(at)
    said = published(store, "extracts").query("city_id == 'akwamoso'")
    assert [(row["table_name"], row["facts_until"].date()) for row in said.to_dict("records")] == [
        ("checkins", days.today())
    ]
    assert words("in_place.known_said", table=named, day=days.today()) in texts(at)
    serving = servings.open_serving(store, store.newest())
    asked = {"network": "astrolabe", "data_date": days.today(), "city": "akwamoso"}
    assert later in serving.frame("city_checkins", **asked)["held_on"].dt.date.tolist()
    others = serving.frame("pace_strip", network="astrolabe", data_date=TODAY)
    store.undo(store.newest(), author="Ada")
    assert published(store, "extracts").equals(known)
    before = servings.open_serving(store, store.newest()).frame("pace_strip", network="astrolabe", data_date=TODAY)
    assert before.equals(others), "and it moves nothing of the day before"


DATED = sorted(
    name for name, (_, _, typed) in CASES.items() if FORMS[name].table in dated_tables() and TODAY in typed.values()
)


@pytest.mark.parametrize("name", DATED)
def test_what_is_typed_for_a_later_day_is_noted_and_nobody_calls_it_planned(name: str, store: Store) -> None:
    later = TODAY + dt.timedelta(days=20)
    typed = {field: later if value == TODAY else value for field, value in CASES[name][2].items()}
    if name == "stage":
        typed["partnership_id"] = str(published(store, "partnerships")["partnership_id"].iloc[0])
    at = record(store, name, typed)
    assert not errors(at)
    waiting = servings.open_serving(store, store.newest()).frame("planned_facts", network="astrolabe")
    assert waiting[["planned_fact", "told_as"]].to_dict("records") == [
        {"planned_fact": FORMS[name].table, "told_as": "noted"}
    ]
    assert waiting["foreseen_on"].dt.date.tolist() == [later]


def test_what_is_dated_after_the_day_that_is_looked_at_says_so_with_the_way_there(store: Store) -> None:
    words, on = words_in("en"), dt.date(2026, 6, 30)
    typed = {"held_on": dt.date(2026, 9, 1), "sessions_due": 1, "sessions_attended": 1}
    at = record(store, "checkin", typed, on=str(on))
    assert words("in_place.situation", day=on) in texts(at)
    at = press(at, f"show_checkins_{TODAY}")
    del at.session_state["view"]  # a server asks the sidebar at each run
    at = run(at)
    assert str(TODAY) in at.query_params["on"] and words("in_place.situation", day=on) not in texts(at)


def test_what_is_still_to_come_is_planned(store: Store) -> None:
    to_come = dt.date(2027, 3, 1)
    at = record(store, "activity", {"held_on": to_come, "kind": "peer_exchange", "title": "Rencontre"})
    assert words_in("en")("in_place.to_come", day=to_come, table=load_contract("activities").title["en"]) in texts(at)
    assert not [one for one in popovers(at) if "known_" in one]


def test_the_figures_that_would_change_are_told_when_asked_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def foresee(*given: object) -> list[object]:
        asked.append(given)
        return []

    monkeypatch.setattr(outlook, "networks_that_move", foresee)
    page, address, typed = CASES["checkin"]
    key = instance("checkin", address)
    at = fill(open_named(opened_page(page, **address), key), "checkin", key, typed)
    assert not asked and words_in("en")("in_place.nothing_moves") not in texts(at)
    at = press(at, f"foresee_{key}")
    assert len(asked) == 1 and words_in("en")("in_place.nothing_moves") in texts(at)
    press(at, f"publish_{key}")
    assert len(asked) == 1


def test_all_of_a_network_is_said_to_be_written_down_at_once(store: Store) -> None:
    at = record(store, "checkin", {"held_on": dt.date(2026, 10, 20), "sessions_due": 3, "sessions_attended": 2})
    at.session_state["known_checkins_akwamoso"] = True
    run(run(at).radio(key="known_checkins_akwamoso_of").set_value("all"))
    at = press(at, "known_checkins_akwamoso_publish")
    (network,) = published(store, "networks").query("network_id == 'astrolabe'")["name"]
    assert words_in("en")("in_place.known_all_said", network=network, day=days.today()) in texts(at)
    said = published(store, "extracts").query("network_id == 'astrolabe' and city_id == '*'")
    assert set(said["facts_until"].dt.date) == {days.today()}
    assert set(said["table_name"]) == set(load_contract("extracts").column("table_name").enum)
    serving = servings.open_serving(store, store.newest())
    assert serving.frame("data_dates", network="astrolabe")["newest"].iloc[0].date() == days.today()
