"""The candidates for needs on their three pages: the next step is told, beside another day too."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers.serving import Serving
from cadence.app.markup import markdown_safe
from cadence.cards.candidates import with_next_steps
from cadence.words import Words

ADDRESSES = {"partner_reach": {}, "strategy": {}, "city": {"city": "vohimalala"}}


def next_steps(at: AppTest, words: Words) -> list[pd.DataFrame]:
    """The tables of a page that tell next steps."""
    return [table.value for table in at.table if words.column("next_step") in table.value]


@pytest.mark.parametrize("page", ADDRESSES)
def test_each_page_tells_the_next_step(page: str, app: Callable[..., AppTest], sample: Serving, words: Words) -> None:
    cities = {"cities": ["vohimalala"]} if page == "city" else {}
    rows = with_next_steps(sample.ask("candidate_partners", network="astrolabe", **cities), words).frame
    assert len(rows) >= 3
    (shown,) = next_steps(app(page, lang=words.language, **ADDRESSES[page]), words)
    expected = [markdown_safe(said) for said in rows["next_step"]][: len(shown)]
    assert shown[words.column("next_step")].tolist() == expected


@pytest.mark.parametrize("page", ADDRESSES)
def test_beside_another_day_both_sides_tell_it(page: str, app: Callable[..., AppTest], words_en: Words) -> None:
    here, there = next_steps(app(page, beside="day", **ADDRESSES[page]), words_en)
    assert len(here) and len(there)


def test_a_city_without_needs_is_told_nothing_of_candidates(
    app: Callable[..., AppTest], sample: Serving, words_en: Words
) -> None:
    needs = sample.frame("needs_and_partners", network="astrolabe")
    (city, *_) = sorted(set(sample.frame("pace_strip", network="astrolabe")["city_id"]) - set(needs["city_id"])) or [""]
    assert city, "the sample has no city without needs"
    assert next_steps(app("city", city=city), words_en) == []
