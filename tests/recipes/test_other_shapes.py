"""Shapes that teams give their sheets beyond a line a thing: cities or periods side by side, groups, totals, days
without a year or in another order, several roles in a cell; and what is left out of them, counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cadence.intake.steps import prepare
from cadence.recipes.asked_lines import PERHAPS, is_total
from cadence.recipes.cells import codes_in
from cadence.recipes.currencies import currency_in, currency_of
from cadence.recipes.kinds import KINDS, Kind
from cadence.recipes.names import Names
from cadence.recipes.near import near_names
from cadence.recipes.vocabulary import headers_within, values
from cadence.store import Store
from cadence.words import languages, words_in
from tests.recipes.workbooks import Cell, bring, prepared, workbook
from tests.store_tools import published

NETWORK = {"network": "Rives", "network.starts_on": "2026-01-01"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    record = Store(str(tmp_path / "store"))
    yield record
    record.close()


def book(
    folder: Path,
    rows: Sequence[Sequence[Cell]],
    name: str = "suivi.xlsx",
    others: Mapping[str, list[list[Cell]]] | None = None,
) -> Path:
    return workbook(folder / name, {"Suivi": [list(row) for row in rows], **(others or {})})


def text(folder: Path, lines: str, name: str = "suivi.csv") -> Path:
    path = folder / name
    path.write_text(lines, "utf-8")
    return path


def keys(store: Store, path: Path, **said: Any) -> dict[str, str]:
    """The open questions of a file, each with its guess."""
    with prepared(store, path, **said) as preparation:
        return {one.key: one.guess for one in preparation.foreign[0].draft.questions}


def facts(store: Store, path: Path, **said: Any) -> dict[str, Mapping[str, object]]:
    with prepared(store, path, **said) as preparation:
        return {fact.code: fact.blanks for part in preparation.parts for fact in part.facts}


def progress(store: Store, *columns: str) -> dict[tuple[str, str], tuple[str, ...]]:
    rows = published(store, "progress").to_dict("records")
    return {
        (row["city_id"], row["milestone_id"]): tuple(str(row[name])[:10].replace("NaT", "") for name in columns)
        for row in rows
    }


MATRIX: list[list[Cell]] = [
    ["Suivi au 20/11/2026"],
    [],
    ["Étape", "Rabat", "Sfax", "Lomé"],
    ["Convention", "fait le 3/2", "fait", "à reprogrammer"],
    ["Diagnostic", "en cours", "", "prévu 01/2027"],
]


def test_cities_side_by_side_become_lines_and_the_fact_tells_it(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path, MATRIX)
    asked = keys(store, path, answers=NETWORK)
    assert asked["year.suivi"] == "2026", "a day without a year is asked, with the year of the file's own day"
    bring(store, path, answers=NETWORK, accept=True)
    assert progress(store, "done_on", "planned_on") == {
        ("rabat", "convention"): ("2026-02-03", ""),
        ("sfax", "convention"): ("2026-11-20", ""),  # done by the day that the title tells, at the latest
        ("lome", "convention"): ("", ""),
        ("rabat", "diagnostic"): ("", ""),
        ("sfax", "diagnostic"): ("", ""),
        ("lome", "diagnostic"): ("", "2027-01-31"),
    }
    notes = published(store, "progress").set_index(["city_id", "milestone_id"])["note"].dropna().to_dict()
    assert notes == {("lome", "convention"): "à reprogrammer", ("rabat", "diagnostic"): "en cours"}
    told = facts(store, path, answers=NETWORK, accept=True)["city_across"]
    assert (told["n"], told["rows"]) == (3, 6)


@pytest.mark.parametrize("first", ["Étape", "Step"])
def test_only_cities_beside_steps_are_turned(store: Store, tmp_path: Path, first: str) -> None:
    """Columns that something else names, or a table of other things, stay as they are."""
    for headers in ([first, "Date", "Statut"], ["Poste", "Rabat", "Sfax"]):
        path = book(tmp_path, [headers, ["Convention", "x", "y"]])
        assert "city_across" not in facts(store, path, answers=NETWORK)


PERIODS: list[list[Cell]] = [
    ["Indicateur", "Action", "Mars 2026", None, "Juin 2026", None],
    [None, None, "Prévu", "Réalisé", "Prévu", "Réalisé"],
    ["Arbres plantés", "Bois des rives", 100, 80, 150, 160],
    ["Agents formés", "Bois des rives", 10, 12, 10, None],
]


def test_periods_below_two_headers_become_lines(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path, PERIODS)
    said = {**NETWORK, "indicators.unit.suivi": "u"}
    told = facts(store, path, answers=said, accept=True)
    bring(store, path, answers=said, accept=True)
    results = published(store, "results").to_dict("records")
    assert {(row["indicator_id"], str(row["period_ends_on"])[:10], row["actual"]) for row in results} == {
        ("bois-des-rives-arbres-plantes", "2026-03-31", 80.0),
        ("bois-des-rives-arbres-plantes", "2026-06-30", 160.0),
        ("bois-des-rives-agents-formes", "2026-03-31", 12.0),
    }
    assert told["period_across"]["n"] == 2 and told["columns_left_out"]["headers"] == "Prévu", "counted, with its name"


GROUPS: list[list[Cell]] = [
    ["Ville", "Date", "Intitulé", "Type", "Participants"],
    ["Rabat", "04/11/2026", "Atelier école", "Atelier", 24],
    [None, "18/11/2026", "Comité", "Réunion", 9],
    ["Sous-total Rabat", None, None, None, 33],
    ["Sfax", "19/11/2026", "Formation voirie", "Formation", 17],
    ["Total Sfax", None, None, None, 17],
]


def test_totals_and_cells_below_a_group_are_asked_and_told(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path, GROUPS)
    asked = keys(store, path, answers=NETWORK)
    assert (asked["totals.suivi"], asked["fill.suivi.Ville"]) == ("yes", "yes")
    assert "same.city" not in asked, "a total is no city of a near name"
    assert facts(store, path, answers=NETWORK, accept=True)["totals_left_out"] == {"n": 2, "lines": "4, 6"}
    bring(store, path, answers=NETWORK, accept=True)
    assert {row["title"]: list(row["cities"]) for row in published(store, "activities").to_dict("records")} == {
        "Atelier école": ["rabat"], "Comité": ["rabat"], "Formation voirie": ["sfax"]
    }  # fmt: skip
    assert published(store, "audience")["persons"].sum() == 24 + 9 + 17, "no total is counted again"


def test_a_total_that_is_a_line_and_a_cell_that_is_empty_stay_so(store: Store, tmp_path: Path) -> None:
    said = {**NETWORK, "totals.suivi": "no", "fill.suivi.Ville": "no"}
    with prepared(store, book(tmp_path, GROUPS), answers=said) as preparation:
        draft = preparation.foreign[0].draft
        assert not draft.recipe.sheets[0].without and not draft.recipe.sheets[0].fill_down
        assert {"Sous-total Rabat", "Total Sfax"} <= {text for names in draft.new.values() for text in names}


@pytest.mark.parametrize(
    ("cell", "others", "is_one"),
    [
        ("Total", set(), True),
        ("TOTAL GÉNÉRAL", set(), True),
        ("Sous-total Rabat", set(), True),
        ("Subtotal", set(), True),
        ("Grand total", set(), True),
        ("Total Rabat", {"rabat"}, True),
        ("Rabat Total", {"rabat"}, True),
        ("Moyenne", set(), True),
        ("TotalEnergies", set(), False),
        ("Total Energies", {"rabat"}, False),
        ("Somme", set(), False),  # a department
        ("total-emplois", set(), False),
    ],
)
def test_a_total_says_so(cell: str, others: set[str], is_one: bool) -> None:
    assert is_total(cell, others) is is_one
    assert re.search(PERHAPS, cell) or not is_one, "the quick look finds all that the careful one may find"


def test_lines_that_say_nothing_of_what_a_line_is_are_counted(store: Store, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Étape", "Ville", "Échéance", "Réalisé le"]]
    rows += [["Convention", "Rabat", "2026-03-01", None], [None, "Sfax", "2026-04-01", None]]
    rows += [["Diagnostic", "Sfax", "2026-05-01", None]]
    path = book(tmp_path, rows)
    said = {**NETWORK, "fill.suivi.Étape": "no"}
    assert facts(store, path, answers=said, accept=True)["lines_without"] == {
        "n": 1, "lines": "3", "column": "Étape"
    }  # fmt: skip


US = """Grantee City,Milestone,Due Date,Completed Date,Status
Austin,Kickoff,{due},1/4/2026,Complete
Denver,Kickoff,{due},2/3/2026,Complete
"""


def test_one_cell_tells_the_order_of_days_of_the_whole_file(store: Store, tmp_path: Path) -> None:
    """3/31/2026 is the 31st of March: then 2/3/2026 in another column is the 3rd of February, not the 2nd of March."""
    bring(store, text(tmp_path, US.format(due="3/31/2026")), answers=NETWORK, accept=True)
    assert progress(store, "baseline_on", "done_on") == {
        ("austin", "kickoff"): ("2026-03-31", "2026-01-04"),
        ("denver", "kickoff"): ("2026-03-31", "2026-02-03"),
    }


@pytest.mark.parametrize(("order", "done"), [("dmy", "2026-03-02"), ("mdy", "2026-02-03")])
def test_an_order_that_no_cell_tells_is_asked_and_never_guessed(
    store: Store, tmp_path: Path, order: str, done: str
) -> None:
    path = text(tmp_path, US.format(due="5/6/2026"))
    assert keys(store, path, answers=NETWORK, accept=True) == {"dates": ""}, "not even with the guesses taken"
    assert keys(store, path, answers=NETWORK, accept=True, dates=order) == {}, "--dates answers it as well"
    bring(store, path, answers={**NETWORK, "dates": order}, accept=True)
    assert progress(store, "done_on")["denver", "kickoff"] == (done,)
    later = text(tmp_path, US.format(due="7/8/2026"), "mai.csv")
    assert "dates" not in keys(store, later, accept=True), "said once"


def test_a_day_that_is_not_set_yet_is_no_day_and_told(store: Store, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["City", "Step", "Planned date", "Actual date"], ["Leeds", "MoU", "TBC", "postponed"]]
    rows += [["Leeds", "Plan", "à définir", "2026-03-02"]]
    path = book(tmp_path, rows)
    assert facts(store, path, answers=NETWORK, accept=True)["days_not_told"]["n"] == 2
    bring(store, path, answers=NETWORK, accept=True)
    assert progress(store, "baseline_on", "done_on")["leeds", "mou"] == ("", "")
    assert published(store, "progress").set_index("milestone_id")["note"]["mou"] == "postponed"


@pytest.mark.parametrize("pair", [("Planned", "Actual"), ("Prévu", "Réel"), ("Expected", "Actual date")])
def test_two_headers_over_a_step_are_one_step(store: Store, tmp_path: Path, pair: tuple[str, str]) -> None:
    headers: list[Cell] = ["City", f"Charter {pair[0]}", f"Charter {pair[1]}", f"Plan {pair[0]}", f"Plan {pair[1]}"]
    rows: list[list[Cell]] = [headers, ["Leeds", "2026-01-15", "2026-01-20", "2026-09-01", None]]
    rows += [["Nairobi", "2026-01-15", "2026-01-10", "2026-09-01", None]]
    bring(store, book(tmp_path, rows), answers=NETWORK, accept=True)
    assert set(published(store, "milestones")["milestone_id"]) == {"charter", "plan"}
    assert progress(store, "baseline_on", "done_on")["leeds", "charter"] == ("2026-01-15", "2026-01-20")


ROLES: list[list[Cell]] = [
    ["Structure", "Rôle", "Villes"],
    ["Agence de l’eau", "relais / financeur", "Rabat ; Sfax"],
    ["Enda", "opérateur", "Sfax"],
]


def test_several_roles_and_cities_in_a_cell_are_a_partnership_each(store: Store, tmp_path: Path) -> None:
    said = {**NETWORK, "cities.joined_on.suivi": "2026-01-01"}
    path = book(tmp_path, ROLES)
    assert not [key for key in keys(store, path, answers=said) if key.startswith("values.")], "all words are known"
    bring(store, path, answers=said, accept=True)
    found = published(store, "partnerships").to_dict("records")
    assert {(row["partner_id"], row["city_id"], row["role"]) for row in found} == {
        ("agence-de-l-eau", "rabat", "sustainability_host"),
        ("agence-de-l-eau", "rabat", "funding"),
        ("agence-de-l-eau", "sfax", "sustainability_host"),
        ("agence-de-l-eau", "sfax", "funding"),
        ("enda", "sfax", "delivery"),
    }
    assert set(published(store, "cities")["joined_on"].astype(str)) == {"2026-01-01"}, "said once for all of them"


def test_codes_of_a_cell_are_all_known_or_none() -> None:
    known = values("partnerships.role")
    assert codes_in("relais / financeur", known) == "sustainability_host|funding"
    assert codes_in("relais, inconnu", known) == "" == codes_in("relais", known)


FORM = """Horodateur,Nom et prénom,Adresse e-mail,Votre ville,Vous êtes...,Comment participez-vous ?
2026/11/12 9:02:11 AM UTC+1,Awa Sow,awa@ville.example,Rabat,Élu·e,Sur place
2026/11/12 9:03:40 AM UTC+1,Jean Bon,jean@ville.example,Rabat,Agent(e),En ligne
2026/11/12 9:05:55 AM UTC+1,Jean BON,jean@ville.example,Rabat,Agent(e),En ligne
"""


def test_a_form_that_persons_filled_in_is_a_list_of_persons(store: Store, tmp_path: Path) -> None:
    path = text(tmp_path, FORM, "presence.csv")
    with prepared(store, path, answers=NETWORK) as preparation:
        guess = preparation.foreign[0].draft.guesses["presence.csv"]
        assert guess.line == "attendee"
    bring(store, path, answers={**NETWORK, "kind.presence": "joint_session"}, accept=True)
    assert [str(day)[:10] for day in published(store, "activities")["held_on"]] == ["2026-11-12"], "by its stamps"
    counted = published(store, "audience").to_dict("records")
    assert {(row["segment"], row["channel"], row["persons"]) for row in counted} == {
        ("elected", "on_site", 1), ("city_staff", "online_live", 1)
    }  # fmt: skip


def test_an_unknown_sheet_is_asked_about_with_every_kind_of_line(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path, [["A", "B", "C"], ["Enda", "x", "1"], ["Mafoli", "y", "2"]])
    with prepared(store, path, answers=NETWORK, accept=True) as preparation:
        (question,) = [one for one in preparation.foreign[0].draft.questions if one.code == "line"]
        assert set(question.options) == {*(kind.line for kind in KINDS), "leave_out"} and not question.guess
    said = {**NETWORK, "line.suivi": "partner", "column.suivi.A": "partners.name"}
    bring(store, path, answers=said, accept=True)
    assert set(published(store, "partners")["name"]) == {"Enda", "Mafoli"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.line)
@pytest.mark.parametrize("language", languages())
def test_a_line_without_what_it_needs_says_so_in_words(store: Store, tmp_path: Path, kind: Kind, language: str) -> None:
    path = book(tmp_path, [["A", "B", "C"], ["x1", "x", "1"], ["y1", "y", "2"]])
    said = {**NETWORK, "line.suivi": kind.line}
    with prepared(store, path, answers=said, accept=True) as preparation:
        (problem,) = [one for one in preparation.problems() if one.code == "line_lacks"]
        sentence = problem.says(words_in(language))
        codes = [one for group in kind.needs for one in group if not one.startswith("persons.")]
        assert not any(code in sentence or code.partition(".")[2] in sentence.split() for code in codes), sentence
        assert preparation.is_refused


def test_names_where_codes_should_be_make_a_conversation(store: Store, tmp_path: Path) -> None:
    """Ville, Pays, Date d'adhésion: no template that lacks a column, a list of cities."""
    rows: list[list[Cell]] = [["Ville", "Pays", "Date d’adhésion"], ["Rabat", "Maroc", "2026-01-12"]]
    rows += [["Sfax", "Tunisie", "2026-01-14"]]
    beside: dict[str, list[list[Cell]]] = {"Brouillon": [["a", "b"], ["x", "1"], ["y", "2"]]}
    path = book(tmp_path, rows, others=beside)
    bring(store, path, answers=NETWORK, accept=True)
    assert set(published(store, "cities")["city_id"]) == {"rabat", "sfax"}
    with prepared(store, path, answers=NETWORK, accept=True) as preparation:
        left = [(one.found, one.expected) for one in preparation.problems() if one.code == "sheet_left_out"]
        assert left == [("Brouillon", "2")], "left out with its name and its rows"


@pytest.mark.parametrize(("written", "known"), [("St-Louis", "Saint Louis"), ("Univ. de Lomé", "Université de Lomé")])
def test_a_name_cut_short_is_near_the_whole_one(written: str, known: str) -> None:
    names = Names(said={"city": {"one": known}}, known={"city": {}})
    assert [(one.name, one.code) for one in near_names(names, "city", [written])] == [(written, "one")]


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Grantee City", "cities.name"),
        ("Budget prévu (€)", "actions.cost_programme"),
        ("Date de l’atelier", "activities.held_on"),
        ("Durée du projet", ""),  # French tells the thing first
        ("Project duration", ""),  # English tells it last
        ("Type projet", ""),  # the type of a thing is not the thing
        ("Nombre de villes", ""),
        ("Commentaire sur la durée du projet", ""),
        ("Présence (dans la localité)", ""),
    ],
)
def test_a_known_header_among_other_words_is_a_guess(header: str, meaning: str) -> None:
    found = {one for one in headers_within(header) if not one.startswith("persons.")}
    assert meaning in found if meaning else not found


@pytest.mark.parametrize(
    ("said", "code"), [("€", "EUR"), ("eur", "EUR"), ("XOF", "XOF"), ("k€", "EUR"), ("$", ""), ("francs", "")]
)
def test_a_currency_is_one_or_none(said: str, code: str) -> None:
    assert currency_of(said) == code


def test_the_currency_of_a_header_is_proposed(store: Store, tmp_path: Path) -> None:
    assert currency_in(["Budget (€)", "Coût"]) == "EUR"
    assert currency_in(["Budget (€)", "Budget (USD)"]) == ""
    path = book(tmp_path, [["Action", "Statut", "Budget (€)"], ["Lagune", "En cours", "9 400"]])
    assert keys(store, path, answers=NETWORK)["actions.currency.suivi"] == "EUR"
    bring(store, path, answers=NETWORK, accept=True)
    assert published(store, "actions")[["currency", "cost_programme"]].values.tolist() == [["EUR", 9400.0]]


def test_a_header_that_says_the_same_otherwise_is_not_a_column_that_is_gone(store: Store, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Ville", "Étape", "Date prévue", "Réalisé le", "Observations"]]
    rows += [["Rabat", "Convention", "2026-03-01", None, None], ["Sfax", "Convention", "2026-03-01", None, "à voir"]]
    bring(store, book(tmp_path, rows), answers=NETWORK, accept=True)
    rows[0][2] = "Échéance"
    asked = keys(store, book(tmp_path, rows, "avril.xlsx"))
    assert list(asked) == ["column.avril.Échéance"]


def test_two_letters_joined_are_two(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path, [["Action", "Statut"], ["Cœur de ville", "En cours"]])
    bring(store, path, answers=NETWORK, accept=True)
    assert list(published(store, "actions")["action_id"]) == ["coeur-de-ville"]
    with prepare([book(tmp_path, [["Action", "Statut"], ["Coeur de ville", "En cours"]], "b.xlsx")], store) as later:
        assert later.foreign[0].draft.new.get("action", ()) == ()


def test_a_sheet_left_out_beside_a_template_is_taken_in_where_a_person_says_what_its_lines_are(
    store: Store, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        {
            "Partenaires": [["partner_id", "name", "sector"], ["q", "Q", "ngo"]],
            "Divers": [["A", "B"], ["Mafoli", "x"], ["Enda", "y"]],
        },
    )
    with prepared(store, path) as preparation:
        (left,) = [one for one in preparation.problems() if one.code == "sheet_left_out"]
        assert (left.found, left.expected) == ("Divers", "2") and not preparation.is_refused
        for language in languages():
            assert "line.Divers=" in left.mend(words_in(language)), "the way to take it in"
    said = {**NETWORK, "line.Divers": "partner", "column.Divers.A": "partners.name"}
    bring(store, path, answers=said, accept=True)
    assert set(published(store, "partners")["name"]) == {"Q", "Mafoli", "Enda"}


def test_a_year_is_a_period_that_ends_on_its_last_day(store: Store, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Indicateur", "Action", "Période", "Valeur"], ["Arbres", "Bois", "2025", 12]]
    said = {**NETWORK, "indicators.unit.suivi": "arbres"}
    bring(store, book(tmp_path, rows), answers=said, accept=True)
    (result,) = published(store, "results").to_dict("records")
    assert (str(result["period_ends_on"])[:10], result["actual"]) == ("2025-12-31", 12.0)
