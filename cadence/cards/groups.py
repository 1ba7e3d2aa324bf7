"""The smallest group of partners for a city's open needs, in words: who brings what, and what nobody brings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cadence.answers.answer import Answer
from cadence.words import Words

Row = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """One partner of the group, its code for a link, and the roles it would bring, in words."""

    partner_id: str
    partner: str
    brings: str


@dataclass(frozen=True)
class Group:
    """Heading; the partners, in order; what nobody brings and whom to wake first, each empty where there is none."""

    heading: str
    members: tuple[Member, ...]
    nobody: str
    silent: str


def group(answer: Answer, words: Words) -> Group | None:
    """The group of one city, from its rows of ``city_group``; None where no need is open."""
    rows = answer.rows()
    if not rows:
        return None
    members = tuple(
        Member(row["partner_id"], row["partner"], _roles(row["roles"], words))
        for row in rows
        if pd.notna(row["partner_id"])
    )
    k, of = int(rows[0]["covered_needs"]), int(rows[0]["open_needs"])
    covered = words("group.all", n=of) if k == of else words("group.covered", k=k, n=of)
    said = {"covered": covered, "open_needs": words("group.open_needs", n=of)}
    heading = words("group.heading", n=len(members), **said)
    lacking = [role for row in rows if pd.isna(row["partner_id"]) for role in row["roles"]]
    asleep = list(dict.fromkeys(role for row in rows for role in row["silent_roles"]))
    return Group(heading, members, _sentence("nobody", lacking, words), _sentence("silent", asleep, words))


def _sentence(key: str, roles: list[str], words: Words) -> str:
    return words(f"group.{key}", n=len(roles), roles=_roles(roles, words)) if roles else ""


def _roles(codes: Iterable[str], words: Words) -> str:
    # Never joined by "and": roles such as "Data and tools" hold one of their own.
    return ", ".join(words.code("role", code) for code in codes)
