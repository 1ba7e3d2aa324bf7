"""Which questions each page asks, from the list that is recorded while the pages run."""

from __future__ import annotations

import tomllib

from cadence.intake.outlook import PAGES

# What every page asks once: the header line and the filters.
FRAME = ("freshness", "filter_options")


def questions_of_pages() -> dict[str, list[str]]:
    """Page file stem -> the questions it asks; one asked of two days stands twice."""
    listed: dict[str, list[str]] = tomllib.loads(PAGES.read_text("utf-8"))
    return {page: [*(name for name in names if name not in FRAME), *FRAME] for page, names in listed.items() if names}
