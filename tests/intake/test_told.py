"""What is told of a file though nothing of it is wrong by itself: points, days and names that are perhaps not meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.intake.foreign import kept_recipes
from cadence.intake.model import Choice
from cadence.intake.points import extents
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import PROJECT
from cadence.store import Store
from tests import kept_records
from tests.recipes.gazetteer import extent_of_towns
from tests.recipes.workbooks import Cell, workbook
from tests.store_tools import settings_for


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(settings_for(kept_records.copied_to(tmp_path_factory.mktemp("told") / "record")))
    yield opened
    opened.close()


def said(ready: Preparation) -> dict[str, int | None]:
    facts = {fact.code: None for part in ready.parts for fact in part.facts}
    return {**facts, **{one.code: one.line for one in ready.problems()}}


@pytest.mark.parametrize(("point", "code"), [
    ("14.7,-17.4", None),  # Dakar
    ("-17.4,14.7", "point_swapped"),
    ("48.9,2.3", "point_outside"),  # Paris
    (",", None),
])  # fmt: skip
def test_a_point_lies_in_its_country_or_is_told(point: str, code: str | None, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_text("city_id,network_id,name,country,joined_on,latitude,longitude\n"
                    f"quai,astrolabe,Quai,SN,2024-01-01,{point}\n")  # fmt: skip
    with prepare([path], store) as ready:
        assert {one.code for one in ready.problems()} == ({code} if code else set())
        assert ready.good == 1


def test_the_sample_and_the_extents_are_as_the_towns_say(store: Store) -> None:
    with prepare([PROJECT / "data" / "sample" / "cities.csv"], store) as ready:
        assert not {one.code for one in ready.problems()}
    for country in ("SN", "FR", "NZ", "RU"):
        assert extents()[country] == extent_of_towns(country)


@pytest.mark.parametrize(("days", "is_told"), [
    # 5 March, 4 June and 2 July read the month first; the 14th, 25th and 30th stayed texts.
    ([dt.date(2026, 5, 3), dt.date(2026, 4, 6), dt.date(2026, 2, 7), "14/03/2026", "25/06/2026", "30/07/2026"], True),
    ([dt.date(2026, 5, 3), dt.date(2026, 4, 26), dt.date(2026, 2, 7), "14/03/2026", "25/06/2026"], False),
    ([dt.date(2026, 5, 3), dt.date(2026, 4, 6), dt.date(2026, 2, 7)], False),
])  # fmt: skip
def test_days_that_a_spreadsheet_of_another_language_swapped_are_told(
    days: list[Cell], is_told: bool, store: Store, tmp_path: Path
) -> None:
    rows: list[list[Cell]] = [["city_id", "held_on"], *(["baobali", day] for day in days)]
    with prepare([workbook(tmp_path / "checkins.xlsx", {"checkins": rows})], store) as ready:
        assert ("days_perhaps_swapped" in said(ready)) is is_told


def test_a_new_code_under_a_known_name_is_told(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "partners.csv"
    path.write_text("partner_id,name,sector\nobs-2,Observatoire des Etals,academia\n")
    with prepare([path], store) as ready:
        notes = [one for one in ready.problems() if one.code == "same_name_as_known"]
        assert len(notes) == 1 and "obs-etals" in str(notes[0].expected)


AGENDA = "Date;Titre;Type;Avec qui\n2026-03-10;Atelier rues;Atelier;Institut Mafoli\n"
TWICE = {"network": "astrolabe", "column.agenda.Avec qui": "activities.title", "line.agenda": "activity"}


def test_two_columns_of_one_meaning_are_refused_in_one_sentence(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "agenda.csv"
    path.write_text(AGENDA)
    with prepare([path], store, {path: Choice(answers=TWICE, accept=True)}) as ready:
        wrong = [one for one in ready.problems() if one.code == "two_columns_one_meaning"]
        assert [one.found for one in wrong] == ["Titre, Avec qui"] and ready.is_refused


def test_a_recipe_of_the_same_title_for_other_headers_is_kept_beside_the_first(tmp_path: Path) -> None:
    opened = Store.open(settings_for(kept_records.copied_to(tmp_path / "record")))
    first, second = tmp_path / "a" / "suivi.csv", tmp_path / "b" / "suivi.csv"
    for path, text in ((first, AGENDA), (second, "Organisme;Secteur\nLigue des quais;Association\n")):
        path.parent.mkdir()
        path.write_text(text)
        with prepare([path], opened, {path: Choice(answers={"network": "astrolabe"}, accept=True)}) as ready:
            publish(ready, message="m", author="A")
    with opened.workspace() as work:
        kept = {one.code: [sheet.line for sheet in one.recipe.sheets] for one in kept_recipes(work.con)}
    assert {"suivi": ["activity"], "suivi-2": ["partner"]}.items() <= kept.items()
    opened.close()
