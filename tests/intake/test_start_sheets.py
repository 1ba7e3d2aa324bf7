"""The workbook to begin a network with: filled in by a person it is published without a question, in each language."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from cadence.answers.serving import open_serving
from cadence.checks.cells import word_of
from cadence.contract import load_contracts
from cadence.forms.start_sheets import SHEETS, StartSheet, explanation, heading, sheet_name, start_workbook
from cadence.forms.template import NAMES, csv_template
from cadence.intake.model import Choice
from cadence.intake.offered import offered_names
from cadence.intake.start_sheets import find_sheet
from cadence.store import Store
from cadence.words import languages, words_in
from tests.forms.filling import Cell, filled, headings, lists, visible
from tests.small_store import bring, prepared, write
from tests.store_tools import published, settings_for

each_language = pytest.mark.parametrize("language", languages())
Row = Mapping[str, Cell]
DAY = dt.date
# By the keys of sheets and columns; a code stands for the word that the list of its column offers.
CITIES: Sequence[Row] = tuple(
    dict(zip(("network", "city", "country", "joined_on", "population", "language", "theme"), cells, strict=True))
    for cells in (
        ("Rives", "Thiès", "SN", DAY(2026, 1, 12), 320000, "fr", "Marche"),
        ("Rives", "Kumasi", "GH", DAY(2026, 2, 2), 443981, "en", "Eau"),
        ("Rives", "Saint-Louis", "SN", DAY(2026, 2, 2), 237563, "fr", "Eau"),
    )
)
STEPS: Sequence[Row] = tuple(
    dict(zip(("city", "step", "agreed", "planned", "done", "note"), cells, strict=True))
    for cells in (
        ("Thiès", "Équipe nommée", DAY(2026, 3, 1), DAY(2026, 3, 20), DAY(2026, 3, 11), "Arrêté signé"),
        ("Thiès", "Essai mesuré", DAY(2026, 9, 1), DAY(2026, 12, 1), None, "Capteurs attendus"),
        ("Kumasi", "Équipe nommée", DAY(2026, 3, 1), None, DAY(2026, 2, 27), None),
        ("Saint-Louis", "Équipe nommée", DAY(2026, 4, 1), None, None, None),
    )
)
ACTIVITIES: Sequence[Row] = tuple(
    dict(zip(("date", "kind", "title", "partners", "cities", "persons"), cells, strict=True))
    for cells in (
        (DAY(2026, 5, 5), "joint_session", "Marchés", "GIZ ; Université de Thiès", "Thiès ; Kumasi", 42),
        (DAY(2026, 6, 9), "expert_input", "Mesurer l'eau", "GIZ", "Saint-Louis", 17),
    )
)
FILLED = {"cities": CITIES, "steps": STEPS, "activities": ACTIVITIES}


def sheets() -> dict[str, StartSheet]:
    return {sheet.key: sheet for sheet in SHEETS}


def typed(book: bytes, rows: Mapping[str, Sequence[Row]], language: str, *, only_required: bool = False) -> bytes:
    """The workbook with rows typed into it; codes chosen from the lists, by the place that their words have there."""
    words, found = words_in(language), {}
    for key, sheet in sheets().items():
        name = sheet_name(sheet, words)
        offered = lists(book, name)
        columns = {one.key: one for one in sheet.columns if one.required or not only_required}
        found[name] = [
            {
                heading(sheet, columns[column], words): chosen(offered, sheet, column, value, language)
                for column, value in row.items()
                if column in columns
            }
            for row in rows[key]
        ]
    return filled(book, found)


def chosen(offered: Mapping[str, list[str]], sheet: StartSheet, column: str, value: Cell, language: str) -> Cell:
    """What is chosen for a code: the word that stands for it in the list."""
    (of,) = [one for one in sheet.columns if one.key == column]
    if not of.field.enum or value is None:
        return value
    word = word_of(of.field, str(value), language)
    assert word in offered[heading(sheet, of, words_in(language))]
    return word


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty record."""
    opened = Store.open(settings_for(tmp_path / "record"))
    yield opened
    opened.close()


def test_every_column_is_tried() -> None:
    for key, sheet in sheets().items():
        keys = {column.key for column in sheet.columns}
        assert all(set(row) == keys for row in FILLED[key])
        assert keys == {name for row in FILLED[key] for name, value in row.items() if value is not None}


@each_language
def test_a_person_sees_three_sheets_each_column_named_explained_and_with_its_list(language: str) -> None:
    book, words = start_workbook(language), words_in(language)
    assert visible(book) == [sheet_name(sheet, words) for sheet in SHEETS]
    for sheet in SHEETS:
        name = sheet_name(sheet, words)
        assert headings(book, name) == [heading(sheet, column, words) for column in sheet.columns]
        assert all(len(explanation(sheet, column, words)) <= 160 for column in sheet.columns)
        lists_of = {heading(sheet, column, words) for column in sheet.columns if column.field.enum or column.offers}
        assert set(lists(book, name)) == lists_of


@each_language
def test_filled_in_it_is_published_without_a_question_and_the_figures_are_those_typed(
    language: str, store: Store, tmp_path: Path
) -> None:
    path = write(tmp_path, "start.xlsx", typed(start_workbook(language), FILLED, language))
    with prepared(store, path) as preparation:
        assert [one.code for one in preparation.problems()] == []
        assert preparation.questions == []
        assert [one for foreign in preparation.foreign for one in foreign.draft.questions] == []
        assert preparation.set_aside == 0
    bring(store, path)
    network = published(store, "networks").iloc[0]
    assert (network["network_id"], network["name"], str(network["starts_on"])[:10]) == ("rives", "Rives", "2026-01-12")
    cities = published(store, "cities").set_index("name")
    for row in CITIES:
        one = cities.loc[row["city"]]
        told = (one["country"], one["population"], one["language"], one["theme"], str(one["joined_on"])[:10])
        assert told == (row["country"], row["population"], row["language"], row["theme"], str(row["joined_on"]))
    progress = published(store, "progress").set_index(["city_id", "milestone_id"])
    steps = published(store, "milestones").set_index("name_fr")["milestone_id"]
    for row in STEPS:
        one = progress.loc[cities.loc[row["city"], "city_id"], steps[row["step"]]]
        days_and_note = [one[name] for name in ("baseline_on", "planned_on", "done_on", "note")]
        assert [
            None if pd.isna(value) else str(value)[: 10 if place < 3 else None]
            for place, value in enumerate(days_and_note)
        ] == [None if row[name] is None else str(row[name]) for name in ("agreed", "planned", "done", "note")]
    activities = published(store, "activities").set_index("title")
    partners = published(store, "partners").set_index("name")["partner_id"]
    for row in ACTIVITIES:
        one = activities.loc[row["title"]]
        assert (str(one["held_on"])[:10], one["kind"]) == (str(row["date"]), row["kind"])
        assert sorted(map(str, one["partners"])) == [partners[name] for name in str(row["partners"]).split(" ; ")]
        codes = [cities.loc[name, "city_id"] for name in str(row["cities"]).split(" ; ")]
        assert set(one["cities"]) == set(codes)
    assert sorted(published(store, "audience")["persons"]) == [17, 42]
    assert len(published(store, "recipes")) == 0, "there is nothing to remember"
    # By hand, on 1 November. Kumasi: joined on 2 February, its only step agreed 27 days later, done after 25: 2 ahead.
    # Saint-Louis: 272 days since it joined, its plan met until the day before the 58th: 57 - 272. Thiès: 293 days since
    # 12 January, the second step was agreed for the 232nd and is not done: 231 - 293. The median of the three is -62.
    serving = open_serving(store, store.newest())
    pace = serving.frame("city_pace", network="rives", data_date="2026-11-01").set_index("city_id")["sv_days"]
    assert pace.to_dict() == {"kumasi": 2, "saint-louis": -215, "thies": -62}
    figures = serving.frame("key_figures", network="rives", data_date="2026-11-01").iloc[0]
    assert (figures["on_plan_k"], figures["on_plan_n"], figures["median_sv_days"]) == (1, 3, -62)
    reach = serving.frame("reach_by_month", network="rives", data_date="2026-11-01")
    assert dict(zip(reach["kind"], reach["engagements"], strict=True)) == {"joint_session": 42, "expert_input": 17}


@each_language
def test_with_its_required_columns_alone_it_is_published_too(language: str, store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "start.xlsx", typed(start_workbook(language), FILLED, language, only_required=True))
    with prepared(store, path) as preparation:
        assert [one.code for one in preparation.problems()] == [] and not preparation.is_refused
    bring(store, path)
    counts = {
        table: len(published(store, table)) for table in ("networks", "cities", "milestones", "progress", "activities")
    }
    assert counts == {"networks": 1, "cities": 3, "milestones": 2, "progress": 4, "activities": 2}


@each_language
def test_every_word_that_its_lists_offer_is_read(language: str, store: Store, tmp_path: Path) -> None:
    """A city for each country and language, an activity of each kind, chosen from the lists."""
    words, book, every = words_in(language), start_workbook(language), sheets()
    fields = {(key, one.key): one.field for key, sheet in every.items() for one in sheet.columns if one.field.enum}
    assert set(fields) == {("cities", "country"), ("cities", "language"), ("activities", "kind")}
    countries, spoken = fields["cities", "country"].enum, fields["cities", "language"].enum
    cities = [
        {
            **CITIES[0],
            "city": hashlib.sha256(code.encode()).hexdigest()[:14],
            "country": code,
            "language": spoken[place % len(spoken)],
            "population": None,
        }
        for place, code in enumerate(countries)
    ]
    kinds = fields["activities", "kind"].enum
    activities = [{**ACTIVITIES[1], "kind": code, "title": f"T {code}", "cities": None} for code in kinds]
    path = write(tmp_path, "s.xlsx", typed(book, {"cities": cities, "steps": (), "activities": activities}, language))
    with prepared(store, path) as preparation:
        assert [one.says(words) for one in preparation.problems()] == [] and not preparation.is_refused
    bring(store, path)
    held = published(store, "cities").set_index("name")
    assert {row["city"]: (row["country"], row["language"]) for row in cities} == {
        name: (one["country"], one["language"]) for name, one in held.iterrows()
    }
    assert {row["title"]: row["kind"] for row in activities} == dict(
        zip(published(store, "activities")["title"], published(store, "activities")["kind"], strict=True)
    )
    assert set(spoken) == set(held["language"])


@each_language
def test_what_it_cannot_take_is_said_in_a_sentence(language: str, store: Store, tmp_path: Path) -> None:
    words = words_in(language)
    for name, rows, code in (
        ("empty", {"cities": (), "steps": (), "activities": ()}, "nothing_written"),
        (
            "two",
            {**FILLED, "cities": (*CITIES, {**CITIES[0], "network": "Delta", "city": "Zinder"})},
            "several_networks",
        ),
    ):
        path = write(tmp_path, f"{name}.xlsx", typed(start_workbook(language), rows, language))
        with prepared(store, path) as preparation:
            assert preparation.is_refused
            assert [one.code for one in preparation.problems()] == [code]
            assert all(one.says(words) and one.mend(words) for one in preparation.problems())


def test_sheets_left_empty_are_left_out_and_so_are_columns_taken_away(store: Store, tmp_path: Path) -> None:
    cities = [{name: row[name] for name in ("network", "city", "country", "joined_on")} for row in CITIES]
    path = write(
        tmp_path, "c.xlsx", typed(start_workbook("fr"), {"cities": cities, "steps": (), "activities": ()}, "fr")
    )
    bring(store, path)
    assert len(published(store, "cities")) == 3 and len(published(store, "progress")) == 0
    with prepared(store, path) as preparation:
        facts = [fact for part in preparation.parts for fact in part.facts if fact.code == "only_example"]
        assert [fact.blanks for fact in facts] == [{"n": 2, "sheets": "Jalons, Activités"}]
    # The next month: steps alone, in a CSV of three of its columns; the network is the only one.
    text = (
        "Ville;Jalon;Date convenue;Date replanifiée;Atteint le;Remarque\nKumasi;Équipe nommée;2026-03-01;;2026-02-27;\n"
    )
    with prepared(store, write(tmp_path, "jalons.csv", text)) as preparation:
        assert [one.key for one in preparation.foreign[0].draft.questions] == ["network"]


def test_a_network_that_is_published_goes_on_and_its_names_are_offered(store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, "a.xlsx", typed(start_workbook("fr"), FILLED, "fr")))
    known = offered_names(open_serving(store, store.newest()), "en")
    book = start_workbook("en", known)
    words, (cities, steps, activities) = words_in("en"), SHEETS
    assert lists(book, sheet_name(cities, words))["Network"] == ["Rives"]
    assert lists(book, sheet_name(steps, words))["Step"] == ["Équipe nommée", "Essai mesuré"]
    assert lists(book, sheet_name(activities, words))["Partners"] == ["GIZ", "Université de Thiès"]
    more = {**FILLED, "cities": [*CITIES, {**CITIES[1], "city": "Tamale"}]}
    bring(store, write(tmp_path, "b.xlsx", typed(book, more, "en")))
    assert len(published(store, "networks")) == 1
    held = published(store, "cities")
    assert sorted(held["name"]) == ["Kumasi", "Saint-Louis", "Tamale", "Thiès"]
    assert held["latitude"].notna().all(), "what the sheet says nothing of stays"


def test_a_column_of_ones_own_is_asked_about_once(store: Store, tmp_path: Path) -> None:
    text = "Network,City,Country,Joined on,Mayor's party\nRives,Kumasi,Ghana,2026-02-02,blue\n"
    path = write(tmp_path, "cities.csv", text)
    with prepared(store, path) as preparation:
        (question,) = preparation.foreign[0].draft.questions
        assert question.code == "column_new"
    choices = {path: Choice(answers={question.key: "leave_out"})}
    bring(store, path, choices=choices)
    later = write(tmp_path, "december.csv", text.replace("blue", "green") + "Rives,Tamale,Ghana,2026-03-02,blue\n")
    with prepared(store, later) as preparation:
        assert not preparation.is_refused
        assert preparation.foreign[0].draft.questions == ()


def test_no_template_of_a_table_is_taken_for_it(tmp_path: Path) -> None:
    every = list(load_contracts().values())
    for headers in (*languages(), NAMES):
        for contract in every:
            heads = csv_template(contract, headers).decode("utf-8-sig").splitlines()[0]
            assert find_sheet(heads.split(";" if headers == "fr" else ",")) is None, (contract.name, headers)
