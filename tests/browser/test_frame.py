"""The frame in a real browser: deep links, the address, languages, headers, nothing from outside."""

from __future__ import annotations

import gzip
import re
import urllib.parse
import urllib.request
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from cadence.answers.questions import FILTERS
from cadence.app.address import EVERYWHERE, PAGE_OF
from cadence.app.frame import CHOSEN, SUBJECTS, page_files, page_name
from cadence.app.parts import explore
from cadence.words import languages, words_in
from tests.browser.driving import open_address, serve, settle

IN_THE_ADDRESS = {*EVERYWHERE, *PAGE_OF, *SUBJECTS, *FILTERS, *explore.NAMES, "sql", *chain(*CHOSEN.values())}
PAGES = ["" if name == "overview" else name for name in map(page_name, page_files())]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_deep_link_on_a_cold_server_shows_the_page_it_names(browser: Browser, tmp_path: Path):
    with serve(tmp_path / "store") as address:
        tab = browser.new_page()
        open_address(tab, f"{address}/city?city=akwamoso&lang=fr")
        tab.get_by_role("heading", level=1).get_by_text("Ville", exact=True).wait_for(timeout=30_000)
        assert "akwamoso" in tab.url and "lang=fr" in tab.url
        assert tab.get_by_text("Akwamoso").first.is_visible()
        tab.close()


DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_every_page_has_its_title_tells_its_language_asks_no_other_server_and_fits_a_phone(dashboard: str, tab: Page):
    """One walk over every page in every language, as opening them is what takes the time."""
    outside: list[str] = []
    tab.on(
        "request",
        lambda request: None if request.url.startswith((dashboard, "data:", "blob:")) else outside.append(request.url),
    )
    wide = {}
    for language in languages():
        words = words_in(language)
        for page in PAGES:
            open_address(tab, f"{dashboard}/{page}?lang={language}")
            tab.wait_for_function("document.title.endsWith('Cadence')")
            menu = words(f"pages.{page or 'overview'}.menu")
            assert tab.title() == f"{menu} · Cadence", (language, page)
            assert tab.evaluate("document.documentElement.lang") == language, page
            tab.set_viewport_size(PHONE)
            settle(tab)
            wide[language, page] = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
            tab.set_viewport_size(DESKTOP)
    assert not outside
    assert {page: width for page, width in wide.items() if width > PHONE["width"] + 1} == {}


def test_a_filter_is_in_the_address_and_a_copied_link_shows_the_same(dashboard: str, tab: Page, browser: Browser):
    open_address(tab, f"{dashboard}/city_pace?lang=en&on=2025-12-31")
    assert "31 December 2025" in tab.inner_text("[data-testid=stMain]")
    other = browser.new_page()
    open_address(other, tab.url)
    assert "31 December 2025" in other.inner_text("[data-testid=stMain]")
    other.close()


def test_going_to_another_page_keeps_language_and_day(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/city_pace?lang=fr&on=2025-12-31")
    tab.get_by_role("link", name="Définitions").click()
    tab.get_by_role("heading", level=1).get_by_text("Définitions", exact=True).wait_for()
    settle(tab)
    assert "lang=fr" in tab.url and "on=2025-12-31" in tab.url


def test_why_this_number_opens_with_meaning_and_publication(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/city_pace?lang=en")
    tab.get_by_role("button", name=re.compile("Why this number")).first.click()
    settle(tab)
    body = tab.inner_text("body")
    assert "Counted:" in body and "snapshot" in body


def test_markup_in_the_address_is_only_text_on_every_page_and_under_every_name(dashboard: str, tab: Page):
    """The network alone is a known one: without it a page says so and reads nothing else of its address."""
    alerts: list[str] = []
    tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))  # type: ignore[func-returns-value]
    hostile = dict.fromkeys(IN_THE_ADDRESS, "<img src=x onerror=alert(1)>")
    for page in PAGES:
        open_address(tab, f"{dashboard}/{page}?{urllib.parse.urlencode(hostile | {'network': 'astrolabe'})}")
        assert tab.locator("img[src=x]").count() == 0 and not alerts, page
    open_address(tab, f"{dashboard}/?network=%3Cscript%3Ealert(1)%3C/script%3E")
    assert not alerts


def test_answers_are_compressed_and_carry_security_headers(dashboard: str):
    asked = urllib.request.Request(dashboard, headers={"accept-encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        headers, body = answer.headers, answer.read()
    assert headers["content-encoding"] == "gzip" and b"<html" in gzip.decompress(body)
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
