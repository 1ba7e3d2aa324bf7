"""Partners and reach: funnel, handful, engagements, concentration, role coverage."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise
from statistics import median

from tests.independent.tables import Row, Tables, day, happened

LADDER = ("identified", "contacted", "networking", "coordinating", "cooperating", "collaborating")


def furthest(tables: Tables, network: str, on: dt.date) -> dict[str, int]:
    """The furthest rung of the ladder that each partner has ever reached in a network."""
    strands = {s["partnership_id"]: s["partner_id"] for s in tables["partnerships"] if s["network_id"] == network}
    reached: dict[str, int] = {}
    for row in tables["stages"]:
        if row["partnership_id"] in strands and row["stage"] in LADDER and happened(row["entered_on"], on):
            partner = strands[row["partnership_id"]]
            reached[partner] = max(reached.get(partner, 0), LADDER.index(row["stage"]))
    return reached


def stays(tables: Tables, network: str, on: dt.date) -> dict[str, list[int]]:
    """Days of every finished stay in a stage."""
    strands = {s["partnership_id"] for s in tables["partnerships"] if s["network_id"] == network}
    lengths: dict[str, list[int]] = defaultdict(list)
    for strand in strands:
        path = sorted(
            (day(row["entered_on"]), row["stage"])
            for row in tables["stages"]
            if row["partnership_id"] == strand and happened(row["entered_on"], on)
        )
        for (start, stage), (end, _) in pairwise(path):
            lengths[stage].append((end - start).days)
    return lengths


def partner_funnel(tables: Tables, network: str, on: dt.date) -> dict[str, tuple[int, int | None, float | None]]:
    """Per stage: partners that ever reached it, those that reached the stage before, median days in it."""
    reached, lengths = furthest(tables, network, on), stays(tables, network, on)
    counts = [sum(rung >= n for rung in reached.values()) for n in range(len(LADDER))]
    return {
        stage: (counts[n], counts[n - 1] if n else None, median(lengths[stage]) if lengths[stage] else None)
        for n, stage in enumerate(LADDER)
    }


def handful(tables: Tables, network: str, on: dt.date) -> tuple[int, int]:
    """Partners with a completed joint action, of the partners with common ground (networking or further)."""
    common = {p for p, rung in furthest(tables, network, on).items() if rung >= LADDER.index("networking")}
    completed = {
        partner
        for action in tables["actions"]
        if action["network_id"] == network and action["status"] != "cancelled"
        for partner in action["partners"].split("|")
        if happened(action["ends_on"], on)
    }
    return len(common & completed), len(common)


# Only people from outside can be a new audience.
OWN_AND_PRESS = {"city_staff", "elected", "press"}
Reach = tuple[int | None, int | None, int | None]  # engagements, new persons, media


def reach_by_month(tables: Tables, network: str, on: dt.date) -> dict[tuple[dt.date, str], Reach]:
    """Engagements, new persons among them and media reach, per month and kind; None where nobody counted anything."""
    found: dict[tuple[dt.date, str], list[list[int]]] = {}
    for activity in tables["activities"]:
        if activity["network_id"] != network or not happened(activity["held_on"], on):
            continue
        key = (day(activity["held_on"]).replace(day=1), activity["kind"])
        engaged, new, media = found.setdefault(key, [[], [], []])
        for row in tables["audience"]:
            if row["activity_id"] == activity["activity_id"]:
                (media if row["channel"] == "media" else engaged).append(int(row["persons"]))
                if row["channel"] != "media" and row["segment"] not in OWN_AND_PRESS and row["new_persons"]:
                    new.append(int(row["new_persons"]))
    return {key: _sums(*lists) for key, lists in found.items()}


def _sums(engaged: list[int], new: list[int], media: list[int]) -> Reach:
    if not engaged and not media:
        return None, None, None
    return sum(engaged), sum(new) if new else None, sum(media)


def concentration(tables: Tables, network: str, on: dt.date) -> Fraction | None:
    """HHI of engagements, the persons of an activity divided equally among its partners."""
    persons: Counter[str] = Counter()
    for row in tables["audience"]:
        if row["channel"] != "media":
            persons[row["activity_id"]] += int(row["persons"])
    share: dict[str, Fraction] = defaultdict(Fraction)
    for activity in tables["activities"]:
        partners = [p for p in activity["partners"].split("|") if p]
        if activity["network_id"] == network and happened(activity["held_on"], on):
            for partner in partners:
                share[partner] += Fraction(persons[activity["activity_id"]], len(partners))
    total = sum(share.values())
    return sum(((s / total) ** 2 for s in share.values()), Fraction(0)) if total else None


def active_partnerships(tables: Tables, on: dt.date) -> list[Row]:
    """Partnerships that have begun, have not ended, and are not closed."""
    newest = {
        row["partnership_id"]: row["stage"]
        for row in sorted(tables["stages"], key=lambda row: row["entered_on"])
        if happened(row["entered_on"], on)
    }
    return [
        s
        for s in tables["partnerships"]
        if happened(s["starts_on"], on)
        and not (s["ends_on"] and day(s["ends_on"]) < on)
        and newest.get(s["partnership_id"]) != "closed"
    ]


SILENT = 182  # days, by default


def alive_partnerships(tables: Tables, on: dt.date) -> list[Row]:
    """Active partnerships whose last activity, or else start, is not longer ago than half a year."""
    return [s for s in active_partnerships(tables, on) if (on - heard_on(tables, s, on)).days <= SILENT]


def heard_on(tables: Tables, strand: Row, on: dt.date) -> dt.date:
    """The later of the start and the last activity that names the partner and, where there is one, the city."""
    held = [
        day(a["held_on"])
        for a in tables["activities"]
        if a["network_id"] == strand["network_id"]
        and happened(a["held_on"], on)
        and strand["partner_id"] in a["partners"].split("|")
        and (not strand["city_id"] or strand["city_id"] in a["cities"].split("|"))
    ]
    return max([day(strand["starts_on"]), *held])


def role_coverage(
    tables: Tables, network: str, on: dt.date, *, partnerships: list[Row] | None = None
) -> dict[tuple[str, str], set[str]]:
    """For each need of a member city, the partnerships of that role that meet it: those alive, or those given."""
    among = alive_partnerships(tables, on) if partnerships is None else partnerships
    active = [s for s in among if s["network_id"] == network]
    members = {
        c["city_id"]
        for c in tables["cities"]
        if c["network_id"] == network and happened(c["joined_on"], on) and not happened(c["left_on"], on)
    }
    return {
        (need["city_id"], need["role"]): {
            s["partnership_id"] for s in active if s["role"] == need["role"] and s["city_id"] in ("", need["city_id"])
        }
        for need in tables["needs"]
        if need["city_id"] in members and happened(need["expressed_on"], on)
    }
