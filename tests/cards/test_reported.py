"""Compared with an earlier day: by what is known now, and what was reported then where that was something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import serving as servings
from cadence.answers.answer import Answer
from cadence.answers.reported import Reported, what_was_reported
from cadence.answers.serving import Serving, open_serving
from cadence.app.markup import markdown_safe
from cadence.cards.card import Card
from cadence.cards.key_figures import ORDER, key_figures
from cadence.cards.partner_figures import reach_figures
from cadence.cards.reported import which_situation, with_corrections
from cadence.store import Store
from cadence.words import Words, languages, words_in
from tests import kept_records
from tests.small_store import bring, write

# By hand. Ten cities, each with a step agreed for 1 June 2026 and one for the end of the year, of equal weight.
#   published on 30 June:  c1 to c8 did the first step on its day, c9 and c10 did not.
#   published on 16 July:  c8 did it on 15 July, not on 1 June.
# On 30 June a first step that is not done is 29 days past, more than the 15 that are allowed: not on plan.
#   reported on 30 June:                  c1 to c8 on plan                            8 of 10
#   30 June by what is known now:         c1 to c7 on plan                            7 of 10
#   15 July:                              c1 to c7, and c8 that did it that day       8 of 10
NETWORK = "network_id,name,starts_on\nn,Réseau,2026-01-01\n"
PHASES = (
    "phase_id,network_id,position,name_fr,name_en,starts_on,ends_on\np,n,1,Parcours,Journey,2026-01-01,2027-01-01\n"
)
MILESTONES = "milestone_id,phase_id,position,name_fr,name_en,weight\nm1,p,1,Un,One,1\nm2,p,2,Deux,Two,1\n"
CITIES = [f"c{number}" for number in range(1, 11)]
JUNE, JULY = dt.date(2026, 6, 30), dt.date(2026, 7, 15)
THEN, NOW, SINCE = "8 of 10", "8 of 10", "7 of 10"


def progress(done: dict[str, str]) -> str:
    rows = [f"{city},m1,2026-06-01,{done.get(city, '')}\n{city},m2,2026-12-31,\n" for city in CITIES]
    return "city_id,milestone_id,baseline_on,done_on\n" + "".join(rows)


def fill(store: Store, folder: Path) -> None:
    """The publication, and its correction."""
    on_their_day = dict.fromkeys(CITIES[:8], "2026-06-01")
    texts = {
        "networks.csv": NETWORK,
        "cities.csv": "city_id,network_id,name,country,joined_on\n"
        + "".join(f"{city},n,{city},SN,2026-01-01\n" for city in CITIES),
        "phases.csv": PHASES,
        "milestones.csv": MILESTONES,
        "progress.csv": progress(on_their_day),
    }
    assert bring(store, *(write(folder, name, text) for name, text in texts.items()))
    assert bring(store, write(folder, "progress.csv", progress({**on_their_day, "c8": "2026-07-15"})))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The record as the pages open it, its steps of 30 June and 16 July."""
    opened = kept_records.opened_at(tmp_path / "record", fill)
    days = (dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC), dt.datetime(2026, 7, 16, 9, tzinfo=dt.UTC))
    steps = [replace(step, time=day) for step, day in zip(opened.history()[::-1], days, strict=True)][::-1]
    monkeypatch.setattr(opened, "history", lambda: steps)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    monkeypatch.setattr(servings, "current", lambda number=None: open_serving(opened, number or opened.newest()))
    yield opened
    monkeypatch.undo()
    opened.close()


def said(at: AppTest) -> list[str]:
    return [caption.value for caption in at.caption]


def page(
    language: str, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, store: Store, **more: str
) -> AppTest:
    monkeypatch.setattr(servings, "current", lambda number=None: open_serving(store, number or store.newest()))
    return app("overview", lang=language, on=str(JULY), **more)


@pytest.mark.parametrize("language", languages())
def test_a_correction_of_a_past_fact_is_told_apart_from_what_changed_since(
    language: str, store: Store, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_in(language)
    at = page(language, app, monkeypatch, store, vs=str(JUNE))
    eight, seven = (words.k_of_n(k, 10) for k in (8, 7))
    (metric,) = (one for one in at.metric if one.label == markdown_safe(words("pages.overview.on_plan")))
    assert metric.value == markdown_safe(eight)
    change = words("pages.overview.change_points", before=seven, since=JUNE)
    corrected = words("compared.corrected", then=eight, now=seven)
    assert f"{markdown_safe(change)} · {markdown_safe(corrected)}" in said(at)
    first, second = store.history()[::-1]
    told = which_situation(Reported("told", first), JUNE, words)
    assert markdown_safe(told) in said(at) and words.date(JUNE, "long") in told

    before = page(language, app, monkeypatch, store, vs="2026-06-29")
    nothing = which_situation(Reported("nothing"), dt.date(2026, 6, 29), words)
    assert markdown_safe(nothing) in said(before)
    pinned = page(language, app, monkeypatch, store, vs=str(JUNE), snapshot=str(first.snapshot))
    same = which_situation(Reported("same", first), JUNE, words)
    assert markdown_safe(same) in said(pinned)
    assert not [text for other in (before, pinned) for text in said(other) if markdown_safe(corrected) in text]


def test_each_side_by_hand(store: Store, words_en: Words) -> None:
    first, second = store.history()[::-1]
    now = open_serving(store, second.snapshot)
    found = what_was_reported(now, "n", JUNE)
    assert (found.state, found.step) == ("told", first) and found.serving is not None

    def on_plan(serving: Serving, day: dt.date) -> str:
        row = serving.ask("key_figures", network="n", data_date=day).rows()[0]
        return words_en.k_of_n(row["on_plan_k"], row["on_plan_n"])

    assert (on_plan(found.serving, JUNE), on_plan(now, JUNE), on_plan(now, JULY)) == (THEN, SINCE, NOW)
    assert what_was_reported(now, "n", dt.date(2026, 6, 29)) == Reported("nothing")
    assert what_was_reported(now, "n", dt.date(2026, 7, 16)) == Reported("same", second)
    assert what_was_reported(now, "elsewhere", JUNE) == Reported("other_network", first)
    older = open_serving(store, first.snapshot)
    assert what_was_reported(older, "n", dt.date(2026, 12, 1)).state == "same", "none is later"


def compared(serving: Serving, day: dt.date, since: dt.date, words: Words) -> list[Card]:
    """Every card of the pages that is compared with an earlier day."""

    def at(day: dt.date) -> Callable[[str], Answer]:
        return lambda question: serving.ask(question, network="astrolabe", data_date=day)

    found = key_figures(at(day)("key_figures"), at(since)("key_figures"), since, words)
    return found + reach_figures(at(day), at(since), since, words)


def test_every_compared_figure_tells_what_was_reported_where_it_was_something_else(
    sample: Serving, words: Words
) -> None:
    """The situation of other days stands in for what was reported then."""
    now, june = dt.date(2026, 9, 30), JUNE
    cards = compared(sample, now, june, words)
    assert len(cards) == len(ORDER) + 5 and all(card.value for card in cards)
    then_now = {card.label: card.value for card in compared(sample, june, june, words)}
    assert {card.label: card.before for card in cards} == then_now, "the value at the earlier day, by what is known now"
    assert not [
        card.corrected for card in with_corrections(cards, compared(sample, june, june, words), words) if card.corrected
    ]
    seen = set()
    for other in (dt.date(2026, 3, 31), dt.date(2024, 6, 30), dt.date(2020, 1, 1)):
        then = compared(sample, other, other, words)
        for card, was in zip(with_corrections(cards, then, words), then, strict=True):
            expected = ""
            if not was.value:
                expected = words("compared.not_reported", now=card.before)
            elif was.value != card.before:
                expected = words("compared.corrected", then=was.value, now=card.before)
                seen.add(card.label)
            assert card.corrected == expected, (card.label, other)
    assert seen == {card.label for card in cards}
    gone = [replace(card, before="") for card in cards]
    for card, was in zip(with_corrections(gone, cards, words), cards, strict=True):
        assert card.corrected == words("compared.withdrawn", then=was.value)


@pytest.mark.parametrize("language", languages())
def test_every_state_has_its_sentence_after_the_one_that_says_which_situation_is_meant(
    language: str, store: Store
) -> None:
    words = words_in(language)
    step = store.history()[0]
    known = words("compared.known_now", since=JUNE)
    assert which_situation(Reported("files"), JUNE, words) == known
    for state in ("nothing", "same", "other_network", "unread", "told"):
        text = which_situation(Reported(state, step), JUNE, words)
        assert text.startswith(known) and len(text) > len(known) + 20
