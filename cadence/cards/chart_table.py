"""The same data as a table: for each chart whose answer holds more than it draws, the columns worth reading.

A column may be said under another name, which gives it its heading and its unit.
"""

from __future__ import annotations

import pandas as pd

from cadence.words import Words

CITY = {"name": "name", "country": "country", "status": "status"}
STEP = {
    "milestone_name": "milestone",
    "baseline_on": "baseline_on",
    "planned_on": "replanned_on",
    "done_on": "done_on",
    "state": "state",
    "days_late": "days_late",
}
COLUMNS: dict[str, dict[str, str]] = {
    "pace_strip": CITY | {"sv_days": "sv_days", "adjusted_sv_days": "adjusted_sv_days", "pace_why": "sv_days_why"},
    "forecast": CITY
    | {
        "agreed_on": "agreed_on",
        "forecast_end_planned_on": "forecast_end_planned_on",
        "forecast_end_trend_on": "forecast_end_trend_on",
    },
    "city_map": CITY | {"sv_days": "sv_days", "active_partners": "active_partners"},
    "journey_grid": {"name": "name", **STEP},
    "city_steps": STEP,
    "city_curve": {"day": "day", "line": "curve", "milestone_name": "milestone", "weight": "weight", "total": "total"},
    "city_in_band": {"day": "day", "share": "done_share"},
    "network_curve": {
        "day": "day",
        "cities": "cities",
        "planned": "planned_share",
        "done": "done_share",
        "median_done": "median_done_share",
        "low": "band_low_share",
        "high": "band_high_share",
    },
    "spread_over_time": {
        "day": "day",
        "cities": "cities",
        "lowest_days": "lowest_sv_days",
        "low_quarter_days": "low_quarter_sv_days",
        "median_days": "median_sv_days",
        "high_quarter_days": "high_quarter_sv_days",
        "highest_days": "highest_sv_days",
    },
    "time_to_milestone": {
        "days": "days_since_joining",
        "reached_share": "reached_share",
        "low": "low",
        "high": "high",
        "at_risk": "followed",
    },
    "continuity": {
        "months": "months",
        "at_on": "at_on",
        "under_way": "under_way",
        "of_partnerships": "of_partnerships",
    },
    "ladder": {"rung": "rung", "partners": "partners", "actions": "actions"},
}


def as_table(chart: str, data: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The rows of a chart's data with the columns of its table; other charts give all columns that have a heading."""
    wanted = COLUMNS.get(chart) or {name: name for name in readable(words, data)}
    named = data.assign(milestone_name=words.own_texts(data)) if "milestone_name" in wanted else data
    kept = [name for name in wanted if name in named]
    return named[kept].rename(columns=wanted)


def readable(words: Words, answer: pd.DataFrame) -> list[str]:
    """The columns worth reading: those with a heading in the visitor's language.

    Codes give way to names, and an empty column says nothing.
    """
    names = [str(name) for name in answer.columns]
    codes = [name for name in names if name.endswith("_id")]
    named = {code for code in codes if {code.removesuffix("_id"), f"{code.removesuffix('_id')}_name"} & set(names)}
    if len(codes) == 1 and "name" in names:
        named = set(codes)
    headed = [name for name in names if words.column(name) != name]
    found = [name for name in headed if name not in named and not answer[name].isna().all()]
    return found or names
