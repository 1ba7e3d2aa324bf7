"""Rows that come with files beside what stands in them: foreseen, published and undone with them."""

from __future__ import annotations

from cadence.contract import load_contracts
from cadence.intake.preparation import Preparation
from cadence.sql import literal, quote
from cadence.store import Staged


def stage_own_rows(preparation: Preparation, table: str, rows: str, kept: str) -> None:
    """The rows as the store takes them, by file; where tables are replaced and no file brings this one, beside the
    published ones for which ``kept`` holds.
    """
    contract, con = load_contracts()[table], preparation.con
    own = [name for (name,) in con.execute(f"select column_name from (describe {rows})").fetchall()]
    held = {
        field.name: f"cast({literal(field.default)} as {field.duckdb_type})" if field.default else "null"
        for field in contract.fields
    }
    columns = ", ".join(map(quote, contract.columns))
    given = ", ".join(quote(name) if name in own else f"{held[name]} as {quote(name)}" for name in contract.columns)
    places = [place for (place,) in con.execute(f"select distinct file from {rows} order by file").fetchall()]
    for place in places:
        select = f"select {given}, _line from {rows} where file = {place}"
        if preparation.mode == "replace" and place == places[0] and table not in preparation.tables():
            select += f" union all select {columns}, null from published.{quote(table)} p where {kept}"
        view = quote(f"{table}_given_{place}")
        con.execute(f"create or replace temp table {view} as {select}")
        preparation.own.setdefault(table, []).append(Staged(view, place))
