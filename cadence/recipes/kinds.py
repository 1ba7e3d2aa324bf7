"""What a line of a sheet may be: the tables its columns may speak of, and what it cannot be without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from cadence.contract import load_contracts
from cadence.recipes.model import PERSONAL, Column, Line, Sheet


@dataclass(frozen=True)
class Kind:
    """What a line may be: the tables its columns may speak of, the meanings without which it is not that."""

    line: Line
    tables: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]  # of each group one must be there
    steps: bool = False
    base: float = 0.0  # what speaks for it from the start


CITY = ("cities.name", "progress.city_id", "checkins.city_id", "needs.city_id")


STEP = ("milestones.name_fr", "milestones.name_en", "progress.milestone_id")


INDICATOR = ("indicators.name_fr", "indicators.name_en")


KINDS: tuple[Kind, ...] = (
    Kind("city", ("cities", "progress"), (("cities.name",),), steps=True),
    Kind("city_step", ("cities", "milestones", "progress"), (("cities.name", "progress.city_id"), STEP)),
    Kind("partner", ("partners",), (("partners.name",),)),
    Kind(
        "activity",
        ("activities", "audience", "cities", "partners"),
        (("activities.held_on",), ("activities.title", "activities.kind")),
    ),
    Kind(
        "action",
        ("actions", "indicators", "results", "cities", "partners"),
        (
            ("actions.title",),
            (
                "actions.status",
                "actions.starts_on",
                "actions.ends_on",
                "actions.partners",
                "actions.cost_programme",
                "indicators.name_fr",
                "indicators.name_en",
            ),
        ),
    ),
    Kind("value", ("indicators", "results", "actions"), (INDICATOR, ("results.actual",), ("results.period_ends_on",))),
    Kind("checkin", ("cities", "checkins"), (("cities.name", "checkins.city_id"), ("checkins.held_on",)), base=-0.4),
    Kind("need", ("cities", "needs"), (("cities.name", "needs.city_id"), ("needs.role",))),
    Kind(
        "partnership",
        ("partners", "cities", "partnerships"),
        (("partners.name",), ("partnerships.role", "partnerships.typology")),
    ),
    Kind("attendee", ("activities", "audience", "persons"), (("persons.name", "persons.mail"),)),
)


# A second thing that a column of names may say as well: the city of a check-in is a city.
ALSO = {
    "activities.cities": "cities.name",
    "activities.partners": "partners.name",
    "actions.cities": "cities.name",
    "actions.partners": "partners.name",
}


# What a person's line may say of the activity.
OF_ATTENDEES = ("activities.title", "activities.held_on", "audience.segment", "audience.channel")


NAMES = {
    "cities.name": "city",
    "partners.name": "partner",
    "activities.cities": "city",
    "activities.partners": "partner",
    "actions.cities": "city",
    "actions.partners": "partner",
    "actions.title": "action",
    "milestones.name_fr": "milestone",
    "milestones.name_en": "milestone",
    "progress.city_id": "city",
    "progress.milestone_id": "milestone",
}


@dataclass(frozen=True)
class Reading:
    """One column as guessed: its meaning, how sure (0 to 1), and the code of the reason with its blanks."""

    column: Column
    score: float
    reason: str
    blanks: Mapping[str, object] = field(default_factory=dict, hash=False)


def lacking(sheet: Sheet) -> list[str]:
    """The meanings without which no line of a sheet gives a row, and which it does not say: the first of each group."""
    kind = next(one for one in KINDS if one.line == sheet.line)
    groups = [*kind.needs, *([("actions.title", "indicators.action_id")] if kind.line == "value" else [])]
    return [group[0] for group in groups if not any(sheet.has(one) for one in group)]


def may_mean(kind: Kind, meaning: str) -> bool:
    """Whether a column may have a meaning where a line is of a kind."""
    table = meaning.partition(".")[0]
    if kind.line == "partner" and table == "cities":
        return False
    if kind.line == "attendee" and table in ("activities", "audience"):
        return meaning in OF_ATTENDEES
    return table in kind.tables or meaning in PERSONAL


def is_field(meaning: str) -> bool:
    """Whether it is a field of a contract table."""
    table, _, name = meaning.partition(".")
    return table in load_contracts() and name in load_contracts()[table].columns


assert {kind.line for kind in KINDS} == set(get_args(Line))
