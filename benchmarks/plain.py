"""The same figures without Cadence: plain SQL on a native DuckDB table, and pandas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from benchmarks.asking import Times, times

RUNS = 5
# question -> (what a plain dashboard would ask of the native tables, the same in pandas)
SQL = {
    "reach_by_month": """
        select date_trunc('month', a.held_on) as month, a.kind,
            sum(p.persons) filter (p.channel <> 'media') as engagements,
            sum(p.new_persons) filter (p.channel <> 'media') as new_persons,
            sum(p.persons) filter (p.channel = 'media') as media
        from activities a left join audience p using (activity_id)
        where a.held_on <= date '2025-12-20' group by all
    """,
    "partner_shares": """
        select partner, sum(p.persons) as engagements
        from (select activity_id, unnest(partners) as partner from activities where held_on <= date '2025-12-20')
        join audience p using (activity_id) where p.channel <> 'media'
        group by all order by engagements desc limit 20
    """,
}


def time_sql(con: duckdb.DuckDBPyConnection) -> dict[str, Times]:
    """Plain SQL on native tables ``activities`` and ``audience`` of the connection's database."""
    return {name: _time(partial(_run, con, sql)) for name, sql in SQL.items()}


def _run(con: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    return con.execute(sql).df()


def time_pandas(con: duckdb.DuckDBPyConnection) -> dict[str, Times]:
    """The same with pandas, on frames already in memory."""
    activities = con.execute("select activity_id, held_on, kind, partners from activities").df()
    audience = con.execute("select activity_id, channel, persons, new_persons from audience").df()
    day = pd.Timestamp("2025-12-20")

    def by_month() -> Any:
        both = activities[activities.held_on <= day].merge(audience, on="activity_id", how="left")
        both["month"] = both.held_on.dt.to_period("M")
        return both.groupby(["month", "kind", both.channel == "media"])[["persons", "new_persons"]].sum()

    def by_partner() -> Any:
        found = activities.loc[activities.held_on <= day, ["activity_id", "partners"]].explode("partners")
        both = found.merge(audience[audience.channel != "media"], on="activity_id")
        return both.groupby("partners")["persons"].sum().nlargest(20)

    return {"reach_by_month": _time(by_month), "partner_shares": _time(by_partner)}


def _time(call: Callable[[], Any]) -> Times:
    call()
    return times(lambda _: call(), RUNS)
