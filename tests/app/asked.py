"""Which questions each page asks, recorded while it runs: ``python -m tests.app.asked`` writes ``queries/pages.toml``.

The upload preview says from that list which pages a publication would move; the benchmark adds up what a page costs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import serving
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.settings import PROJECT
from tests.from_folder import from_folder

LIST = PROJECT / "queries" / "pages.toml"
HEAD = """# Every question that a page asks about a network, recorded while it runs: python -m tests.app.asked
# What all pages ask (the header line, the filters) is left out. A test compares; benchmarks and upload preview read it.
"""
# Tabs, and choices whose answer is asked only then.
STATES: dict[str, tuple[dict[str, str], ...]] = {
    "city": ({"city": "akwamoso"},),
    "partner": ({"partner": "atelier-lacets"},),
}


def recorded(open_page: Callable[..., Any]) -> dict[str, list[str]]:
    """Page file stem -> names by the alphabet; one asked of two days stands twice.

    ``open_page(name, **address)`` runs a page.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    asked, plain = set[tuple[str, str]](), Serving.ask

    def listen(self: Serving, name: str, **params: Any) -> Any:
        answer = plain(self, name, **params)
        asked.add((name, str(answer.parameters.get("data_date"))))
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Serving, "ask", listen)
        for path in page_files():
            asked.clear()
            for address in ({}, *STATES.get(page_name(path), ())):
                open_page(page_name(path), **address)
            found[path.stem] = set(asked)
    common = {name for name, _ in set.intersection(*found.values())}
    return {page: sorted(name for name, _ in names if name not in common) for page, names in found.items()}


def written(asked: dict[str, list[str]]) -> str:
    """The list as TOML."""
    blocks = []
    for page, names in asked.items():
        lines = "".join(f'    "{name}",\n' for name in names)
        blocks.append(f'"{page}" = [\n{lines}]\n' if names else f'"{page}" = []\n')
    return HEAD + "".join(blocks)


def main() -> None:
    """Write the list anew."""
    sample = from_folder(PROJECT / "data" / "sample")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(serving, "current", lambda snapshot=None: sample)

        def open_page(page: str, **address: str) -> None:
            at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
            for name, value in address.items():
                at.query_params[name] = value
            at.session_state["open_page"] = page
            at.run()

        LIST.write_text(written(recorded(open_page)), encoding="utf-8")


if __name__ == "__main__":
    main()
