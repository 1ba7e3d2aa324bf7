"""What explains a figure is asked: notes, expectations, ratings, agreements, against golden/explained by hand."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from cadence.cards import city_words, partner_figures
from cadence.words import Words
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN / "explained"
AUGUST, DAY, LATER, BEYOND = "2024-08-31", "2024-10-31", "2024-12-15", "2025-03-01"


@pytest.fixture(scope="module")
def by_hand() -> Serving:
    return from_folder(GOLDEN)


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The same without any rating, agreement, note or expectation: the columns are not there."""
    folder = tmp_path_factory.mktemp("without")
    shutil.copytree(GOLDEN, folder, dirs_exist_ok=True)
    dropped = {"usefulness", "agreement", "note", "expectation_fr", "expectation_en"}
    for path in Path(folder).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [name for name in rows[0] if name not in dropped]
        pd.DataFrame(rows)[kept].to_csv(path, index=False)
    return from_folder(folder)


def rows(frame: pd.DataFrame, *columns: str) -> list[list[object]]:
    """The cells of some columns, what is missing as None, decimals to four places."""
    cells = frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None)
    return [[round(cell, 4) if isinstance(cell, float) else cell for cell in row] for row in cells.values.tolist()]


STANDING = ("phase_id", "phase_state", "cities", "cities_done", "steps", "steps_done", "steps_done_why")


def test_what_phases_expect_stands_beside_where_the_cities_stand(by_hand: Serving) -> None:
    found = by_hand.frame("phase_standing", network="net", data_date=DAY)
    assert rows(found, *STANDING) == [
        ["one", "past", 2, 1, 4, 3, None],
        ["two", "current", 1, 0, 1, 0, None],
        ["bare", "current", None, None, None, None, "no_step_in_phase"],
    ]
    gone = by_hand.frame("phase_standing", network="net", data_date=DAY, city="gone")
    assert rows(gone, *STANDING)[0] == ["one", "past", 1, 0, 2, 1, None]
    assert gone["steps_done_why"].tolist()[1:] == ["no_step_in_phase"] * 2


def test_the_page_says_them_in_words(by_hand: Serving, words: Words) -> None:
    answer = by_hand.ask("phase_standing", network="net", data_date=DAY, city="x")
    said = city_words.with_expectation(answer, words).frame
    expected = {"en": ["The city signs.", "The city tries."], "fr": ["La ville signe.", "La ville essaie."]}
    assert said["expectation"].tolist()[:2] == expected[words.language]
    assert said["steps_reached"].tolist() == [words.k_of_n(2, 2), words.k_of_n(0, 1), ""]
    assert said["steps_reached_why"].tolist()[2] == "no_step_in_phase"


def test_a_late_step_tells_what_is_noted_of_it_but_not_what_was_noted_later(by_hand: Serving, words: Words) -> None:
    def late(day: str, city: str) -> list[list[object]]:
        steps = by_hand.ask("journey_grid", network="net", data_date=day, cities=[city])
        return rows(city_words.late_steps(steps, words).frame, "milestone_id", "state", "days_late", "what_is_noted")

    assert late(DAY, "x") == [["a2", "done_late", 61, "Late vote"], ["b1", "overdue", 60, "Mayor away"]]
    assert late(DAY, "y") == [["a2", "overdue", 244, None]]
    assert late(LATER, "y") == [["a2", "done_late", 264, "Told later"]]


@pytest.mark.parametrize("day", [DAY, LATER, BEYOND])
def test_ratings_of_a_partner_are_of_what_was_held_and_rated(by_hand: Serving, day: str) -> None:
    found = {
        partner: rows(
            by_hand.frame("partner_usefulness", network="net", data_date=day, partner=partner),
            "activities", "rated_activities", "usefulness", "usefulness_mean",
        )
        for partner in "pqr"
    }  # fmt: skip
    assert found == {"p": [[2, 2, 3.0, 3.0]], "q": [[3, 2, 2.75, 2.75]], "r": []}


def test_roles_are_compared_each_activity_once(by_hand: Serving) -> None:
    found = by_hand.frame("roles_compared", network="net", data_date=DAY)
    columns = ("role", "partnerships", "active_partnerships", "with_agreement", "rated_activities")
    assert rows(found, *columns, "usefulness", "usefulness_mean") == [
        ["expertise", 2, 1, 0, 3, 3.5, 3.1667],
        ["funding", 1, 0, 0, 2, 2.75, 2.75],
    ]


def test_roles_compared_count_the_agreements_of_the_active(by_hand: Serving) -> None:
    found = by_hand.frame("roles_compared", network="net", data_date=AUGUST)
    assert rows(found, "role", "partnerships", "active_partnerships", "with_agreement") == [
        ["expertise", 2, 2, 1],
        ["funding", 1, 1, 1],
    ]


def test_cards_of_a_partner_say_ratings_and_agreements(by_hand: Serving, words: Words) -> None:
    def cards(partner: str, day: str = AUGUST) -> dict[str, tuple[str, str]]:
        asked = {"network": "net", "data_date": day, "partner": partner}
        profile, useful = by_hand.ask("partner_profile", **asked), by_hand.ask("partner_usefulness", **asked)
        found = partner_figures.profile_figures(profile, useful, words)
        return {card.label: (card.value, card.note) for card in found if card.label in ("key_useful", "key_agreement")}

    said = cards("p")
    assert said["key_useful"][0] == words("pages.partner.key_useful_value", usefulness=3.0, best=4)
    assert said["key_useful"][1] == words("pages.partner.key_useful_note", n=2, held=2, mean=3.0)
    assert said["key_agreement"][0] == words.k_of_n(1, 1)
    assert words.date(pd.Timestamp("2025-06-30").date()) in said["key_agreement"][1]
    assert cards("p", DAY)["key_agreement"] == ("", words("pages.partner.agreements_empty"))  # silent by then
    assert cards("q", DAY)["key_agreement"] == ("", words("pages.partner.agreements_empty"))
    assert cards("r") == {
        "key_useful": ("", words("why.not_rated")),
        "key_agreement": ("", words("pages.partner.agreements_empty")),
    }


def test_what_nobody_said_is_nothing_and_is_named_as_lacking(without: Serving) -> None:
    assert without.frame("partner_usefulness", network="net", data_date=DAY, partner="p").empty
    roles = without.frame("roles_compared", network="net", data_date=DAY)
    assert roles[["with_agreement", "usefulness", "usefulness_mean"]].isna().all().all()
    assert set(roles["rated_activities"]) == {0} and set(roles["usefulness_why"]) == {"not_rated"}
    known = without.frame("what_is_known", network="net", data_date=DAY).set_index("thing")["state"]
    assert (known["usefulness"], known["agreements"]) == ("unjudgeable", "unjudgeable")
    assert without.frame("journey_grid", network="net", data_date=DAY)["note"].isna().all()
