"""``run --reload``: the server begins again when what a page is made of changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cadence.settings import PROJECT
from tests import kept_records
from tests.browser.driving import free_port
from tests.visitor import Visitor

COPIED = ("cadence", "pages", "queries", "data/contracts", "data/sample", "static", ".streamlit", "dashboard.py")


@pytest.mark.slow
@pytest.mark.parametrize("changed", ["cadence/languages/en/pace.toml"])
def test_words_that_change_are_on_the_page_without_a_new_start(changed: str, tmp_path: Path) -> None:
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("*.ducklake"))
        else:
            shutil.copy(source, tmp_path / name)
    kept_records.copied_to(tmp_path / "store")
    port = free_port()
    environment = {**os.environ, "CADENCE_STORE": str(tmp_path / "store"), "CADENCE_PORT": str(port)}
    command = [sys.executable, "-m", "cadence", "run", "--reload"]
    running = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        title = 'title = "City pace"'
        assert "City pace" in _page(port, "City pace")
        path = tmp_path / changed
        text = path.read_text("utf-8")
        assert title in text
        path.write_text(text.replace(title, 'title = "Pace of the cities"'), encoding="utf-8")
        assert "Pace of the cities" in _page(port, "Pace of the cities")
    finally:
        running.terminate()
        running.wait(timeout=30)


def _page(port: int, awaited: str) -> str:
    """What the page says, once it says what is awaited."""
    until, said = time.monotonic() + 90, ""
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                pass
            with Visitor(f"http://127.0.0.1:{port}", "city_pace", lang="en") as visitor:
                said = " ".join(element.heading.body for element in visitor.elements.values())
        except Exception:  # noqa: BLE001 - it is starting, or starting again
            time.sleep(0.3)
            continue
        if awaited in said:
            return said
        time.sleep(0.3)
    return said
