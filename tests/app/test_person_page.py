"""Lists of persons on the page: four steps, nobody shown, nobody kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.store import Store
from cadence.words import Words
from tests import kept_records
from tests.app.test_conversation import accept, drop, name_network, publish, stands_at, texts, upload_page
from tests.intake.person_exports import Export, every
from tests.intake.persons_kept import found_in, rows_of
from tests.intake.test_person_exports import NAMES, counts
from tests.proving import sampled


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The sample network, that the dashboard takes for its own record."""
    opened = Store(str(kept_records.copied_to(tmp_path / "record")))
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Export]:
    return {one.name: one for one in every(tmp_path_factory.mktemp("made"))}


def shown(at: AppTest) -> str:
    """Everything the page shows: texts, tables, and what stands in fields."""
    tables = [str(one.value) for one in (*at.table, *at.dataframe)]
    every = (*at.radio, *at.selectbox, *at.text_input)
    fields = [f"{one.label} {one.value} {getattr(one, 'options', '')}" for one in every]
    return "\n".join([texts(at), *tables, *fields])


@sampled("name", NAMES, 4)
def test_a_list_of_persons_is_counted_on_the_page(
    name: str, exports: dict[str, Export], store: Store, tmp_path: Path, words_en: Words
) -> None:
    export, since = exports[name], store.newest()
    at = drop(upload_page("en"), export.write(tmp_path))
    assert stands_at(at, words_en, 1)
    assert not [value for value in export.personal if value in shown(at)]
    name_network(at, words_en, "")
    for step in (1, 2, 3):
        if not stands_at(at, words_en, step):
            continue
        for key, day in export.answers.items():
            title = key.rpartition(".")[2]
            for one in [one for one in at.date_input if one.label == title]:
                one.set_value(dt.date.fromisoformat(day))
        at = accept(at, step)
        assert not [value for value in export.personal if value in shown(at)]
    assert stands_at(at, words_en, 4)
    publish(at, "Counted")
    assert counts(store, since) == export.counts
    assert found_in(Path(store.place), export.personal) == []
    assert not [value for value in export.personal if value.encode() in rows_of(store)]
