"""Until which day facts are known: where a figure's clock stops when a later day is asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from cadence.answers.macros import macro_statements
from cadence.answers.questions import DAY_OF, Question
from cadence.sql import quote

AS_KNOWN = "as_known_"
CLOCKS = """
    select
        table_name,
        clock_day(
            $day::date, max(facts_until),
            (select max(facts_until) from known_until where network_id = $network and sets_the_day)
        )
    from known_until
    where network_id = $network
    group by table_name
"""


CLOCK = """
    select
        max(facts_until) filter (table_name = $table and city_id in ('*', $city)),
        clock_day(
            $day::date,
            max(facts_until) filter (table_name = $table and city_id in ('*', $city)),
            max(facts_until) filter (sets_the_day)
        )
    from known_until
    where network_id = $network
"""


def known_until(
    cursor: duckdb.DuckDBPyConnection, network: str, table: str, city: str, day: dt.date
) -> tuple[dt.date, dt.date]:
    """Until when the facts of a table are known of a city (``*``: of every one), and the day at which figures made of
    it stop when ``day`` is asked for. The cursor stands in a snapshot's database."""
    given = {"network": network, "table": table, "city": city, "day": day}
    found: tuple[dt.date, dt.date] | None = cursor.execute(CLOCK, given).fetchone()
    if found is None or found[0] is None:
        return day, day
    return found


def clock_days(cursor: duckdb.DuckDBPyConnection, network: str, day: dt.date) -> dict[str, dt.date]:
    """For each table of facts, the day at which figures made of it stop when ``day`` is asked for.

    A day after everything that is known of the network is meant so: the clock goes on to it. The cursor stands in a
    snapshot's database.
    """
    return dict(cursor.execute(CLOCKS, {"network": network, "day": day}).fetchall())


def known_tables(question: Question, situations: Iterable[Question]) -> list[str]:
    """The tables of facts whose last known day holds a question back: its own and those of the situations it reads."""
    return sorted({one.clock_table for one in (question, *situations) if one.clock_table})


def on_its_clock(question: Question, values: Mapping[str, Any], clocks: Mapping[str, dt.date]) -> dict[str, Any]:
    """The question's parameters, its day put back to the last one known of its facts.

    Beside it the day of each table of facts as ``data_date_of_TABLE``, for a statement made of several questions.
    """
    every = {f"{DAY_OF}{table}": day for table, day in clocks.items()}
    if question.clock_table is None or values.get("data_date") is None:
        return {**values, **every}
    return {**values, **every, "data_date": clocks.get(question.clock_table) or values["data_date"]}


def with_own_clock(question: Question) -> str:
    """The SQL of a question, its day named as that of its facts, to stand in a statement beside others."""
    if question.clock_table is None:
        return question.sql
    return re.sub(r"\$data_date\b", f"${DAY_OF}{question.clock_table}", question.sql)


def dated_tables() -> list[str]:
    """The contract tables whose rows, or their first day, are facts that happened on a day or are planned for it."""
    return sorted(name.removeprefix(AS_KNOWN) for name in macro_statements() if name.startswith(AS_KNOWN))


def as_known(table: str) -> str:
    """A contract table as SQL to stand behind FROM, without what it dates after the last day known: that is planned."""
    return f"{AS_KNOWN}{table}()" if table in dated_tables() else quote(table)
