"""Small random networks as CSV rows, for the independent check of the metrics (a Hypothesis strategy)."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.independent import LADDER, Row, Tables

START = dt.date(2020, 1, 1)
ROLES = ("expertise", "funding", "audience")
KINDS = ("joint_session", "external_event", "joint_communication")


class Generated:
    """One network by its id, a data date to look at it, and its rows."""

    def __init__(self, network: str, on: dt.date, tables: Tables) -> None:
        self.network, self.on, self.tables = network, on, tables

    def __repr__(self) -> str:
        """Without the tables, too long to be read in a failure: the test prints those that matter."""
        return f"{self.network} on {self.on}"


def after(days: int | None) -> str:
    """A date cell, ``days`` after the start of all; empty for None."""
    return "" if days is None else (START + dt.timedelta(days)).isoformat()


def some_day(low: int = 0, high: int = 500) -> SearchStrategy[str]:
    return st.integers(low, high).map(after)


def maybe(strategy: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.just("") | strategy


@st.composite
def networks(draw: DrawFn, network: str) -> Generated:
    """A network of one to three cities, every table filled at random within the contract's rules."""
    tables: Tables = {"networks": [{"network_id": network, "name": network, "starts_on": after(0)}]}
    tables["phases"] = [_phase(network)]
    weights = draw(st.lists(st.sampled_from(["1", "2", "3", "0.5"]), min_size=1, max_size=6))
    tables["milestones"] = [_milestone(network, n, weight) for n, weight in enumerate(weights)]
    for table in ("cities", "progress", "pauses", "decisions", "needs", "earlier_plans"):
        tables[table] = []
    for n in range(draw(st.integers(1, 3))):
        _add_city(draw, tables, network, f"{network}-c{n}")
    _add_partners(draw, tables, network)
    _add_activities(draw, tables, network)
    _add_actions(draw, tables, network)
    return Generated(network, START + dt.timedelta(draw(st.integers(0, 600))), tables)


def _phase(network: str) -> Row:
    names = {"name_fr": "Tout", "name_en": "All", "starts_on": after(0), "ends_on": after(700)}
    return {"phase_id": f"{network}-p", "network_id": network, "position": "1", **names}


def _milestone(network: str, n: int, weight: str) -> Row:
    names = {"name_fr": f"Étape {n}", "name_en": f"Step {n}", "weight": weight}
    return {"milestone_id": f"{network}-m{n}", "phase_id": f"{network}-p", "position": str(n + 1), **names}


def _add_city(draw: DrawFn, tables: Tables, network: str, city: str) -> None:
    joined = draw(st.integers(0, 60))
    left = draw(st.just("") | st.just("") | some_day(joined + 1))
    row = {"city_id": city, "network_id": network, "name": city, "country": "SN"}
    tables["cities"].append({**row, "joined_on": after(joined), "left_on": left})
    is_dropping = draw(st.booleans())
    for milestone in tables["milestones"]:
        done = draw(maybe(some_day(joined + 1)))
        tables["progress"].append(
            {
                "city_id": city,
                "milestone_id": milestone["milestone_id"],
                "baseline_on": draw(
                    st.just("") | some_day(joined + 1, joined + 400) | some_day(joined + 1, joined + 400)
                ),
                "done_on": done,
                "is_done_latest": draw(st.sampled_from(["", "", "true"])) if done else "",
                # The last milestone is never dropped: a plan of nothing has no pace.
                "is_dropped": "true" if is_dropping and not done and milestone != tables["milestones"][-1] else "",
            }
        )
    for start in draw(st.lists(st.integers(joined + 1, 500), max_size=2, unique=True)):
        length = draw(st.integers(0, 90) | st.none())
        agreed = draw(st.sampled_from(["true", "true", "false"]))
        pause = {"city_id": city, "starts_on": after(start), "reason": "shock", "is_agreed": agreed}
        tables["pauses"].append({**pause, "ends_on": "" if length is None else after(start + length)})
    if draw(st.booleans()):
        code, decided = draw(st.sampled_from(["replan", "rebaseline"])), draw(some_day(joined + 1))
        decision = {"subject": "city", "subject_id": city, "decision": code, "reason": "Agreed anew"}
        tables["decisions"].append({"decided_on": decided, **decision})
        if code == "rebaseline":
            _add_earlier_plans(draw, tables, city, decided, joined)
    for role in draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True)):
        need = {"city_id": city, "role": role, "priority": draw(st.sampled_from(["1", "2", "3"]))}
        tables["needs"].append({**need, "expressed_on": draw(some_day())})


def _add_earlier_plans(draw: DrawFn, tables: Tables, city: str, decided: str, joined: int) -> None:
    for row in [row for row in tables["progress"] if row["city_id"] == city and draw(st.booleans())]:
        before = {"city_id": city, "milestone_id": row["milestone_id"], "decided_on": decided}
        tables["earlier_plans"].append({**before, "earlier_on": draw(some_day(joined + 1, joined + 400))})


def _add_partners(draw: DrawFn, tables: Tables, network: str) -> None:
    names = [f"{network}-o{n}" for n in range(draw(st.integers(1, 4)))]
    tables["partners"] = [{"partner_id": name, "name": name, "sector": "ngo"} for name in names]
    tables["partnerships"], tables["stages"] = [], []
    cities = [city["city_id"] for city in tables["cities"]]
    for n, partner in enumerate(draw(st.lists(st.sampled_from(names), max_size=5))):
        strand, start = f"{network}-s{n}", draw(st.integers(0, 300) | st.none())
        end = None if start is None else draw(st.none() | st.integers(start, 600))
        row = {"partnership_id": strand, "partner_id": partner, "network_id": network, "typology": "series_partner"}
        row |= {"role": draw(st.sampled_from(ROLES)), "city_id": draw(maybe(st.sampled_from(cities)))}
        tables["partnerships"].append({**row, "starts_on": after(start), "ends_on": after(end)})
        for day in draw(st.lists(st.integers(0, 500), max_size=4, unique=True)):
            stage = draw(st.sampled_from([*LADDER, "closed"]))
            tables["stages"].append({"partnership_id": strand, "entered_on": after(day), "stage": stage})


def _some_partners(draw: DrawFn, tables: Tables, least: int) -> str:
    names = [partner["partner_id"] for partner in tables["partners"]]
    return "|".join(draw(st.lists(st.sampled_from(names), min_size=least, max_size=2, unique=True)))


def _add_activities(draw: DrawFn, tables: Tables, network: str) -> None:
    tables["activities"], tables["audience"] = [], []
    for n in range(draw(st.integers(0, 5))):
        activity = {"activity_id": f"{network}-a{n}", "network_id": network, "kind": draw(st.sampled_from(KINDS))}
        activity |= {"held_on": draw(some_day()), "partners": _some_partners(draw, tables, 0)}
        cities = [row["city_id"] for row in tables["cities"]]
        activity["cities"] = "|".join(draw(st.lists(st.sampled_from(cities), max_size=2, unique=True)))
        tables["activities"].append(activity)
        for segment in draw(st.lists(st.sampled_from(["residents", "elected"]), max_size=2, unique=True)):
            persons = draw(st.integers(0, 80))
            row = {"activity_id": activity["activity_id"], "segment": segment, "method": "sign_in"}
            row |= {"channel": draw(st.sampled_from(["on_site", "media"])), "persons": str(persons)}
            tables["audience"].append({**row, "new_persons": draw(maybe(st.integers(0, persons).map(str)))})


def _add_actions(draw: DrawFn, tables: Tables, network: str) -> None:
    tables["actions"], tables["indicators"], tables["results"] = [], [], []
    for n in range(draw(st.integers(0, 3))):
        status = draw(st.sampled_from(["closed", "closed", "finalisation", "cancelled", "implementation"]))
        start = draw(st.integers(0, 300))
        end = None if status == "implementation" else start + draw(st.integers(0, 200))
        action = {"action_id": f"{network}-j{n}", "network_id": network, "title": f"Test {n}", "size": "small_test"}
        action |= {"partners": _some_partners(draw, tables, 1), "status": status, "starts_on": after(start)}
        tables["actions"].append({**action, "ends_on": after(end)})
        _add_indicator(draw, tables, action["action_id"])


def _add_indicator(draw: DrawFn, tables: Tables, action: str) -> None:
    kind = draw(st.sampled_from(["flow", "stock", "ratio", "qualitative"]))
    value = st.integers(-40, 40).map(lambda tenths: str(tenths / 10))
    row = {"indicator_id": f"{action}-i", "action_id": action, "name_fr": "Mesure", "name_en": "Measure"}
    row |= {"level": "outcome", "unit": "share" if kind == "ratio" else "things", "value_kind": kind}
    tables["indicators"].append({**row, "baseline": draw(maybe(value)), "target": draw(maybe(value))})
    for day in draw(st.lists(st.integers(0, 500), max_size=3, unique=True)):
        result = {"indicator_id": row["indicator_id"], "period_ends_on": after(day), "comment": "Seen"}
        result |= {"actual": "", "numerator": "", "denominator": ""}
        if kind == "ratio":
            result |= {"numerator": str(draw(st.integers(0, 50))), "denominator": str(draw(st.integers(1, 60)))}
        elif kind != "qualitative":
            result["actual"] = draw(value)
        tables["results"].append(result)


def write_folder(folder: Path, generated: list[Generated]) -> None:
    """All networks into one CSV per table, columns in order of first appearance."""
    for table in {name for one in generated for name in one.tables}:
        rows = [row for one in generated for row in one.tables.get(table, [])]
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if rows:
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
