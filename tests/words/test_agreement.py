"""Words agree with the counts beside them: no sentence says "1 cities", nor, in French, « 0 villes »."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cadence.words import Words, languages, words_in
from tests.app.none import forms

KNOWN = tomllib.loads((Path(__file__).parent / "agreement.toml").read_text("utf-8"))
EXCEPTIONS = {key: why for why, keys in KNOWN["exceptions"].items() for key in keys}
WORD = "…"
OF_SPEC: dict[str, Any] = {
    **dict.fromkeys(("long", "month"), dt.date(2026, 5, 12)),
    **dict.fromkeys(("percent", "gap", "duration", "span", "signed", "one", "two"), 60.5),
    **dict.fromkeys(("country", "table", "field", "capital"), WORD),
}
# A part never counts more than its whole.
PARTS_OF = (("k", "n"), ("n", "of"), ("silent", "n"), ("new", "n"), ("shown", "n"), ("done", "steps"))

# What takes the singular, and what a word in the plural looks like.
SINGULAR = {"en": "1", "fr": "[01]"}
PLURAL = {
    "en": re.compile(r"\w+s|people|women|have|are|were|do"),
    "fr": re.compile(r"\w+[sx]|\w*[^i\W]ent|\w+aient|ont|sont"),
}


def blanks(text: str) -> Iterator[tuple[str, str]]:
    """Name and spec of every blank of a text, those within a form too."""
    for _, name, spec, _ in string.Formatter().parse(text):
        if name:
            yield name, spec or ""
            yield from blanks(spec or "")


def said(words: Words, key: str) -> Iterator[str]:
    """Every sentence that is made of a key with its counts at 0, 1 and 2."""
    sentence = words.sentences[key]
    named = set() if isinstance(sentence, str) else {sentence.get("plural", "n")}
    found = [blank for text in forms(sentence) for blank in blanks(text)]
    plain: dict[str, Any] = {name: OF_SPEC[spec] for name, spec in found if spec in OF_SPEC}
    counted = {name for name, spec in found if "|" in spec} | named
    plain |= {name: WORD for name, spec in found if name in set(KNOWN["texts"]) - counted and name not in plain}
    counts = sorted(counted | {name for name, _ in found} - set(plain))
    for values in itertools.product((0, 1, 2), repeat=len(counts)):
        given = dict(zip(counts, values, strict=True))
        if all(given.get(part, 0) <= given.get(whole, 2) for part, whole in PARTS_OF):
            yield words(key, **{**plain, **given})


def wrong(text: str, language: str) -> list[str]:
    """Where a count that takes the singular has a word in the plural among the three behind it."""
    found = []
    for place in re.finditer(rf"(?<![\d.,:\w-]){SINGULAR[language]} ([\w’'-]+)(?: ([\w’'-]+))?(?: ([\w’'-]+))?", text):
        for word in place.groups(""):
            if not word or word in KNOWN["breaks"][language]:
                break
            if PLURAL[language].fullmatch(word) and word not in KNOWN["no_plural"][language]:
                found.append(place[0])
                break
    return found


@pytest.mark.parametrize("language", sorted(PLURAL))
def test_no_word_in_the_plural_stands_beside_one(language: str) -> None:
    words = words_in(language)
    # What is said of one case alone in a sentence of its own is not said of it in the other.
    keys = [key for key in words.sentences if f"{key}_of_one" not in words.sentences and key not in EXCEPTIONS]
    found = {key: hits for key in keys if (hits := {hit for text in said(words, key) for hit in wrong(text, language)})}
    assert len(keys) > 1500
    assert found == {}


def test_every_exception_is_one() -> None:
    needed = {
        key
        for language in PLURAL
        for key in EXCEPTIONS
        if any(wrong(text, language) for text in said(words_in(language), key))
    }
    assert set(EXCEPTIONS) - needed == set()


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "1 cities are late", ["1 cities are late"]),
        ("en", "0 of 1 have a step", ["1 have a step"]),
        ("en", "1 new joint actions", ["1 new joint actions"]),
        ("en", "1 of 11 cities is late; 0 cities, 1.0 partners and 21 rows", []),
        ("fr", "0 villes sur 1", ["0 villes sur 1"]),
        ("fr", "1 ville arrêtées", ["1 ville arrêtées"]),
        ("fr", "1 ville tiennent leur plan", ["1 ville tiennent leur"]),
        ("fr", "1 ville sur 11 tient, 2 villes tiennent, 1,5 mois, 10 jours", []),
    ],
)
def test_a_word_that_does_not_agree_is_seen(language: str, text: str, found: list[str]) -> None:
    assert wrong(text, language) == found


@pytest.mark.parametrize(
    ("locale", "text", "counts"),
    [
        ("en_GB", "{n} {n:city|cities}", {0: "0 cities", 1: "1 city", 2: "2 cities", 1.04: "1.0 cities"}),
        ("fr_FR", "{n} {n:ville|villes}", {0: "0 ville", 1: "1 ville", 1.5: "1,5 ville", 1.96: "2,0 villes"}),
        ("fr_FR", "{n:un d'eux|{n} d'eux|aucun}", {0: "un d’eux", 2: "aucun", 1000000: "1 000 000 d’eux"}),
        (
            "pl_PL",
            "{n} {n:miasto|miasta|miast|miasta}",
            {1: "1 miasto", 3: "3 miasta", 5: "5 miast"},
        ),
        ("en_GB", "{n} {n:row|rows}", {"1": "1 row", "12": "12 rows", "> 40": "> 40 rows"}),
        (
            "en_GB",
            "{n:nobody|all {n:soul|souls}}",
            {1: "nobody", None: "all souls", math.nan: "all souls"},
        ),
    ],
)
def test_a_word_takes_the_form_of_its_count(locale: str, text: str, counts: dict[Any, str]) -> None:
    words = Words("xx", {"language.locale": locale, "said": text})
    for count, expected in counts.items():
        assert words("said", n=count).replace("\u202f", " ") == expected


def test_a_form_may_agree_with_another_count() -> None:
    words = Words("xx", {"language.locale": "en_GB", "said": "{k} of {n} {n:city is|cities {k:is|are}} late"})
    assert [words("said", k=k, n=n) for k, n in ((0, 1), (1, 1), (0, 3), (1, 3), (2, 3))] == [
        "0 of 1 city is late",
        "1 of 1 city is late",
        "0 of 3 cities are late",
        "1 of 3 cities is late",
        "2 of 3 cities are late",
    ]


@pytest.mark.parametrize("language", languages())
def test_every_word_with_forms_has_two_or_all_of_its_language(language: str) -> None:
    words = words_in(language)
    asked = {2, len({*words.locale.plural_form.tags, "other"})}
    texts = [(key, text) for key in words.sentences for text in forms(words.sentences[key])]
    counted = [(key, spec) for key, text in texts for _, spec in blanks(text) if "|" in re.sub(r"\{.*\}", "", spec)]
    assert len(counted) > 100
    assert [key for key, spec in counted if len(re.sub(r"\{[^{}]*\}", "", spec).split("|")) not in asked] == []
