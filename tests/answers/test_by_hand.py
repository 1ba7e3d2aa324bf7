"""Numbers that the pages show of two real exports, made again of the files themselves, by nothing of the program.

What each page shows stands beside it; a number here is what its counting rule says, read from the file by csv alone.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from itertools import groupby
from typing import Any

from cadence.answers import explore
from cadence.answers.explore import Wish
from tests.proving import REAL, needs
from tests.real_networks import imported

OCHA = REAL / "ocha_drc_4w" / "extrait_mai_2025_export_excel_fr_utf8.csv"
BAROMETRE = REAL / "barometre" / "barometre-resultats-synthese-departemental.csv"
# Until when each extract is known, and the rule silent_days.
MAY = dt.date(2025, 5, 31)
DECEMBER = dt.date(2022, 12, 31)
SILENT_DAYS = 183


@cache
def places() -> list[dict[str, Any]]:
    """Each row of the 4W: who, where, in which project, from when to when, for how many."""
    with OCHA.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    persons = next(name for name in rows[0] if name.startswith("NOMBRE BENEFICIAIRES"))
    return [
        {
            "partner": row["ID_Acteur"], "city": row["Code Terrtoire"], "project": row["ID_Projet"],
            "kind": row["Type organisation"], "from": french_day(row["DATE DEBUT"]), "to": french_day(row["DATE FIN"]),
            "persons": int(row[persons]),
        }
        for row in rows
    ]  # fmt: skip


def french_day(text: str) -> dt.date | None:
    """31/05/2025; nothing where the cell holds none, or an hour."""
    return dt.datetime.strptime(text, "%d/%m/%Y").date() if len(text) == len("31/05/2025") else None


@cache
def begun() -> list[dict[str, Any]]:
    """The rows whose work had begun by the day of the extract."""
    return [row for row in places() if row["from"] and row["from"] <= MAY]


@cache
def partnerships() -> dict[tuple[str, str], tuple[dt.date | None, dt.date | None, list[dt.date]]]:
    """By organisation and territory: the first start, the last end not before its start, the starts by the day."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in places():
        if row["partner"] and row["city"]:
            found[row["partner"], row["city"]].append(row)
    return {
        pair: (
            min((row["from"] for row in rows if row["from"]), default=None),
            max((row["to"] for row in rows if row["from"] and row["to"] and row["to"] >= row["from"]), default=None),
            [row["from"] for row in rows if row["from"] and row["from"] <= MAY],
        )
        for pair, rows in found.items()
    }


@cache
def indicators() -> list[dict[str, str]]:
    """Each row of the barometer: a measure, an indicator, a department, its values."""
    with BAROMETRE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def steps() -> list[tuple[str, str, dt.date, dt.date | None]]:
    """Department, measure, day agreed, day done: of each measure with a target there, done when all are at 100 %."""
    having = [row for row in indicators() if row["cible"]]

    def place(row: dict[str, str]) -> tuple[str, str]:
        return row["code_departement"], row["mesure"].strip().casefold()

    found = []
    for (department, measure), group in groupby(sorted(having, key=place), place):
        rows = list(group)
        is_done = all(float(row["pourcentage_cible"] or 0) >= 100 for row in rows)
        agreed = max(dt.date.fromisoformat(row["date_cible"]) for row in rows)
        newest = max(dt.date.fromisoformat(row["date_valeur_actuelle"]) for row in rows)
        found.append((department, measure, agreed, newest if is_done else None))
    return found


@needs(REAL)
def test_overview_tells_the_beneficiaries_of_the_quarter() -> None:
    """Overview: 5,794,813 beneficiaries since 1 March 2025."""
    told = of("ocha", "key_figures")["engagements"]
    assert told == sum(row["persons"] for row in begun() if row["from"] >= dt.date(2025, 3, 1)) == 5_794_813


@needs(REAL)
def test_overview_tells_the_cities_with_an_active_partner() -> None:
    """Overview: 62 of 85 cities have an active partner, 11 more only silent ones."""
    active = {
        pair: (days, start)
        for pair, (start, end, days) in partnerships().items()
        if start and start <= MAY and (end is None or end >= MAY)
    }
    alive = {pair for pair, (days, start) in active.items() if (MAY - max(start, *days)).days <= SILENT_DAYS}
    served, reached = {city for _, city in alive}, {city for _, city in active}
    told = of("ocha", "key_figures")
    assert (told["partner_k"], told["partner_silent_k"], told["partner_n"]) == (62, 11, 85)
    assert (len(served), len(reached - served), len({row["city"] for row in places() if row["city"]})) == (62, 11, 85)


@needs(REAL)
def test_partner_reach_tells_the_beneficiaries_of_all_activities() -> None:
    """Partner reach and the report: 22,901,979 beneficiaries in 4,035 activities."""
    serving, network = imported("ocha")
    told = serving.frame("audience_by_kind", network=network)
    assert (told["engagements"].sum(), told["activities"].sum()) == (22_901_979, 4_035)
    assert (sum(row["persons"] for row in begun()), len(begun())) == (22_901_979, 4_035)


@needs(REAL)
def test_partner_reach_tells_how_many_partnerships_are_silent() -> None:
    """Partner reach: 244 of 590 active partnerships have been silent for more than 6 months."""
    active = [(start, days) for start, end, days in partnerships().values() if start and start <= MAY <= (end or MAY)]
    silent = [1 for start, days in active if (MAY - max(start, *days)).days > SILENT_DAYS]
    serving, network = imported("ocha")
    told = serving.frame("partnership_freshness", network=network)
    assert (len(told), (told["silent_days"] > told["limit_days"]).sum()) == (len(active), len(silent)) == (590, 244)


@needs(REAL)
def test_partner_reach_tells_on_how_many_partners_the_reach_rests() -> None:
    """Partner reach and the report: the equivalent of 15.7 partners; the largest brings 18 %."""
    persons: dict[str, int] = defaultdict(int)
    for row in begun():
        persons[row["partner"]] += row["persons"]
    shares = [n / sum(persons.values()) for n in persons.values()]
    told = of("ocha", "dependence")
    assert abs(told["effective_partners"] - 1 / sum(share * share for share in shares)) < 1e-6
    assert abs(told["top_share"] - max(shares)) < 1e-9
    assert f"{told['effective_partners']:.1f} {told['top_share']:.0%}" == "15.7 18%"


@needs(REAL)
def test_explore_counts_the_partners_of_each_sector() -> None:
    """Explore: the rows of the partners by sector; organisations of the UN are one of them."""
    serving, network = imported("ocha")
    told = explore.explore(serving, network, Wish("partners", "sector"))
    kinds: dict[str, str] = {}
    for row in places():
        kinds.setdefault(row["partner"], row["kind"])
    by_hand = sum(kind == "Agence du Système des Nations Unies" for kind in kinds.values())
    assert told.set_index("group")["value"]["multilateral"] == by_hand
    assert told["value"].sum() == len(kinds) == 244


@needs(REAL)
def test_tests_and_results_tell_the_targets_that_are_reached() -> None:
    """Overview, Tests and results and the report: 1,648 of the 3,620 targets due by 31 December 2022 are reached."""
    ways: dict[str, list[float]] = defaultdict(list)
    for row in indicators():
        if row["cible"] and row["valeur_initiale"]:
            ways[row["id_indicateur"]].append(float(row["cible"]) - float(row["valeur_initiale"]))
    valued = [row for row in indicators() if row["cible"] and row["valeur_actuelle"]]
    due = [row for row in valued if row["date_cible"] <= DECEMBER.isoformat()]
    reached = [row for row in due if is_reached(row, sum(ways[row["id_indicateur"]]) >= 0)]
    told = of("barometre", "achievement_summary")
    assert (told["k"], told["n"]) == (len(reached), len(due)) == (1_648, 3_620)


def is_reached(row: dict[str, str], is_ascending: bool) -> bool:
    """Whether the value stands at the target or beyond, in the direction of the indicator."""
    actual, target = float(row["valeur_actuelle"]), float(row["cible"])
    return actual >= target if is_ascending else actual <= target


@needs(REAL)
def test_pace_tells_how_much_is_done_of_what_was_agreed() -> None:
    """City pace and the report: 33 % is done, the plans had reached 96 %."""
    all_steps = steps()
    done = sum(1 for *_, day in all_steps if day and day <= DECEMBER) / len(all_steps)
    planned = sum(1 for *_, agreed, _ in all_steps if agreed <= DECEMBER) / len(all_steps)
    serving, network = imported("barometre")
    curve = serving.frame("network_curve", network=network)
    told = curve[curve["day"].astype(str) == DECEMBER.isoformat()].iloc[0]
    assert abs(told["done"] - done) < 1e-9 and abs(told["planned"] - planned) < 1e-9
    assert f"{done:.0%} {planned:.0%}" == "33% 96%"


@needs(REAL)
def test_pace_tells_the_steps_of_a_city() -> None:
    """City, Ain: 12 of 28 steps done, 2 overdue by more than 15 days."""
    ain = [(agreed, day) for department, _, agreed, day in steps() if department == "01"]
    late = [agreed for agreed, day in ain if day is None and (DECEMBER - agreed).days > 15]
    serving, network = imported("barometre")
    pace = serving.frame("city_profile", network=network, city="01").iloc[0]
    assert (pace["steps_done"], pace["steps"], pace["overdue_steps"]) == (12, 28, 2)
    assert (sum(day is not None for _, day in ain), len(ain), len(late)) == (12, 28, 2)


@needs(REAL)
def test_impact_tells_the_fullest_quarter() -> None:
    """The report: Q1 2025 was the fullest quarter, with 6,241,393 beneficiaries."""
    quarters: dict[tuple[int, int], int] = defaultdict(int)
    for row in begun():
        quarters[row["from"].year, (row["from"].month + 2) // 3] += row["persons"]
    assert max(quarters.items(), key=lambda one: one[1]) == ((2025, 1), 6_241_393)
    serving, network = imported("ocha")
    told = serving.frame("reach_by_month", network=network)
    first = told[told["month"].astype(str).str[:7].isin(["2025-01", "2025-02", "2025-03"])]
    assert first["engagements"].sum() == 6_241_393


@needs(REAL)
def test_overview_tells_the_beneficiaries_of_the_quarter_before() -> None:
    """Overview: 5,894,992 beneficiaries in the three months to 28 February 2025; Partner reach: 17,107,166 by then."""
    serving, network = imported("ocha")
    february = dt.date(2025, 2, 28)
    (told,) = serving.ask("key_figures", network=network, data_date=february).rows()
    before = [row for row in begun() if row["from"] <= february]
    assert told["engagements"] == 5_894_992
    assert sum(row["persons"] for row in before if row["from"] >= dt.date(2024, 12, 1)) == 5_894_992
    reached = serving.frame("audience_by_kind", network=network, data_date=february)["engagements"].sum()
    assert reached == sum(row["persons"] for row in before) == 17_107_166


@needs(REAL)
def test_city_tells_the_partners_and_actions_of_goma() -> None:
    """City, Goma: 33 active partners of its own, 81 joint actions."""
    serving, network = imported("ocha")
    (told,) = serving.ask("city_profile", network=network, city="CD6101").rows()
    alive = [
        partner
        for (partner, city), (start, end, days) in partnerships().items()
        if city == "CD6101" and start and start <= MAY <= (end or MAY)
        if (MAY - max(start, *days)).days <= SILENT_DAYS
    ]
    assert told["active_partners"] == len(alive) == 33
    projects = {row["project"] for row in places() if row["project"] and row["city"] == "CD6101"}
    assert len(serving.frame("city_actions", network=network, city="CD6101")) == len(projects) == 81


@needs(REAL)
def test_partner_tells_whom_the_world_food_programme_reached() -> None:
    """Partner, Programme Alimentaire Mondial: 995,458 beneficiaries in 64 activities."""
    serving, network = imported("ocha")
    (told,) = serving.ask("partner_profile", network=network, partner="Org_902").rows()
    its_own = [row for row in begun() if row["partner"] == "Org_902"]
    assert (told["engagements"], told["activities"]) == (995_458, 64)
    assert (sum(row["persons"] for row in its_own), len(its_own)) == (995_458, 64)


@needs(REAL)
def test_overview_tells_since_when_a_city_has_no_active_partner() -> None:
    """Overview and Partner reach: each of 23 cities; Kikwit since 30 May 2025, as its last partnership ended then."""
    by_hand = {}
    for city in {city for _, city in partnerships()}:
        known = [
            entry for (_, where), entry in partnerships().items() if where == city and entry[0] and entry[0] <= MAY
        ]
        if not known:
            continue
        under_way = [(start, days) for start, end, days in known if end is None or end >= MAY]
        signs = [max(start, *days) for start, days in under_way]
        if all((MAY - sign).days > SILENT_DAYS for sign in signs):
            by_hand[city] = max([*signs, *(end for _, end, _ in known if end and end < MAY)])
    serving, network = imported("ocha")
    told = serving.frame("cities_without_partner", network=network).set_index("city_id")["since_on"]
    assert {city: day.date() for city, day in told.items()} == by_hand
    assert len(by_hand) == 23 and by_hand["CD3203"] == dt.date(2025, 5, 30)


@needs(REAL)
def test_joint_actions_tells_how_many_projects_have_begun() -> None:
    """Joint actions: 522 joint actions, 491 of them begun; the activities still to come are 280."""
    first: dict[str, list[dt.date]] = defaultdict(list)
    for row in places():
        if row["project"]:
            first[row["project"]] += [row["from"]] if row["from"] else []
    # A project without any day has begun where its state says so; each of these is under way.
    has_begun = [project for project, days in first.items() if not days or min(days) <= MAY]
    serving, network = imported("ocha")
    told = serving.frame("action_lineages", network=network)
    assert (len(told), len(first)) == (522, 522)
    assert told["state"].isin(["running", "concluded", "suspended"]).sum() == len(has_begun) == 491
    planned = explore.count_planned(serving, network, Wish("activities"))
    assert planned == sum(1 for row in places() if row["from"] and row["from"] > MAY) == 280


@needs(REAL)
def test_pace_tells_the_steps_that_are_overdue() -> None:
    """City pace and the report: 382 steps overdue, in each of the 101 cities; 922 of 2,825 done."""
    late = [place for place, _, agreed, day in steps() if day is None and (DECEMBER - agreed).days > 15]
    serving, network = imported("barometre")
    grid = serving.frame("journey_grid", network=network)
    overdue = grid[grid["state"] == "overdue"]
    assert (len(overdue), overdue["city_id"].nunique()) == (len(late), len(set(late))) == (382, 101)
    done = sum(day is not None for *_, day in steps())
    assert (grid["state"].str.startswith("done").sum(), len(grid)) == (done, len(steps())) == (922, 2_825)


@needs(REAL)
def test_no_step_is_said_to_be_late_of_which_only_the_newest_value_is_known() -> None:
    """City and City pace: the file has the day of a value, not the day on which a target was reached."""
    serving, network = imported("barometre")
    states = set(serving.frame("journey_grid", network=network)["state"])
    assert states == {"done_by", "overdue", "due_soon", "not_due"}
    told = serving.frame("time_to_milestone", network=network, milestone="deployer-le-plan-velo").iloc[0]
    assert (told["left_out"], told["reached"]) == (67, 0)


@needs(REAL)
def test_joint_actions_tells_where_a_measure_is_at_its_target() -> None:
    """Joint actions: 67 of 101 for the cycle ways, 75 of 101 for MaPrimeRénov'; 2 of 37 measures everywhere."""
    serving, network = imported("barometre")
    told = serving.frame("achievement_by_measure", network=network)
    judged = told[told["n"] > 0]
    assert ((judged["k"] == judged["n"]).sum(), len(judged), len(told)) == (2, 37, 54)
    for name, k, n in (
        ("Kilomètres d'aménagements cyclables sécurisés", 67, 101),
        ("Nombre de dossiers MaPrimeRénov' validés", 75, 101),
    ):
        row = told[told["name_en"] == name].iloc[0]
        rows = [one for one in indicators() if one["indicateur"] == name and one["cible"] and one["valeur_actuelle"]]
        reached = sum(float(one["valeur_actuelle"]) >= float(one["cible"]) for one in rows)
        assert (row["k"], row["n"]) == (reached, len(rows)) == (k, n)


@needs(REAL)
def test_joint_actions_lists_every_indicator_and_those_without_a_target() -> None:
    """Joint actions: 5,333 indicators, 1,612 of them without a target."""
    serving, network = imported("barometre")
    told = serving.frame("achievement", network=network)
    without = sum(1 for row in indicators() if not row["cible"])
    assert (len(told), told["target"].isna().sum()) == (len(indicators()), without) == (5_333, 1_612)


@needs(REAL)
def test_overview_tells_the_actions_and_indicators_that_wait() -> None:
    """Overview: 6 actions past their planned end, 101 cities with steps overdue, 13 actions without a new value."""
    told = imported("barometre")[0].frame("attention", network=imported("barometre")[1])["item"].value_counts()
    ends: dict[str, list[str]] = defaultdict(list)
    newest: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in indicators():
        measure = row["mesure"].strip().casefold()
        ends[measure] += [row["date_cible"]] if row["cible"] else []
        newest[measure].append((row["id_indicateur"] + row["indicateur"], row["date_valeur_actuelle"]))
    past = [measure for measure, days in ends.items() if days and max(days) < DECEMBER.isoformat()]
    # result_days is 183: a value of before 1 July 2022 is old.
    limit = (DECEMBER - dt.timedelta(days=imported_rule("result_days"))).isoformat()
    quiet = [measure for measure, found in newest.items() if any(day < limit for _, day in found)]
    assert (told["action_past_end"], told["milestone_overdue"]) == (len(past), 101) == (6, 101)
    assert told["indicator_without_value"] == len(quiet) == 13


@needs(REAL)
def test_pace_tells_what_was_done_and_due_in_three_months() -> None:
    """City pace: Martinique did 2 of the 22 steps due since 1 October 2022, Guadeloupe 3 of 22."""
    serving, network = imported("barometre")
    told = serving.frame("momentum", network=network).set_index("city_id")
    since = dt.date(2022, 9, 30)
    for department, expected in (("972", (2, 22)), ("971", (3, 22))):
        own = [(agreed, day) for place, _, agreed, day in steps() if place == department]
        done = sum(1 for _, day in own if day and since < day <= DECEMBER)
        due = sum(1 for agreed, _ in own if since < agreed <= DECEMBER)
        row = told.loc[department]
        assert (row["done_weight"], row["due_weight"]) == (done, due) == expected


def imported_rule(rule: str) -> int:
    """The value of a rule in force in the barometer's network."""
    serving, network = imported("barometre")
    rules = serving.frame("counting_rules", network=network).set_index("rule")["value"]
    return int(rules[rule])


def of(name: str, question: str) -> dict[str, Any]:
    """The one row of an answer of a real export."""
    serving, network = imported(name)
    (row,) = serving.ask(question, network=network).rows()
    return row
