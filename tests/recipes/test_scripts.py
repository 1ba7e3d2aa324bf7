"""Names in any script: what is called differently stays two things, with a code each, and keeps its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.contract import load_contract
from cadence.forms.safe_csv import safe_csv
from cadence.intake.foreign_sheets import CODE
from cadence.intake.steps import prepare
from cadence.recipes.names import THINGS, Names, slug
from cadence.store import Store
from tests.recipes.workbooks import Cell, bring, prepared, workbook
from tests.store_tools import published

CITIES = ("مدينة تونس", "مدينة صفاقس", "Київ", "Львів", "Lomé", "北京")
PARTNERS = ("جمعية 1", "بلدية 1", "Кредит 2", "Хата 2", "Kɔkɔ", "上海")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    record = Store(str(tmp_path / "store"))
    yield record
    record.close()


def test_every_city_partner_and_activity_keeps_its_name(store: Store, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Date", "Titre", "Type", "Partenaires", "Villes", "Participants"]]
    for number, (city, partner) in enumerate(zip(CITIES, PARTNERS, strict=True)):
        rows.append([f"0{number + 1}/02/2026", f"ورشة {city}", "Atelier", partner, city, 10 + number])
        rows.append([f"0{number + 1}/02/2026", f"لقاء {city}", "Atelier", partner, city, 20 + number])
    said = {"network": "Rives", "dates": "dmy", **{f"country.{city}": "TN" for city in CITIES}}
    bring(store, workbook(tmp_path / "أنشطة.xlsx", {"Activités": rows}), accept=True, answers=said)
    assert sorted(published(store, "cities")["name"]) == sorted(CITIES)
    assert sorted(published(store, "partners")["name"]) == sorted(PARTNERS)
    held = published(store, "activities")
    assert sorted(held["title"]) == sorted(str(row[1]) for row in rows[1:])
    assert published(store, "audience")["persons"].sum() == sum(int(str(row[5])) for row in rows[1:])
    for table, key in (("cities", "city_id"), ("partners", "partner_id"), ("activities", "activity_id")):
        codes = published(store, table)[key]
        assert codes.is_unique and codes.str.fullmatch(CODE).all(), table


def test_what_was_brought_in_any_script_comes_back_as_it_is(store: Store, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Date", "Titre", "Type", "Partenaires", "Villes", "Participants"]]
    for number, (city, partner) in enumerate(zip(CITIES, PARTNERS, strict=True)):
        rows.append([f"1{number}/02/2026", f"ورشة {city}", "Atelier", partner, city, 10 + number])
    said = {"network": "شبكة", "dates": "dmy", **{f"country.{city}": "TN" for city in CITIES}}
    bring(store, workbook(tmp_path / "a.xlsx", {"Activités": rows}), accept=True, answers=said)
    # As contract files: their codes are codes, nobody is asked.
    for table in ("activities", "audience"):
        held = published(store, table)
        (tmp_path / f"{table}.csv").write_bytes(safe_csv(held[list(load_contract(table).columns)]))
    with prepare([tmp_path / "activities.csv", tmp_path / "audience.csv"], store) as preparation:
        assert not preparation.foreign and not preparation.problems() and preparation.good == 2 * len(CITIES)
    # And next month, with one line more.
    rows.append(["20/03/2026", "لقاء جديد", "Atelier", PARTNERS[0], CITIES[0], 5])
    bring(store, workbook(tmp_path / "a.xlsx", {"Activités": rows}), accept=True, answers={"dates": "dmy"})
    assert [len(published(store, table)) for table in ("activities", "cities", "partners")] == [7, 6, 6]


def test_persons_whose_names_differ_in_any_script_are_counted_each(store: Store, tmp_path: Path) -> None:
    names = ("علي 1", "محمد 1", "Ali علي", "Ali محمد", "Олег К", "Ирина К")
    rows: list[list[Cell]] = [["Nom", "Heure d'arrivée", "Heure de départ", "Durée", "E-mail"]]
    rows += [[name, "12/02/2026 10:00", "12/02/2026 11:00", "1 h", ""] for name in (*names, names[0])]
    said = {
        "network": "شبكة", "network.starts_on": "2026-01-01", "held_on.presence": "2026-02-12",
        "kind.presence": "joint_session",
    }  # fmt: skip
    with prepared(store, workbook(tmp_path / "presence.xlsx", {"Présence": rows}), accept=True, answers=said) as one:
        asked = {question.key for question in one.foreign[0].draft.questions}
    assert not asked, asked
    bring(store, tmp_path / "presence.xlsx", accept=True, answers=said)
    assert published(store, "audience")["persons"].sum() == len(names)


@pytest.mark.parametrize("thing", sorted({one.name for one in THINGS.values()}))
def test_names_without_a_latin_letter_have_a_code_each(thing: str) -> None:
    names = Names()
    codes = [names.meet(thing, text) for text in (*CITIES, *PARTNERS)]
    assert len(set(codes)) == len(codes) and all(codes)
    assert [names.meet(thing, text) for text in (*CITIES, *PARTNERS)] == codes


def test_a_code_is_made_of_letters_that_any_keyboard_has() -> None:
    assert slug("Cœur d’Été, Łódź") == "coeur-d-ete-lodz" and slug("Кредит 2") == "2" and slug("北京") == ""
