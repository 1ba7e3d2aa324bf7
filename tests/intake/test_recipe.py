"""Recipes: foreign exports become contract tables, whole, every set-aside row with its reason.

The invented exports have the shape and the quirks of the real ones. The numbers asked of the real ones were
counted by hand in the raw CSV files, without Cadence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cadence.intake.preparation import Preparation
from cadence.intake.steps import prepare
from cadence.store import Store
from tests.proving import REAL, needs
from tests.store_tools import settings_for

OCHA = REAL / "ocha_drc_4w"
BAROMETRE = REAL / "barometre"

PRESENCE_HEADER = (
    '"CLUSTER\n(Choisir)";NOM ACTIVITE / PROJET2;DATE DEBUT;DATE FIN;"NOMBRE BENEFICIAIRES DIRECTS \n(personnes)";'
    '"ETAT PROJET\n(Choisir)";BUDGET;ID_Projet;Province;Code Province;Territoire;Code Terrtoire;Nom organization;'
    "Type organisation;Acronyme;ID_Acteur"
)
PRESENCE = (
    "Santé;Soins;01/02/2025;31/12/2025;300;En cours;1000;P1;Ituri;CD54;Irumu;CD5402;Alpha;ONG Nationale;A;Org_1",
    "Santé;Soins;15/01/2025;30/06/2026;1 200;Clôturé;-;P1;Ituri;CD54;Djugu;CD5405;Beta;Gouvernement;BE;Org_2",
    "Cash multi-sectoriel;Sous;13/03/2025;01/03/2025;0;Clôturé;;P2;Ituri;CD54;Irumu;CD5402;Alpha;ONG Nationale;A;Org_1",
    "Santé;Sans projet;14/03/2025;31/12/2025;5;En cours;;;Ituri;CD54;Irumu;CD5402;Alpha;ONG Nationale;A;Org_1",
    "Santé;Sans lieu;14/03/2025;31/12/2025;7;En cours;;P2;;;;;Alpha;ONG Nationale;A;Org_1",
    "Santé;Sans jour;00:00:00;31/12/2025;9;En cours;;P2;Ituri;CD54;Irumu;CD5402;Alpha;ONG Nationale;A;Org_1",
)
SUMMARY_HEADER = (
    "mesure,indicateur,id_indicateur,code_departement,libelle_departement,valeur_actuelle,date_valeur_actuelle,"
    "valeur_initiale,date_valeur_initiale,cible,pourcentage_cible,date_cible,unite\n"
)
SUMMARY = """\
"Plus de bornes ",Bornes,bornes,01,Ain,120.0,2022-09-30,20.0,2017-12-31,100.0,100.0,2022-12-31,bornes
"Plus de bornes ",Bornes,bornes,2A,Corse-du-Sud,15.0,2022-09-30,10.0,2017-12-31,50.0,12.0,2022-12-31,bornes
Moins de morts,Morts,morts,01,Ain,30.0,2022-06-30,40.0,2018-12-31,20.0,50.0,2021-12-31,morts dans l'année
Logements,Accompagnés,logements,01,Ain,353.0,2022-06-30,,,,,,logements
Logements,Rénovés,logements,01,Ain,353.0,2022-06-30,,,,,,logements rénovés
"""

Prepared = Callable[[Path], Preparation]


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Prepared]:
    store = Store.open(settings_for(tmp_path / "store"))
    open_ones: list[Preparation] = []

    def prepare_one(path: Path) -> Preparation:
        open_ones.append(prepare([path], store, upload_day=dt.date(2026, 1, 1)))
        return open_ones[-1]

    yield prepare_one
    for preparation in open_ones:
        preparation.close()
    store.close()


def rows(preparation: Preparation, sql: str) -> list[tuple]:  # type: ignore[type-arg]
    """Asks about the good rows: each table goes by ``{name}``."""
    names = {name: parts[0].staged for name, parts in preparation.tables().items()}
    return preparation.con.execute(sql.format(**names)).fetchall()


def counts(preparation: Preparation) -> dict[str, tuple[int, int]]:
    return {name: (parts[0].good, parts[0].set_aside) for name, parts in preparation.tables().items()}


def reasons(preparation: Preparation) -> set[tuple[str, int | None, str | None]]:
    return {(problem.code, problem.line, problem.column) for problem in preparation.problems()}


def test_an_invented_presence_export(prepared, tmp_path):
    path = tmp_path / "presence.csv"
    path.write_bytes("\r\n".join([PRESENCE_HEADER, *PRESENCE]).encode("cp1252"))
    found = prepared(path)
    assert found.parts[0].recognition.about == "ocha_4w"
    assert counts(found) == {
        "networks": (1, 0), "cities": (2, 1), "partners": (2, 0), "partnerships": (2, 0),
        "actions": (2, 1), "activities": (5, 1), "audience": (5, 1),
    }  # fmt: skip
    assert reasons(found) == {
        ("missing", 5, "ID_Projet"),
        ("missing", 6, "Code Terrtoire"),
        ("missing", 6, "Territoire"),
        ("not_a_date", 7, "DATE DEBUT"),
        ("parent_set_aside", 7, "activity_id"),
    }
    assert rows(found, "select sum(persons) from {audience}") == [(1512,)]
    assert rows(found, "select reach_unit_fr, reach_unit_en from {networks}") == [("bénéficiaires", "beneficiaries")]
    assert rows(found, "select status, cities, starts_on, planned_end_on from {actions} where action_id = 'P1'") == [
        ("implementation", ["CD5402", "CD5405"], dt.date(2025, 1, 15), dt.date(2026, 6, 30))
    ]
    assert rows(found, "select partner_id, sector from {partners} order by all") == [
        ("Org_1", "ngo"),
        ("Org_2", "public"),
    ]


def test_an_invented_barometer(prepared, tmp_path):
    path = tmp_path / "synthese.csv"
    path.write_text(SUMMARY_HEADER + SUMMARY, encoding="utf-8")
    found = prepared(path)
    assert found.parts[0].recognition.about == "barometre"
    assert (found.set_aside, reasons(found)) == (0, set())
    assert {name: good for name, (good, _) in counts(found).items()} == {
        "networks": 1, "phases": 1, "milestones": 2, "cities": 2, "partners": 1, "progress": 3,
        "actions": 3, "indicators": 5, "results": 5,
    }  # fmt: skip
    assert rows(found, "select indicator_id, is_ascending from {indicators} where is_ascending = false") == [
        ("morts-01", False)
    ]
    assert rows(found, "select city_id, milestone_id, done_on from {progress} where done_on is not null") == [
        ("01", "plus-de-bornes", dt.date(2022, 9, 30))
    ]
    assert rows(
        found, "select indicator_id, _line from {indicators} where indicator_id like 'logements%' order by all"
    ) == [
        ("logements-01", 5),
        ("logements-2-01", 6),
    ]


@needs(REAL)
@pytest.mark.parametrize("name", ["extrait_mai_2025.xlsx", "extrait_mai_2025_export_excel_fr_cp1252.csv"])
def test_the_presence_export_is_imported_whole(prepared, name):
    found = prepared(OCHA / name)
    assert not found.is_refused
    # Of 4,343 rows 28 have no start; 100 have no project, 5 no place; 523 - 1 projects, 86 - 1 territories.
    assert counts(found) == {
        "networks": (1, 0), "cities": (85, 5), "partners": (244, 0), "partnerships": (693, 0),
        "actions": (522, 100), "activities": (4315, 28), "audience": (4315, 28),
    }  # fmt: skip

    def ask(sql: str) -> int:
        return rows(found, sql)[0][0]

    assert ask("select sum(persons) from {audience}") == 23_889_702
    assert ask("select count(*) from {audience} where persons = 0") == 647
    masisi = "list_contains(cities, 'CD6103')"
    assert ask(f"select count(*) from {{activities}} where {masisi}") == 422
    assert (
        ask(f"select sum(persons) from {{audience}} join {{activities}} using (activity_id) where {masisi}")
        == 1_308_806
    )
    assert ask("select count(*) from {activities} where list_contains(partners, 'Org_151')") == 322
    assert rows(found, "select len(cities), len(partners) from {actions} where action_id = 'Projet_133'") == [(24, 5)]
    assert ask("select count(*) from {actions} where status = 'closed'") == 9


@needs(REAL)
def test_the_barometer_is_imported_whole(prepared):
    found = prepared(BAROMETRE / "barometre-resultats-synthese-departemental.csv")
    assert (found.is_refused, found.set_aside) == (False, 0)
    assert {name: good for name, (good, _) in counts(found).items()} == {
        "networks": 1, "phases": 1, "milestones": 29, "cities": 101, "partners": 1, "progress": 2825,
        "actions": 40, "indicators": 5333, "results": 5333,
    }  # fmt: skip
    assert rows(found, "select count(*) from {indicators} where target is null") == [(1612,)]
    assert rows(found, "select count(*) from {indicators} where baseline is null") == [(117,)]
    assert rows(
        found,
        "select baseline, actual, target, target_on from {indicators} join {results} using (indicator_id) "
        "where indicator_id = 'tx-gs-rep-01'",
    ) == [(24.0, 95.0, 92.0, dt.date(2022, 11, 30))]
    assert rows(found, "select count(*) from {progress} where done_on is not null") == [(922,)]
