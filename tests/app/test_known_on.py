"""What was known on a day: the newest publication up to then, in an address and on the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence.app.markup import markdown_safe
from cadence.cli import commands
from cadence.errors import StoreError
from cadence.store import Store
from cadence.store.history import known_on
from cadence.words import languages, words_in
from tests import kept_records

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


TYPED = {
    "ask": ["ask", "networks"],
    "attention": ["attention", "--network", "astrolabe"],
    "report": ["report", "{folder}/report.html", "--network", "astrolabe"],
    "export": ["export", "{folder}/out"],
}


@pytest.mark.parametrize("name", TYPED)
def test_every_command_that_answers_takes_the_day(name: str, place: Path, tmp_path: Path) -> None:
    typed = [part.format(folder=tmp_path) for part in TYPED[name]] + ["--store", str(place)]
    for more, code, said in (
        (["--known-on", TODAY.isoformat()], 0, ""),
        (["--known-on", YESTERDAY.isoformat()], 2, "first publication"),
        (["--known-on", "last week"], 2, "last week"),
        (["--known-on", TODAY.isoformat(), "--snapshot", "2"], 2, "one of them"),
    ):
        done = CliRunner().invoke(commands(), [*typed, *more])
        assert done.exit_code == code and said in done.output, (more, done.output)
