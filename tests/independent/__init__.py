"""The metrics a second time, in plain Python, from their written definitions alone.

Nothing here reads the SQL in ``queries/`` or uses DuckDB or pandas: it is slow and literal on purpose, so that
``test_independent.py`` can ask both and compare. Tables are lists of dicts of text, as a CSV holds them.
"""

from __future__ import annotations

import datetime as dt
from statistics import median

from tests.independent.actions import at_target, indicator_achievement
from tests.independent.pace import Pace, city_pace, time_to_milestone
from tests.independent.partners import (
    LADDER,
    active_partnerships,
    alive_partnerships,
    concentration,
    handful,
    partner_funnel,
    reach_by_month,
    role_coverage,
)
from tests.independent.statistics import kaplan_meier, wilson
from tests.independent.tables import Row, Tables, day, read_folder

__all__ = [
    "LADDER",
    "Pace",
    "Row",
    "Tables",
    "active_partnerships",
    "alive_partnerships",
    "city_pace",
    "concentration",
    "day",
    "handful",
    "indicator_achievement",
    "kaplan_meier",
    "overview",
    "partner_funnel",
    "reach_by_month",
    "read_folder",
    "role_coverage",
    "time_to_milestone",
    "wilson",
]


def overview(tables: Tables, network: str, on: dt.date) -> dict[str, object]:
    """The key figures of the first page: members only; reach in the month of the data date and the two before."""
    paces = {c: p for c, p in city_pace(tables, network, on).items() if p.status not in ("left", "not_started")}
    judged = [pace for pace in paces.values() if pace.status != "not_judged"]
    gaps = [pace.sv for pace in paces.values() if pace.sv is not None]
    months = 12 * on.year + on.month
    sums = [
        reached
        for (month, _), reached in reach_by_month(tables, network, on).items()
        if 12 * month.year + month.month > months - 3
    ]
    return {
        "on_plan": (sum(p.status in ("on_plan", "agreed_late", "completed") for p in judged), len(judged)),
        "gaps": (median(gaps), min(gaps), max(gaps)),
        "partner": (len(cities_with_partner(tables, on) & set(paces)), len(paces)),
        "engagements": sum(engaged or 0 for engaged, _, _ in sums),
        "new": sum(new or 0 for _, new, _ in sums),
        "handful": handful(tables, network, on),
        "target": at_target(tables, network, on),
    }


def cities_with_partner(tables: Tables, on: dt.date) -> set[str]:
    """Cities that have an active partnership of their own that is not silent."""
    return {s["city_id"] for s in alive_partnerships(tables, on) if s["city_id"]}
