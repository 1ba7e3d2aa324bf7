"""The smallest group of partners for a city's open needs: by hand, and against every group there could be."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from pathlib import Path

import pandas as pd
import pytest

import tests
from cadence.answers.serving import Serving
from tests import independent
from tests.from_folder import from_folder
from tests.independent import Row, Tables
from tests.networks import Generated, write_folder
from tests.proving import rounds

DAY = "2020-09-01"
ROLES = ("audience", "convening", "data_tools", "delivery", "expertise", "funding", "peer_city", "sustainability_host")
# City: the rows of its group (partner, what it brings), open needs, of these covered.
BY_HAND = {
    "one": ([("p1", ["expertise", "delivery", "audience"])], 3, 3),
    "two": ([("p1", ["expertise", "delivery"]), ("p2", ["funding", "data_tools"])], 4, 4),
    "gap": ([("p2", ["data_tools"]), ("", ["convening", "sustainability_host"])], 3, 1),
    "met": ([], 0, 0),
    "mute": ([("p1", ["audience"]), ("", ["convening"])], 2, 1),
    "none": ([], 0, 0),
    "far": ([], 0, 0),
}


@pytest.fixture(scope="module")
def small() -> Serving:
    return from_folder(tests.GOLDEN / "group")


def told(rows: pd.DataFrame) -> list[tuple[str, list[str]]]:
    return [(partner, list(roles)) for partner, roles in zip(rows["partner_id"].fillna(""), rows["roles"], strict=True)]


@pytest.mark.parametrize("city", BY_HAND)
def test_groups_by_hand(city: str, small: Serving) -> None:
    expected, open_needs, covered = BY_HAND[city]
    rows = small.frame("city_group", network="net", data_date=DAY, city=city)
    assert told(rows) == expected
    assert [*rows["open_needs"].unique(), *rows["covered_needs"].unique()] == (
        [open_needs, covered] if expected else []
    )


def test_without_a_city_it_is_the_group_of_each(small: Serving) -> None:
    rows = small.frame("city_group", network="net", data_date=DAY)
    assert set(rows["city_id"]) == {city for city, (group, _, _) in BY_HAND.items() if group}
    for city, own in rows.groupby("city_id"):
        assert told(own) == BY_HAND[city][0]


def test_a_silent_partner_is_not_used_and_the_need_it_meets_is_told(small: Serving) -> None:
    """p4 alone plays convening, and nothing was heard of it since 5 January; on 1 June it was not silent yet."""
    rows = small.frame("city_group", network="net", data_date=DAY)
    assert "p4" not in set(rows["partner_id"])
    (asleep,) = [list(roles) for roles in rows["silent_roles"] if len(roles)]
    assert asleep == ["convening"]
    earlier = small.frame("city_group", network="net", data_date="2020-06-01", city="gap")
    assert ("p4", ["convening"]) in told(earlier)


def test_who_is_silent_here_is_not_brought_for_the_same_although_at_work_elsewhere(tmp_path: Path) -> None:
    tables = independent.read_folder(tests.GOLDEN / "group")
    (silent,) = [row for row in tables["partnerships"] if row["partnership_id"] == "s7"]
    tables["partnerships"].append({**silent, "partnership_id": "s9", "city_id": "far", "starts_on": "2020-08-01"})
    write_folder(tmp_path, [Generated("net", dt.date(2020, 9, 1), tables)])
    serving = from_folder(tmp_path)
    assert ("", ["convening"]) in told(serving.frame("city_group", network="net", data_date=DAY, city="mute"))
    assert ("p4", ["convening"]) in told(serving.frame("city_group", network="net", data_date=DAY, city="gap"))


def test_of_equals_the_first_of_the_candidates(tmp_path: Path) -> None:
    """Each could do alone: who is in the pipeline goes first; among equals, who is of the city's country."""
    tables = independent.read_folder(tests.GOLDEN / "group")
    (model,) = [row for row in tables["partnerships"] if row["partnership_id"] == "s4"]
    tables["needs"] = [{"city_id": "one", "role": "funding", "priority": "1", "expressed_on": "2020-03-01"}]
    for n, partner in ((90, "p3"), (91, "p5")):
        tables["partnerships"].append({**model, "partnership_id": f"s{n}", "partner_id": partner})
    write_folder(tmp_path, [Generated("net", dt.date(2020, 9, 1), tables)])
    assert told(from_folder(tmp_path).frame("city_group", network="net", data_date=DAY)) == [("p5", ["funding"])]
    coming = {**model, "partnership_id": "s92", "partner_id": "p4", "city_id": "one", "starts_on": ""}
    tables["partnerships"].append(coming)
    tables["stages"].append({"partnership_id": "s92", "entered_on": "2020-08-01", "stage": "identified"})
    write_folder(tmp_path, [Generated("net", dt.date(2020, 9, 1), tables)])
    assert told(from_folder(tmp_path).frame("city_group", network="net", data_date=DAY)) == [("p4", ["funding"])]


# Against every group ------------------------------------------------------------------------------

CITIES, PARTNERS = 12, 9


def some_network(seed: int) -> Tables:
    """Twelve cities of two to eight needs; nine partners at work in a thirteenth, or being won for one or for all."""
    chance = random.Random(seed)
    cities = [f"c{n:02}" for n in range(CITIES)]
    whole = {"network_id": "n", "country": "SN", "joined_on": "2020-01-01"}
    tables: Tables = {
        "networks": [{"network_id": "n", "name": "N", "starts_on": "2020-01-01"}],
        "cities": [{**whole, "city_id": city, "name": city} for city in [*cities, "work"]],
        "partners": [{"partner_id": f"p{n}", "name": f"P{n}", "sector": "ngo"} for n in range(PARTNERS)],
        "partnerships": [],
        "stages": [],
        # Without any activity published nothing is known about silence.
        "activities": [{"activity_id": "a", "network_id": "n", "held_on": "2020-08-15", "kind": "network_meeting"}],
        "needs": [
            {"city_id": city, "role": role, "priority": str(chance.randint(1, 3)), "expressed_on": "2020-02-01"}
            for city in cities
            for role in chance.sample(ROLES, chance.randint(2, 8))
        ],
    }
    for n in range(PARTNERS):
        # Up to five at work: with four, hands are no longer free. A start in January is silent by September.
        for role in chance.sample(ROLES, chance.choice([0, 1, 2, 2, 3, 5])):
            _add(tables, f"p{n}", "work", role, chance.choice(["2020-08-01", "2020-08-01", "2020-01-05"]))
        for _ in range(chance.randint(0, 2)):
            _add(tables, f"p{n}", chance.choice([*cities[:4], ""]), chance.choice(ROLES), "")
    return tables


def _add(tables: Tables, partner: str, city: str, role: str, start: str) -> None:
    code = f"s{len(tables['partnerships'])}"
    row: Row = {"partnership_id": code, "partner_id": partner, "network_id": "n", "typology": "series_partner"}
    tables["partnerships"].append({**row, "city_id": city, "role": role, "starts_on": start})
    if not start:
        tables["stages"].append({"partnership_id": code, "entered_on": "2020-03-01", "stage": "contacted"})


def bringing(tables: Tables, city: str) -> dict[str, set[str]]:
    """What each partner could bring of a city's needs, in plain Python."""
    needed = {row["role"] for row in tables["needs"] if row["city_id"] == city}
    alive = [row for row in tables["partnerships"] if row["starts_on"] == "2020-08-01"]
    found: dict[str, set[str]] = {}
    for partner in {row["partner_id"] for row in tables["partnerships"]}:
        own = [row for row in alive if row["partner_id"] == partner]
        free = {row["role"] for row in own} if len(own) < 4 else set()
        won = {
            row["role"]
            for row in tables["partnerships"]
            if row["partner_id"] == partner and not row["starts_on"] and row["city_id"] in (city, "")
        }
        if brings := (free | won) & needed:
            found[partner] = brings
    return found


def smallest(brings: dict[str, set[str]], order: list[str]) -> list[str]:
    """The first of all groups in the order of their size, then of their partners, that covers what can be covered."""
    coverable = set().union(*brings.values())
    for size in range(len(order) + 1):
        for group in itertools.combinations(order, size):
            if set().union(*(brings[partner] for partner in group)) == coverable:
                return list(group)
    raise AssertionError("all of them together do not cover what they bring")


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(rounds(3, 40)))
def test_no_group_is_smaller_or_comes_before(seed: int, tmp_path: Path) -> None:
    tables = some_network(seed)
    write_folder(tmp_path, [Generated("n", dt.date(2020, 9, 1), tables)])
    serving = from_folder(tmp_path)
    rows = serving.frame("city_group", network="n", data_date=DAY)
    listed = serving.frame("candidate_replay", network="n", data_date=DAY).dropna(subset=["partner_id"])
    priority = {(row["city_id"], row["role"]): row["priority"] for row in tables["needs"]}
    listed["priority"] = [priority[need] for need in zip(listed["city_id"], listed["role"], strict=True)]
    listed = listed.sort_values(["city_id", "priority", "role", "place"])
    sizes = set()
    for city in {row["city_id"] for row in tables["needs"]}:
        brings = bringing(tables, city)
        order = list(dict.fromkeys(listed.loc[listed["city_id"] == city, "partner_id"]))
        assert set(order) == brings.keys()
        group = told(rows[rows["city_id"] == city])
        members = [(partner, set(roles)) for partner, roles in group if partner]
        assert members == [(partner, brings[partner]) for partner in smallest(brings, order)], (seed, city)
        lacking = {row["role"] for row in tables["needs"] if row["city_id"] == city}.difference(*brings.values())
        assert {role for partner, roles in group if not partner for role in roles} == lacking
        sizes.add(len(members))
    assert max(sizes) >= 2, "groups of one alone are too easy"
