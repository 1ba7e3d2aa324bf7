"""A team's own workbook, without a code or a template: published, and again next month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.answers.serving import open_exactly
from cadence.contract import load_contracts
from cadence.recipes.model import parse, to_toml
from cadence.store import Store
from tests.recipes.workbooks import SHEETS, TRACKER, Cell, bring, day, prepared, workbook
from tests.store_tools import published

NETWORK = {"network": "Réseau des rives"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    record = Store(str(tmp_path / "store"))
    yield record
    record.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return workbook(tmp_path / "suivi.xlsx", SHEETS)


def test_nothing_is_taken_before_every_question_is_answered(store: Store, path: Path) -> None:
    with prepared(store, path) as preparation:
        (found,) = preparation.foreign
        keys = {question.key for question in found.draft.questions}
        assert "network" in keys and preparation.is_refused
        assert {problem.code for problem in preparation.problems()} >= {"questions_open"}
    with prepared(store, path, answers=NETWORK) as preparation:
        assert preparation.is_refused, "a guess is no answer"
        assert preparation.foreign[0].draft.questions
    assert "publication" not in [step.kind for step in store.history()]


def test_the_sheets_say_what_their_cells_say(store: Store, path: Path) -> None:
    bring(store, path, answers=NETWORK, accept=True)
    (network,) = published(store, "networks").to_dict("records")
    assert (network["network_id"], network["name"]) == ("reseau-des-rives", "Réseau des rives")
    cities = published(store, "cities").set_index("city_id")
    assert cities["country"].to_dict() == {"lugo-les-pins": "SN", "tamouro": "TG"}
    partners = published(store, "partners").set_index("partner_id")["sector"].to_dict()
    assert partners == {"institut-mafoli": "academia", "ligue-des-quais": "ngo"}, "Mafoli is Institut Mafoli"
    steps = published(store, "milestones").sort_values("position")
    assert list(steps["name_fr"]) == ["Équipe en place", "Carte des besoins", "Budget voté"]
    progress = published(store, "progress").set_index(["city_id", "milestone_id"])
    assert len(progress) == 6 and set(progress["baseline_on"].astype(str)) == {"2026-02-28", "2026-04-30", "2026-09-30"}
    done = {key: str(value)[:10] for key, value in progress["done_on"].dropna().items()}
    assert done == {
        ("lugo-les-pins", "equipe-en-place"): "2026-02-20",
        ("lugo-les-pins", "carte-des-besoins"): "2026-05-15",
        ("tamouro", "equipe-en-place"): "2026-02-28",
    }
    activities = published(store, "activities").sort_values("held_on")
    assert list(activities["kind"]) == ["joint_session", "peer_exchange", "network_meeting"]
    assert [sorted(codes) for codes in activities["partners"]] == [
        ["institut-mafoli", "ligue-des-quais"], ["ligue-des-quais"], ["institut-mafoli"]
    ]  # fmt: skip
    assert [sorted(codes) for codes in activities["cities"]] == [
        ["lugo-les-pins"], ["lugo-les-pins", "tamouro"], ["lugo-les-pins", "tamouro"]
    ]  # fmt: skip
    audience = published(store, "audience")
    assert audience["persons"].sum() == 44 and set(audience["segment"]) == {"unknown"}, "who came is not said"


def test_pace_is_what_the_days_say(store: Store, path: Path) -> None:
    """By hand, on 12 October: 280 days after both joined on 5 January.

    Two of three steps were agreed by 30 April (day 115), all by 30 September (day 268). Lugo has done two: its earned
    schedule is the day before the third, 267, and 267 - 280 = -13. Tamouro has done one: 114 - 280 = -166.
    """
    bring(store, path, answers=NETWORK, accept=True)
    pace = open_exactly(store).frame("city_pace", network="reseau-des-rives").set_index("city_id")
    assert {code: round(value) for code, value in pace["sv_days"].items()} == {"lugo-les-pins": -13, "tamouro": -166}


def test_next_month_asks_only_about_what_is_new(store: Store, path: Path, tmp_path: Path) -> None:
    bring(store, path, answers=NETWORK, accept=True)
    later = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    later["Suivi"][3][4] = day("15/10")
    later["Suivi"].append(["Balanoro", "Bénin", day("1/10"), None, None, None])
    later["Agenda"].append([day("3/11"), "Atelier quais", "Atelier", "Ligue des quais", "Balanoro", 17])
    again = workbook(tmp_path / "novembre.xlsx", later)
    with prepared(store, again) as preparation:
        assert [question.key for question in preparation.foreign[0].draft.questions] == []
    bring(store, again)
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro", "balanoro"}
    assert len(published(store, "activities")) == 4 and published(store, "audience")["persons"].sum() == 61
    done = published(store, "progress").set_index(["city_id", "milestone_id"])["done_on"]
    assert str(done["tamouro", "carte-des-besoins"])[:10] == "2026-10-15"
    assert len(published(store, "recipes")) == 1


def test_a_name_in_another_spelling_is_asked_and_never_asked_again(store: Store, path: Path, tmp_path: Path) -> None:
    bring(store, path, answers=NETWORK, accept=True)
    later = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    later["Suivi"][2][0] = "Lugo les Pinns"
    again = workbook(tmp_path / "novembre.xlsx", later)
    with prepared(store, again) as preparation:
        assert preparation.is_refused
        (question,) = [one for one in preparation.foreign[0].draft.questions if one.key == "same.city"]
        assert [(item.name, item.guess) for item in question.items] == [("Lugo les Pinns", "lugo-les-pins")]
    bring(store, again, answers={"same.city": "yes"})
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro"}
    bring(
        store,
        workbook(
            tmp_path / "decembre.xlsx", {**later, "Contacts": [*SHEETS["Contacts"], ["Cie du Fleuve", "Entreprise"]]}
        ),
    )
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro"}


def test_an_answer_given_once_more_stands_and_another_one_is_refused(store: Store, path: Path, tmp_path: Path) -> None:
    """A line of a script typed again next month: what is answered as before is no answer to nothing."""
    given = {**NETWORK, "line.Agenda": "activity"}
    bring(store, path, answers=given, accept=True)
    again = workbook(
        tmp_path / "novembre.xlsx",
        {**SHEETS, "Suivi": [*SHEETS["Suivi"], ["Balanoro", "Bénin", day("1/10"), None, None, None]]},
    )
    for key in given:
        with prepared(store, again, answers={**given, key: "another"}, accept=True) as preparation:
            assert preparation.is_refused, (
                f"{key}: --yes takes guesses for what is not answered, not for a wrong answer"
            )
    bring(store, again, answers=given, accept=True)
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro", "balanoro"}
    assert len(published(store, "recipes")) == 1


NO_COUNTRY = [[row[0], *row[3:]] for row in SHEETS["Suivi"]]
WRONG = {
    "country": "Atlantide", "country.Tamouro": "Atlantide", "network.starts_on": "32/13/2026",
    "cities.joined_on.suivi": "bientôt",
}  # fmt: skip
RIGHT = {
    "country": "Sénégal", "country.Tamouro": "Togo", "network.starts_on": "1/1/2024",
    "cities.joined_on.suivi": "5 janvier 2024",
}  # fmt: skip


def test_an_answer_of_one_s_own_that_names_no_day_or_country_is_asked_again(store: Store, tmp_path: Path) -> None:
    """It would break every row; a right one is read as cells are, and kept as its code or day."""
    path = workbook(tmp_path / "suivi.xlsx", {"Suivi": NO_COUNTRY})
    assert {*WRONG} == {*RIGHT}
    for key, text in WRONG.items():
        with prepared(store, path, answers={**NETWORK, **RIGHT, key: text}, accept=True) as preparation:
            assert preparation.is_refused, key
            (question,) = preparation.foreign[0].draft.questions
            assert key in (question.key, f"{question.key}.Tamouro")
    bring(store, path, answers={**NETWORK, **RIGHT}, accept=True)
    cities = published(store, "cities").set_index("city_id")
    assert cities["country"].to_dict() == {"lugo-les-pins": "SN", "tamouro": "TG"}
    assert {str(day)[:10] for day in cities["joined_on"]} == {"2024-01-05"}
    assert str(published(store, "networks")["starts_on"][0])[:10] == "2024-01-01"


def test_a_city_said_to_stay_is_not_asked_about_again(store: Store, path: Path, tmp_path: Path) -> None:
    """Neither next month nor by the text of the recipe; a second city that goes is asked about alone."""
    bring(store, path, answers=NETWORK, accept=True)
    three: list[list[Cell]] = [*SHEETS["Suivi"], ["Balanoro", "Bénin", day("1/10"), None, None, None]]
    bring(store, workbook(tmp_path / "a.xlsx", {**SHEETS, "Suivi": three}), accept=True)
    gone = workbook(tmp_path / "b.xlsx", {**SHEETS, "Suivi": [row for row in three if row[0] != "Tamouro"]})
    with prepared(store, gone) as preparation:
        assert [one.key for one in preparation.foreign[0].draft.questions] == ["gone.city"]
    with prepared(store, gone, answers={"gone.city": "keep"}) as preparation:
        text = to_toml(preparation.foreign[0].draft.recipe)
        assert not preparation.is_refused
    with prepared(store, gone, recipe=text) as preparation:
        assert not preparation.is_refused and not preparation.foreign[0].draft.questions
    bring(store, gone, answers={"gone.city": "keep"})
    fewer = workbook(
        tmp_path / "c.xlsx", {**SHEETS, "Suivi": [row for row in three if row[0] not in ("Tamouro", "Balanoro")]}
    )
    with prepared(store, fewer) as preparation:
        (question,) = preparation.foreign[0].draft.questions
        assert question.blanks == {"n": 1, "names": "Balanoro"}
    assert set(published(store, "cities")["city_id"]) == {"lugo-les-pins", "tamouro", "balanoro"}


def test_what_was_learnt_goes_back_with_its_publication(store: Store, path: Path) -> None:
    bring(store, path, answers=NETWORK, accept=True)
    assert len(published(store, "names")) and len(published(store, "recipes"))
    number = store.history()[0].number
    store.undo(number, author="Ada", message="back")
    assert published(store, "names").empty and published(store, "recipes").empty and published(store, "cities").empty


def test_words_of_a_step_are_read_and_told(store: Store, tmp_path: Path) -> None:
    """A word without a day is done by the day of the export, a month by its last day; what is to come is planned."""
    rows = [list(row) for row in TRACKER]
    rows[2][3:6] = ["fait", "mai 2026", "prévu 03/2027"]
    rows[3][3:6] = ["15/02/2026", "en cours", "70 %"]
    path = workbook(tmp_path / "mots.xlsx", {"Suivi": rows})
    preparation = bring(store, path, answers=NETWORK, accept=True, facts_until=dt.date(2026, 10, 31))
    progress = published(store, "progress").set_index(["city_id", "milestone_id"])
    lugo, tamouro = progress.loc["lugo-les-pins"], progress.loc["tamouro"]
    assert str(lugo.loc["equipe-en-place", "done_on"])[:10] == "2026-10-31"
    assert str(lugo.loc["carte-des-besoins", "done_on"])[:10] == "2026-05-31"
    assert str(lugo.loc["budget-vote", "planned_on"])[:10] == "2027-03-31"
    assert str(tamouro.loc["equipe-en-place", "done_on"])[:10] == "2026-02-15"
    assert list(tamouro.loc[["carte-des-besoins", "budget-vote"], "note"]) == ["en cours", "70 %"]
    codes = {fact.code for part in preparation.parts for fact in part.noted}
    assert "done_at_latest" in codes


def test_the_recipe_is_text_that_reads_the_same_file_alike(store: Store, path: Path, tmp_path: Path) -> None:
    with prepared(store, path, answers=NETWORK, accept=True) as preparation:
        text = to_toml(preparation.foreign[0].draft.recipe)
    assert to_toml(parse(text)) == text
    other = Store(str(tmp_path / "other"))
    bring(store, path, answers=NETWORK, accept=True)
    bring(other, path, recipe=text)
    for table in ("cities", "partners", "progress", "activities", "audience"):
        columns = list(load_contracts()[table].columns)
        assert published(other, table)[columns].to_csv() == published(store, table)[columns].to_csv()
    other.close()


@pytest.mark.parametrize("word", ["Reporté", "annulée"])
def test_an_activity_that_was_not_held_is_left_out_and_counted(store: Store, tmp_path: Path, word: str) -> None:
    rows: list[list[Cell]] = [["Date", "Activité", "Ville", "Statut"],
            [day("3/3"), "Atelier un", "Kumasi", "Fait"],
            [day("4/3"), "Atelier deux", "Kumasi", word],
            [day("9/12"), "Atelier trois", "Kumasi", "Prévu"]]  # fmt: skip
    preparation = bring(store, workbook(tmp_path / "a.xlsx", {"Agenda": rows}), answers=NETWORK, accept=True)
    assert sorted(published(store, "activities")["title"]) == ["Atelier trois", "Atelier un"], (
        "one is planned, and stays"
    )
    told = [fact for part in preparation.parts for fact in part.noted if fact.code == "not_held"]
    assert [fact.blanks["n"] for fact in told] == [1]
