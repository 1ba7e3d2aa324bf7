"""Driving a real Chromium against a real server of the dashboard."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from cadence.app.frame import page_files, page_name
from tests import kept_records

PROJECT = Path(__file__).resolve().parent.parent.parent
# Each page's name and the path of its address.
PAGES = {name: "" if name == "overview" else name for name in map(page_name, page_files())}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
# Streamlit says in the page itself when it is connected and no script runs.
READY = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
# Notes when the page last spoke with its server, and whether what it last said was answered.
TRAFFIC = """
window.traffic = {last: 0, sent: 0, isAnswered: true};
window.WebSocket = class extends WebSocket {
    constructor(...given) {
        super(...given);
        this.addEventListener('message', () => {
            window.traffic.isAnswered = true;
            window.traffic.last = performance.now();
        });
    }
    send(message) {
        window.traffic.isAnswered = false;
        window.traffic.last = window.traffic.sent = performance.now();
        super.send(message);
    }
};"""
# Nothing runs, nothing waits for an answer (a message that wants none is forgotten after a second), nothing was said
# for a moment, no part of the page is still to come and every chart stands.
SETTLED = f"""began => {{
    const now = performance.now(), {{last, sent, isAnswered}} = window.traffic;
    return document.querySelector('{READY}') !== null
        && now - Math.max(began, last) > 300
        && (isAnswered || now - sent > 1000)
        && document.querySelector('[data-testid=stSkeleton]') === null
        && [...document.querySelectorAll('.stPlotlyChart')].every(chart => chart.querySelector('.main-svg'));
}}"""


def browser_path() -> str | None:
    """An installed Chromium, Chrome or Edge, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def new_tab(browser: Browser, **options: Any) -> Page:
    """A tab in a context of its own, in which ``settle`` can tell that the page has settled."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB"} | options)
    context.add_init_script(TRAFFIC)
    return context.new_page()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serve(store: Path | None = None, *, is_empty: bool = False, **environment: str) -> Iterator[str]:
    """The dashboard as ``make run`` starts it, on a store of its own; gives its address.

    A store that is not there yet holds the sample network, copied; where it ``is_empty``, the server publishes it.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        place = store or Path(folder) / "store"
        if not is_empty and not place.exists():
            kept_records.copied_to(place)
        settings = {"CADENCE_STORE": str(place), "CADENCE_PORT": str(port)}
        log = Path(folder) / "server.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [sys.executable, "-m", "cadence", "run"],
                cwd=PROJECT,
                env={**os.environ, **settings, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait(server, f"http://127.0.0.1:{port}/_stcore/health", log)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()
                server.wait(timeout=20)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Until the server answers; a server that stopped shows its last words."""
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"The server stopped: {log.read_text()[-2000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within a minute: {log.read_text()[-2000:]}")


def open_address(tab: Page, address: str) -> None:
    """Open an address and wait until the page is drawn, its charts included."""
    tab.goto(address)
    settle(tab)


def go_to(tab: Page, address: str) -> None:
    """Go to an address of the dashboard that the tab shows, as Back and Forward do: nothing is loaded again.

    A fourth of the processor time of ``open_address``: the program of the page stands already.
    """
    tab.evaluate(
        """address => {
            history.pushState({}, '', address);
            dispatchEvent(new PopStateEvent('popstate'));
        }""",
        address,
    )
    settle(tab)


def settle(tab: Page) -> None:
    """Wait until the server has nothing more to draw and the charts stand."""
    began = tab.evaluate("performance.now()")
    # Asked twenty times a second: asking with every frame makes the browser draw frames.
    tab.wait_for_function(SETTLED, arg=began, timeout=60_000, polling=50)
