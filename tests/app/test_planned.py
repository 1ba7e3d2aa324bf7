"""What is planned is listed and drawn as planned, in a word, on every page in both languages; the report tells none."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cadence import report
from cadence.answers import serving as servings
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.words import Words, languages, words_in
from tests.app.drawn import drawn
from tests.planned_rows import ACTION, CITY, PARTNER, SIGN, planned_sample

STATES: dict[str, tuple[dict[str, str], ...]] = {
    "city": ({"city": CITY}, {"city": "kpalobe"}),
    "partner": ({"partner": PARTNER},),
    "joint_actions": ({}, {"action": ACTION}, {"action": "planned-action"}),
    "explore": ({"source": "activities", "group": "title"}, {"source": "checkins", "group": "is_planned"}),
}
LISTING = {"city", "partner", "strategy", "joint_actions"}
OPENED = [(page_name(path), state) for path in page_files() for state in STATES.get(page_name(path), ({},))]
MADE = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return planned_sample(tmp_path_factory.mktemp("planned"))


@pytest.fixture
def open_page(app: Callable[..., AppTest], planned: Serving, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    monkeypatch.setattr(servings, "current", lambda snapshot=None: planned)
    return app


def says_planned(words: Words) -> tuple[str, ...]:
    """The words by which a row says that it is planned."""
    return (
        words.code("action_state", "planned"),
        words.code("partnership_state", "planned"),
        words.code("start_state", "coming"),
        words.column("foreseen_on"),
    )


@pytest.mark.parametrize(("page", "state"), OPENED, ids=lambda value: str(value))
def test_no_page_shows_what_is_planned_as_happened(
    page: str, state: dict[str, str], open_page: Callable[..., AppTest], words: Words
) -> None:
    for day in ({}, {"on": "2026-11-28"}):
        at = open_page(page, lang=words.language, network="astrolabe", **state, **day)
        if page in LISTING and not day:
            assert any(words.column("foreseen_on") in table.value.columns for table in at.table), page
        for table in at.table:
            rows = table.value.astype(str)
            headings = [*map(str, rows.columns)]
            for cells in rows.itertuples(index=False):
                if any(SIGN in cell for cell in cells):
                    assert any(word in (*cells, *headings) for word in says_planned(words)), f"{page}: {cells}"
        if page == "explore":
            said = words("pages.explore.planned", n=2 if state["source"] == "activities" else 1)
            assert said in [caption.value.replace("\\", "") for caption in at.caption]
            continue
        texts = [one.value for kind in ("markdown", "caption", "info", "success", "warning") for one in at.get(kind)]
        assert not [text for text in texts if SIGN in str(text)], page


def test_no_chart_draws_what_is_planned_as_happened(open_page: Callable[..., AppTest], words: Words) -> None:
    for page, chart in drawn(open_page, lang=words.language, network="astrolabe"):
        if chart.figure is None or page == "explore":
            continue
        for trace in json.loads(chart.figure.to_json())["data"]:
            marks = [str(mark) for name in ("customdata", "text", "hovertext") for mark in as_list(trace.get(name))]
            said = [mark for mark in marks if f"{SIGN} action" in mark and "<br>" in mark]
            assert all(words.code("action_state", "planned") in mark for mark in said), f"{page} {chart.name}: {said}"


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("language", languages())
def test_a_report_says_the_same_whatever_is_planned(language: str, sample: Serving, planned: Serving) -> None:
    found = []
    for serving in (sample, planned):
        document = report.write(serving, words_in(language), "astrolabe", None, MADE)
        found.append(report.html(document))
    assert SIGN not in found[1] and found[0] == found[1]
