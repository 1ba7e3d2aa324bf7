"""Every chart of the program as its page draws it: none is left out, each says its finding, no text is markup."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import serving
from cadence.answers.serving import Serving
from cadence.words import languages
from tests.app.drawn import drawn, known
from tests.from_folder import from_folder
from tests.proving import part, sampled
from tests.report.test_html_file import HOSTILE, make_hostile, strings


@sampled("language", languages(), 2)
def test_the_pages_draw_every_chart_and_each_says_its_finding_or_why_it_is_empty(
    app: Callable[..., AppTest], sample: Serving, language: str
) -> None:
    first = str(sample.frame("data_dates", network="astrolabe")["earliest"].iloc[0].date())
    names = set()
    for day in part([{}, {"on": first}], 2):  # on its first day a network has next to nothing to draw
        for page, chart in drawn(app, lang=language, network="astrolabe", **day):
            names.add(chart.name)
            assert chart.title and chart.title in chart.alt != chart.title, (page, chart.name, day)
            if chart.figure is None:
                assert chart.empty and chart.empty in chart.alt, (page, chart.name, day)
            else:
                traces = json.loads(chart.figure.to_json())["data"]
                assert traces, (page, chart.name, day)
                assert not any({"error_x", "error_y"} & set(one) for one in traces), (page, chart.name, day)
                # A visitor's own question has no rule of counting but the one that its title says.
                assert chart.subtitle or chart.name == "exploration", (page, chart.name, day)
        assert day or names == known(), "the pages of the sample draw them all"


def test_text_from_data_is_never_markup_in_any_chart(
    app: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Charts read a small markup of their own: only a mark's code, which is not shown, is as typed."""
    make_hostile(tmp_path)
    hostile = from_folder(tmp_path)
    monkeypatch.setattr(serving, "current", lambda snapshot=None: hostile)
    charts = list(drawn(app, HOSTILE, lang="en", network=f"astrolabe{HOSTILE}"))
    for page, chart in charts:
        found = strings(json.loads(chart.figure.to_json())) if chart.figure is not None else ()
        shown = [place for place, text in found if "<script" in text and "customdata" not in place]
        assert shown == [], (page, chart.name)
    assert {chart.name for _, chart in charts} == known()
