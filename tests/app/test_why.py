"""Why this number: on every page, of every chart and card, the rows behind it and behind the mark one chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import columns
from cadence.answers.answer import Answer
from cadence.answers.questions import find, load_questions
from cadence.answers.serving import Serving
from cadence.answers.trace import behind, counts_of, rows_of, traces
from cadence.app.frame import page_files, page_name
from cadence.app.parts import why
from cadence.cards.marks import place_of
from cadence.charts.look import Chart
from cadence.words import Words
from tests.app.drawn import drawn_answers
from tests.proving import sampled

PAGES = [page_name(path) for path in page_files()]


@sampled("page", PAGES, 3)
def test_every_why_of_every_page_opens_with_the_rows_behind_it(
    page: str, app: Callable[..., AppTest], words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Answer, str]] = []
    show = why.show

    def listen(answer: Answer, serving: Serving, said: Words, key: str, *rest: Any, **more: Any) -> None:
        asked.append((answer, key))
        show(answer, serving, said, key, *rest, **more)

    monkeypatch.setattr(why, "show", listen)
    at = app(page, lang=words.language, network="astrolabe")
    keys = dict.fromkeys(key for _, key in asked)
    for key in keys:
        at.session_state[f"why_{key}"] = True
    at.run()
    assert not at.exception, at.exception
    tables = " ".join(str(one.value) for one in at.markdown)
    assert not keys or words("frame.rows_behind", n=2).split("2")[0].strip() in tables


def test_every_column_of_every_row_behind_a_number_has_a_heading(words: Words) -> None:
    for question in load_questions().values():
        sources = {rows.source for trace in traces(question).values() for rows in trace.lists if not rows.is_table}
        sources |= {found.source for found in [behind(question)] if found}
        for name in {column for source in sources or {question.name} for column in columns.names(find(source))}:
            assert name.startswith("_") or words.column(name) != name, f"[columns] {name}: {question.name}"


def test_the_rows_of_each_mark_are_a_part_of_those_of_all_and_none_is_lost(sample: Serving) -> None:
    """Asked one by one, the rows of an answer's marks are together the rows behind the whole of it."""
    for name in ("audience_by_kind", "pipeline", "pace_strip", "achievement_by_level", "partner_ladder"):
        question = find(name)
        answer = sample.ask(name, network="astrolabe")
        trace = behind(question) or next(iter(traces(question).values()))
        assert trace.marks, name
        whole = rows_of(answer, trace, sample)
        assert counts_of(answer, [trace], sample)[0] == len(whole), name
        assert (
            rows_of(answer, trace, sample, limit=1).astype(str).values.tolist()
            == whole.head(1).astype(str).values.tolist()
        )
        marks = answer.frame[trace.marks].to_dict("records")
        parts = [rows_of(answer, trace, sample, {str(name): value for name, value in mark.items()}) for mark in marks]
        together = pd.concat([part for part in parts if not part.empty]).astype(str).drop_duplicates()
        assert len(whole) and sorted(together.values.tolist()) == sorted(whole.astype(str).values.tolist()), name


def test_a_point_that_is_clicked_finds_its_row_in_every_chart_whose_rows_have_marks(
    app: Callable[..., AppTest], words_en: Words
) -> None:
    """Of the charts whose rows have marks most tell in their points which row they draw; the others offer a choice."""
    found: set[str] = set()
    lost: set[str] = set()
    for _, chart, answer in drawn_answers(app, lang="en", network="astrolabe"):
        trace = behind(find(answer.question)) if answer is not None else None
        if trace is None or not trace.marks or chart.figure is None or not {*trace.marks} <= {*answer.frame.columns}:
            continue
        places = [place_of(answer.frame, trace.marks, [point], words_en) for point in points_of(chart)]
        (found if any(place is not None for place in places) else lost).add(chart.name)
    assert found, "no chart at all"
    assert len(found) >= len(lost), (found, lost)


def points_of(chart: Chart) -> list[dict[str, Any]]:
    """Every point of a chart, as the chart library tells of one that is chosen."""
    points = []
    for curve in chart.figure.data if chart.figure is not None else ():
        xs, ys = getattr(curve, "x", None), getattr(curve, "y", None)
        customs = getattr(curve, "customdata", None)
        for number, (x, y) in enumerate(zip(xs if xs is not None else (), ys if ys is not None else (), strict=False)):
            custom = customs[number] if customs is not None and len(customs) > number else None
            points.append({"x": x, "y": y, "customdata": custom, "curve": curve.name})
    return points
