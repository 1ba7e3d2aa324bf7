"""Every page, in every language, through the frame a visitor meets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.words import Words
from tests.app.asked import LIST, recorded, written
from tests.proving import sampled

PAGES = [page_name(path) for path in page_files()]
WITH_CARDS = ("overview", "city", "partner_reach", "partner", "joint_actions")


@sampled("page", PAGES, 3)
def test_every_page_opens_for_the_younger_network(page: str, app: Callable[..., AppTest]):
    at = app(page, network="estuaires")
    assert not at.error, [error.value for error in at.error]


@sampled("page", PAGES, 4)
def test_every_page_opens_at_the_first_day_of_the_network(page: str, app: Callable[..., AppTest], sample: Serving):
    first = sample.frame("data_dates", network="astrolabe")["earliest"].iloc[0].date()
    at = app(page, network="astrolabe", on=str(first))
    assert not at.error, [error.value for error in at.error]


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_address_is_answered_kindly(page: str, app: Callable[..., AppTest]):
    at = app(page, network="' or 1=1 --", on="yesterday", lang="xx", cities="<script>", city="../../etc/passwd")
    assert not at.error, [error.value for error in at.error]


def cards(block: Block) -> Iterator[Block]:
    """Every block that holds a metric of its own."""
    children = list(block.children.values())
    if any(child.type == "metric" for child in children):
        yield block
    for child in children:
        if isinstance(child, Block):
            yield from cards(child)


def types(block: Block) -> Iterator[str]:
    """What kinds of elements a block holds, however deep."""
    for child in block.children.values():
        yield child.type
        if isinstance(child, Block):
            yield from types(child)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language_and_each_card_says_why_it_is_this_number(
    page: str, app: Callable[..., AppTest], words: Words
):
    """With nothing chosen, then, where a page is about one thing, with that chosen."""
    subject = {"city": "akwamoso", "partner": "atelier-lacets"}
    for chosen in ({}, {page: subject[page]}) if page in subject else ({},):
        at = app(page, lang=words.language, **chosen)
        assert not at.error, [error.value for error in at.error]
        codes = [name for table in at.table for name in table.value.columns if "_" in str(name)]
        assert not codes, "a heading is a word, never the name of a column"
    assert at.title[0].value == re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])", r"\\\1", words(f"pages.{page}.title"))
    if page == "explore":  # its one figure is no question's
        return
    keys = []
    for card in cards(at.main):
        (opened,) = (child.proto.popover for child in card.children.values() if child.type == "popover")
        assert opened.label == words("frame.why")
        keys.append(opened.id.split("-")[-1])
    assert len(set(keys)) == len(keys) == len(at.metric)
    assert bool(keys) == (page in WITH_CARDS), page
    if not keys:
        return
    for key in keys:
        at.session_state[key] = True
    at.run()
    assert not at.exception, at.exception
    for card in cards(at.main):
        (opened,) = (child for child in card.children.values() if isinstance(child, Block) and child.type == "popover")
        assert {"table", "download_button"} <= set(types(opened)), opened.proto.popover.id


def test_a_chart_that_does_not_follow_a_filter_says_so(app: Callable[..., AppTest]):
    at = app("partner_reach", lang="en", cities="akwamoso")
    assert any("Counted without this filter" in caption.value for caption in at.caption)
    assert not any("Counted without" in caption.value for caption in app("partner_reach", lang="en").caption)


def test_every_question_a_page_asks_is_listed_and_no_other(app: Callable[..., AppTest]):
    """The upload preview and the benchmark read the list; ``python -m tests.app.asked`` writes it anew."""
    assert LIST.read_text("utf-8") == written(recorded(app))
