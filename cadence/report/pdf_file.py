"""The report as PDF, printed from its own HTML by a browser that is installed."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from cadence import scratch
from cadence.errors import CadenceError
from cadence.report.html_file import entries, html
from cadence.report.model import Document
from cadence.words import words_in

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
# How long the page's own clock may run while it draws; it passes faster than real time.
DRAWING_MILLISECONDS = 60_000
PATIENCE_SECONDS = 180


def browser() -> str | None:
    """An installed Chromium, Chrome or Edge, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pdf(document: Document) -> bytes:
    """The report on A4, with the page of each chapter in its contents and bookmarks.

    Printed twice: only print knows on which page a chapter begins. Raises CadenceError ``no_browser``,
    ``pdf_failed`` or ``pdf_without_fonts``.
    """
    program = browser()
    if program is None:
        raise CadenceError("no_browser")
    first = print_page(program, html(document))
    if not PdfReader(BytesIO(first)).pages[0].extract_text().strip():
        raise CadenceError("pdf_without_fonts")  # such a browser draws no letter, not even of the report's own font
    pages = chapter_pages(first, document)
    return add_bookmarks(print_page(program, html(document, pages)), document, pages)


def print_page(program: str, page: str) -> bytes:
    """One print of an HTML page by a browser without window, profile or network of its own."""
    with scratch.folder() as folder:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--virtual-time-budget={DRAWING_MILLISECONDS}",
            f"--print-to-pdf={target}", source.as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # as root, as in a container, these browsers do not start otherwise
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CadenceError("pdf_failed", browser=program, reason=str(error)) from error
        if not target.exists():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [str(done.returncode)]
            raise CadenceError("pdf_failed", browser=program, reason=said[-1])
        return target.read_bytes()


def chapter_pages(data: bytes, document: Document) -> dict[str, int]:
    """On which page, counted from 1, each line of the contents begins."""
    reader = PdfReader(BytesIO(data))
    found = {name.lstrip("/"): place for name, place in reader.named_destinations.items()}
    pages = {name: reader.get_destination_page_number(found[name]) for name, _ in entries(document) if name in found}
    return {name: page + 1 for name, page in pages.items() if page is not None}


def add_bookmarks(data: bytes, document: Document, pages: dict[str, int]) -> bytes:
    """The PDF with a bookmark per chapter, its title and the time of making."""
    writer = PdfWriter(clone_from=BytesIO(data))
    for name, topic in entries(document):
        if name in pages:
            writer.add_outline_item(title=topic, page_number=pages[name] - 1)
    about = document.about
    made = about.made.astimezone(dt.UTC).strftime("D:%Y%m%d%H%M%SZ")
    title = f"{about.network_name} · {words_in(about.language)('report.title')}"
    writer.add_metadata({"/Title": title, "/CreationDate": made, "/ModDate": made})
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
