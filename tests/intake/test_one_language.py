"""A name in one language is enough: what is called alike stays alike, what is published as a translation stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cadence.answers.serving import open_serving
from cadence.contract import load_contracts
from cadence.intake.model import Choice
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.intake.typed import Typed, join, prepare_joined, rows_of
from cadence.store import Store
from tests.store_tools import settings_for

TODAY = dt.date(2026, 11, 1)
# What every row of a table says beside its key and its names.
REST = {
    "phases": {"network_id": "n", "position": "1", "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
    "milestones": {"phase_id": "f", "position": "1"},
    "events": {"network_id": "n", "starts_on": "2026-01-01"},
    "indicators": {"action_id": "t", "level": "output", "unit": "x", "value_kind": "flow"},
}
KEYS = {"phases": "phase_id", "milestones": "milestone_id", "events": "event_id", "indicators": "indicator_id"}
BASE = {
    "networks": "network_id,name,starts_on\nn,N,2024-01-01\n",
    "cities": "city_id,network_id,name,country,joined_on\na,n,A,SN,2024-01-01\n",
    "partners": "partner_id,name,sector\nq,Q,ngo\n",
    "actions": "action_id,network_id,title,partners,cities,size,status\nt,n,T,q,a,small_test,pipeline\n",
}
# Published before: one thing called alike in both languages, one translated.
PUBLISHED = {"alike": ("Nom", "Nom"), "translated": ("Atelier", "Workshop")}
OTHER = {"fr": "en", "en": "fr"}


def test_these_are_all_the_tables_that_name_things_in_languages() -> None:
    named = {name for name, one in load_contracts().items() if {"name_fr", "name_en"} <= set(one.columns)}
    assert named == set(REST) == {name for name, one in load_contracts().items() if one.one_enough}
    for name in named:
        contract = load_contracts()[name]
        assert contract.one_enough == (("name_fr", "name_en"),)
        assert not contract.column("name_fr").required and not contract.column("name_en").required


def lines(table: str, rows: dict[str, dict[str, str]], columns: tuple[str, ...] = ("name_fr", "name_en")) -> str:
    rest = REST[table]
    header = ",".join([KEYS[table], *rest, *columns])
    body = [",".join([key, *rest.values(), *(names.get(one, "") for one in columns)]) for key, names in rows.items()]
    return "\n".join([header, *body]) + "\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("one_language")
    opened = Store.open(settings_for(folder / "store"))
    before = {key: {"name_fr": fr, "name_en": en} for key, (fr, en) in PUBLISHED.items()}
    texts = BASE | {table: lines(table, before) for table in REST}
    texts["phases"] += "f,n,9,2026-01-01,2026-12-31,Toutes,All\n"
    with prepare(written(folder, texts), opened, upload_day=TODAY) as ready:
        assert not ready.is_refused and not ready.set_aside, ready.problems()
        publish(ready, message="m", author="A")
    yield opened
    opened.close()


def written(folder: Path, texts: dict[str, str]) -> list[Path]:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def names_after(ready: Preparation, table: str) -> dict[str, tuple[str, str]]:
    found = ready.con.execute(f"select {KEYS[table]}, name_fr, name_en from ({ready.rows_after(table)})").fetchall()
    return {key: (fr, en) for key, fr, en in found if key != "f"}


def told(ready: Preparation) -> dict[str, int]:
    names = ("name_fr_alone", "name_en_alone", "translations_kept")
    return {fact.code: fact.blanks["n"] for part in ready.parts for fact in part.facts if fact.code in names}


# Worked by hand. A file names a thing that is new, renames both that are published, and says both names of another
# ("both", without which the column of the other language would be wholly empty).
# The new one and the alike one are called in the other language as in this one: two rows; the translated one keeps its
# other name, unless the cell says that it is to be emptied.
@pytest.mark.parametrize("table", REST)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("said", ["column absent", "column empty", "cell empty", "cell cleared", "empty on purpose"])
def test_every_table_language_and_way_to_say_one_name(
    table: str, language: str, said: str, store: Store, tmp_path: Path
) -> None:
    own, other = f"name_{language}", f"name_{OTHER[language]}"
    rows = {key: {own: f"{key} 2"} for key in ("new", "alike", "translated")}
    columns = (own,) if said == "column absent" else ("name_fr", "name_en")
    whole = said in ("column absent", "column empty")
    if not whole:
        rows["both"] = {"name_fr": "Deux", "name_en": "Two"}
    if said == "cell cleared":
        rows["translated"][other] = "(vider)"
    keeps = said not in ("cell cleared", "empty on purpose")
    kept = dict(zip(("fr", "en"), PUBLISHED["translated"], strict=True))[OTHER[language]] if keeps else "translated 2"
    pairs = {"new": ("new 2", "new 2"), "alike": ("alike 2", "alike 2"), "translated": ("translated 2", kept)}
    expected = {key: pair if language == "fr" else pair[::-1] for key, pair in pairs.items()}
    if not whole:
        expected["both"] = ("Deux", "Two")
    paths = written(tmp_path, {table: lines(table, rows, columns)})
    choice = {paths[0]: Choice(empties=said == "empty on purpose")}
    for mode in ("merge", "replace"):
        modes: Any = mode
        with prepare(paths, store, choice, mode=modes, upload_day=TODAY) as ready:
            assert not ready.set_aside, ready.problems()
            assert names_after(ready, table) == expected, mode
            facts = {f"{own}_alone": 2 if keeps else 3}
            assert told(ready) == facts | ({"translations_kept": 1} if said == "cell empty" else {})
            assert ready.cells_to_empty() == [] or said == "empty on purpose", "nothing of a name is emptied unseen"


@pytest.mark.parametrize("table", REST)
def test_a_row_without_any_name_is_set_aside_and_a_file_without_a_column_of_names_is_asked(
    table: str, store: Store, tmp_path: Path
) -> None:
    rows = {"new": {"name_fr": "A"}, "bare": {}}
    with prepare(written(tmp_path, {table: lines(table, rows)}), store, upload_day=TODAY) as ready:
        assert [(p.code, p.line) for p in ready.problems()] == [("no_name", 3)]
    with prepare(written(tmp_path, {table: lines(table, rows, ("name_fr",))}), store, upload_day=TODAY) as ready:
        assert [(p.code, p.line) for p in ready.problems()] == [("no_name", 3)]
    with prepare(written(tmp_path, {table: lines(table, rows, ())}), store, upload_day=TODAY) as ready:
        assert "missing_name_column" in {p.code for p in ready.problems()}


@pytest.mark.parametrize("table", REST)
def test_the_same_file_again_changes_nothing(table: str, store: Store, tmp_path: Path) -> None:
    rows = {"alike": {"name_fr": "Nom"}, "translated": {"name_fr": "Atelier"}}
    for columns in (("name_fr",), ("name_fr", "name_en")):
        with prepare(written(tmp_path, {table: lines(table, rows, columns)}), store, upload_day=TODAY) as ready:
            assert names_after(ready, table) == PUBLISHED


@pytest.mark.parametrize("table", REST)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_name_typed_in_a_grid_is_followed_by_one_that_was_alike(
    table: str, language: str, store: Store, tmp_path: Path
) -> None:
    serving = open_serving(store, store.newest())
    own = f"name_{language}"
    seen = {key[0]: row for key, row in rows_of(serving, table, [("alike",), ("translated",)]).items()}
    typed = [Typed(table, row, {**row, own: f"{key} 3"}) for key, row in seen.items()]
    new = {KEYS[table]: "new", **REST[table], own: "new 3"}
    with prepare_joined(store, join(serving, [*typed, Typed(table, None, new)]), tmp_path, serving) as ready:
        assert not ready.set_aside, ready.problems()
        found = names_after(ready, table)
    fr, en = PUBLISHED["translated"]
    kept = ("translated 3", en) if language == "fr" else (fr, "translated 3")
    assert found == {"new": ("new 3", "new 3"), "alike": ("alike 3", "alike 3"), "translated": kept}
