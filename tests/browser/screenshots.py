"""Pictures of every page, to be looked at: both languages, light and dark, desktop and phone.

python -m tests.browser.screenshots                         every page of the sample
python -m tests.browser.screenshots city_pace city --query city=bako --languages fr --themes dark --widths 390
python -m tests.browser.screenshots --url http://127.0.0.1:8501      of a running server
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.driving import PAGES, chromium, new_tab, open_address, serve

FOLDER = Path("screenshots")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=list(PAGES))
    parser.add_argument("--url", help="a running server; otherwise the sample is published and served")
    parser.add_argument("--query", default="", help="more of the address, for example network=estuaires")
    parser.add_argument("--languages", nargs="+", default=["fr", "en"])
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    parser.add_argument("--widths", nargs="+", type=int, default=[1280, 390])
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        url = asked.url or stack.enter_context(serve())
        browser = stack.enter_context(chromium())
        for theme in asked.themes:
            for width in asked.widths:
                tab = new_tab(browser, viewport={"width": width, "height": 900}, color_scheme=theme)
                for page in asked.pages:
                    for language in asked.languages:
                        open_address(tab, f"{url}/{PAGES[page]}?lang={language}&{asked.query}")
                        whole_page(tab, FOLDER / f"{page}_{language}_{theme}_{width}.png")
                        print(FOLDER / f"{page}_{language}_{theme}_{width}.png")
                tab.context.close()


def whole_page(tab: Page, path: Path) -> None:
    """A picture as tall as the page's content, which scrolls inside the frame."""
    tab.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    height = tab.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m ? m.scrollHeight : 900 }"
    )
    width = tab.viewport_size["width"]
    tab.set_viewport_size({"width": width, "height": min(int(height) + 20, 12000)})
    tab.wait_for_timeout(700)
    tab.screenshot(path=str(path))
    tab.set_viewport_size({"width": width, "height": 900})


if __name__ == "__main__":
    main()
