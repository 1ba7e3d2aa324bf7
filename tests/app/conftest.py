"""Records that the pages take for their own, for tests that open pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.intake import outlook
from cadence.store import Store
from tests import kept_records
from tests.store_tools import settings_for


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The sample's record, as the pages open it."""
    yield from _as_own(kept_records.opened_at(tmp_path / "store"), monkeypatch)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A record without anything, as the pages open it."""
    yield from _as_own(Store.open(settings_for(tmp_path / "empty")), monkeypatch)


def _as_own(opened: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    opened.close()


@pytest.fixture
def no_outlook(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a change would move takes seconds to foresee; these tests are about what is written."""
    monkeypatch.setattr(outlook, "networks_that_move", lambda *_: [])
