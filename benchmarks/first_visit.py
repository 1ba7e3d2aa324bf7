"""The first visit on a slow link: what a browser fetches, and when the page says something.

python -m benchmarks.first_visit                       the Overview of the sample, 1.5 Mbit/s and 150 ms
python -m benchmarks.first_visit --url http://...      of a running server
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.driving import chromium, serve

MBIT, LATENCY = 1.5, 150
FIGURES, CHART = "[data-testid=stMetric]", ".stPlotlyChart .main-svg"


@dataclass
class Visit:
    """One visit: bytes over the wire by kind of resource, seconds until the key figures and the first chart."""

    figures: float = 0.0
    chart: float = 0.0
    bytes_by_kind: Counter[str] = field(default_factory=Counter)
    largest: list[tuple[int, str]] = field(default_factory=list)

    def say(self, name: str) -> str:
        kinds = ", ".join(f"{kind} {size / 1024:,.0f}" for kind, size in self.bytes_by_kind.most_common())
        total = self.bytes_by_kind.total() / 1024
        return f"{name}: key figures {self.figures:.1f} s, first chart {self.chart:.1f} s, {total:,.0f} KB ({kinds})"


def visit(tab: Page, address: str) -> Visit:
    """Open the address and wait for the first chart; what is fetched is counted as it comes over the wire."""
    seen = Visit()
    requests: dict[str, tuple[str, str]] = {}
    wire = tab.context.new_cdp_session(tab)
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": MBIT * 1e6 / 8,
            "uploadThroughput": MBIT * 1e6 / 8,
        },
    )

    def note_response(event: dict[str, Any]) -> None:
        requests[event["requestId"]] = (event["type"], event["response"]["url"].rsplit("/", 1)[-1])

    def note_size(event: dict[str, Any]) -> None:
        kind, name = requests.get(event["requestId"], ("Other", ""))
        seen.bytes_by_kind[kind] += int(event["encodedDataLength"])
        seen.largest.append((int(event["encodedDataLength"]), name))

    def note_frame(event: dict[str, Any]) -> None:
        seen.bytes_by_kind["WebSocket"] += len(event["response"]["payloadData"]) * 3 // 4  # it is told in base 64

    wire.on("Network.responseReceived", note_response)
    wire.on("Network.loadingFinished", note_size)
    wire.on("Network.webSocketFrameReceived", note_frame)
    began = time.monotonic()
    tab.goto(address, wait_until="commit", timeout=180_000)
    tab.wait_for_selector(FIGURES, timeout=180_000)
    seen.figures = time.monotonic() - began
    tab.wait_for_selector(CHART, timeout=180_000)
    seen.chart = time.monotonic() - began
    tab.wait_for_timeout(3000)
    wire.detach()
    return seen


def measure(browser: Browser, address: str) -> tuple[Visit, Visit]:
    """The first visit of a browser that has nothing, and the same again with what it has kept."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    first = visit(tab, address)
    tab.goto("about:blank")
    again = visit(tab, address)
    context.close()
    return first, again


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="a running server; otherwise the sample is published and served")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        address = asked.url or stack.enter_context(serve())
        browser = stack.enter_context(chromium())
        first, again = measure(browser, f"{address}/?lang=en")
    print(first.say("First visit"))
    print("\n".join(f"  {size / 1024:8,.0f} KB  {name}" for size, name in sorted(first.largest, reverse=True)[:14]))
    print(again.say("Second visit"))


if __name__ == "__main__":
    main()
