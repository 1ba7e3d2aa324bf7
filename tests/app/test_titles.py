"""Every title says what is drawn under it: on every page, in both languages, filtered, in networks of every size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import serving as servings
from cadence.answers.serving import Serving
from cadence.charts.look import Chart
from cadence.charts.partnerships import continuity
from cadence.words import Words
from tests.app.counted import READERS, numbers
from tests.app.drawn import drawn, known
from tests.proving import REAL, needs
from tests.real_networks import EXPORTS, imported
from tests.several_days import of_several_days

# The cities' kinds of activity differ; some have joint communications, at which nobody is but by media.
CHOSEN: tuple[dict[str, str], ...] = (
    {}, {"cities": "ndiassore"}, {"sectors": "media"}, {"sectors": "ngo", "countries": "SN"}, {"on": "2026-06-30"},
)  # fmt: skip


def miscounted(charts: Iterable[tuple[str, Chart]], words: Words) -> list[tuple[str, str, str, list[str]]]:
    """The titles that say other numbers than the marks under them, or several of one."""
    wrong = []
    for page, chart in charts:
        if chart.figure is None or chart.name == "exploration":
            continue
        expected = numbers(" ".join(READERS[chart.name](chart, words)))
        if numbers(chart.title) != expected:
            wrong.append((page, chart.name, chart.title, expected))
        if words.language == "en" and re.search(r"(?<![\d.,])1 \w+(?:ies|s)\b", chart.title):
            wrong.append((page, chart.name, chart.title, ["one is not several"]))
    return wrong


@pytest.fixture(scope="module")
def several_days(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return of_several_days(tmp_path_factory.mktemp("several_days"))


def test_every_title_counts_what_is_drawn_where_each_table_is_known_until_another_day(
    several_days: Serving, app: Callable[..., AppTest], words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servings, "current", lambda snapshot=None: several_days)
    test_every_title_counts_what_is_drawn({}, app, words)


@needs(REAL)
@pytest.mark.parametrize("name", EXPORTS)
def test_every_title_of_a_real_export_counts_what_is_drawn(
    name: str, app: Callable[..., AppTest], words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving, network = imported(name)
    monkeypatch.setattr(servings, "current", lambda snapshot=None: serving)
    assert not miscounted(drawn(app, lang=words.language, network=network), words)


@pytest.mark.parametrize("address", CHOSEN, ids=lambda address: "-".join(address) or "nothing")
def test_every_title_counts_what_is_drawn(address: dict[str, str], app: Callable[..., AppTest], words: Words) -> None:
    charts = list(drawn(app, lang=words.language, network="astrolabe", **address))
    assert not miscounted(charts, words)
    seen = {chart.name for _, chart in charts if chart.figure is not None}
    # The funding of the sample goes on: what lasts after it is below.
    assert address or known() - seen <= {"exploration", "continuity"}


def test_what_lasts_after_the_funding_is_what_is_written_at_the_last_mark(words: Words) -> None:
    rows = [
        {"months": months, "at_on": pd.Timestamp("2025-06-30"), "under_way": left, "of_partnerships": 9, "planned": 5,
         "silent": 2, "continuity_why": None}
        for months, left in ((3, 8), (6, 7), (12, 5), (24, None))
    ]  # fmt: skip
    chart = continuity(pd.DataFrame(rows), words)
    assert numbers(chart.title) == sorted(["5", "9", "12"]) == numbers(" ".join(READERS["continuity"](chart, words)))


def test_every_chart_has_a_reader() -> None:
    assert known() - {"exploration"} <= set(READERS)
