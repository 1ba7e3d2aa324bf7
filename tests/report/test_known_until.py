"""A report says beside each figure, and of each chapter's sentences, until when what it tells is known."""

from __future__ import annotations

import datetime as dt
import html as markup
import json

import pytest

from cadence import report
from cadence.answers.questions import find
from cadence.answers.serving import Serving
from cadence.report.model import Document, Sentence
from cadence.words import languages, words_in
from tests.older import OLDER, older_sample

MADE = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)
HELD, DAY = dt.date(2026, 8, 31), dt.date(2026, 9, 30)


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The sample, some of its tables known a month less than the rest."""
    return older_sample(tmp_path_factory.mktemp("older"))


def held_back(serving: Serving, sentences: list[Sentence]) -> set[str]:
    """The tables behind some sentences that are known for a shorter time than the report's day."""
    asked = {name for sentence in sentences for name in sentence.questions}
    dated = (name for name in asked if "data_date" in find(name).parameters)
    found = (serving.ask(name, network="astrolabe", data_date=DAY).held_back for name in dated)
    return {table for tables in found for table in tables}


@pytest.mark.parametrize("language", languages())
def test_every_chapter_and_every_figure_says_until_when_it_is_known(older: Serving, language: str) -> None:
    words = words_in(language)
    document = report.write(older, words, "astrolabe", DAY, MADE)
    page = markup.unescape(report.html(document))
    begin = words("frame.known_until", tables="@").partition("@")[0]
    said = 0
    for chapter in document.chapters:
        for text, sentences in (
            (chapter.known, list(chapter.sentences())),
            (chapter.known_brief, [chapter.brief] if chapter.brief else []),
        ):
            told = held_back(older, sentences)
            assert told <= set(OLDER) and bool(text) == bool(told), chapter.name
            assert not text or (text.startswith(begin) and words.date(HELD) in text and text in page), chapter.name
            said += bool(text)
    assert said >= 6
    captions = page.split("<figcaption>")[1:]
    assert len(captions) == len(document.figures())
    for figure, rest in zip(document.figures(), captions, strict=True):
        caption = rest.partition("</figcaption>")[0]
        assert (begin in caption) == bool(figure.answer.held_back), figure.question
        assert figure.answer.held_back.keys() <= set(OLDER)
    assert any(figure.answer.held_back for figure in document.figures())
    entries = json.loads(report.figure_files(document)["metadata.json"])["figures"]
    assert [entry["known_until"] for entry in entries] == [
        dict.fromkeys(sorted(figure.answer.held_back), str(HELD)) for figure in document.figures()
    ]


def test_a_report_of_a_day_on_which_everything_is_known_says_nothing_of_it(older: Serving) -> None:
    document: Document = report.write(older, words_in("en"), "astrolabe", HELD, MADE)
    assert 'class="known"' not in report.html(document)
    assert not any(chapter.known or chapter.known_brief for chapter in document.chapters)
