"""Every page in every language: its title, its language, its charts, its accessibility, its width, whom it asks.

``make test`` opens a sixth of the pages, each in one language, ``make prove`` every page in every language; without a
browser every page is opened in every language in every run (tests/app). Opening a page in a browser is what takes the
time, so that one walk looks at all of it and each test at one thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from cadence.words import languages, words_in
from tests.browser.axe import violations
from tests.browser.driving import DESKTOP, PAGES, PHONE, go_to, new_tab, open_address, settle
from tests.proving import is_proving

pytestmark = [pytest.mark.browser, pytest.mark.prove]

WALKED = {
    language: [page for place, page in enumerate(PAGES) if is_proving() or place % (6 * len(languages())) == 6 * number]
    for number, language in enumerate(languages())
}
WITHOUT_WHY = {"upload", "start", "history", "definitions"}
WITHOUT_CHARTS = WITHOUT_WHY | {"settings"}
# What opening a table and a why changes.
OPENED = [f"[data-testid={name}]" for name in ("stPopover", "stPopoverBody", "stTable", "stCheckbox")]
THEMES = ("light", "dark")


@dataclass
class Seen:
    """What was seen of one page in one language."""

    title: str
    language: str
    findings: list[str]  # what each chart says to who does not see it
    tables: int  # charts that offer their data as a table
    violations: list[str]
    opened: int = 0  # of the first table and the first why
    violations_opened: list[str] = field(default_factory=list)
    phone_width: int = 0  # what a screen of 390 pixels has to scroll through sideways


@dataclass
class Walk:
    """All that was seen, by language and page, and every request that went elsewhere."""

    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(dashboard: str, browser: Browser) -> Walk:
    """Every language in a theme of its own, as far as there are themes."""
    walked = Walk()
    for number, (language, pages) in enumerate(WALKED.items()):
        tab = new_tab(browser, color_scheme=THEMES[number % len(THEMES)], bypass_csp=True)
        tab.on("request", lambda request: note(walked.outside, request.url, dashboard))
        for place, page in enumerate(pages):
            tab.set_viewport_size(DESKTOP)
            (go_to if place else open_address)(tab, f"{dashboard}/{PAGES[page]}?lang={language}")
            walked.seen[language, page] = look_at(tab, language)
        tab.context.close()
    return walked


def note(outside: list[str], url: str, dashboard: str) -> None:
    """Keep a request that goes to another server."""
    if not url.startswith((dashboard, "data:", "blob:")):
        outside.append(url)


def look_at(tab: Page, language: str) -> Seen:
    """The page as it opens, then with its first table and first why open, then on a phone."""
    words = words_in(language)
    tab.wait_for_function("document.title.endsWith('Cadence')")
    as_table = words("frame.as_table")
    tables = tab.get_by_role("switch", name=as_table).or_(tab.get_by_role("checkbox", name=as_table))
    figures = tab.locator(".stPlotlyChart").locator("xpath=descendant-or-self::*[@role='figure']")
    seen = Seen(
        title=tab.title(),
        language=tab.evaluate("document.documentElement.lang"),
        findings=figures.evaluate_all("all => all.map(one => one.getAttribute('aria-label') || '')"),
        tables=tables.count(),
        violations=violations(tab),
    )
    assert len(seen.findings) == tab.locator(".stPlotlyChart").count()
    for kind in (tab.get_by_text(as_table), tab.get_by_role("button", name=words("frame.why"))):
        if kind.count():
            kind.first.click()
            seen.opened += 1
    if seen.opened:
        settle(tab)
        seen.violations_opened = violations(tab, *OPENED)
    tab.set_viewport_size(PHONE)
    settle(tab)
    seen.phone_width = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    return seen


def test_every_page_was_seen(walk: Walk):
    assert walk.seen.keys() == {(language, page) for language, pages in WALKED.items() for page in pages}
    assert len({page for _, page in walk.seen}) == -(-len(PAGES) // (1 if is_proving() else 6))
    assert not is_proving() or len(walk.seen) == len(languages()) * len(PAGES)


def test_every_page_has_its_title_and_tells_its_language(walk: Walk):
    for (language, page), seen in walk.seen.items():
        assert seen.title == f"{words_in(language)(f'pages.{page}.menu')} · Cadence"
        assert seen.language == language, page


def test_no_page_asks_another_server(walk: Walk):
    assert not walk.outside


def test_every_page_fits_a_phone(walk: Walk):
    width = {place: seen.phone_width for place, seen in walk.seen.items()}
    assert {place: wide for place, wide in width.items() if not 0 < wide <= PHONE["width"] + 1} == {}


def test_no_page_breaks_a_rule_that_we_can_keep(walk: Walk):
    assert {place: seen.violations for place, seen in walk.seen.items() if seen.violations} == {}


def test_the_first_table_and_the_first_why_of_each_page_break_no_rule_either(walk: Walk):
    assert {place: seen.violations_opened for place, seen in walk.seen.items() if seen.violations_opened} == {}
    for (_, page), seen in walk.seen.items():
        assert (seen.opened == 0) == (page in WITHOUT_WHY), page


def test_every_chart_says_its_finding_and_has_a_table(walk: Walk):
    for place, seen in walk.seen.items():
        assert bool(seen.findings) == (place[1] not in WITHOUT_CHARTS), place
        assert all(len(finding) > 20 for finding in seen.findings), place
        assert seen.tables >= len(seen.findings), place
