"""A form, the grid and the start of a network in a real browser: three actions from seeing it to published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cadence.words import languages
from tests.browser.driving import new_tab, serve, settle
from tests.browser.uploading import Visit
from tests.proving import sampled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("in_place") / "store") as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    page = new_tab(browser)
    yield page
    page.context.close()


def name_is(visitor: Visit, name: str) -> None:
    visitor.tab.get_by_label(visitor.words("frame.your_name")).first.fill(name)
    visitor.tab.keyboard.press("Tab")
    settle(visitor.tab)


@sampled("language", languages(), 2)
def test_a_check_in_is_refused_corrected_published_and_taken_back(server: str, tab: Page, language: str):
    visitor = Visit(tab, server, language)
    words = visitor.words
    visitor.open("city", "&network=astrolabe&city=akwamoso")
    tab.locator("[class*=st-key-form_checkin_akwamoso] button").first.click()
    settle(tab)
    name_is(visitor, "Awa")
    due = tab.locator("[class*=sessions_due] input")
    attended = tab.locator("[class*=sessions_attended] input")
    note = tab.locator("[class*=_note] textarea")
    due.fill("2")
    attended.fill("5")
    note.fill("Vue *au marché*")
    foresee = tab.get_by_role("button", name=words("in_place.preview"))
    foresee.click()
    settle(tab)
    visitor.sees_anywhere("2 / 5")
    assert note.input_value() == "Vue *au marché*", "what was typed stays"
    attended.fill("2")
    foresee.click()
    settle(tab)
    visitor.sees_anywhere(words("in_place.would_change"))
    tab.get_by_role("button", name=words("in_place.publish"), exact=True).click()
    settle(tab)
    visitor.sees(words("forms.checkin.said"))
    tab.locator("[class*=st-key-show_checkins_] button").first.click()
    settle(tab)
    visitor.sees("Vue *au marché*")
    visitor.sees(words.code("told_as", "noted"))
    tab.locator("[class*=st-key-saved_undo_] button").first.click()
    settle(tab)
    tab.get_by_role("button", name=visitor.say("history.do_it")).click()
    settle(tab)
    visitor.sees_no_more("Vue *au marché*")


def test_a_cell_of_the_grid_is_typed_undone_typed_and_published(server: str, tab: Page):
    visitor = Visit(tab, server, "en")
    words = visitor.words
    visitor.open("history", "&network=astrolabe")
    tab.get_by_role("tab", name=visitor.say("history.mend")).click()
    settle(tab)
    name_is(visitor, "Awa")
    tab.locator(".st-key-grid_table input").click()
    tab.keyboard.type("Cities")
    tab.keyboard.press("Enter")
    settle(tab)
    for text in ("Abro", "Abrokoué-Ville"):
        box = tab.locator("[data-testid=data-grid-canvas]").first.bounding_box()
        assert box is not None
        tab.mouse.click(box["x"] + 170, box["y"] + 52)  # the name in the first row
        tab.wait_for_timeout(300)
        tab.keyboard.press("Enter")
        tab.wait_for_timeout(300)
        tab.keyboard.press("Control+a")
        tab.keyboard.type(text, delay=20)  # as fast as fingers: the box of a cell takes a moment to follow
        tab.wait_for_timeout(200)
        tab.keyboard.press("Enter")
        tab.wait_for_timeout(300)
        settle(tab)
        if text == "Abro":
            tab.get_by_role("button", name=words("in_place.step_back")).click()
            settle(tab)
            assert tab.get_by_role("button", name=words("in_place.preview")).is_disabled()
    tab.get_by_role("button", name=words("in_place.preview")).click()
    settle(tab)
    visitor.sees("Abrokoué-Ville")
    tab.get_by_role("button", name=words("in_place.publish"), exact=True).click()
    settle(tab)
    visitor.sees(words("in_place.mended", table="Cities", n=1))


@sampled("language", languages(), 2)
def test_a_network_is_started_and_its_pages_stand(browser: Browser, tmp_path_factory, language: str):
    place = tmp_path_factory.mktemp("start") / "store"
    with serve(place, is_empty=True, CADENCE_SAMPLE="no") as address:
        tab = new_tab(browser)
        visitor = Visit(tab, address, language)
        visitor.open("")
        visitor.sees(visitor.words("frame.empty_store"))
        tab.get_by_role("link", name=visitor.words("frame.start_link")).click()
        settle(tab)
        tab.locator(".st-key-by_start input").fill("Awa")
        tab.locator(".st-key-start_name_0 input").fill("Réseau des marchés")
        tab.locator(".st-key-start_towns_0 textarea").fill("Kumasi\nTamale\nDakar")
        tab.keyboard.press("Control+Enter")
        settle(tab)
        visitor.press(visitor.words("in_place.preview"))
        visitor.sees(visitor.words("in_place.start.of_days", n=18))
        tab.get_by_role("button", name=visitor.words("in_place.publish"), exact=True).click()
        settle(tab)
        visitor.sees(visitor.words("in_place.start.summary", network="Réseau des marchés"))
        visitor.open("city_pace")
        visitor.sees("Réseau des marchés")
        assert tab.locator(".stPlotlyChart").count() >= 2
        visitor.open("")
        visitor.sees("Réseau des marchés")
        assert tab.locator(".stPlotlyChart").count() >= 1
        tab.context.close()
