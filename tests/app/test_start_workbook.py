"""The workbook to begin with, as the pages offer it: downloaded there, filled in, given back, published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cadence.answers.serving import open_serving
from cadence.forms.start_sheets import sheet_name
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import languages, words_in
from tests.intake.test_start_sheets import ACTIVITIES, CITIES, STEPS, sheets, typed
from tests.recipes.workbooks import prepared
from tests.store_tools import published

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILLED = {"cities": CITIES, "steps": STEPS, "activities": ACTIVITIES}
each_language = pytest.mark.parametrize("language", languages())


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What the buttons of the pages give, by their key."""
    found: dict[str, Callable[[], bytes]] = {}
    real = st.download_button

    def noted(label: str, data: Any, *args: Any, **options: Any) -> bool:
        found[str(options.get("key"))] = data if callable(data) else lambda: data
        return real(label, data, *args, **options)

    monkeypatch.setattr(st, "download_button", noted)
    return found


def page(name: str, language: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)
    at.query_params["lang"] = language
    at.session_state["open_page"] = name
    at.session_state["given_name"] = "Awa"
    at.run()
    assert not at.exception, at.exception
    return at


def give_back(at: AppTest, name: str, book: bytes) -> AppTest:
    at.get("file_uploader")[0].upload(name, book, EXCEL).run()
    assert not at.exception, at.exception
    return at


def publish(at: AppTest) -> AppTest:
    at.text_input(key="publication_message").set_value("Rives") if at.text_input else None
    at.button(key="publish").click().run()
    assert not at.exception, at.exception
    return at


@each_language
@pytest.mark.parametrize("where", ["upload", "start"])
def test_downloaded_filled_given_back_published(
    empty: Store, offered: dict[str, Callable[[], bytes]], language: str, where: str
) -> None:
    page(where, language)
    book = typed(offered["start_workbook"](), FILLED, language)
    publish(give_back(page("upload", language), "rives.xlsx", book))
    assert set(published(empty, "cities")["name"]) == {"Thiès", "Kumasi", "Saint-Louis"}
    assert (len(published(empty, "progress")), len(published(empty, "activities"))) == (4, 2)
    assert list(published(empty, "networks")["name"]) == ["Rives"]


@each_language
def test_beside_another_network_it_is_one_of_its_own(
    store: Store, offered: dict[str, Callable[[], bytes]], language: str
) -> None:
    before = {name: len(published(store, name)) for name in ("networks", "cities", "activities")}
    page("upload", language)
    book = typed(offered["start_workbook"](), FILLED, language)
    publish(give_back(page("upload", language), "rives.xlsx", book))
    after = {name: len(published(store, name)) for name in before}
    assert {name: after[name] - n for name, n in before.items()} == {"networks": 1, "cities": 3, "activities": 2}


@each_language
def test_steps_alone_are_of_the_only_network_that_is_ones_own(
    store: Store, offered: dict[str, Callable[[], bytes]], language: str, tmp_path: Path
) -> None:
    """The example is no network of theirs: the other one is proposed first, and no more than that is asked."""
    page("upload", language)
    blank = offered["start_workbook"]()
    publish(give_back(page("upload", language), "rives.xlsx", typed(blank, FILLED, language)))
    (own,) = published(store, "networks").query("name == 'Rives'")["network_id"]
    open_serving(store)
    alone = tmp_path / "etapes.xlsx"
    alone.write_bytes(typed(blank, {"cities": (), "steps": STEPS, "activities": ()}, language))
    with prepared(store, alone) as preparation:
        (question,) = preparation.foreign[0].draft.questions
        assert (question.key, question.guess, question.reason) == ("network", own, "only_own_network")
    assert sheet_name(sheets()["steps"], words_in(language))
