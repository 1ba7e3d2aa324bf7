"""A list of who does what where, of a line an organisation and place, as it came and without a recipe of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from cadence.intake import recognition
from cadence.intake.model import Choice
from cadence.intake.publication import preview, publish
from cadence.intake.steps import prepare
from cadence.recipes.cells import goes_on
from cadence.recipes.places import likely_countries
from cadence.store import Store
from tests.proving import REAL, needs
from tests.real_networks import EXPORTS, imported
from tests.recipes.workbooks import Cell, bring, prepared, workbook
from tests.store_tools import published

LABEL = "extrait_mai_2025"
ANSWERS = {
    "network": "RDC",
    f"activities.kind.{LABEL}": "external_event",
}
SMALL = {"network": "RDC"}
BENEFICIARIES = "Nombre de bénéficiaires"
HEADERS: list[Cell] = [
    "Nom activité / projet2",
    "Date début",
    "Territoire",
    "Nom organization",
    "Nombre de bénéficiaires",
]
SECOND_NAMES = {
    "caritas bunia",
    "caritas congo asbl",
    "caritas developpement mahagi-nioka",
    "caritas développement goma",
    "ymes grand lac",
}
NEARLY_OTHERS = {
    "association pour le développement communautaire",
    "food and nutrition for life of vulnerables",  # taken for the Congo Nouveau Prospère of that name: told, and asked
    "mouvement international des droits de l’enfant, de la femme, de l’homme veuf et de leur promotion sociale",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    record = Store(str(tmp_path / "store"))
    yield record
    record.close()


def names(table: pd.DataFrame) -> set[str]:
    return {" ".join(str(name).split()).casefold() for name in table["name"]}


@needs(REAL)
def test_answers_make_of_a_real_list_the_cities_partners_and_activities_of_its_own_recipe(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, _ = imported("ocha")
    monkeypatch.setattr(recognition, "load_recipes", lambda *_: {})
    choice = Choice(answers=ANSWERS, accept=True)
    with prepare([EXPORTS["ocha"]], store, {EXPORTS["ocha"]: choice}) as preparation:
        assert [one.key for one in preparation.foreign[0].draft.questions] == []
        aside = {part.recognition.about: part.lines_aside for part in preparation.parts if part.recognition}
        publish(preparation, message="m", author="Ada", set_aside_ok=True, new_codes_ok=True)
    assert aside == {"extrait_mai_2025.xlsx": 28}, "26 lines without a day, 2 whose day is a time"
    with theirs.cursor() as cursor:
        every = ("cities", "partners", "activities", "audience")
        frames = {name: cursor.execute(f"from {name}").df() for name in every}
    ours = {name: published(store, name) for name in frames}
    assert names(ours["cities"]) == names(frames["cities"]) and len(ours["cities"]) == 85
    assert set(ours["cities"]["country"]) == {"CD"}
    assert len(ours["activities"]) == len(frames["activities"]) == 4315
    assert ours["audience"]["persons"].sum() == frames["audience"]["persons"].sum()
    # The recipe of its own tells organisations by their number: five numbers are written under a second name, and two
    # have the name of another, but for an accent or an apostrophe.
    assert names(ours["partners"]) - names(frames["partners"]) == SECOND_NAMES
    assert names(frames["partners"]) - names(ours["partners"]) == NEARLY_OTHERS
    assert (len(ours["partners"]), len(frames["partners"])) == (245, 244)


PRESENCE: list[list[Cell]] = [
    HEADERS,
    ["Eau pour tous", "12/01/2025", "Goma", "Action pour la santé et le développement", 500],
    ["Eau pour tous", "12/01/2025", "Beni", "Action pour la santé et le développement", 300],
    ["Eau pour tous", "12/01/2025", "Beni", "Action pour la santé et le développement", 300],
    ["Eau pour tous", "12/01/2025", "Beni", "Centre d’appui et de conseil", 40],
    ["Foire", "20/01/2025", "Kalemie", "Union des femmes et des jeunes", 90],
]


def test_lines_that_count_otherwise_are_activities_of_their_own_and_lose_nobody(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "presence.xlsx", {"Data": PRESENCE})
    bring(store, path, answers={**SMALL, "activities.kind.presence": "external_event"}, accept=True)
    assert published(store, "audience")["persons"].sum() == 500 + 300 + 300 + 40 + 90
    assert len(published(store, "activities")) == 5
    partners = {
        "Action pour la santé et le développement",
        "Centre d’appui et de conseil",
        "Union des femmes et des jeunes",
    }
    assert set(published(store, "partners")["name"]) == partners, "an “et” within a name parts nothing"


@pytest.mark.parametrize(
    "left", [PRESENCE[1:], PRESENCE[1:2], PRESENCE[2:3], PRESENCE[4:5], PRESENCE[5:], PRESENCE[:0:-1]]
)
def test_what_was_told_apart_stays_so_however_much_of_it_comes_again(
    left: list[list[Cell]], store: Store, tmp_path: Path
) -> None:
    said = {**SMALL, "activities.kind.presence": "external_event"}
    bring(store, workbook(tmp_path / "presence.xlsx", {"Data": PRESENCE}), answers=said, accept=True)
    before = published(store, "audience")["persons"].tolist()
    (tmp_path / "next").mkdir()
    with prepared(
        store, workbook(tmp_path / "next" / "presence.xlsx", {"Data": [HEADERS, *left]}), accept=True
    ) as ready:
        assert preview(ready)["activities"].added == 0
        assert preview(ready)["audience"].added == preview(ready)["audience"].changed == 0
    assert published(store, "audience")["persons"].tolist() == before


def test_lines_that_count_the_same_persons_are_one_activity_of_several_cities(store: Store, tmp_path: Path) -> None:
    twice: list[list[Cell]] = [["Forum", "12/01/2025", city, "Ligue", 40] for city in ("Goma", "Beni")]
    rows = [HEADERS, *twice, PRESENCE[5]]
    path = workbook(tmp_path / "forum.xlsx", {"Data": rows})
    bring(store, path, answers=SMALL, accept=True)
    assert sorted(published(store, "audience")["persons"]) == [40, 90]
    assert sorted(map(len, published(store, "activities")["cities"])) == [1, 2]


def test_a_sheet_that_came_alone_is_asked_about_where_its_columns_tell_little(store: Store, tmp_path: Path) -> None:
    more: list[Cell] = [f"Colonne {n}" for n in range(40)]
    wide = [[*PRESENCE[0], *more], *([*row, *more] for row in PRESENCE[1:])]
    with prepared(store, workbook(tmp_path / "wide.xlsx", {"Data": wide})) as preparation:
        (asked,) = [one for one in preparation.foreign[0].draft.questions if one.key.startswith("line.")]
        assert asked.guess == "activity"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("GIZ, Université KNUST", False), ("Santé et développement", True), ("Ligue et Union", False),
     ("Centre d’appui et d’action", True), ("Ville / la Région", True), ("Solo", False)],
)  # fmt: skip
def test_a_name_that_goes_on_after_a_sign_is_one(cell: str, expected: bool) -> None:
    assert goes_on(cell) is expected


def test_where_most_towns_are_in_one_country_the_small_and_the_unknown_are_guessed_there() -> None:
    congo = ["Goma", "Bukavu", "Kinshasa", "Kananga", "Butembo"]
    found = likely_countries([*congo, "Nullepart-sur-Rien", "Dakar"])
    assert found == dict.fromkeys([*congo, "Nullepart-sur-Rien"], "CD") | {"Dakar": "SN"}
    assert likely_countries(["Goma", "Nullepart-sur-Rien"])["Nullepart-sur-Rien"] == "", "two say nothing of a third"
    assert likely_countries(["Nullepart-sur-Rien", "Dakar"], ["CD"] * 5) == {"Nullepart-sur-Rien": "CD", "Dakar": "SN"}
