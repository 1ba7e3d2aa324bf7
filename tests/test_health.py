"""While something is wrong with the record, every page says so, in both languages; then no page does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence import health
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.ui.markup import plain
from cadence.words import words_in
from tests.store_tools import publish, settings_for

PAGES = sorted(path.stem.partition("_")[2] for path in (PROJECT / "pages").glob("[0-9]*.py"))


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[Path]:
    """A record with a flipped byte, found by a look; healthy again at the end."""
    store = Store.open(settings_for(tmp_path / "store"))
    publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]})
    assert health.look(store).damaged == () and health.last().checked is not None
    file = next((tmp_path / "store" / "files" / "main" / "partners").glob("*.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    assert [found.code for found in health.look(store).damaged] == ["changed"]
    yield file
    file.write_bytes(whole)
    assert health.look(store).damaged == ()
    store.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_says_that_a_file_is_damaged_while_it_is(
    language: str, damaged: Path, app: Callable[..., AppTest]
) -> None:
    words = words_in(language)
    (mark,) = health.marks(words)
    assert damaged.name in mark
    for page in PAGES:
        assert plain(mark) in [warning.value for warning in app(page, lang=language).warning], page
