"""Columns of persons in sheets of anything else: not kept either, whatever the sheet is, and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.intake.model import Choice
from cadence.intake.preparation import Preparation
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.store import Store
from tests import kept_records
from tests.intake.persons_kept import found_in, rows_of
from tests.recipes.workbooks import PARTNERS, TRACKER, workbook
from tests.store_tools import published, settings_for

WHO = [["Contact", "E-mail du contact", "Tél."], ["", "", ""],
       ["Oscarine Falguière", "oscarine.f@ville.example", "+221 77 698 11 22"],
       ["Brivaldo Quessard", "b.quessard@ville.example", "+228 90 698 11 23"]]  # fmt: skip
PERSONAL = ("Falguière", "Quessard", "oscarine.f@", "b.quessard@", "698 11 2")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(kept_records.copied_to(tmp_path / "record")))
    yield opened
    opened.close()


def keeps_nobody(store: Store, values: tuple[str, ...] = PERSONAL) -> bool:
    return not found_in(Path(store.place), values) and not [one for one in values if one.encode() in rows_of(store)]


def ready(store: Store, path: Path, **answers: str) -> Preparation:
    return prepare([path], store, {path: Choice(answers=answers, accept=True)})


def told(ready: Preparation) -> dict[str, object]:
    facts = {fact.code: fact.blanks.get("n") for part in ready.parts for fact in part.facts}
    return facts | {one.code: one.expected for one in ready.problems()}


def test_a_tracker_with_contact_columns_is_published_without_them(store: Store, tmp_path: Path) -> None:
    rows = [[*row, *more] for row, more in zip(TRACKER, WHO, strict=True)]
    path = workbook(tmp_path / "suivi.xlsx", {"Suivi": rows, "Partenaires": [*PARTNERS, ["x@partenaire.example", ""]]})
    with ready(store, path, network="Réseau des quais") as found:
        assert told(found)["persons_not_kept"] == 3
        publish(found, message="m", author="A")
    assert {"Lugo-les-Pins", "Tamouro"} <= set(published(store, "cities")["name"])
    assert keeps_nobody(store)


def test_names_beside_organisations_are_persons_and_the_organisations_are_not(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "partenaires.csv"
    path.write_text("Organisme;Secteur;Nom;Mél\n"
                    "Institut Mafoli;Recherche;Oscarine Falguière;oscarine.f@ville.example\n"
                    "Ligue des quais;Association;Brivaldo Quessard;b.quessard@ville.example\n")  # fmt: skip
    with ready(store, path, network="astrolabe", **{"line.partenaires": "partner"}) as found:
        publish(found, message="m", author="A")
    assert {"Institut Mafoli", "Ligue des quais"} <= set(published(store, "partners")["name"])
    assert keeps_nobody(store)


def test_a_template_with_a_column_of_contacts_keeps_nobody_not_in_its_rejects_either(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "partners.csv"
    path.write_text("partner_id,name,sector,country,Contact,Email\n"
                    "mafoli,Institut Mafoli,academia,SN,Oscarine Falguière,oscarine.f@ville.example\n"
                    "quais,Ligue des quais,ngo,nowhere,Brivaldo Quessard,b.quessard@ville.example\n"
                    "Brivaldo Quessard,b.quessard@ville.example\n")  # fmt: skip
    with prepare([path], store) as found:
        assert told(found)["persons_not_kept"] == 2 and found.set_aside == 2
        done = publish(found, message="m", author="A", set_aside_ok=True)
    assert done is not None and keeps_nobody(store)
    kept = store.original(done.files[0].sha256).decode()
    assert kept.splitlines()[:2] == ["partner_id,name,sector,country,Contact,Email",
                                     "mafoli,Institut Mafoli,academia,SN,,"]  # fmt: skip


def test_an_address_in_a_text_of_a_template_is_told_without_being_shown(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "checkins.csv"
    path.write_text("city_id,held_on,note\nbaobali,2026-03-01,écrire à oscarine.f@ville.example\n")
    with prepare([path], store) as found:
        notes = [one for one in found.problems() if one.code == "address_in_text"]
        assert [(one.column, one.expected, one.found) for one in notes] == [("note", "1", None)]


def test_what_somebody_said_of_a_column_comes_before_its_header(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "agenda.csv"
    path.write_text("Date;Titre;Type;Contact\n2026-03-10;Atelier rues;Atelier;Institut Mafoli\n")
    answers = {"network": "astrolabe", "line.agenda": "activity", "column.agenda.Contact": "activities.partners"}
    with ready(store, path, **answers) as found:
        assert "persons_not_kept" not in told(found)
        publish(found, message="m", author="A")
    assert "Institut Mafoli" in set(published(store, "partners")["name"])


@pytest.mark.parametrize("content", [
    "Nom complet,E-mail,Atelier\n\"Falguière\"\" Oscarine\",oscarine.f@ville.example,Ruelles\n"
    "Brivaldo \"Bri\" Quessard,b.quessard@ville.example,Ruelles\n",
    "'Nom complet','E-mail','Atelier'\n'Oscarine Falguière','oscarine.f@ville.example','Ruelles'\n",
    "sep=;\nNom complet;E-mail;Atelier\nOscarine Falguière;oscarine.f@ville.example;Ruelles\n\n"
    "Brivaldo Quessard;;Ruelles\n",
    "Participants de mai\n\nNom complet\tE-mail\tAtelier\nOscarine Falguière\toscarine.f@ville.example\tRuelles\n"
    "écrire à b.quessard@ville.example\t\t\n",
])  # fmt: skip
def test_however_a_file_is_quoted_nobody_stays_in_what_is_kept(content: str, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "presences.csv"
    path.write_text(content)
    said = {"network": "astrolabe", "line.presences": "attendee", "held_on.presences.Ruelles": "2026-03-12",
            "kind.presences.Ruelles": "joint_session"}  # fmt: skip
    with ready(store, path, **said) as found:
        done = publish(found, message="m", author="A", set_aside_ok=True)
    assert done is not None and keeps_nobody(store)
