"""A network begun without a file: its journey, its towns, its agreed days, as rows of one publication."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cadence.contract import load_contract
from cadence.contract.model import InLanguages
from cadence.intake.known_days import EVERY_CITY
from cadence.intake.typed import Typed
from cadence.recipes.names import slug
from cadence.recipes.places import Town, country_of, find_towns, towns_named
from cadence.settings import PROJECT

JOURNEYS = PROJECT / "data" / "journeys"
LANGUAGES = ("fr", "en")
CANDIDATES = 8  # towns of one name that are offered


@dataclass(frozen=True)
class Step:
    """One step of a journey in all languages, with its phase; due_after_days: counted from joining."""

    phase: Mapping[str, str]
    expectation: Mapping[str, str]
    name: Mapping[str, str]
    weight: float
    due_after_days: int


@dataclass(frozen=True)
class Journey:
    """A journey that ships with Cadence: its title by language, its steps in order."""

    title: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Place:
    """A town as somebody wrote it: its name, the country they named, the towns it may be, the likeliest first."""

    name: str
    country: str | None
    towns: tuple[Town, ...]

    @property
    def is_sure(self) -> bool:
        """Whether it is one town alone."""
        return len(self.towns) == 1


@cache
def load_journeys() -> dict[str, Journey]:
    """The journeys that ship, by code."""
    return {path.stem: _journey(tomllib.loads(path.read_text("utf-8"))) for path in sorted(JOURNEYS.glob("*.toml"))}


def _journey(text: Mapping[str, Any]) -> Journey:
    steps = [
        Step(
            InLanguages(phase["name"]),
            InLanguages(phase["expectation"]),
            InLanguages({language: step[language] for language in LANGUAGES}),
            float(step.get("weight", 1)),
            int(step["due_after_days"]),
        )
        for phase in text["phases"]
        for step in phase["steps"]
    ]
    return Journey(InLanguages(text["title"]), tuple(steps))


def places(pasted: str) -> list[Place]:
    """The towns of a pasted list: a line each or semicolons between; a country after a comma or in brackets."""
    lines = [part.strip(" \t•-–*") for part in re.split(r"[\n;]+", pasted)]
    written = [_apart(line) for line in dict.fromkeys(line for line in lines if line)]
    find_towns(name for name, _ in written)
    return [Place(name, country, tuple(towns_named(name, country)[:CANDIDATES])) for name, country in written]


def _apart(line: str) -> tuple[str, str | None]:
    """A town and its country, where the last part of the line is a country's name."""
    found = re.fullmatch(r"(.+?)\s*[,(\t]\s*([^,()]+?)\)?", line)
    country = country_of(found[2]) if found else None
    return (found[1].strip(), country) if found and country else (line, None)


@dataclass(frozen=True)
class City:
    """A city to begin with: its name, its country, and where it is when that is known."""

    name: str
    country: str
    town: Town | None = None


def rows(
    network: Mapping[str, str],
    steps: Sequence[Step],
    cities: Sequence[City],
    joined_on: dt.date,
    taken: Mapping[str, set[str]],
    today: dt.date,
) -> list[Typed]:
    """Every row of a new network, as new rows of its tables: the network, its phases and milestones, its cities, the
    agreed days of each by the journey's schedule, and that all is known until today: nothing has been done.

    network: its own fields by name, without a code. taken: the codes in use by table.
    """
    codes = {table: set(used) for table, used in taken.items()}
    own = _code(codes["networks"], network.get("name", ""), "network")
    found = [Typed("networks", None, {"network_id": own, **network})]
    begins = network.get("starts_on") or joined_on.isoformat()
    milestones, phases = _journey_rows(own, steps, begins, codes)
    found += phases + milestones
    for city in cities:
        cells = {
            "city_id": _code(codes["cities"], city.name, "city"),
            "network_id": own,
            "name": city.name,
            "country": city.country,
            "joined_on": joined_on.isoformat(),
        }
        if city.town:
            cells |= {"latitude": str(city.town.latitude), "longitude": str(city.town.longitude)}
            cells |= {"population": str(city.town.population)} if city.town.population else {}
        found.append(Typed("cities", None, cells))
    cities_now = [one.key[0] for one in found if one.table == "cities"]
    found += _agreed_days(cities_now, [one.key[0] for one in milestones], steps, joined_on)
    tables = load_contract("extracts").column("table_name").enum
    every = {"network_id": own, "city_id": EVERY_CITY, "facts_until": today.isoformat()}
    return found + [Typed("extracts", None, {**every, "table_name": table}) for table in tables]


def _journey_rows(
    own: str, steps: Sequence[Step], begins: str, codes: dict[str, set[str]]
) -> tuple[list[Typed], list[Typed]]:
    """Milestones and phases. A phase lasts until its last step is due, and the next begins on the day after."""
    phases: list[Typed] = []
    milestones: list[Typed] = []
    first, since = dt.date.fromisoformat(begins), dt.date.fromisoformat(begins)
    for names in dict.fromkeys(tuple(step.phase[language] for language in LANGUAGES) for step in steps):
        mine = [step for step in steps if tuple(step.phase[language] for language in LANGUAGES) == names]
        until = max(since, first + dt.timedelta(days=max(step.due_after_days for step in mine)))
        code = _code(codes["phases"], f"{own} {names[-1]}", "phase")
        cells = {"phase_id": code, "network_id": own, "position": str(len(phases) + 1)}
        cells |= {f"name_{language}": name for language, name in zip(LANGUAGES, names, strict=True)}
        cells |= {"starts_on": since.isoformat(), "ends_on": until.isoformat()}
        cells |= {f"expectation_{language}": mine[0].expectation[language] for language in LANGUAGES}
        phases.append(Typed("phases", None, cells))
        for position, step in enumerate(mine, 1):
            row = {
                "milestone_id": _code(codes["milestones"], f"{own} {step.name['en']}", "milestone"),
                "phase_id": code,
                "position": str(position),
                **{f"name_{language}": step.name[language] for language in LANGUAGES},
                "weight": f"{step.weight:g}",
                "due_after_days": str(step.due_after_days),
            }
            milestones.append(Typed("milestones", None, row))
        since = until + dt.timedelta(days=1)
    return milestones, phases


def _agreed_days(
    cities: Sequence[str], milestones: Sequence[str], steps: Sequence[Step], joined_on: dt.date
) -> list[Typed]:
    """The agreed day of each step in each city, by the schedule."""
    ordered = sorted(range(len(steps)), key=lambda place: _phase_order(steps)[place])
    days = [joined_on + dt.timedelta(days=steps[place].due_after_days) for place in ordered]
    return [
        Typed(
            "progress",
            None,
            {"city_id": city, "milestone_id": code, "baseline_on": str(day), "baseline_from": "schedule"},
        )
        for city in cities
        for code, day in zip(milestones, days, strict=True)
    ]


def _phase_order(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Where each step stands once its phase's steps are together: phases in the order of their first step."""
    names = list(dict.fromkeys(step.phase["en"] for step in steps))
    return [(names.index(step.phase["en"]), place) for place, step in enumerate(steps)]


def _code(taken: set[str], name: str, otherwise: str) -> str:
    base = slug(name) or otherwise
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    taken.add(code)
    return code
