"""What was known on a day: the newest publication up to then, in an address and on the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence.answers import serving
from cadence.answers.serving import open_serving
from cadence.app import address, frame
from cadence.app.markup import markdown_safe
from cadence.cli import commands
from cadence.errors import StoreError
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.store.history import known_on
from cadence.words import languages, words_in
from tests import kept_records
from tests.proving import sampled
from tests.store_tools import publish

TODAY = dt.datetime.now(dt.UTC).date()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept_records.copied_to(tmp_path_factory.mktemp("known"))


@pytest.fixture
def store(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The record as the pages open it."""
    opened = kept_records.opened_at(place)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    monkeypatch.undo()
    opened.close()


def test_the_newest_publication_up_to_the_end_of_the_day_in_utc(store: Store) -> None:
    (step,) = store.history()
    times = [
        dt.datetime(2026, 6, 30, 23, 59, 59, tzinfo=dt.UTC),
        dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2))),  # the first of July in UTC
        dt.datetime(2026, 8, 1, 0, 0, tzinfo=dt.UTC),
    ]
    steps = [replace(step, snapshot=number, time=time) for number, time in enumerate(times, 2)][::-1]
    asked = ("2026-06-30", "2026-07-01", "2026-07-31", "2026-08-01")
    found = {day: known_on(steps, dt.date.fromisoformat(day)).snapshot for day in asked}
    assert found == {"2026-06-30": 2, "2026-07-01": 3, "2026-07-31": 3, "2026-08-01": 4}
    with pytest.raises(StoreError) as refused:
        known_on(steps, dt.date(2026, 6, 29))
    assert (refused.value.code, refused.value.blanks["first"]) == ("nothing_known_on", dt.date(2026, 6, 30))
    with pytest.raises(StoreError) as refused:
        known_on([], TODAY)
    assert refused.value.code == "nothing_known_yet"
    lost = [replace(one, is_lost=True) if one.snapshot == 4 else one for one in steps]
    assert known_on(lost, TODAY).snapshot == 3, "of a step whose rows are lost nothing is known"


@pytest.mark.parametrize("language", languages())
def test_a_page_shows_what_was_known_under_a_banner_and_says_when_nothing_was(
    language: str, store: Store, app: Callable[..., AppTest]
) -> None:
    words = words_in(language)
    then = app("overview", lang=language, known=TODAY.isoformat())
    assert any(words.date(TODAY, "long") in one.value for one in then.warning)
    assert then.metric or then.markdown
    nothing = app("overview", lang=language, known=YESTERDAY.isoformat())
    said = words("errors.nothing_known_on", day=YESTERDAY, first=TODAY)
    assert markdown_safe(said) in [error.value for error in nothing.error]
    assert not nothing.metric


def shown(at: AppTest) -> list[str]:
    return [one.value for one in (*at.warning, *at.error)]


PAGES = [frame.page_name(path) for path in frame.page_files()]
TOMORROW = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
REFUSED: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
    ("known", "abc"): ("known_not_a_day", {"text": "abc"}),
    ("known", "2026-02-30"): ("known_not_a_day", {"text": "2026-02-30"}),
    ("known", TOMORROW.isoformat()): ("not_known_yet", {"day": TOMORROW, "today": TODAY}),
    ("known", YESTERDAY.isoformat()): ("nothing_known_on", {"day": YESTERDAY, "first": TODAY}),
    ("snapshot", "abc"): ("snapshot_not_a_number", {"text": "abc"}),
    ("snapshot", "-2"): ("snapshot_not_a_number", {"text": "-2"}),
    ("snapshot", "99"): ("unknown_snapshot", {"snapshot": 99, "newest": 2}),
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PAGES)
def test_what_cannot_be_known_is_refused_on_every_page_with_the_way_back(
    page: str, language: str, store: Store, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "current", lambda number=None: open_serving(store, number))
    words = words_in(language)
    for (name, typed), (code, blanks) in REFUSED.items():
        at = app(page, lang=language, **{name: typed})
        assert [one.value for one in at.error] == [markdown_safe(words(f"errors.{code}", **blanks))], (name, typed)
        assert not at.metric and not at.title, "nothing is shown under a question that was not asked"
        assert at.button(key="to_newest").label == words("frame.to_newest")


@pytest.mark.parametrize("language", languages())
@sampled("page", PAGES, 4)
def test_of_a_day_and_a_snapshot_every_page_shows_the_snapshot_and_says_both(
    page: str, language: str, place: Path, tmp_path: Path, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_in(language)
    opened = kept_records.opened_at(tmp_path / "record")
    try:
        monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
        monkeypatch.setattr(serving, "current", lambda number=None: open_serving(opened, number))
        publish(opened, tmp_path, {"partners": [{"partner_id": "new", "name": "New", "sector": "ngo"}]})
        day, newest = TODAY.isoformat(), opened.newest()
        both = shown(app(page, lang=language, known=day, snapshot="2"))
        assert markdown_safe(words("frame.as_known_both", day=TODAY, of_day=newest, snapshot=2)) in both
        same = shown(app(page, lang=language, known=day, snapshot=str(newest)))
        assert markdown_safe(words("frame.as_known_on", day=TODAY, snapshot=newest)) in same
        at = app(page, lang=language, snapshot="2")
        assert markdown_safe(words("frame.as_known", snapshot=2)) in shown(at)
        at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
        at.query_params["lang"], at.query_params["known"] = language, day
        at.session_state["open_page"], at.session_state[address.KEPT] = page, {"snapshot": ["2"]}
        at.run()
        assert markdown_safe(words("frame.as_known_on", day=TODAY, snapshot=newest)) in shown(at), "the one asked last"
    finally:
        monkeypatch.undo()
        opened.close()


@pytest.mark.parametrize("language", languages())
def test_a_network_or_a_day_that_is_not_there_is_said_with_what_is_shown(
    language: str, app: Callable[..., AppTest]
) -> None:
    words = words_in(language)
    at = app("overview", lang=language, network="nowhere", on="June", vs="2031-01-01")
    newest = dt.date(2026, 9, 30)
    name = next(name for name in at.selectbox(key="choice_network").options if "Astrolabe" in name)
    assert shown(at) == [
        markdown_safe(words("frame.misread_network", asked="nowhere", shown=name)),
        markdown_safe(words("frame.misread_on", asked="June", shown=newest)),
        markdown_safe(words("frame.misread_vs", asked="2031-01-01", shown=newest)),
    ]
    assert shown(app("overview", lang=language, network="astrolabe", on="2026-06-30", vs="2026-03-31")) == []


TYPED = {
    "ask": ["ask", "networks"],
    "attention": ["attention", "--network", "astrolabe"],
    "report": ["report", "{folder}/report.html", "--network", "astrolabe"],
    "export": ["export", "{folder}/out"],
    "backtest": ["backtest", "candidates", "--network", "astrolabe"],
}


@pytest.mark.parametrize("name", TYPED)
def test_every_command_that_answers_takes_the_day(name: str, place: Path, tmp_path: Path) -> None:
    typed = [part.format(folder=tmp_path) for part in TYPED[name]] + ["--store", str(place)]
    for more, code, said in (
        (["--known-on", TODAY.isoformat()], 0, ""),
        (["--known-on", YESTERDAY.isoformat()], 2, "first publication"),
        (["--known-on", "last week"], 2, "last week"),
        (["--known-on", TOMORROW.isoformat()], 2, "still to come"),
        (["--known-on", TODAY.isoformat(), "--snapshot", "2"], 2, "one of them"),
    ):
        done = CliRunner().invoke(commands(), [*typed, *more])
        assert done.exit_code == code and said in done.output, (more, done.output)
