"""Words: both languages say the same things, with the same blanks, in their own typography."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from cadence.settings import PROJECT
from cadence.words import Words, languages, read_language, words_in


def blanks(sentence: object) -> set[str]:
    """The names of the blanks of a sentence in all its forms, those within a form of a word too."""
    forms = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {name for form in forms for name in re.findall(r"\{(\w+)", str(form))}


def test_every_language_has_the_same_sentences():
    english = read_language("en")
    for language in languages():
        said = read_language(language)
        missing = "\n".join(f'{key} = "{english[key]}"' for key in sorted(set(english) - set(said)))
        assert not missing, f"{language} lacks:\n{missing}"
        assert not set(said) - set(english), f"only in {language}: {sorted(set(said) - set(english))}"


def test_every_language_fills_the_same_blanks():
    english = read_language("en")
    for language in languages():
        for key, sentence in read_language(language).items():
            if not key.startswith("language."):
                assert blanks(sentence) == blanks(english[key]), f"{language}: {key}"


def test_french_punctuation_has_its_narrow_spaces():
    """Sentences as they are said, not as they are written in the files."""
    wrong = []
    for key, sentence in words_in("fr").sentences.items():
        for form in sentence.values() if isinstance(sentence, dict) else [sentence]:
            text = re.sub(r"\{[^}]*\}|https?://\S+|`[^`]*`|\.\w+", "x", str(form))
            if re.search(r"[^\s\u202f][;!?»](?=\s|$)|«[^\u202f]|[ \u00a0][;:!?»](?=\s|$)|[\w)»]:(?=\s|$)", text):
                wrong.append(f"{key}: {form}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", languages())
def test_apostrophes_are_typographic(language: str):
    assert not [
        k for k, s in words_in(language).sentences.items() if re.search(r"\w'\w", str(s)) and isinstance(s, str)
    ]


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", -63, "2.1 months behind"),
        ("fr", -63, "2,1 mois de retard"),
        ("en", 30, "30 days ahead"),
        ("fr", -1, "1 jour de retard"),
        ("en", 0.3, "on plan"),
        ("fr", None, "non calculable"),
    ],
)
def test_a_gap_is_said_in_days_below_a_month_then_in_months(language: str, days: float | None, said: str):
    assert words_in(language).gap(days) == said


@pytest.mark.parametrize(
    ("language", "number", "share", "day"),
    [
        ("en", "\u22121,234,567.8", "12.3%", "1 September 2026"),
        ("fr", "\u22121\u202f234\u202f567,8", "12,3\u202f%", "1er septembre 2026"),
    ],
)
def test_numbers_and_dates_follow_the_language(language: str, number: str, share: str, day: str):
    words = words_in(language)
    assert words.number(-1234567.8, 1) == number
    assert words.percent(0.1234, 1) == share
    assert words.date(dt.date(2026, 9, 1), "long") == day


def test_an_interval_is_said_in_whole_percents(words: Words):
    assert "49" in words.interval(0.490, 0.943) and "94" in words.interval(0.490, 0.943)
    assert words.interval(None, None) == words.interval(float("nan"), 0.9) == ""


def test_a_language_cadence_does_not_speak_is_answered_in_english():
    assert words_in("xx").language == "en"


def test_every_sentence_of_a_refusal_belongs_to_a_code_that_is_raised():
    code = "\n".join(path.read_text("utf-8") for path in (PROJECT / "cadence").rglob("*.py"))
    refusals = [key.split(".", 1)[1] for key in read_language("en") if key.startswith("errors.")]
    assert refusals
    assert [name for name in refusals if not re.search(rf"\b{name}\b", code)] == []
