"""A network started with no file: its pages are useful at once, home opens on it, the sample may go and come back."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from cadence.access.rights import Visitor
from cadence.app import writer
from cadence.intake.publication import publish_folder
from cadence.intake.sample import networks_of_sample
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import languages, words_in
from tests.app.test_settings import errors, press, run, texts
from tests.store_tools import published

TOWNS = "Kumasi\nTamale\nSan José, Costa Rica"


def page(name: str, language: str, **address: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
    for key, value in {"lang": language, **address}.items():
        at.query_params[key] = value
    at.session_state["open_page"] = name
    at.session_state["given_name"] = "Ada"
    return run(at)


def start(language: str) -> AppTest:
    at = page("start", language)
    at.text_input(key="start_name_0").set_value("Réseau des marchés")
    at.text_input(key="start_funder_0").set_value("Fonds d'essai")
    at.date_input(key="start_starts_on_0").set_value(dt.date(2026, 1, 5))
    run(at.text_area(key="start_towns_0").set_value(TOWNS))
    return at


@pytest.mark.parametrize("language", languages())
def test_a_network_is_started_with_no_file_and_its_pages_are_useful(language: str, empty: Store) -> None:
    words = words_in(language)
    at = press(start(language), "preview_start")
    doubtful = [one for one in at.selectbox if str(one.key).startswith("start_town_")]
    assert not empty.history()
    if doubtful:
        assert errors(at), "a town with namesakes is asked, not guessed"
        for one in doubtful:
            run(one.set_value(0))
        at = press(at, "preview_start")
    assert not errors(at)
    said = texts(at)
    assert words("in_place.start.of_days", n=18) in said
    at = press(at, "publish_start")
    (step,) = empty.history()
    assert {name: change.added for name, change in step.changes.items()} == {
        "networks": 1, "phases": 3, "milestones": 6, "cities": 3, "progress": 18, "extracts": 8,
    }  # fmt: skip
    network, cities = published(empty, "networks"), published(empty, "cities")
    assert network["name"].tolist() == ["Réseau des marchés"]
    assert sorted(cities["country"]) == ["CR", "GH", "GH"] and cities["latitude"].notna().all()
    overview = page("overview", language)
    assert not errors(overview) and len(overview.metric) >= 2 and len(overview.get("plotly_chart")) >= 2
    pace = page("city_pace", language)
    assert not errors(pace) and len(pace.get("plotly_chart")) >= 2
    city = page("city", language, city=str(cities["city_id"].iloc[0]))
    assert not errors(city) and len(city.get("plotly_chart")) >= 1 and len(city.metric) >= 2
    assert empty.verify() == []


@pytest.mark.parametrize("language", languages())
def test_what_lacks_is_said_and_nothing_is_written(language: str, empty: Store) -> None:
    words, at = words_in(language), press(page("start", language), "preview_start")
    (said,) = errors(at)
    assert words("in_place.start.no_name") in said and words("in_place.start.no_city") in said
    assert not empty.history()


def test_an_empty_record_leads_to_the_start(empty: Store) -> None:
    at = page("overview", "en")
    assert words_in("en")("frame.start_link") in [one.label for one in at.get("page_link")] or "start" in str(
        [one.proto for one in at.get("page_link")]
    )


@pytest.mark.parametrize("language", languages())
def test_home_opens_on_ones_own_network_and_the_sample_goes_and_comes_back(language: str, store: Store) -> None:
    words = words_in(language)
    assert not [one for one in buttons(page("overview", language)) if "take_sample" in one]
    at = press(start(language), "preview_start")
    for one in [one for one in at.selectbox if str(one.key).startswith("start_town_")]:
        run(one.set_value(0))
    at = press(press(at, "preview_start"), "publish_start")
    own = (set(published(store, "networks")["network_id"]) - networks_of_sample()).pop()
    home = page("overview", language)
    assert home.selectbox(key="choice_network").value == own
    home.session_state["sample_0"] = True
    home = press(run(home), "take_sample_away")
    assert published(store, "networks")["network_id"].tolist() == [own]
    assert published(store, "partners").empty and len(published(store, "cities")) == 3
    assert words("in_place.start.sample_gone") in texts(home)
    undone = store.undo(store.newest(), author="Ada")
    assert undone is not None
    assert set(published(store, "networks")["network_id"]) == {own} | networks_of_sample()
    assert len(published(store, "partners")) > 1 and store.verify() == []


def buttons(at: AppTest) -> list[str]:
    return [str(one.key) for one in at.button]


def test_who_may_not_write_cannot_start(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "visitor", lambda: Visitor("eve@example.org", has_login=True))
    at = page("start", "en")
    assert not [one for one in buttons(at) if "start" in one]
    assert words_in("en")("errors.not_staff") in texts(at)


def test_the_sample_ships_as_it_is_found(empty: Store) -> None:
    from cadence.intake.sample import FOLDER, find_sample

    assert find_sample(empty) is None
    made = publish_folder(empty, FOLDER, message="m", author="Cadence")
    found = find_sample(empty)
    assert made is not None and found is not None and found.snapshot == made.snapshot
