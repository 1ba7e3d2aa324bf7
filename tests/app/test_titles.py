"""The title of engagements by kind counts what its bars stand for: on every page, in both languages, filtered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cadence.words import Words
from tests.app.drawn import drawn

NAMES = {"engagements_by_kind", "partner_audience"}
# The cities' kinds of activity differ; some have joint communications, at which nobody is but by media.
CHOSEN: tuple[dict[str, str], ...] = (
    {}, {"cities": "ndiassore"}, {"sectors": "media"}, {"sectors": "ngo", "countries": "SN"}, {"on": "2026-06-30"},
)  # fmt: skip
NUMBER = re.compile(r"\d{1,3}(?:[\s,]\d{3})+|\d+")


def numbers(text: str) -> list[int]:
    return [int(re.sub(r"\D", "", found)) for found in NUMBER.findall(text)]


@pytest.mark.parametrize("address", CHOSEN, ids=str)
def test_the_title_counts_the_activities_and_persons_drawn(
    address: dict[str, str], app: Callable[..., AppTest], words: Words
) -> None:
    seen = set()
    for _, chart in drawn(app, lang=words.language, network="astrolabe", **address):
        if chart.name not in NAMES or chart.figure is None:
            continue
        bars = [bar for bar in chart.figure.data if bar.type == "bar" and bar.yaxis in (None, "y")]
        persons = int(sum(sum(bar.y) for bar in bars))
        # Each bar says its persons and its activities, in that order, behind its period and kind.
        held = sum(
            numbers(said.partition("<br>")[2])[-1] for bar in bars for said in bar.hovertext if numbers(said)[-2]
        )
        if persons:
            assert numbers(chart.title)[:2] == [persons, held], chart.title
        else:
            assert not bars or chart.title.startswith(words.number(chart.data["media"].sum())), chart.title
        seen.add(chart.name)
    assert "engagements_by_kind" in seen
