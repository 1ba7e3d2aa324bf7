"""The report in a real browser: offline, without a single request, and printed."""

from __future__ import annotations

import datetime as dt
import functools
import html
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from cadence import report
from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.report.model import Document, Drawn
from cadence.words import languages, words_in
from tests.browser.driving import browser_path
from tests.proving import part, sampled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        browser_path() is None and os.environ.get("CADENCE_BROWSER_REQUIRED") != "1",
        reason="no Chromium, Chrome or Edge is installed",
    ),
]
MADE = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)


Written = Callable[[str], Document]
Printed = Callable[[str], bytes]


@pytest.fixture(scope="module")
def written(sample: Serving) -> Written:
    """The report in a language, written once."""
    return functools.cache(lambda language: report.write(sample, words_in(language), "astrolabe", None, MADE))


@pytest.fixture(scope="module")
def printed(written: Written) -> Printed:
    """The report as this machine prints it, once a language."""
    return functools.cache(lambda language: report.pdf(written(language)))


def opened(document: Document, folder: Path, browser: Browser, **options: object) -> tuple[Page, list[str], list[str]]:
    """The report in a tab without network; the requests it made beyond itself; its complaints."""
    path = folder / "report.html"
    path.write_text(report.html(document), "utf-8")
    context = browser.new_context(offline=True, **options)  # type: ignore[arg-type]
    tab = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.goto(path.as_uri())
    tab.wait_for_selector("html[data-drawn=yes]", timeout=60_000)
    beyond = [url for url in requests if url != path.as_uri() and not url.startswith(("data:", "blob:"))]
    return tab, beyond, complaints


@sampled("language", languages(), 2)
def test_it_opens_offline_and_asks_for_nothing(language: str, written: Written, browser: Browser, tmp_path: Path):
    document = written(language)
    tab, beyond, complaints = opened(document, tmp_path, browser)
    charts = [f for f in document.figures() if isinstance(f, Drawn) and f.chart.figure is not None]
    assert beyond == []
    assert complaints == []
    assert tab.locator(".plot .main-svg").count() >= len(charts)
    assert tab.locator(".plot[role=img][aria-label]").count() == len(charts)
    for image in tab.locator("img.paper").all():
        assert str(image.get_attribute("src")).startswith("data:image/svg+xml")
    tab.close()


@sampled("language", languages(), 2)
def test_it_fits_a_phone_and_a_dark_screen(language: str, written: Written, browser: Browser, tmp_path: Path):
    screen = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}
    tab, _, complaints = opened(written(language), tmp_path, browser, **screen)
    assert complaints == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
    ink = tab.evaluate("getComputedStyle(document.querySelector('.plot .xtick text')).fill")
    assert ink == "rgb(230, 234, 240)"
    tab.close()


@sampled("language", languages(), 2)
def test_the_print_has_contents_with_page_numbers_and_no_empty_page(language: str, written: Written, printed: Printed):
    document = written(language)
    reader = PdfReader(io.BytesIO(printed(language)))
    pages = [page.extract_text() for page in reader.pages]
    assert 8 <= len(pages) <= 25
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in " ".join(text.split())
    contents = pages[0]
    for place, chapter in enumerate(document.chapters, 1):
        page = next(n for n, text in enumerate(pages, 1) if n > 1 and f"{place} · {chapter.topic}" in text)
        assert f"{chapter.topic} {page}" in " ".join(contents.split())
    assert {item.title for item in reader.outline} >= {chapter.topic for chapter in document.chapters}
    assert reader.metadata is not None
    assert reader.metadata.creation_date == MADE
    for page in reader.pages:  # type: ignore[assignment]
        assert abs(float(page.mediabox.width) - 595) < 2, "A4"  # type: ignore[attr-defined]
        assert abs(float(page.mediabox.height) - 842) < 2, "A4"  # type: ignore[attr-defined]


@sampled("language", languages(), 2)
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm draws the pages")
def test_every_printed_page_has_ink_and_keeps_its_margins(language: str, printed: Printed, tmp_path: Path):
    from PIL import Image

    (tmp_path / "report.pdf").write_bytes(printed(language))
    subprocess.run(["pdftoppm", "-r", "40", "-gray", tmp_path / "report.pdf", tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page-*.pgm"))
    assert pages
    for path in pages:
        with Image.open(path) as page:
            dark = page.point(lambda shade: 255 if shade < 200 else 0)
            left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
            assert sum(dark.histogram()[255:]) > 400, f"{path.name} is all but empty"
            assert left > 0.05 * page.width, f"{path.name}: something runs over the left margin"
            assert right < 0.95 * page.width, f"{path.name}: something is clipped on the right"
            assert bottom < 0.98 * page.height
            assert top > 0.02 * page.height


WORD = re.compile(r"[^\W\d][\w’'-]*")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>"""


def words_of(data: bytes, document: Document) -> list[str]:
    """The words that are printed, one after the other, none of them joined by ligatures.

    What follows the width of the letters is left out: numbers, among them those of the pages, and the words of the
    tables' headings, which stand once more at the top of a page where a table goes on.
    """
    headings = re.findall(r"<th\b[^>]*>(.*?)</th>", report.html(document), re.DOTALL)
    again = {word for one in headings for word in WORD.findall(html.unescape(re.sub(r"<[^>]+>", " ", one)))}
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert not [letter for letter in text if "\ufb00" <= letter <= "\ufb06"], "a ligature"
    text = text.replace("-\n", "-")  # a word that ends a line at its hyphen
    return [word for word in WORD.findall(text) if word not in again]


@sampled("language", languages(), 2)
def test_the_print_says_the_same_words_whatever_fonts_the_machine_has(
    language: str, written: Written, printed: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the machine's own fonts and with one folder of them only; without any, that is said."""
    document = written(language)
    own = words_of(printed(language), document)
    assert len(own) > 1000
    families = sorted({path.parent for path in Path("/usr/share/fonts").rglob("*.ttf")})
    config = tmp_path / "fonts.conf"
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    for folder in part(dict.fromkeys([families[0], families[-1]]), 2):
        cache = tmp_path / f"cache_{folder.name}"
        config.write_text(FONTS.format(folders=f"<dir>{folder}</dir>", cache=cache))
        assert words_of(report.pdf(document), document) == own, folder
    config.write_text(FONTS.format(folders="", cache=tmp_path / "cache_none"))
    with pytest.raises(CadenceError, match="no font"):
        report.pdf(document)
