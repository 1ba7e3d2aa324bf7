"""A full count carries no interval; shares read as a way of working have theirs, said where one asks why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tests
from cadence.answers import columns
from cadence.answers.questions import load_metrics, load_questions, load_situations
from cadence.answers.serving import Serving
from cadence.cards import process
from cadence.settings import PROJECT
from cadence.words import Words, languages, read_language
from tests.from_folder import from_folder

PACKAGE = PROJECT / "cadence"
QUESTIONS = load_questions()
PROCESSES = {name for name, question in QUESTIONS.items() if "process" in question.header}
# What is not yet seen of cities still under way is estimated, not counted: Kaplan and Meier keep their band.
ESTIMATED = {"time_to_milestone"}
# The only sentences that say an interval, and who fills it in.
SENTENCES = {"frame.process_case", "report.method.process_"}
SAYING = {"cards/process.py", "report/values.py", "words/formats.py"}


def sources(folder: str = "") -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def test_only_a_process_has_an_interval() -> None:
    """Of every file of SQL; a curve, a band of quarters and a forecast have their own, and are named."""
    every = {**QUESTIONS, **load_metrics(), **load_situations()}
    assert {name for name, file in every.items() if "wilson_" in file.sql} == PROCESSES
    for name in PROCESSES:
        told = QUESTIONS[name].header["process"]
        assert {"k", "n", "low", "high", *({told} - {"yes"})} <= set(columns.names(QUESTIONS[name])), name


def test_no_chart_can_draw_an_interval() -> None:
    """No chart has error bars, and none is drawn from a question of a process but the rungs that leave them out."""
    for path in sources("charts"):
        found = re.findall(r"error_[xy]|\barrayminus\b|\binterval\(", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"
    for path in (*sources("charts"), *sources("cards"), *sources("app"), *(PROJECT / "pages").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        drawn = re.findall(r'page\.show\([^()]*page\.ask\("(\w+)"', text)
        assert not set(drawn) & PROCESSES, path.name


@pytest.mark.parametrize("language", languages())
def test_no_card_and_no_sentence_says_an_interval(language: str) -> None:
    for key, sentence in read_language(language).items():
        if "{interval}" in str(sentence):
            assert key.startswith(tuple(SENTENCES)), key
    calling = {
        path.relative_to(PACKAGE).as_posix()
        for path in sources()
        if re.search(r"\binterval\(|\"interval\"", path.read_text(encoding="utf-8"))
    }
    assert calling - SAYING == {"report/chapters/method.py"}


@pytest.mark.parametrize("language", languages())
def test_no_heading_or_caption_speaks_of_an_interval_it_does_not_show(language: str) -> None:
    allowed = ("frame.process", "report.method.", "time.interval", *(f"charts.{name}." for name in ESTIMATED))
    spoken = {"en": r"interval|95 ?%", "fr": r"intervalle|95\s?%"}.get(language, r"95\s?%")
    for key, sentence in read_language(language).items():
        if not key.startswith(("errors.", "columns.", "problems.", *allowed)):
            assert not re.search(spoken, str(sentence)), key


def test_a_process_says_its_cases_and_its_interval(words_en: Words, words_fr: Words, sample: Serving) -> None:
    """Ten of eleven, as in calculation.md: (11.9207 -+ 1.96 √(10/11 + 0.9604)) / 14.8415 = 62.3 and 98.4."""
    answer = sample.ask("handful", network="astrolabe")
    ten = answer.of(answer.frame.assign(k=10, n=11, low=0.6226, high=0.9838))
    assert process.intervals(ten, words_en) == ["10 of 11 (95% interval, Wilson: 62 to 98%)"]
    (said,) = process.intervals(ten, words_fr)
    assert said.replace("\u202f", " ").replace("\u00a0", " ") == "10 sur 11 (intervalle à 95 %, Wilson : 62 à 98 %)"
    rates = sample.ask("action_rates", network="astrolabe")
    assert [one.split(":")[0] for one in process.intervals(rates, words_en)] == [
        words_en.code("rate", row["rate"]) for row in rates.rows() if row["n"] >= process.FEWEST_CASES
    ]


def test_few_cases_and_full_counts_have_none(words: Words, sample: Serving) -> None:
    small = from_folder(tests.GOLDEN / "reach")
    assert process.intervals(small.ask("handful", network="net", data_date="2021-03-15"), words) == []
    for name in set(QUESTIONS) - PROCESSES:
        if "network" in QUESTIONS[name].parameters and {"k", "n"} <= set(columns.names(QUESTIONS[name])):
            assert process.intervals(sample.ask(name, **QUESTIONS[name].example), words) == [], name
