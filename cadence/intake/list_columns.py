"""A list told in a column for each of its values (cities/dakar, cities/accra), as forms on telephones export it.

The column of the list is made from them, and stands behind the others of the text table.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from cadence.checks.folding import fold
from cadence.contract import Field, load_contracts
from cadence.problems import Fact
from cadence.reading import Reading
from cadence.sql import among, literal, quote

YES, NO = ("1", "true", "yes", "oui", "vrai", "x"), ("0", "false", "no", "non", "faux", "")
SIGNS = "/."


def join(con: duckdb.DuckDBPyConnection, reading: Reading) -> tuple[Reading, list[Fact]]:
    """The reading with a column for every list that is told so; how, as a fact each.

    A column is one of a list's when its header is a list's name, a sign and a value, and its cells say yes or no only.
    """
    table, columns, facts = quote(reading.table), list(reading.columns), list[Fact]()
    present = {fold(header) for header in columns}
    for name, places in _groups(reading.columns).items():
        if fold(name) in present or not all(_is_yes_or_no(con, table, place) for place in places):
            continue
        said = ", ".join(
            f"case when lower(trim(c{place})) in {among(YES)} then {literal(value)} end"
            for place, value in places.items()
        )
        con.execute(f"alter table {table} add column c{len(columns)} varchar")
        con.execute(f"update {table} set c{len(columns)} = concat_ws('|', {said})")
        columns.append(name)
        facts.append(Fact("list_columns_joined", {"n": len(places), "column": name}))
    hxl = reading.hxl and (*reading.hxl, *[""] * (len(columns) - len(reading.hxl)))
    return replace(reading, columns=tuple(columns), hxl=hxl), facts


def _groups(headers: tuple[str, ...]) -> dict[str, dict[int, str]]:
    """By the header of a list, the place and the value of each of its columns; two of them at least."""
    names = {fold(name) for field in _lists() for name in field.names()}
    found: dict[str, dict[int, str]] = {}
    for place, header in enumerate(headers):
        for sign in SIGNS:
            before, _, value = header.strip().rpartition(sign)
            if value.strip() and fold(before.rpartition("/")[2]) in names:
                found.setdefault(before.rpartition("/")[2].strip(), {})[place] = value.strip()
                break
    return {name: places for name, places in found.items() if len(places) > 1}


def _lists() -> list[Field]:
    return [field for contract in load_contracts().values() for field in contract.fields if field.type == "list"]


def _is_yes_or_no(con: duckdb.DuckDBPyConnection, table: str, place: int) -> bool:
    other = f"select 1 from {table} where lower(trim(c{place})) not in {among((*YES, *NO))} limit 1"
    return con.execute(other).fetchone() is None
