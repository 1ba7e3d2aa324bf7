"""Forms in place: each writes one publication and is seen on its page; bad input and quicker people lose nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cadence.access.rights import Visitor
from cadence.app import writer
from cadence.app.in_place import change
from cadence.contract import load_contract
from cadence.errors import CadenceError
from cadence.intake.typed import DECISIONS, FORMS, SUBJECTS
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import Words, languages, words_in
from tests import kept_records
from tests.app.test_settings import buttons, errors, press, run, tables, texts
from tests.small_store import bring, write
from tests.store_tools import published

NETWORK, CITY, PARTNER, PARTNERSHIP = "astrolabe", "kpalobe", "atelier-lacets", "lacets-markets"
DAY, KNOWN = dt.date(2026, 11, 2), dt.date(2026, 9, 30)  # of what is typed; until when the sample is known

# form -> page, its address, the name of the form there, what is typed by field (key first), the table and its row
CASES: dict[str, tuple[str, dict[str, str], str, dict[str, Any], str, dict[str, str]]] = {
    "step": (
        "city", {"city": CITY}, f"step_{NETWORK}_{CITY}",
        {"milestone_id": "ast-08", "done_on": DAY, "note": "Voté à l'unanimité; \"oui\"\nsans débat"},
        "progress", {"city_id": CITY, "milestone_id": "ast-08"},
    ),
    "checkin": (
        "city", {"city": CITY}, f"checkin_{NETWORK}_{CITY}",
        {"held_on": DAY, "sessions_due": 3, "sessions_attended": 2, "is_asking_for_help": True,
         "note": "=1+1 | <b>*x*</b>"},
        "checkins", {"city_id": CITY, "held_on": str(DAY)},
    ),
    "need": (
        "city", {"city": CITY}, f"need_{NETWORK}_{CITY}",
        {"role": "peer_city", "priority": 2, "expressed_on": KNOWN},
        "needs", {"city_id": CITY, "role": "peer_city"},
    ),
    "decision": (
        "city", {"city": CITY}, f"decision_{NETWORK}_city_{CITY}",
        {"decided_on": DAY, "decision": "support", "role_of_decider": "Coordination", "reason": "Une ville sœur aide."},
        "decisions", {"decided_on": str(DAY), "subject": "city", "subject_id": CITY},
    ),
    "decision of strategy": (
        "strategy", {}, f"decision_{NETWORK}_partnership",
        {"subject_id": PARTNERSHIP, "decided_on": DAY, "decision": "continue"},
        "decisions", {"decided_on": str(DAY), "subject": "partnership", "subject_id": PARTNERSHIP},
    ),
    "decision of the city's conversation": (
        "city", {"city": CITY}, f"decision_talk_{NETWORK}_city_{CITY}",
        {"decided_on": DAY, "decision": "pause", "reason": "Une pause, le temps des élections."},
        "decisions", {"decided_on": str(DAY), "subject": "city", "subject_id": CITY},
    ),
    "decision of a test's conversation": (
        "joint_actions", {"action": "council-on-air"}, f"decision_{NETWORK}_action_council-on-air",
        {"decided_on": KNOWN, "decision": "scale"},
        "decisions", {"decided_on": str(KNOWN), "subject": "action", "subject_id": "council-on-air"},
    ),
    "stage": (
        "partner", {"partner": PARTNER}, f"stage_{NETWORK}_{PARTNER}",
        {"partnership_id": PARTNERSHIP, "entered_on": KNOWN, "stage": "coordinating"},
        "stages", {"partnership_id": PARTNERSHIP, "entered_on": str(KNOWN)},
    ),
    "activity": (
        "partner", {"partner": PARTNER}, f"activity_{NETWORK}_{PARTNER}",
        {"title": "Atelier d'été : marchés", "held_on": DAY, "kind": "joint_session", "cities": [CITY],
         "usefulness": 3.5, "row0 segment": "residents", "row0 channel": "on_site", "row0 persons": 84,
         "row0 method": "sign_in"},
        "activities", {"activity_id": "atelier-d-ete-marches"},
    ),
    "activity of reach": (
        "partner_reach", {}, f"activity_{NETWORK}_",
        {"title": "Atelier d'été : marchés", "held_on": DAY, "kind": "joint_session", "partners": [PARTNER]},
        "activities", {"activity_id": "atelier-d-ete-marches"},
    ),
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The sample's record, as the pages open it."""
    opened = kept_records.opened_at(tmp_path / "store")
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    opened.close()


def open_page(name: str, language: str = "en", **address: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
    for key, value in {"lang": language, "network": NETWORK, **address}.items():
        at.query_params[key] = value
    at.session_state["open_page"] = name
    at.session_state["given_name"] = "Ada"
    return run(at)


def open_form(at: AppTest, name: str) -> AppTest:
    at.session_state[f"change_{name}"] = True
    return run(at)


def widgets(at: AppTest, name: str) -> dict[str, Any]:
    """The widgets of a form by field; those of the rows that come with it as ``row0 segment``."""
    kinds = (at.text_input, at.text_area, at.number_input, at.date_input, at.selectbox, at.multiselect, at.checkbox)
    found = {}
    for widget in (one for kind in kinds for one in kind):
        key = str(widget.key)
        if key.startswith(f"{name}_") and key.removeprefix(f"{name}_")[0].isdigit():
            _, mark, field = key.removeprefix(f"{name}_").split("_", 2)
            found[f"{mark} {field}" if mark.startswith("row") else field] = widget
    return found


def fill(at: AppTest, name: str, typed: dict[str, Any]) -> AppTest:
    for field, value in typed.items():
        run(widgets(at, name)[field].set_value(value))
    return at


def row_of(store: Store, table: str, key: dict[str, str]) -> dict[str, Any]:
    rows = published(store, table)
    for name, value in key.items():
        text = rows[name].map(lambda one: str(one.date()) if isinstance(one, dt.datetime) else str(one))
        rows = rows[text == value]
    (row,) = rows.to_dict("records")
    return {str(name): value for name, value in row.items()}


def as_typed(value: Any) -> Any:
    """A published value as a widget takes it."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value.tolist() if isinstance(value, np.ndarray) else value


def renewed(at: AppTest) -> AppTest:
    """The page run through the frame, as a server does at each run and these tests only at the first."""
    del at.session_state["view"]
    return run(at)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("case", CASES)
def test_a_form_is_filled_published_seen_on_its_page_and_undone(case: str, language: str, store: Store) -> None:
    page, address, name, typed, table, key = CASES[case]
    words, before = words_in(language), {one: published(store, one) for one in ("audience", table)}
    newest = store.newest()
    at = fill(open_form(open_page(page, language, **address), name), name, typed)
    at = press(at, f"preview_{name}")
    assert not errors(at) and store.newest() == newest, "a preview writes nothing"
    at = press(at, f"publish_{name}")
    row = row_of(store, table, key)
    for field, value in typed.items():
        if not field.startswith("row0"):
            assert as_typed(row[field]) == value, field
    step = store.history()[0]
    assert (step.author, step.snapshot, step.kind) == ("Ada", newest + 1, "publication")
    assert all(file.name.endswith(".csv") and store.original(file.sha256) for file in step.files)
    line = words("in_place.published", snapshot=step.snapshot, message=step.message)
    at = renewed(at)
    assert line in texts(at), "one line says what changed"
    assert not any(key.startswith(f"preview_{name}") for key in buttons(at)), "and the form is shut"
    shown = "\n".join(cell for one in tables(at) for line in one for cell in line)
    if page in ("city", "partner") and case != "step":
        seen = next((text for text in typed.values() if isinstance(text, str) and " " in text), "")
        assert seen in shown if seen else words.date(KNOWN) in shown or words.code("stage", "coordinating") in shown
    if case == "activity":
        (counted,) = published(store, "audience").query("activity_id == 'atelier-d-ete-marches'").to_dict("records")
        assert (counted["segment"], counted["channel"], counted["persons"]) == ("residents", "on_site", 84)
        assert row["partners"].tolist() == [PARTNER] and len(step.files) == 2, "two tables, one publication"
    undo = f"undo_{step.snapshot}"
    at.session_state[undo] = True
    at = press(run(at), f"do_{undo}")
    assert all(published(store, one).equals(rows) for one, rows in before.items())
    at = renewed(at)
    assert words("pages.history.done", snapshot=store.newest()) in texts(at) and undo not in buttons(at)


def test_what_forms_ask_is_of_the_contract_and_each_is_tried() -> None:
    assert {case.split(" ")[0] for case in CASES} == FORMS.keys()
    for form, asked in FORMS.items():
        for one in filter(None, (asked, asked.several)):
            contract, told = load_contract(one.table), set(one.fields)
            assert told <= set(contract.columns), form
            assert set(one.today) | set(one.prose) <= told
            given = {"city_id", "subject", "network_id", "activity_id"}
            needed = {field.name for field in contract.fields if field.required}
            assert one.is_of_published or needed <= told | given, "what is required is asked, or known"
    decisions = set(load_contract("decisions").column("decision").enum)
    assert set().union(*DECISIONS.values()) == decisions and DECISIONS.keys() == SUBJECTS.keys()
    assert SUBJECTS.keys() == set(load_contract("decisions").column("subject").enum)


@pytest.mark.parametrize("language", languages())
def test_who_is_not_staff_sees_no_form_and_writes_nothing(
    language: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, address, name, typed, _, _ = CASES["checkin"]
    staff = press(fill(open_form(open_page(page, language, **address), name), name, typed), f"preview_{name}")
    monkeypatch.setattr(writer, "visitor", lambda: Visitor("eve@example.org", has_login=True))
    newest = store.newest()
    for page, address, name, *_ in CASES.values():
        at = open_form(open_page(page, language, **address), name)
        assert not widgets(at, name) and not [key for key in buttons(at) if name in key]
        assert not at.expander and not errors(at)
    press(staff, f"publish_checkin_{NETWORK}_{CITY}")  # a button drawn before the right was taken away
    assert store.newest() == newest


def test_an_earlier_snapshot_has_no_form(store: Store, tmp_path: Path) -> None:
    first = store.newest()
    bring(store, write(tmp_path, "rules.csv", "network_id,rule,value\nastrolabe,on_plan_days,45\n"))
    assert not open_page("city", city=CITY, snapshot=str(first)).expander


# form -> what is typed instead, and the column whose sentence says what is wrong with it
BAD: dict[str, list[tuple[dict[str, Any], str]]] = {
    "step": [({"done_on": dt.date(2027, 3, 1)}, "done_on")],
    "checkin": [({"sessions_attended": 9}, "sessions_attended"), ({"held_on": None}, "held_on")],
    "need": [({"met_on": dt.date(2020, 1, 1)}, "met_on"), ({"priority": None}, "priority"), ({"role": None}, "role")],
    "decision": [({"decision": None}, "decision")],
    "stage": [({"entered_on": dt.date(2001, 1, 1)}, "entered_on"), ({"stage": None}, "stage")],
    "activity": [({"title": " "}, "title"), ({"row0 persons": None}, "row0 persons"), ({"kind": None}, "kind")],
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_answered_in_one_sentence_and_nothing_is_lost(case: str, language: str, store: Store) -> None:
    page, address, name, typed, table, _ = CASES[case]
    newest = store.newest()
    at = fill(open_form(open_page(page, language, **address), name), name, typed)
    for wrong, field in BAD[case]:
        at = press(fill(at, name, wrong), f"preview_{name}")
        (said,) = errors(at)
        of, _, column = field.rpartition(" ")
        title = load_contract("audience" if of else table).column(column).title[language]
        assert title in said and "_" not in said, said
        assert f"publish_{name}" not in buttons(at) and store.newest() == newest
        held = {one: widget.value for one, widget in widgets(at, name).items()}
        assert {one: held[one] for one in typed if one not in wrong} == {
            one: value for one, value in typed.items() if one not in wrong
        }, "what was typed still stands there"
        at = fill(at, name, {one: typed.get(one) for one in wrong})
    assert not errors(press(at, f"preview_{name}")) and f"publish_{name}" in buttons(at)


def test_a_save_that_fails_keeps_what_was_typed(store: Store, monkeypatch: pytest.MonkeyPatch, words_en: Words) -> None:
    page, address, name, typed, table, key = CASES["checkin"]
    at = press(fill(open_form(open_page(page, **address), name), name, typed), f"preview_{name}")

    def fail(*_: object, **__: object) -> None:
        raise CadenceError("store_write_failed", reason="disk full")

    with monkeypatch.context() as broken:
        broken.setattr(change, "publish", fail)
        at = press(at, f"publish_{name}")
    assert errors(at) == [words_en("errors.store_write_failed", reason="disk full")]
    assert {one: widget.value for one, widget in widgets(at, name).items()} == typed
    press(at, f"publish_{name}")
    assert row_of(store, table, key)["note"] == typed["note"]


def test_what_was_typed_is_there_when_the_form_is_opened_again_and_another_day_is_another_row(store: Store) -> None:
    page, address, name, typed, _, _ = CASES["checkin"]
    at = fill(open_form(open_page(page, **address), name), name, typed)
    there = published(store, "checkins").query("city_id == @CITY").iloc[0]
    fill(at, name, {"held_on": there["held_on"].date()})
    assert widgets(at, name)["sessions_due"].value == there["sessions_due"], "a day that is published shows its row"
    fill(at, name, {"held_on": DAY})
    assert widgets(at, name)["note"].value == typed["note"]
    at.session_state[f"change_{name}"] = False
    at = open_form(run(at), name)
    assert {one: widget.value for one, widget in widgets(at, name).items()} == typed


CHECKIN = "city_id,held_on,sessions_due,sessions_attended,is_asking_for_help,note\n"


@pytest.mark.parametrize("language", languages())
def test_of_two_people_each_keeps_what_the_other_did_not_touch(language: str, store: Store, tmp_path: Path) -> None:
    words = words_in(language)
    page, address, name, _, table, key = CASES["checkin"]
    bring(store, write(tmp_path, "checkins.csv", f"{CHECKIN}{CITY},2026-09-28,4,3,no,first\n"))
    key = {**key, "held_on": "2026-09-28"}
    at = fill(open_form(open_page(page, language, **address), name), name, {"held_on": dt.date(2026, 9, 28)})
    fill(at, name, {"note": "mine"})
    bring(store, write(tmp_path, "checkins.csv", f"{CHECKIN}{CITY},2026-09-28,4,2,no,first\n"))
    at = press(at, f"preview_{name}")
    title = load_contract(table).column("sessions_attended").title[language]
    assert not errors(at) and words("in_place.kept_meanwhile", author="Ada", columns=title) in texts(at)
    bring(store, write(tmp_path, "checkins.csv", f"{CHECKIN}{CITY},2026-09-28,4,2,yes,first\n"))
    at = press(at, f"publish_{name}")  # prepared before that, and written over nothing
    row = row_of(store, table, key)
    assert (row["sessions_attended"], row["is_asking_for_help"], row["note"]) == (2, True, "mine")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("when", ["before the preview", "after it"])
def test_of_two_people_who_change_the_same_cell_the_second_is_told_and_loses_nothing(
    when: str, language: str, store: Store, tmp_path: Path
) -> None:
    words = words_in(language)
    page, address, name, typed, table, key = CASES["checkin"]
    at = fill(open_form(open_page(page, language, **address), name), name, typed)
    theirs = write(tmp_path, "checkins.csv", f"{CHECKIN}{CITY},{DAY},3,2,yes,theirs\n")
    if when == "after it":
        at = press(at, f"preview_{name}")
    bring(store, theirs)
    newest = store.newest()
    at = press(at, f"{'publish' if when == 'after it' else 'preview'}_{name}")
    column = load_contract(table).column("note").title[language]
    said = words("errors.cell_changed_meanwhile", author="Ada", column=column, theirs="theirs", mine=typed["note"])
    assert errors(at) == [said] and store.newest() == newest
    at = open_form(renewed(at), name)
    assert f"publish_{name}" not in buttons(at)
    assert widgets(at, name)["note"].value == typed["note"], "what was typed still stands there"
    at = press(at, f"preview_{name}")
    assert words("in_place.field", field=column, before="theirs", after=typed["note"]) in texts(at)
    press(at, f"publish_{name}")
    assert row_of(store, table, key)["note"] == typed["note"]


def test_a_row_that_was_taken_back_meanwhile_is_not_made_again(store: Store, tmp_path: Path, words_en: Words) -> None:
    page, address, name, typed, _, _ = CASES["checkin"]
    made = bring(store, write(tmp_path, "checkins.csv", f"{CHECKIN}{CITY},{DAY},3,2,yes,theirs\n"))
    at = fill(open_form(open_page(page, **address), name), name, typed)
    assert made is not None
    store.undo(made.snapshot, author="Bo")
    at = press(at, f"preview_{name}")
    assert errors(at) == [words_en("errors.row_taken_back_meanwhile", author="Bo")]


def test_a_code_is_made_from_the_name_once(store: Store) -> None:
    """A second activity of the same title is another one: its code tells them apart."""
    for code in ("atelier-d-ete-marches", "atelier-d-ete-marches-2"):
        page, address, name, typed, table, _ = CASES["activity of reach"]
        at = press(fill(open_form(open_page(page, **address), name), name, typed), f"preview_{name}")
        press(at, f"publish_{name}")
        assert row_of(store, table, {"activity_id": code})["title"] == typed["title"]


def test_which_figures_would_move_is_told_when_asked(store: Store, words_en: Words) -> None:
    page, address, name, typed, _, _ = CASES["decision"]
    at = press(fill(open_form(open_page(page, **address), name), name, typed), f"preview_{name}")
    assert "pages would change" not in texts(at)
    assert words_en("pages.city.menu") in next(
        line for line in texts(press(at, f"figures_{name}")).splitlines() if "pages would change" in line
    )
