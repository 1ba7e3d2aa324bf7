"""One server and one browser for all browser tests; without a browser they skip, in CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driving import browser_path, chromium, new_tab, open_address, serve

REQUIRED = os.environ.get("CADENCE_BROWSER_REQUIRED") == "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if browser_path() is None:
        why = "No Chromium, Chrome or Edge is installed, so what only a browser shows is not tested."
        pytest.fail(why) if REQUIRED else pytest.skip(why)
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def dashboard(browser: Browser) -> Iterator[str]:
    """The dashboard as `make run` starts it on an empty store: the sample network. Read it, do not write to it."""
    with serve() as address:
        yield address


@pytest.fixture
def own_dashboard(browser: Browser, tmp_path: Path) -> Iterator[str]:
    """A dashboard of the test's own, to publish in."""
    with serve(tmp_path / "store") as address:
        yield address


@pytest.fixture(scope="session")
def reader(browser: Browser, dashboard: str) -> Iterator[Page]:
    """One tab for all that only read the dashboard: go to the page you need, as Back and Forward do."""
    page = new_tab(browser)
    open_address(page, f"{dashboard}/definitions?lang=en")
    yield page
    page.context.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh tab at desktop width, which loads the program of the page anew: seconds of processor time."""
    page = new_tab(browser)
    yield page
    page.context.close()
