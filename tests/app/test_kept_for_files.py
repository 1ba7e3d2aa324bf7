"""Settings list the recipes and names that read files; one is taken away in a step that can be undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence.intake import outlook
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import languages, words_in
from tests import kept_records
from tests.recipes.workbooks import SHEETS, bring, prepared, workbook
from tests.store_tools import published

NETWORK = "reseau-des-rives"


def begin(store: Store, folder: Path) -> None:
    """A team's workbook, published."""
    path = workbook(folder / "suivi.xlsx", SHEETS)
    bring(store, path, answers={"network": "Réseau des rives"}, accept=True)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A record whose only publication came from a workbook that is no template."""
    opened = kept_records.opened_at(tmp_path / "store", begin)
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    monkeypatch.setattr(outlook, "networks_that_move", lambda *_: [])
    yield opened
    opened.close()


def settings_page(language: str, form: str) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
    for name, value in {"lang": language, "network": NETWORK}.items():
        at.query_params[name] = value
    at.session_state["open_page"] = "settings"
    at.session_state["given_name"] = "Ada"
    at.session_state[f"change_{form}"] = True
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return run(at)


def texts(at: AppTest) -> str:
    return "\n".join(re.sub(r"\\(\W)", r"\1", str(one.value)) for kind in (at.markdown, at.success) for one in kind)


def cells(at: AppTest) -> set[str]:
    return {re.sub(r"\\(\W)", r"\1", str(cell)) for table in at.table for row in table.value.to_numpy() for cell in row}


@pytest.mark.parametrize("language", languages())
def test_a_recipe_is_listed_with_its_headers_and_dropped_as_one_step(
    store: Store, tmp_path: Path, language: str
) -> None:
    words = words_in(language)
    at = settings_page(language, "recipe")
    assert "suivi.xlsx" in cells(at)
    made_for = next(cell for cell in cells(at) if "Équipe en place" in cell and "Présents" in cell)
    assert words.code("line", "activity") in made_for
    at = press(at, "preview_recipe")
    assert words("pages.settings.recipe_drops", title="suivi.xlsx") in texts(at)
    at = press(at, "publish_recipe")
    assert published(store, "recipes").empty and len(published(store, "cities")) == 2
    again = workbook(tmp_path / "novembre.xlsx", SHEETS)
    with prepared(store, again) as preparation:
        assert not preparation.foreign[0].is_kept and preparation.foreign[0].draft.questions
    store.undo(store.newest(), author="Ada")
    with prepared(store, again) as preparation:
        assert preparation.foreign[0].is_kept and not preparation.foreign[0].draft.questions


@pytest.mark.parametrize("language", languages())
def test_a_name_is_listed_with_its_publication_and_taken_back_as_one_step(
    store: Store, tmp_path: Path, language: str
) -> None:
    words = words_in(language)
    at = settings_page(language, "name")
    (table,) = (one.value for one in at.table if words.column("stands_for") in one.value.columns)
    rows = {tuple(re.sub(r"\\(\W)", r"\1", str(cell)) for cell in row) for row in table.to_numpy()}
    assert (words.code("thing", "partner"), "Mafoli", "institut-mafoli", str(store.newest())) in rows
    options = at.selectbox(key="name").options
    assert len(options) == 1, options
    (offered,) = options
    assert "Mafoli" in offered, "a thing's own name is not taken back: only the other one can be"
    at = press(at, "preview_name")
    assert words("pages.settings.name_goes", name="Mafoli", code="institut-mafoli") in texts(at)
    at = press(at, "publish_name")
    assert "Mafoli" not in set(published(store, "names")["name"])
    again = workbook(tmp_path / "novembre.xlsx", SHEETS)
    with prepared(store, again) as preparation:
        (question,) = preparation.foreign[0].draft.questions
        (item,) = question.items
        assert item.name == "Mafoli" and "institut-mafoli" in item.options
    store.undo(store.newest(), author="Ada")
    with prepared(store, again) as preparation:
        assert not preparation.foreign[0].draft.questions
