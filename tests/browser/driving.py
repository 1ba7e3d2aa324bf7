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

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
# Streamlit says in the page itself when it is connected and has drawn everything.
READY = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"


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


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serve(store: Path | None = None, **environment: str) -> Iterator[str]:
    """The dashboard as ``make run`` starts it, on a store of its own; gives its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"CADENCE_STORE": str(store or Path(folder) / "store"), "CADENCE_PORT": str(port)}
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


def settle(tab: Page) -> None:
    """Wait until the server has nothing more to draw and the charts stand."""
    tab.wait_for_selector(READY, timeout=60_000)
    tab.wait_for_timeout(400)
    tab.wait_for_selector(READY, timeout=60_000)
    tab.wait_for_function(
        "() => [...document.querySelectorAll('.stPlotlyChart')].every(c => c.querySelector('.main-svg'))",
        timeout=60_000,
    )
    tab.wait_for_timeout(300)
