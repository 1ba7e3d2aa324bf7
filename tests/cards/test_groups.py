"""The smallest group for a city in words, and on its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import tests
from cadence.answers.serving import Serving
from cadence.app.markup import markdown_safe
from cadence.cards.groups import Group, group
from cadence.words import Words, words_in
from tests.from_folder import from_folder

SPACE = "\u202f"
HEADINGS = {
    ("en", "one"): "One partner would cover all 3 open needs",
    ("en", "two"): "These 2 partners would cover all 4 open needs",
    ("en", "gap"): "One partner would cover 1 of the 3 open needs",
    ("fr", "one"): "Un seul partenaire couvrirait les 3 besoins ouverts",
    ("fr", "two"): "Ces 2 partenaires couvriraient les 4 besoins ouverts",
    ("fr", "gap"): "Un seul partenaire couvrirait 1 des 3 besoins ouverts",
}


@pytest.fixture(scope="module")
def small() -> Serving:
    return from_folder(tests.GOLDEN / "group")


def said(serving: Serving, city: str, words: Words, day: str = "2020-09-01") -> Group | None:
    return group(serving.ask("city_group", network="net", data_date=day, city=city), words)


@pytest.mark.parametrize(("language", "city"), HEADINGS)
def test_headings_by_hand(language: str, city: str, small: Serving) -> None:
    assert said(small, city, words_in(language)).heading == HEADINGS[language, city]


def test_who_brings_what_and_what_nobody_brings(small: Serving, words_en: Words, words_fr: Words) -> None:
    assert [(one.partner, one.brings) for one in said(small, "two", words_en).members] == [
        ("Alder", "Expertise, Delivery"),
        ("Birch", "Funding, Data and tools"),
    ]
    found = said(small, "mute", words_en)
    assert found.nobody == "Nobody brings: Bringing people together."
    assert found.silent == "A silent partner meets Bringing people together: wake that one first."
    gap = said(small, "gap", words_fr)
    assert gap.nobody == f"Personne n’apporte{SPACE}: Mise en relation, Relais dans la durée." and gap.silent == ""


def test_where_nobody_could_be_asked_it_is_said(small: Serving, words_en: Words) -> None:
    """On 1 April nobody is at work in a role that Ayo needs, and nobody is being won for one."""
    found = said(small, "one", words_en, "2020-04-01")
    assert found.heading == "Nobody could be asked for any of the 3 open needs" and found.members == ()
    assert found.nobody == "Nobody brings: Expertise, Delivery, Audience."


def test_a_city_without_open_needs_has_none(small: Serving, words: Words) -> None:
    assert said(small, "met", words) is None and said(small, "none", words) is None


@pytest.mark.parametrize("city", ["vohimalala", "kpalobe", "mabentoro"])
def test_the_page_of_a_city_shows_it(city: str, app: Callable[..., AppTest], sample: Serving, words: Words) -> None:
    """Vohimalala and Kpalobé have open needs; Mabentoro has left, and is told nothing."""
    found = group(sample.ask("city_group", network="astrolabe", city=city), words)
    at = app("city", city=city, lang=words.language)
    shown = [text.value for text in at.markdown]
    assert (found is None) == (city == "mabentoro")
    for member in found.members if found else ():
        line = next(text for text in shown if f"partner={member.partner_id}" in text and text.startswith("- ["))
        assert markdown_safe(member.partner) in line and markdown_safe(member.brings) in line
    if found:
        assert len(found.members) >= 2 and markdown_safe(found.heading) in [one.value for one in at.subheader]
