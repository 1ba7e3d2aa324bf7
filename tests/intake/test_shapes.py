"""Tables in other shapes and under other headers: recognised, asked, or named with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from cadence.intake.model import Choice
from cadence.intake.recognition import Table, bare_header, distinct, recognise
from cadence.store import Store
from cadence.words import languages, words_in
from tests.small_store import begin, prepared, write
from tests.store_tools import settings_for


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("shapes")
    opened = Store.open(settings_for(folder / "store"))
    begin(opened, folder)
    yield opened
    opened.close()


def refusals(store: Store, path: Path, **more: object) -> list[tuple[str, str | None]]:
    with prepared(store, path, **more) as ready:
        told = [problem for problem in ready.problems() if problem.severity == "refused"]
        for language in languages():
            assert all(problem.says(words_in(language)) and problem.mend(words_in(language)) for problem in told)
        return [(problem.code, problem.found) for problem in told]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("1. Code de la ville *", "Code de la ville"),
        ("Q2) Date", "Date"),
        ("3 - Note", "Note"),
        ("1.2. Note :", "Note"),
        ("* Note", "Note"),
        ("Date (jj/mm/aaaa) *", "Date"),
        ("Population [habitants]", "Population"),
        ("groupe/suivi/city_id", "city_id"),
        ("Note ?", "Note"),
        ("2026", "2026"),
        ("(total)", "(total)"),
        ("city_id", "city_id"),
    ],
)
def test_what_stands_around_the_name_of_a_column_is_no_part_of_it(header: str, name: str) -> None:
    assert bare_header(header) == name


@pytest.mark.parametrize(
    "headers",
    [
        ("1. Code de la ville *", "2. Date (jj/mm/aaaa)", "3. Séances prévues (nombre)", "Séances suivies :"),
        ("suivi/city_id", "suivi/held_on", "suivi/sessions_due", "suivi/sessions_attended", "_id", "_uuid"),
    ],
)
def test_a_form_is_recognised(headers: tuple[str, ...]) -> None:
    best = recognise(Table(headers))[0]
    assert (best.about, best.mapping) == (
        "checkins",
        {"city_id": "c0", "held_on": "c1", "sessions_due": "c2", "sessions_attended": "c3"},
    )


def test_two_headers_alike_are_told_apart() -> None:
    assert distinct(["Date", "", "Date", "", "Date"]) == ("Date", "", "Date (2)", "", "Date (3)")


TWICE = "activity_id,network_id,Date,kind,Date\nx,n,2026-01-05,funding,2026-02-05\n"


def test_two_columns_that_answer_to_one_field_are_asked(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "activities.csv", TWICE)
    assert refusals(store, path) == [("two_columns", "Date, Date (2)")]
    for header, day in (("Date", "2026-01-05"), ("Date (2)", "2026-02-05")):
        choice = Choice(about="activities", columns={"held_on": header})
        with prepared(store, path, choices={path: choice}) as ready:
            (part,) = ready.parts[0].checked
            assert not ready.is_refused
            assert [str(row[0]) for row in part.con.execute(f"select held_on from {part.staged}").fetchall()] == [day]


def test_a_second_column_that_is_empty_is_not_asked(store: Store, tmp_path: Path) -> None:
    assert refusals(store, write(tmp_path, "activities.csv", TWICE.replace("2026-02-05", ""))) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("indicator_id;mars 2026;juin 2026\ni;1;2\n", "periods_in_columns"),
        ("indicator_id;T1 2026;T2 2026;Total\ni;1;2;3\n", "periods_in_columns"),
        ("partner_id,p-1,p-2\nname,A,B\nsector,ngo,ngo\ncountry,SN,TG\n", "rows_and_columns_swapped"),
        ("Code du partenaire,p-1\nNom du partenaire,A\nSecteur,ngo\n", "rows_and_columns_swapped"),
        ("nothing;known;2026\na;b;c\n", "questions_open"),
    ],
)
def test_another_shape_is_named(store: Store, tmp_path: Path, text: str, code: str) -> None:
    assert [found for found, _ in refusals(store, write(tmp_path, "x.csv", text))] == [code]


def test_sheets_beside_a_known_one_are_left_out_and_named(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {
            "Lisez-moi": [["Mode d'emploi"], ["Remplir"]],
            "Partenaires": [["partner_id", "name", "sector"], ["q", "Q", "ngo"]],
        }.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    with prepared(store, path) as ready:
        assert (ready.is_refused, ready.good) == (False, 1)
        assert [(p.code, p.found, p.expected) for p in ready.problems()] == [("sheet_left_out", "Lisez-moi", "1")]
