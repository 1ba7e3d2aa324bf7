"""A figure whose facts are known until an earlier day than the one looked at says so, on every page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cadence.answers import serving as servings
from cadence.answers.answer import Answer
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.app.parts import why
from cadence.words import Words
from tests.older import older_sample

# The other pages show no figure of a day, or one that a visitor makes.
WITHOUT = {"explore", "upload", "start", "history", "definitions", "settings"}
SAYING = [name for path in page_files() if (name := page_name(path)) not in WITHOUT]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The sample, some of its tables known a month less than the rest."""
    return older_sample(tmp_path_factory.mktemp("older"))


@pytest.mark.parametrize("page", SAYING)
def test_every_page_says_until_when_what_it_shows_is_known(
    page: str, older: Serving, app: Callable[..., AppTest], words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servings, "current", lambda snapshot=None: older)
    said: list[Answer] = []
    say = why.say_known

    def listen(answers: Any, given: Words) -> None:
        listed = list(answers)
        said.extend(answer for answer in listed if answer.held_back)
        say(listed, given)

    monkeypatch.setattr(why, "say_known", listen)
    at = app(page, lang=words.language, network="astrolabe")
    begin = words("frame.known_until", tables="@").partition("@")[0].strip()
    captions = [caption for caption in at.caption if caption.value.replace("\\", "").startswith(begin)]
    assert said and captions, page
    at = app(page, lang=words.language, network="astrolabe", on="2026-08-31")
    assert not [caption for caption in at.caption if caption.value.replace("\\", "").startswith(begin)], page
