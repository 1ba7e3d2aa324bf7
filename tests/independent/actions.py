"""Joint actions: indicators rolled up, achievement, indicators at target."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from tests.independent.tables import Row, Tables, happened


def rolled_up(kind: str, rows: list[Row]) -> Fraction | None:
    """The value of an indicator from its periods: flow sum, stock last, ratio of sums, qualitative count."""
    if kind == "qualitative":
        return Fraction(len(rows))
    if kind == "ratio":
        parts = [(Fraction(r["numerator"]), Fraction(r["denominator"])) for r in rows if r["denominator"]]
        return sum(n for n, _ in parts) / sum(d for _, d in parts) if parts else None  # type: ignore[return-value]
    values = [Fraction(r["actual"]) for r in sorted(rows, key=lambda r: r["period_ends_on"]) if r["actual"]]
    if not values:
        return None
    return sum(values, Fraction(0)) if kind == "flow" else values[-1]


def achievement(kind: str, baseline: str, actual: Fraction | None, target: str) -> Fraction | None:
    """(actual - baseline) / (target - baseline); without a baseline actual / target; None when not applicable."""
    if kind == "qualitative" or actual is None or not target:
        return None
    start = Fraction(baseline) if baseline else Fraction(0)
    return (actual - start) / (Fraction(target) - start) if Fraction(target) != start else None


def indicator_achievement(
    tables: Tables, network: str, on: dt.date
) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    """Actual value and achievement of every indicator of a network's actions."""
    actions = {a["action_id"] for a in tables["actions"] if a["network_id"] == network}
    found = {}
    for indicator in tables["indicators"]:
        if indicator["action_id"] in actions:
            rows = [
                r
                for r in tables["results"]
                if r["indicator_id"] == indicator["indicator_id"] and happened(r["period_ends_on"], on)
            ]
            kind = indicator["value_kind"]
            actual = rolled_up(kind, rows)
            found[indicator["indicator_id"]] = (
                actual,
                achievement(kind, indicator["baseline"], actual, indicator["target"]),
            )
    return found


def at_target(tables: Tables, network: str, on: dt.date) -> tuple[int, int]:
    """Indicators at their target or beyond, in their own direction, of those with a value and a target that is due."""
    values = indicator_achievement(tables, network, on)
    verdicts = [
        actual <= Fraction(i["target"]) if i["is_ascending"] == "false" else actual >= Fraction(i["target"])
        for i in tables["indicators"]
        if i["value_kind"] != "qualitative" and i["target"]
        if not i.get("target_on") or happened(i["target_on"], on)
        for actual in [values.get(i["indicator_id"], (None, None))[0]]
        if actual is not None
    ]
    return sum(verdicts), len(verdicts)
