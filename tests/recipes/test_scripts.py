"""Names in any script: what is called differently stays two things, with a code each, and keeps its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.recipes.names import THINGS, Names, slug
from cadence.store import Store
from tests.recipes.workbooks import Cell, bring, workbook
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
        assert codes.is_unique and (codes != "").all(), table
        assert table == "activities" or codes.str.fullmatch("[a-z0-9-]+").all(), table


@pytest.mark.parametrize("thing", sorted({one.name for one in THINGS.values()}))
def test_names_without_a_latin_letter_have_a_code_each(thing: str) -> None:
    names = Names()
    codes = [names.meet(thing, text) for text in (*CITIES, *PARTNERS)]
    assert len(set(codes)) == len(codes) and all(codes)
    assert [names.meet(thing, text) for text in (*CITIES, *PARTNERS)] == codes


def test_a_code_is_made_of_letters_that_any_keyboard_has() -> None:
    assert slug("Cœur d’Été, Łódź") == "coeur-d-ete-lodz" and slug("Кредит 2") == "2" and slug("北京") == ""
