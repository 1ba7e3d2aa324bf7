"""The candidates for needs held against what came: each need that was met later, on the day before it was.

For every need that a partnership begun later met, the day before that partnership began is asked again who would be
named: by the SQL of the page, from what was dated by then. The simplest rule, the three most active partners, is asked
the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cadence.answers.serving import Serving

ONE_DAY = dt.timedelta(days=1)
HERE, NETWORK, ELSEWHERE = "pipeline_here", "pipeline_network", "elsewhere"


@dataclass(frozen=True)
class Case:
    """One need and the partnership that met it, with who would have been named on the day before it began, the eve.

    ``offer`` is how its partner stood among all candidates of the eve (None: not among them), ``place`` where.
    """

    city: str
    role: str
    expressed_on: dt.date
    partnership_id: str
    partner_id: str
    partner: str
    starts_on: dt.date
    offer: str | None
    place: int | None
    named: tuple[str, ...]
    most_active: tuple[str, ...]
    is_met_by_silent: bool

    @property
    def eve(self) -> dt.date:
        """The day before the partnership began."""
        return self.starts_on - ONE_DAY

    @property
    def is_in_pipeline(self) -> bool:
        """Whether its partner was already being won for that role in that city."""
        return self.offer == HERE

    @property
    def is_named(self) -> bool:
        """Whether its partner was among those named."""
        return self.partner_id in self.named

    @property
    def is_most_active(self) -> bool:
        """Whether its partner was among the most active."""
        return self.partner_id in self.most_active


@dataclass(frozen=True)
class Recall:
    """Of ``n`` cases: in how many the candidates named the partner, and in how many the most active ones held it."""

    n: int
    named: int
    most_active: int


def recall(cases: Iterable[Case]) -> Recall:
    """The cases counted."""
    listed = list(cases)
    return Recall(len(listed), sum(case.is_named for case in listed), sum(case.is_most_active for case in listed))


class _Eve:
    """What was known on one day: the candidates of every need open then, and the most active partners."""

    def __init__(self, serving: Serving, network: str, day: dt.date) -> None:
        self._serving, self._network, self._day = serving, network, day
        rows = serving.frame("candidate_replay", network=network, data_date=day)
        self._needs = {(str(city), str(role)): found for (city, role), found in rows.groupby(["city_id", "role"])}

    @cached_property
    def most_active(self) -> tuple[str, ...]:
        """The codes of the most active partners."""
        found = self._serving.frame("most_active_partners", network=self._network, data_date=self._day)
        return tuple(found["partner_id"])

    def case(self, met: dict[str, Any]) -> Case | None:
        """What a row of ``needs_met_anew`` was on this day; None where its need was not open."""
        rows = self._needs.get((met["city_id"], met["role"]))
        if rows is None:
            return None
        listed = rows.dropna(subset=["partner_id"])
        own = listed[listed["partner_id"] == met["partner_id"]]
        return Case(
            city=met["city"],
            role=met["role"],
            expressed_on=met["expressed_on"].date(),
            partnership_id=met["partnership_id"],
            partner_id=met["partner_id"],
            partner=met["partner"],
            starts_on=met["starts_on"].date(),
            offer=None if own.empty else str(own["offer"].iloc[0]),
            place=None if own.empty else int(own["place"].iloc[0]),
            named=tuple(listed.loc[listed["is_named"].astype(bool), "partner_id"]),
            most_active=self.most_active,
            is_met_by_silent=bool(rows["is_met_by_silent"].iloc[0]),
        )


def replay(serving: Serving, network: str, data_date: dt.date | str | None = None) -> list[Case]:
    """Every case of a network up to a day (by default its newest fact), in the order of their starts.

    A need is a case once: with the first partnership that began after it was expressed and while it was open.
    """
    met = serving.frame("needs_met_anew", network=network, data_date=data_date)
    eves: dict[dt.date, _Eve] = {}
    cases: dict[tuple[str, str], Case] = {}
    for row in met.to_dict("records"):
        need = (str(row["city_id"]), str(row["role"]))
        if need in cases:
            continue
        eve = (row["starts_on"] - pd.Timedelta(days=1)).date()
        if eve not in eves:
            eves[eve] = _Eve(serving, network, eve)
        if (case := eves[eve].case({str(name): value for name, value in row.items()})) is not None:
            cases[need] = case
    return sorted(cases.values(), key=lambda case: (case.starts_on, case.city, case.role))


def as_frame(cases: Iterable[Case]) -> pd.DataFrame:
    """One row a case. ``group`` is pipeline (already being won for that city and role) or other; lists are of codes."""
    rows = [
        {
            "city": case.city,
            "role": case.role,
            "expressed_on": case.expressed_on.isoformat(),
            "partnership_id": case.partnership_id,
            "partner_id": case.partner_id,
            "partner": case.partner,
            "starts_on": case.starts_on.isoformat(),
            "replayed_on": case.eve.isoformat(),
            "group": "pipeline" if case.is_in_pipeline else "other",
            "offer": case.offer,
            "place": case.place,
            "is_named": case.is_named,
            "is_most_active": case.is_most_active,
            "is_met_by_silent": case.is_met_by_silent,
            "named": list(case.named),
            "most_active": list(case.most_active),
        }
        for case in cases
    ]
    return pd.DataFrame(rows).astype({"place": "Int64"})
