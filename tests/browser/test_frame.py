"""The frame in a real browser: deep links, the address, languages, headers, nothing from outside."""

from __future__ import annotations

import gzip
import re
import urllib.parse
import urllib.request
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cadence.answers.questions import FILTERS
from cadence.app.address import EVERYWHERE, PAGE_OF
from cadence.app.frame import CHOSEN, SUBJECTS
from cadence.app.parts import explore
from tests.browser.driving import PAGES, new_tab, open_address, serve, settle

IN_THE_ADDRESS = {*EVERYWHERE, *PAGE_OF, *SUBJECTS, *FILTERS, *explore.NAMES, "sql", *chain(*CHOSEN.values())}

pytestmark = pytest.mark.browser


def test_a_deep_link_on_a_cold_server_shows_the_page_it_names(browser: Browser, tmp_path: Path):
    with serve(tmp_path / "store", is_empty=True) as address:
        tab = new_tab(browser)
        open_address(tab, f"{address}/city?city=akwamoso&lang=fr")
        tab.get_by_role("heading", level=1).get_by_text("Ville", exact=True).wait_for(timeout=30_000)
        assert "akwamoso" in tab.url and "lang=fr" in tab.url
        settle(tab)
        assert tab.get_by_text("Akwamoso").first.is_visible()
        tab.context.close()


def test_a_filter_is_in_the_address_and_a_copied_link_shows_the_same(dashboard: str, tab: Page, browser: Browser):
    open_address(tab, f"{dashboard}/city_pace?lang=en&on=2025-12-31")
    assert "31 December 2025" in tab.inner_text("[data-testid=stMain]")
    other = new_tab(browser)
    open_address(other, tab.url)
    assert "31 December 2025" in other.inner_text("[data-testid=stMain]")
    other.context.close()


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
    for page, path in PAGES.items():
        open_address(tab, f"{dashboard}/{path}?{urllib.parse.urlencode(hostile | {'network': 'astrolabe'})}")
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
