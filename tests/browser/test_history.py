"""The history in a real browser: what was published, taken back, compared, looked at as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cadence.words import languages
from tests import kept_records
from tests.browser.driving import go_to, new_tab, serve, settle
from tests.browser.uploading import Visit
from tests.proving import sampled
from tests.small_store import bring, write

pytestmark = pytest.mark.browser

FIRST = "partner_id,name,sector\nsaule,Saule,ngo\nerable,Érable,ngo\n"
SECOND = "partner_id,name,sector\nsaule,Saule pleureur,ngo\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One dashboard on which two publications touch the same row."""
    place = tmp_path_factory.mktemp("history")
    store = kept_records.opened_at(place / "store")
    for name, text in (("first.csv", FIRST), ("second.csv", SECOND)):
        bring(store, write(place, name, text))
    store.close()
    with serve(place / "store") as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab, in which all of it is looked at."""
    page = new_tab(browser)
    yield page
    page.context.close()


@sampled("language", languages(), 2)
def test_a_row_leads_to_every_value_it_ever_had(server: str, tab: Page, language: str):
    visitor = Visit(tab, server, language)
    visitor.open("history", "&row_table=partners&key_partner_id=saule")
    visitor.sees("Saule pleureur")
    visitor.sees(visitor.say("history.row_from", file="first.csv", line=2))
    visitor.sees(visitor.say("history.row_from", file="second.csv", line=2))


@sampled("language", languages(), 2)
def test_an_older_snapshot_is_looked_at_under_a_banner_with_a_way_back(server: str, tab: Page, language: str):
    visitor = Visit(tab, server, language)
    visitor.open("", "&snapshot=2")
    banner = visitor.words("frame.as_known", snapshot=2)
    visitor.sees(banner)
    visitor.press(visitor.words("frame.to_newest"))
    visitor.sees_no_more(banner)
    assert "snapshot=" not in tab.url


def test_why_this_number_leads_to_the_life_of_a_row(server: str, tab: Page):
    visitor = Visit(tab, server, "en")
    visitor.open("city_pace")
    tab.get_by_role("button", name=visitor.words("frame.why")).first.click()
    settle(tab)
    link = tab.get_by_role("link", name=visitor.words("frame.row_life")).first.get_attribute("href")
    assert link is not None and "row_table=progress" in link
    go_to(tab, server + link)
    visitor.sees(visitor.say("history.change_added"))
    visitor.sees("progress.csv")


def test_undo_after_a_later_publication_says_what_it_leaves(server: str, tab: Page):
    visitor = Visit(tab, server, "fr")
    visitor.open("history")
    tab.get_by_label(visitor.words("frame.your_name")).first.fill("Awa")
    tab.keyboard.press("Tab")
    settle(tab)
    tab.locator(".st-key-undo_3 button").first.click()
    visitor.sees_anywhere(visitor.say("history.kept_later", n=1, table="Partenaires"))
    visitor.sees_anywhere(visitor.say("history.rows_removed", n=1))
    tab.get_by_role("button", name=visitor.say("history.do_it")).click()
    visitor.sees(visitor.say("history.done", snapshot=5))
    visitor.open("history", "&row_table=partners&key_partner_id=saule")
    visitor.sees("Saule pleureur")
    assert visitor.say("history.change_removed") not in visitor.page
    visitor.open("history", "&row_table=partners&key_partner_id=erable")
    visitor.sees(visitor.say("history.change_removed"))
