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
from tests.browser.driving import PAGES, go_to, new_tab, open_address, serve, settle
from tests.proving import part

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


def test_a_filter_is_in_the_address_and_a_copied_link_shows_the_same(dashboard: str, reader: Page, tab: Page):
    go_to(reader, f"{dashboard}/city_pace?lang=en&on=2025-12-31")
    assert "31 December 2025" in reader.inner_text("[data-testid=stMain]")
    open_address(tab, reader.url)
    assert "31 December 2025" in tab.inner_text("[data-testid=stMain]")


def test_going_to_another_page_keeps_language_and_day(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/city_pace?lang=fr&on=2025-12-31")
    reader.get_by_role("link", name="Définitions").click()
    reader.get_by_role("heading", level=1).get_by_text("Définitions", exact=True).wait_for()
    settle(reader)
    assert "lang=fr" in reader.url and "on=2025-12-31" in reader.url


def test_why_this_number_opens_with_meaning_and_publication(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/city_pace?lang=en")
    reader.get_by_role("button", name=re.compile("Why this number")).first.click()
    settle(reader)
    body = reader.inner_text("body")
    assert "Counted:" in body and "snapshot" in body


@pytest.mark.prove
def test_markup_in_the_address_is_only_text_on_every_page_and_under_every_name(dashboard: str, tab: Page):
    """The network is a known one, then markup too; the first page is opened anew, the others follow in its tab.

    A browser opens a part of the pages in every run; what every page draws is looked at without one
    (tests/app/test_pages.py).
    """
    alerts: list[str] = []
    tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))  # type: ignore[func-returns-value]
    hostile = dict.fromkeys(IN_THE_ADDRESS, "<img src=x onerror=alert(1)>")
    asked = urllib.parse.urlencode(hostile | {"network": "astrolabe"})
    for number, (page, path) in enumerate(part(PAGES.items(), 12)):
        go = go_to if number else open_address
        go(tab, f"{dashboard}/{path}?{asked}")
        assert tab.locator("img[src=x]").count() == 0 and not alerts, page
    open_address(tab, f"{dashboard}/?network=%3Cscript%3Ealert(1)%3C/script%3E")
    assert tab.get_by_role("heading", level=1).is_visible() and not alerts


def test_answers_are_compressed_and_carry_security_headers(dashboard: str):
    asked = urllib.request.Request(dashboard, headers={"accept-encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        headers, body = answer.headers, answer.read()
    assert headers["content-encoding"] == "gzip" and b"<html" in gzip.decompress(body)
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
