"""The one way for a page to write: what was written is what the page shows next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cadence.access.rights import Visitor
from cadence.answers import serving as servings
from cadence.app import writer
from cadence.errors import StoreError
from cadence.store import Publication, Store
from cadence.words import words_in
from tests import kept_records
from tests.small_store import begin, bring, write

SLOW = servings.PATIENCE_SECONDS + 1
STEPS: dict[str, Callable[[Store, Path, str], Publication | None]] = {
    "publication": lambda store, folder, _: bring(
        store, write(folder, "partners.csv", "partner_id,name,sector\nnew,New,ngo\n")
    ),
    "undo": lambda store, _, who: store.undo(store.newest(), author=who),
    "restore": lambda store, _, who: store.restore(store.newest() - 1, author=who),
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    monkeypatch.setattr(writer, "visitor", lambda: Visitor(None, "Ada"))
    bring(opened, write(tmp_path, "more.csv", "partner_id,name,sector\nmore,More,ngo\n"))
    assert servings.current().snapshot == opened.newest()
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", STEPS)
def test_whatever_step_a_page_makes_it_shows_next_however_long_its_snapshot_takes(
    kind: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = servings.build_serving

    def slowly(*given: Any) -> Any:
        time.sleep(SLOW)
        return build(*given)

    monkeypatch.setattr(servings, "build_serving", slowly)
    done = writer.write(words_in("en"), lambda who: STEPS[kind](store, tmp_path, who))
    assert done is not None and done.snapshot == store.newest()
    assert servings.current().snapshot == done.snapshot


def test_a_step_whose_snapshot_cannot_be_built_is_made_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servings, "build_serving", lambda *_: (_ for _ in ()).throw(StoreError("rows_differ")))
    done = writer.write(words_in("en"), lambda who: store.undo(store.newest(), author=who))
    assert done is not None and done.snapshot == store.newest()
