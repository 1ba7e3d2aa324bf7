"""Trackers with a column a step and no agreed day: steps are done or not, nothing is invented, and pages say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from cadence.answers.serving import open_exactly
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.store import Store
from tests.app.none import page_texts
from tests.app.test_partial import opened, untruths
from tests.proving import CASES, REAL, needs
from tests.recipes.workbooks import Cell, bring, day, prepared, workbook
from tests.store_tools import published

NETWORK = {"network": "Réseau des rives"}
WIDE: list[list[Cell]] = [
    ["Commune", "Pays", "Mise à jour", "Équipe en place", "Carte des besoins", "Budget voté"],
    ["Lugo-les-Pins", "Sénégal", day("1/10"), day("20/2"), day("15/5"), None],
    ["Tamouro", "Togo", day("1/10"), day("28/2"), None, None],
]
COUNCILS = ["Barking and Dagenham, Borough of", "Bexley, Borough of", "Brighton and Hove", "Allerdale", "Calderdale"]
NEWEST = ["", *["Feb-19"] * 4]
MONTHS: list[list[Cell]] = [["Council", "Country", "Last updated", "Published", "Adopted"]]
MONTHS += [[name, "UK", "Jan-18", "Mar-16", newest] for name, newest in zip(COUNCILS, NEWEST, strict=True)]
PLANS = REAL / "plans_wide"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    record = Store(str(tmp_path / "store"))
    yield record
    record.close()


def steps(store: Store) -> pd.DataFrame:
    """Progress by city and step, none with an agreed day."""
    found = published(store, "progress").set_index(["city_id", "milestone_id"])
    assert found["baseline_on"].isna().all() and found["baseline_from"].isna().all(), "nothing is invented"
    return found


def days(store: Store, city: str = "") -> dict[object, str]:
    """The day each step was done, of one city by step, else by both; empty while it is not."""
    found = {key: "" if pd.isna(value) else str(value)[:10] for key, value in steps(store)["done_on"].items()}
    return {key[1]: said for key, said in found.items() if key[0] == city} if city else dict(found)  # type: ignore[index]


def asked(preparation: Preparation) -> dict[str, int]:
    """The open questions, with how many things each asks about."""
    return {one.key: len(one.items) for one in preparation.foreign[0].draft.questions}


def test_an_empty_cell_is_a_step_not_done_and_no_column_of_updates_is_a_step(store: Store, tmp_path: Path) -> None:
    bring(store, workbook(tmp_path / "suivi.xlsx", {"Suivi": WIDE}), answers=NETWORK, accept=True)
    assert list(published(store, "milestones").sort_values("position")["milestone_id"]) == [
        "equipe-en-place", "carte-des-besoins", "budget-vote"
    ]  # fmt: skip
    done = days(store)
    assert {key: text for key, text in done.items() if text} == {
        ("lugo-les-pins", "equipe-en-place"): "2026-02-20",
        ("lugo-les-pins", "carte-des-besoins"): "2026-05-15",
        ("tamouro", "equipe-en-place"): "2026-02-28",
    }
    assert len(done) == 6


def test_a_day_emptied_next_month_is_asked_and_one_filled_in_is_not(store: Store, tmp_path: Path) -> None:
    """Of three steps in one line only the emptied one is named, and one emptied on purpose empties itself alone."""
    bring(store, workbook(tmp_path / "suivi.xlsx", {"Suivi": WIDE}), answers=NETWORK, accept=True)
    later = [list(row) for row in WIDE]
    later[1][3], later[1][5] = None, day("2/10")
    with prepared(store, workbook(tmp_path / "octobre.xlsx", {"Suivi": later})) as preparation:
        (lost,) = preparation.cells_to_empty()
    assert (lost.column, lost.rows) == ("done_on", 1)
    assert lost.examples == (("lugo-les-pins / equipe-en-place", "2026-02-20"),)
    later[1][3] = "(vider)"
    with prepared(store, workbook(tmp_path / "octobre.xlsx", {"Suivi": later})) as preparation:
        assert preparation.cells_to_empty() == []
        publish(preparation, message="m", author="Ada")
    lugo = days(store, "lugo-les-pins")
    assert lugo == {"equipe-en-place": "", "carte-des-besoins": "2026-05-15", "budget-vote": "2026-10-02"}


def test_of_two_lines_of_a_city_the_one_that_says_nothing_of_a_step_leaves_it_to_the_other(
    store: Store, tmp_path: Path
) -> None:
    rows: list[list[Cell]] = [*WIDE, ["Tamouro", "Togo", day("1/10"), None, day("9/9"), None]]
    bring(store, workbook(tmp_path / "suivi.xlsx", {"Suivi": rows}), answers=NETWORK, accept=True)
    tamouro = days(store, "tamouro")
    assert tamouro == {"equipe-en-place": "2026-02-28", "carte-des-besoins": "2026-09-09", "budget-vote": ""}


def test_months_with_two_figures_are_done_by_their_last_day_and_a_comma_in_a_name_parts_no_council(
    store: Store, tmp_path: Path
) -> None:
    """``Feb-19``, the newest month, is over by its end: done, not planned. Two names alike in one list are two."""
    path = workbook(tmp_path / "plans.xlsx", {"Plans": MONTHS})
    preparation = bring(store, path, answers=NETWORK, accept=True)
    assert set(published(store, "cities")["name"]) == set(COUNCILS)
    found = steps(store)
    assert set(published(store, "milestones")["milestone_id"]) == {"published", "adopted"}
    done = found[found["done_on"].notna()]
    assert (len(done), len(found)) == (9, 10) and done["is_done_latest"].all() and found["planned_on"].isna().all()
    assert {str(text)[:10] for text in done["done_on"]} == {"2016-03-31", "2019-02-28"}
    codes = {fact.code for part in preparation.parts for fact in part.noted}
    assert "done_in_period" in codes and "done_at_latest" not in codes


def test_a_real_day_takes_the_place_of_the_month_also_where_it_is_its_last(store: Store, tmp_path: Path) -> None:
    bring(store, workbook(tmp_path / "plans.xlsx", {"Plans": MONTHS}), answers=NETWORK, accept=True)
    later = [MONTHS[0], *([row[0], "UK", "2019-05-01", "2016-03-31", row[4]] for row in MONTHS[1:])]
    bring(store, workbook(tmp_path / "plans.xlsx", {"Plans": later}), accept=True)
    found = steps(store).xs("published", level="milestone_id")
    assert not found["is_done_latest"].any() and {str(text)[:10] for text in found["done_on"]} == {"2016-03-31"}


def test_one_answer_holds_for_all_that_a_question_asks_about(store: Store, tmp_path: Path) -> None:
    rows = [[row[0], *row[2:]] for row in MONTHS]
    path = workbook(tmp_path / "plans.xlsx", {"Plans": rows})
    with prepared(store, path, answers=NETWORK, accept=True) as preparation:
        assert asked(preparation) == {"country": len(COUNCILS)}
    bring(store, path, answers={**NETWORK, "country": "GB", "country.Allerdale": "FR"}, accept=True)
    lands = published(store, "cities").set_index("name")["country"].to_dict()
    assert lands == dict.fromkeys(COUNCILS, "GB") | {"Allerdale": "FR"}


def test_a_name_that_vanishes_is_asked_as_a_rename_before_one_that_still_comes(store: Store, tmp_path: Path) -> None:
    """Four councils change spelling: one question of four items, each guessed to be the one that is gone."""
    bring(store, workbook(tmp_path / "plans.xlsx", {"Plans": MONTHS}), answers=NETWORK, accept=True)
    spelt = [
        "Barking & Dagenham, Borough of",
        "Bexley, London Borough of",
        "Brighton & Hove City",
        "Allerdale District",
    ]
    later = [MONTHS[0], *([name, *row[1:]] for name, row in zip([*spelt, "Calderdale"], MONTHS[1:], strict=True))]
    path = workbook(tmp_path / "plans.xlsx", {"Plans": later})
    with prepared(store, path) as preparation:
        assert asked(preparation) == {"same.city": len(spelt)}
    before = set(published(store, "cities")["city_id"])
    bring(store, path, accept=True)
    assert set(published(store, "cities")["city_id"]) == before


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_tell_the_steps_done_and_why_pace_is_not_judged(store: Store, tmp_path: Path, language: str) -> None:
    """3 of 6 steps; Lugo's next is the budget, without a date; no page says that a step is late or that none is."""
    bring(store, workbook(tmp_path / "suivi.xlsx", {"Suivi": WIDE}), answers=NETWORK, accept=True)
    serving = open_exactly(store)
    journey, following, late = {
        "en": (
            "3 of 6 steps are done; none has an agreed date",
            "no date agreed · 2 of 3 steps done",
            "No city has a milestone overdue",
        ),
        "fr": (
            "3 jalons sur 6 sont atteints ; aucun n’a de date convenue",
            "sans date convenue · 2 jalons atteints sur 3",
            "Aucune ville n’a de jalon en retard",
        ),
    }[language]
    shown = {
        page: "\n".join(page_texts(opened(serving, page, language, "reseau-des-rives"))).replace("\u202f", " ")
        for page in ("city_pace", "city")
    }
    assert journey in shown["city_pace"] and following in shown["city"]
    assert "Budget voté" in shown["city"]
    assert late not in shown["city_pace"]
    assert list(untruths(serving, language)) == []


@needs(CASES / "workbooks")
def test_the_wide_tracker_of_the_cases_comes_in(store: Store) -> None:
    """Three cities, five steps, six of them done: one answer."""
    path = CASES / "workbooks" / "b_wide_tracker.xlsx"
    with prepared(store, path, accept=True) as preparation:
        assert asked(preparation) == {"network": 0}
    bring(store, path, answers=NETWORK, accept=True)
    found = steps(store)
    assert (len(found), int(found["done_on"].notna().sum())) == (15, 6)


@needs(PLANS)
def test_a_real_tracker_of_two_issues_comes_in_its_renamed_places_asked_in_one_list(store: Store) -> None:
    """The Planning Inspectorate's issues of February and May 2019. Places with two plans on two lines are set aside."""
    first, second = (PLANS / f"pins-local-plans-{month}-2019.csv" for month in ("feb", "may"))
    answers = {"network": "Local plans", "country": "GB"}
    with prepared(store, first, answers=answers, accept=True) as preparation:
        aside = {problem.code for problem in preparation.problems() if problem.severity == "row"}
        assert aside == {"duplicate_key"}, "no step is set aside for want of an agreed day"
        publish(preparation, message="m", author="Ada", set_aside_ok=True)
    cities = set(published(store, "cities")["city_id"])
    february = steps(store)
    assert len(cities) > 380 and february.loc[february["done_on"].notna(), "is_done_latest"].all()
    with prepared(store, second, answers={"country": "GB"}) as preparation:
        assert asked(preparation)["same.city"] > 60
    with prepared(store, second, answers={"country": "GB"}, accept=True) as preparation:
        assert not preparation.is_refused and preparation.cells_to_empty() == []
        publish(preparation, message="m", author="Ada", set_aside_ok=True)
    new = set(published(store, "cities")["city_id"]) - cities
    assert len(new) < 6, new
    may = steps(store)
    assert may["is_done_latest"].sum() < 30 and may["done_on"].max().date() <= dt.date(2019, 5, 31)
