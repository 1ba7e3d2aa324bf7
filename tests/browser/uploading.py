"""Driving the upload and history pages by the words that stand on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from cadence.words import words_in
from tests.browser.driving import open_address, settle

PATIENCE = 30_000


class Visit:
    """One visitor's tab, in one language."""

    def __init__(self, tab: Page, address: str, language: str) -> None:
        self.tab, self.address, self.language = tab, address, language
        self.words = words_in(language)
        tab.set_default_timeout(PATIENCE)

    def say(self, key: str, **blanks: Any) -> str:
        """A sentence of the upload page; ``history.x`` one of the history page."""
        return self.words(f"pages.{key}" if "." in key else f"pages.upload.{key}", **blanks)

    def open(self, page: str = "upload", more: str = "") -> None:
        """Open a page anew: what the visitor chose before is forgotten."""
        open_address(self.tab, f"{self.address}/{page}?lang={self.language}{more}")

    def drop(self, *paths: Path) -> None:
        """Drop files and wait until they were read and checked."""
        self.tab.locator("input[type=file]").first.set_input_files([str(path) for path in paths])
        self.sees(self.say("prepared"))
        settle(self.tab)

    def sees(self, text: str) -> None:
        """The text stands on the page, whatever its spaces."""
        expect(self.tab.locator("[data-testid=stMain]")).to_contain_text(text, timeout=PATIENCE)

    def sees_no_more(self, text: str) -> None:
        """The text stood on the page and goes."""
        expect(self.tab.locator("[data-testid=stMain]")).not_to_contain_text(text, timeout=PATIENCE)

    @property
    def page(self) -> str:
        """Everything that is written on the page."""
        return " ".join(self.tab.inner_text("[data-testid=stMain]").split())

    def press(self, text: str, place: int = 0) -> None:
        """Press a button by its words."""
        self.tab.get_by_role("button", name=text).nth(place).click()
        settle(self.tab)

    def publish(self, message: str, *, without_rest: bool = False) -> None:
        """Name, message, and the step itself."""
        self.tab.get_by_label(self.words("frame.your_name")).fill("Awa")
        self.tab.get_by_label(self.say("message")).fill(message)
        self.tab.keyboard.press("Tab")
        settle(self.tab)
        if without_rest:
            self.tab.locator(".st-key-set_aside_ok label").click()
            settle(self.tab)
        self.tab.locator(".st-key-publish button").click()
        self.tab.wait_for_selector(".st-key-published_result", timeout=PATIENCE)
        settle(self.tab)
        self.sees(message)

    def download(self, text: str) -> bytes:
        """What a download button gives."""
        with self.tab.expect_download() as waiting:
            self.tab.get_by_role("button", name=text).first.click()
        return Path(waiting.value.path()).read_bytes()

    def take_back(self) -> None:
        """Undo from the result of a publication: preview, then the deed."""
        self.tab.locator("[class*=st-key-undo_] button").first.click()
        self.sees_anywhere(self.say("history.would_change"))
        self.tab.get_by_role("button", name=self.say("history.do_it")).click()
        self.tab.wait_for_selector(".st-key-published_result", state="detached", timeout=PATIENCE)
        settle(self.tab)

    def sees_anywhere(self, text: str) -> None:
        """The text stands on the page or in what opened over it."""
        expect(self.tab.locator("body")).to_contain_text(text, timeout=PATIENCE)
        settle(self.tab)
