"""What was typed in place on one day is one line of the history, its steps a click away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from cadence.app.record.days_typed import by_day
from cadence.intake.typed import Typed
from cadence.store import Publication, PublishedFile, Store
from cadence.words import languages, words_in
from tests import kept_records
from tests.app.test_forms import opened_page, popovers
from tests.app.test_settings import run, texts
from tests.intake.test_typed import ACV, save, seen
from tests.small_store import begin, bring, write


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", begin)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    opened.close()


def step(number: int, moment: str, *, is_typed: bool = True, kind: str = "publication") -> Publication:
    details = {"answers": {"empties": True}} if is_typed else {}
    files = (PublishedFile(number, "f", "0", 1, "partners", details, 0, None),)
    return Publication(number, dt.datetime.fromisoformat(moment), "Ada", "m", kind, files=files)


def test_steps_typed_on_one_day_of_the_network_are_together_and_none_is_left_out() -> None:
    history = [
        step(9, "2026-05-03T01:00+00:00"),
        step(8, "2026-05-02T23:30+00:00"),
        step(7, "2026-05-02T12:00+00:00", is_typed=False),
        step(6, "2026-05-02T11:00+00:00"),
        step(5, "2026-05-02T10:00+00:00", kind="undo"),
        step(4, "2026-05-02T09:00+00:00"),
        step(3, "2026-05-02T08:00+00:00"),
        step(2, "2026-05-01T08:00+00:00"),
    ]
    expected = {"UTC": [[9], [8], [7], [6], [5], [4, 3], [2]], "Africa/Nairobi": [[9, 8], [7], [6], [5], [4, 3], [2]]}
    for zone, groups in expected.items():
        found = by_day(history, zone)
        assert [[one.snapshot for one in steps] for steps in found] == groups
        assert list(chain.from_iterable(found)) == history


@pytest.mark.parametrize("language", languages())
def test_a_day_of_typing_opens_to_its_steps_each_with_its_undo(language: str, store: Store, tmp_path: Path) -> None:
    words = words_in(language)
    for number, country in enumerate(("SN", "ML", "GH")):
        row = seen(store, "partners", ACV)
        save(store, tmp_path / f"t{number}", Typed("partners", row, {**row, "country": country}))
    typed = [one.snapshot for one in store.history()[:3]]
    bring(store, write(tmp_path, "partners.csv", "partner_id,name,sector\nnew,New,ngo\n"))
    at = opened_page("history", language, network="n")
    shown = {str(one.key) for one in at.get("expander")} | {str(one.label) for one in at.expander}
    assert any("Awa" in label and "3" in label for label in shown), shown
    assert not [one for one in popovers(at) if any(f"undo_{number}" in one for number in typed)], "they wait behind it"
    at.session_state[f"typed_{typed[-1]}"] = True
    at = run(at)
    said = texts(at)
    for number in typed:
        line = words("pages.history.line_publication", snapshot=number, author="Awa", when="")
        assert line.split(" · ")[0] in said
        assert [one for one in popovers(at) if f"undo_{number}" in one]
