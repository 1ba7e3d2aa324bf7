"""Things of the same name stay two: every chart draws as many places as it does where each has a name of its own."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import serving as servings
from cadence.answers.serving import Serving
from cadence.charts import look
from cadence.charts.look import Chart
from cadence.settings import PROJECT
from cadence.words import Words
from tests.app.drawn import drawn
from tests.from_folder import from_folder

# What things are called, in their own tables; networks, measures and messages are told apart by their words.
NAMES = {
    "cities": ("name",), "partners": ("name",), "milestones": ("name_en", "name_fr"), "actions": ("title",),
    "activities": ("title",),
}  # fmt: skip
CALLED = "Communauté de communes des bords du fleuve"
EXPLORED = {"source": "activities", "group": "title"}


def renamed(folder: Path, ending: Callable[[int], str]) -> Serving:
    """The sample with one name for all; ``ending`` of the number of a row stands behind it."""
    shutil.copytree(PROJECT / "data" / "sample", folder, dirs_exist_ok=True)
    for table, fields in NAMES.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            for number, row in enumerate(rows):
                writer.writerow(row | {field: f"{CALLED}{ending(number)}" for field in fields})
    return from_folder(folder)


@pytest.fixture(scope="module", params=["to the last letter", "but for their ends"])
def alike(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    is_whole = request.param == "to the last letter"
    return renamed(tmp_path_factory.mktemp("alike"), lambda number: "" if is_whole else f" {number}")


def places(chart: Chart) -> list[int]:
    """How many places on the axes the marks of each trace take."""
    marks = [(trace.x, trace.y) for trace in chart.figure.data if getattr(trace, "y", None) is not None]
    return sorted(len({str(place) for place in y}) for x, y in marks if x is not None)


def charts(app: Callable[..., AppTest], language: str) -> dict[tuple[str, str, int], Chart]:
    """Each chart of each page; one drawn several times by its turn."""
    found, turns = {}, Counter[str]()
    for page, chart in drawn(app, lang=language, network="astrolabe", **EXPLORED):
        turns[page + chart.name] += 1
        if chart.figure is not None:
            found[page, chart.name, turns[page + chart.name]] = chart
    return found


def test_no_chart_puts_two_things_of_one_name_in_one_place(
    alike: Serving, app: Callable[..., AppTest], words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = charts(app, words.language)
    monkeypatch.setattr(servings, "current", lambda snapshot=None: alike)
    others = charts(app, words.language)
    assert others.keys() == own.keys()
    for name, chart in others.items():
        if chart.name != "exploration":
            assert places(chart) == places(own[name]), name
        labels: Any = [axis.ticktext for axis in (chart.figure.layout.xaxis, chart.figure.layout.yaxis)]
        for texts in labels:
            assert not texts or len(set(texts)) == len(texts), name


def test_labels_keep_what_tells_them_apart() -> None:
    assert look.labels(["Kpalobé", "Kpalobé", "Lomé"], 22) == ["Kpalobé", "Kpalobé\u200b", "Lomé"]
    ends = look.labels(["Communauté de communes du Nord", "Communauté de communes du Sud", "Gao"], 20)
    assert ends == ["Communaut…es du Nord", "Communaut…nes du Sud", "Gao"]
    assert all(len(label) <= 20 for label in ends)
    assert look.labels(["a < b", "a < b"]) == ["a &lt; b", "a &lt; b\u200b"]
