"""Every page held against the accessibility rules of axe-core, and used with the keyboard alone.

What Streamlit itself does wrong, and our code cannot prevent, is listed with its reason: any other violation fails.
"""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cadence.app.frame import page_files, page_name
from tests.browser.driving import open_address, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
PAGES = [page_name(path) for path in page_files()]
WITHOUT_CHARTS = {"upload", "history", "definitions"}
# Rule, the elements of Streamlit it complains of, why we cannot mend it.
STREAMLIT = [
    ("list", "[data-testid=stSidebarNavItems]", "its menu puts headings between the list and its items"),
    ("listitem", "[data-testid=stSidebarNavItems] li", "the same, seen from the items"),
    ("landmark-unique", "[role=navigation][aria-label=Pagination]", "it names every pagination the same"),
    (
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "its drop zone has a role of none and a name; the button in it is a proper one",
    ),
    (
        "scrollable-region-focusable",
        "[data-testid=stTable] *, [data-testid=stPopoverBody] *",
        "what scrolls in its tables has no tab stop of its own; browsers now give it one (Chromium 130, Firefox)",
    ),
]
# Runs axe and leaves out what is known: a violation is known when its element matches the known selector.
VIOLATIONS = """async known => {
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.flatMap(rule => rule.nodes
        .filter(node => !known.some(([id, selector]) =>
            id === rule.id && document.querySelector(node.target[0])?.matches(selector)))
        .map(node => `${rule.id}: ${node.html.slice(0, 200)} | ${node.failureSummary}`));
}"""


def violations(tab: Page) -> list[str]:
    """What axe finds on the page as it stands, known faults of Streamlit aside."""
    tab.evaluate(AXE)
    found: list[str] = tab.evaluate(VIOLATIONS, [[rule, selector] for rule, selector, _ in STREAMLIT])
    return found


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


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("fr", "dark")])
def test_no_page_breaks_a_rule_that_we_can_keep(dashboard: str, browser: Browser, language: str, theme: str):
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        color_scheme=theme,  # type: ignore[arg-type]  # a str of the parameters above
        bypass_csp=True,
    )
    tab = context.new_page()
    found = {}
    for page in PAGES:
        open_address(tab, f"{dashboard}/{'' if page == 'overview' else page}?lang={language}")
        if broken := violations(tab):
            found[page] = broken
    context.close()
    assert not found


def test_the_first_table_and_the_first_why_of_each_page_break_no_rule_either(dashboard: str, browser: Browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    found, opened = {}, set()
    for page in PAGES:
        open_address(tab, f"{dashboard}/{'' if page == 'overview' else page}?lang=fr")
        kinds = tab.get_by_text("Données en tableau"), tab.get_by_role("button", name="Pourquoi ce chiffre")
        for kind in (kind for kind in kinds if kind.count()):
            kind.first.click()
            settle(tab)
            opened.add(page)
        if broken := violations(tab):
            found[page] = broken
    context.close()
    assert not found
    assert set(PAGES) - opened == WITHOUT_CHARTS


def test_every_chart_says_its_finding_and_has_a_table(dashboard: str, tab: Page):
    for page in PAGES:
        open_address(tab, f"{dashboard}/{'' if page == 'overview' else page}?lang=fr")
        if page not in WITHOUT_CHARTS:
            tab.locator(".stPlotlyChart").first.wait_for()
            settle(tab)
        charts = tab.locator(".stPlotlyChart").all()
        said = [chart.locator("xpath=descendant-or-self::*[@role='figure']").first for chart in charts]
        for chart in said:
            assert len(chart.get_attribute("aria-label") or "") > 20, page
        as_table = "Données en tableau"
        tables = tab.get_by_role("switch", name=as_table).or_(tab.get_by_role("checkbox", name=as_table))
        assert tables.count() >= len(said), page
        assert bool(charts) == (page not in WITHOUT_CHARTS), page


def test_the_first_thing_to_do_is_reached_and_opened_by_keyboard(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/?lang=en")
    first = tab.locator("[data-testid=stExpander] a").first
    opens = first.get_attribute("href") or ""
    tab_to(tab, first)
    assert opens.split("?")[0] in opened_by_enter(tab)


def test_folded_groups_open_by_keyboard(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/?lang=en")
    folded = tab.locator("[data-testid=stExpander] details:not([open]) summary").first
    name = folded.locator("p").inner_text()
    tab_to(tab, folded)
    tab.keyboard.press("Enter")
    opened = tab.locator("[data-testid=stExpander] details[open] summary").filter(has_text=name)
    expect(opened).to_have_count(1)


def test_why_and_the_table_of_a_chart_open_by_keyboard(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/city_pace?lang=en")
    why = tab.get_by_role("button", name=re.compile("Why this number")).first
    tab_to(tab, why)
    tab.keyboard.press("Enter")
    tab.get_by_text("One row per city", exact=False).or_(tab.get_by_text("Counted:")).first.wait_for()
    tab.keyboard.press("Escape")
    before = tab.get_by_role("table").count()
    tab_to(tab, tab.get_by_label("Data as a table").first)
    tab.keyboard.press("Space")
    settle(tab)
    assert tab.get_by_role("table").count() == before + 1


def test_a_filter_is_chosen_by_keyboard(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/city_pace?lang=en")
    tab_to(tab, tab.get_by_role("combobox", name="Cities"))
    tab.keyboard.type("Kpal")
    tab.keyboard.press("Enter")
    settle(tab)
    assert "cities=" in tab.url


def test_a_table_leads_to_its_city_by_keyboard(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/city_pace?lang=en")
    link = tab.get_by_role("table").get_by_role("link").first
    opens = link.get_attribute("href") or ""
    tab_to(tab, link)
    assert opens.split("?")[0] in opened_by_enter(tab)


def test_a_file_is_chosen_by_keyboard(dashboard: str, tab: Page):
    open_address(tab, f"{dashboard}/upload?lang=en")
    tab.wait_for_load_state("networkidle")  # the widget's own script comes last
    tab.bring_to_front()  # a browser gives files only to the tab that is in front
    button = tab.locator("[data-testid=stFileUploader] button").first
    tab_to(tab, button)
    expect(button).to_be_focused()
    with tab.expect_file_chooser() as chooser:
        tab.keyboard.press("Enter")
    assert chooser.value.is_multiple()
