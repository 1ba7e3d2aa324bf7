"""A reader's own question without SQL: a table, what to count, by what, where.

The SQL is put together from names that the snapshot itself lists (always quoted) and from prepared values; a
name that the snapshot does not have is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cadence.answers.known import dated_tables
from cadence.answers.questions import load_metrics
from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.errors import QuestionError
from cadence.sql import literal, quote

GROUPS_SHOWN = 40
# However many values a column has, an answer has no more rows than this.
GROUPS_ANSWERED = 10_000
AGGREGATES = {
    "sum": "sum({0})",
    "median": "median({0})",
    "min": "min({0})",
    "max": "max({0})",
    "distinct": "count(distinct {0})",
}
NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL")
PERIODS = ("month", "quarter", "year")
# Of a table whose rows are facts: whether each is planned, dated after the last day whose facts are known.
PLANNED = "is_planned"


@dataclass(frozen=True)
class Wish:
    """What a reader wants to see. ``group`` may be a date column with a period behind it: ``held_on:month``."""

    source: str
    group: str | None = None
    measure: str = "rows"
    of: str | None = None
    where: str | None = None
    values: tuple[str, ...] = ()


def sources() -> list[str]:
    """Tables that can be explored: those of the contracts, then the metric tables."""
    return [*load_contracts(), *sorted(load_metrics())]


def columns(serving: Serving, source: str) -> dict[str, str]:
    """Columns of a source and their types, without those that only trace a row to its file."""
    if source not in sources():
        raise QuestionError("explore_unknown", name=source)
    with serving.cursor() as cursor:
        rows = cursor.execute(
            "select column_name, data_type from duckdb_columns() "
            "where table_name = $source and database_name = current_database() order by column_index",
            {"source": source},
        ).fetchall()
    found = {name: kind for name, kind in rows if not name.startswith("_")}
    return {**found, PLANNED: "BOOLEAN"} if source in dated_tables() else found


def groups(kinds: dict[str, str]) -> list[str]:
    """What a source can be grouped by: any column; a date by month, quarter or year too."""
    return [
        name if not period else f"{name}:{period}"
        for name, kind in kinds.items()
        for period in (("", *PERIODS) if kind == "DATE" else ("",))
    ]


def numeric(kinds: dict[str, str]) -> list[str]:
    """The columns that can be summed."""
    return [name for name, kind in kinds.items() if kind.split("(")[0] in NUMBERS]


def values(serving: Serving, network: str, wish: Wish) -> list[str]:
    """The values that the filter column takes, the most frequent first, at most 200."""
    kinds = columns(serving, wish.source)
    column = _quote_known(kinds, wish.where)
    sql = f"""
        select {column}::varchar as value
        from {_rows(wish.source)}
        where {column} is not null and {_of_network(wish.source, kinds)}
        group by all order by count(*) desc, value limit 200
    """
    with serving.cursor() as cursor:
        found = cursor.execute(sql, {"network": network}).fetchall()
    return [str(value) for (value,) in found]


def explore(serving: Serving, network: str, wish: Wish) -> pd.DataFrame:
    """Columns ``group`` (when grouped) and ``value``; groups in time order for periods, else largest first."""
    kinds = columns(serving, wish.source)
    conditions: list[str] = [_of_network(wish.source, kinds)]
    parameters: dict[str, Any] = {"network": network}
    if wish.where and wish.values:
        conditions.append(f"list_contains($values, {_quote_known(kinds, wish.where)}::varchar)")
        parameters["values"] = list(wish.values)
    group, order = _group(kinds, wish.group)
    sql = f"""
        select {group} as "group", {_measure(kinds, wish)} as value
        from {_rows(wish.source)}
        where {" and ".join(conditions)}
        group by all order by {order} limit {GROUPS_ANSWERED}
    """
    with serving.cursor() as cursor:
        answer = cursor.execute(sql, parameters).df()
    return answer if wish.group else answer[["value"]]


def count_planned(serving: Serving, network: str, wish: Wish) -> int:
    """How many of the rows that an answer counts are planned."""
    if wish.source not in dated_tables():
        return 0
    counted = explore(serving, network, Wish(wish.source, PLANNED, where=wish.where, values=wish.values))
    return int(counted.loc[counted["group"] == "true", "value"].sum())


def _rows(source: str) -> str:
    """The rows of a source; those of a table of facts say whether they are planned."""
    if source not in dated_tables():
        return quote(source)
    planned = f"rowid in (select row_no from planned_rows where table_name = {literal(source)})"
    return f"(select *, {planned} as {quote(PLANNED)} from {quote(source)})"


def _group(kinds: dict[str, str], group: str | None) -> tuple[str, str]:
    """The grouping expression and the order it is read in."""
    if not group:
        return "null", "1"
    name, _, period = group.partition(":")
    column = _quote_known(kinds, name)
    if not period:
        by_time = kinds[name] == "DATE"
        return (column, '"group"') if by_time else (f"{column}::varchar", 'value desc nulls last, "group"')
    if period not in PERIODS or kinds[name] != "DATE":
        raise QuestionError("explore_unknown", name=group)
    return f"date_trunc('{period}', {column})::date", '"group"'


def _measure(kinds: dict[str, str], wish: Wish) -> str:
    """What is counted: rows, distinct values, or a sum, median, smallest or largest value of a column."""
    if wish.measure == "rows":
        return "count(*)"
    if wish.measure not in AGGREGATES:
        raise QuestionError("explore_unknown", name=wish.measure)
    if wish.measure != "distinct" and wish.of not in numeric(kinds):
        raise QuestionError("explore_unknown", name=str(wish.of))
    return AGGREGATES[wish.measure].format(_quote_known(kinds, wish.of))


def _quote_known(kinds: dict[str, str], name: str | None) -> str:
    """A column as SQL, only if the source has it."""
    if name not in kinds:
        raise QuestionError("explore_unknown", name=str(name))
    return quote(name)


def _of_network(source: str, kinds: dict[str, str]) -> str:
    """Only rows of the visitor's network: by their own column, else by what they are about, as their contract says.

    A partner is of every network that names it. What names no network (recipes, the sets that activities are counted
    by) is read whole; the condition then names the parameter all the same.
    """
    if "network_id" in kinds:
        return "network_id = $network"
    if source == "partners":
        return "partner_id in (select partner_id from partners_of($network))"
    if source == "decisions":
        parts = [f"subject_id in ({_keys_of(parent)})" for parent in ("cities", "partnerships", "actions")]
        return f"({' or '.join(parts)})"
    if source in load_contracts():
        keys = load_contracts()[source].foreign_keys
        return f"{quote(keys[0].fields[0])} in ({_keys_of(keys[0].table)})" if keys else "$network is not null"
    return f"city_id in ({_keys_of('cities')})" if "city_id" in kinds else "$network is not null"


def _keys_of(table: str) -> str:
    """The codes of a table's rows that are of the visitor's network."""
    contract = load_contracts()[table]
    of_network = _of_network(table, dict.fromkeys(contract.columns, ""))
    return f"select {quote(contract.primary_key[0])} from {quote(table)} where {of_network}"
