"""Cadence used with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.browser.driving import go_to, open_address, settle

pytestmark = pytest.mark.browser


def tab_to(tab: Page, wanted: Locator, most: int = 150) -> None:
    """Press Tab until the wanted control has the focus, as a visitor without a mouse does."""
    wanted.wait_for()
    for _ in range(most):
        tab.keyboard.press("Tab")
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    raise AssertionError(f"{most} presses of Tab do not reach {wanted}")


def opened_by_enter(tab: Page) -> str:
    """The address that the focused link opens; Streamlit opens links of a text in a tab of their own."""
    with tab.context.expect_page() as opened:
        tab.keyboard.press("Enter")
    opened.value.wait_for_url(lambda address: address != "about:blank")
    return opened.value.url


def test_the_first_thing_to_do_is_reached_and_opened_by_keyboard(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/?lang=en&on=2026-09-30")
    first = reader.locator("[data-testid=stExpander] a").first
    opens = first.get_attribute("href") or ""
    tab_to(reader, first)
    assert opens.split("?")[0] in opened_by_enter(reader)


def test_folded_groups_open_by_keyboard(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/?lang=en&on=2026-09-30")
    folded = reader.locator("[data-testid=stExpander] details:not([open]) summary").first
    name = folded.locator("p").inner_text()
    tab_to(reader, folded)
    reader.keyboard.press("Enter")
    opened = reader.locator("[data-testid=stExpander] details[open] summary").filter(has_text=name)
    expect(opened).to_have_count(1)


def test_why_and_the_table_of_a_chart_open_by_keyboard(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/city_pace?lang=en&on=2026-09-30")
    why = reader.get_by_role("button", name=re.compile("Why this number")).first
    tab_to(reader, why)
    reader.keyboard.press("Enter")
    reader.get_by_text("One row per city", exact=False).or_(reader.get_by_text("Counted:")).first.wait_for()
    reader.keyboard.press("Escape")
    expect(reader.locator("[data-testid=stPopoverBody]")).to_have_count(0)
    settle(reader)
    before = reader.get_by_role("table").count()
    tab_to(reader, reader.get_by_label("Data as a table").first)
    reader.keyboard.press("Space")
    settle(reader)
    assert reader.get_by_role("table").count() == before + 1


def test_a_table_leads_to_its_city_by_keyboard(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/city_pace?lang=en&on=2026-09-30")
    link = reader.get_by_role("table").get_by_role("link").first
    opens = link.get_attribute("href") or ""
    tab_to(reader, link)
    assert opens.split("?")[0] in opened_by_enter(reader)


def test_a_filter_is_chosen_by_keyboard(dashboard: str, reader: Page):
    go_to(reader, f"{dashboard}/city_pace?lang=en&on=2026-09-30")
    tab_to(reader, reader.get_by_role("combobox", name="Cities"))
    settle(reader)  # what the page draws again in between would take the letters
    reader.keyboard.type("Kpal")
    expect(reader.get_by_role("option")).to_have_count(1)
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile("cities="), timeout=20_000)
    settle(reader)


def test_a_file_is_chosen_by_keyboard(dashboard: str, tab: Page):
    chosen: list[FileChooser] = []
    tab.on("filechooser", lambda chooser: chosen.append(chooser))  # listened to from the beginning
    open_address(tab, f"{dashboard}/upload?lang=en")
    tab.wait_for_load_state("networkidle")  # the widget's own script comes last
    settle(tab)
    tab.bring_to_front()  # a browser gives files only to the tab that is in front
    button = tab.locator("[data-testid=stFileUploader] button").first
    tab_to(tab, button)
    expect(button).to_be_focused()
    tab.keyboard.press("Enter")
    for _ in range(100):
        if chosen:
            break
        tab.wait_for_timeout(100)
    assert [chooser.is_multiple() for chooser in chosen] == [True]
