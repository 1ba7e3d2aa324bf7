"""Every page, in every language, through the frame a visitor meets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.words import languages, words_in
from tests.app.asked import LIST, recorded, written

PAGES = [page_name(path) for path in page_files()]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language(page: str, language: str, app: Callable[..., AppTest]):
    at = app(page, lang=language)
    assert not at.error, [error.value for error in at.error]
    assert at.title[0].value == re.sub(
        r"([\\`*_{}\[\]()#+\-.!|<>~$:&])", r"\\\1", words_in(language)(f"pages.{page}.title")
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_the_younger_network(page: str, app: Callable[..., AppTest]):
    at = app(page, network="estuaires")
    assert not at.error, [error.value for error in at.error]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_at_the_first_day_of_the_network(page: str, app: Callable[..., AppTest], sample: Serving):
    first = sample.ask("data_dates", network="astrolabe")["earliest"].iloc[0].date()
    at = app(page, network="astrolabe", on=str(first))
    assert not at.error, [error.value for error in at.error]


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_address_is_answered_kindly(page: str, app: Callable[..., AppTest]):
    at = app(page, network="' or 1=1 --", on="yesterday", lang="xx", cities="<script>", city="../../etc/passwd")
    assert not at.error, [error.value for error in at.error]


def test_a_chart_that_does_not_follow_a_filter_says_so(app: Callable[..., AppTest]):
    at = app("partner_reach", lang="en", cities="akwamoso")
    assert any("Counted without this filter" in caption.value for caption in at.caption)
    assert not any("Counted without" in caption.value for caption in app("partner_reach", lang="en").caption)


def test_every_question_a_page_asks_is_listed_and_no_other(app: Callable[..., AppTest]):
    """The upload preview and the benchmark read the list; ``python -m tests.app.asked`` writes it anew."""
    assert LIST.read_text("utf-8") == written(recorded(app))
