"""A contract as SQL over a text table: one plain pass when every cell is beyond doubt, else the careful one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import duckdb

from cadence.checks import careful, cells
from cadence.checks.manners import Choices
from cadence.checks.result import PROBLEM_COLUMNS, Checked
from cadence.contract import Contract, Field
from cadence.settings import PROJECT
from cadence.sql import beside, literal, quote

READERS = PROJECT / "queries" / "checks" / "readers.sql"
DOUBT = "a cell is not written plainly"


def check(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    text_table: str,
    mapping: Mapping[str, str],
    *,
    headers: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    plain_decimal: bool = True,
) -> Checked:
    """Check one text table (``_line`` and text columns) against a contract; never raises for bad data.

    text_table: quoted name of a table in ``con``. mapping: field -> text column; fields that are not mapped are
    empty. headers: text column -> header as found, for the places of problems. Fields that are required and not
    mapped are the caller's to refuse (cadence.intake.recognition says which).
    """
    load_readers(con)
    checked = Checked(
        con=con,
        table=contract.name,
        text_table=text_table,
        staged=beside(text_table, f"__{contract.name}__staged"),
        rejects=beside(text_table, f"__{contract.name}__rejects"),
        listing=beside(text_table, f"__{contract.name}__problems"),
        kept=beside(text_table, f"__{contract.name}__kept"),
        aside=beside(text_table, f"__{contract.name}__aside"),
        mapping=dict(mapping),
        headers=dict(headers or {}),
    )
    con.execute(f"create or replace table {checked.listing} ({PROBLEM_COLUMNS})")
    con.execute(f"create or replace table {checked.rejects} as from {text_table} limit 0")
    done = checked
    if not _is_plain(checked, contract):
        done = careful.check(checked, contract, choices or Choices(), plain_decimal=plain_decimal)
    if done is checked:
        con.execute(f"create or replace table {checked.aside} as from {checked.staged} limit 0")
    con.execute(f"create or replace table {checked.kept} as from {checked.staged} limit 0")
    return done


def load_readers(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros that read cells, once; they live as long as the connection."""
    try:
        con.execute("select is_formula_error(null)")
    except duckdb.CatalogException:
        con.execute(_readers())


@cache
def _readers() -> str:
    return READERS.read_text(encoding="utf-8")


def _is_plain(checked: Checked, contract: Contract) -> bool:
    """Stage every row in one pass; False, at the first cell in doubt, when the file needs the careful way."""
    try:
        checked.con.execute(_plain_staging(checked, contract))
    except duckdb.InvalidInputException as error:
        if DOUBT not in str(error):
            raise
        return False
    keys = ", ".join(map(quote, contract.primary_key))
    twice = checked.con.execute(
        f"select count(*) - (select count(*) from (select distinct {keys} from {checked.staged})) from {checked.staged}"
    ).fetchone()
    return twice == (0,)


def _plain_staging(checked: Checked, contract: Contract) -> str:
    typed = ", ".join(f"{_value(field, checked.mapping)} as {quote(field.name)}" for field in contract.fields)
    conditions = [
        cells.plain_condition(field, checked.mapping[field.name])
        for field in contract.fields
        if field.name in checked.mapping
    ]
    conditions += [f"coalesce({rule.condition}, true)" for rule in contract.rules]
    held = " and ".join(f"coalesce({condition}, false)" for condition in conditions)
    columns = ", ".join(map(quote, contract.columns))
    return f"""
        create or replace table {checked.staged} as
        select {columns}, _line
        from (select {typed}, * from {checked.text_table})
        where case when {held or "true"} then true else error('{DOUBT}') end
    """


def _value(field: Field, mapping: Mapping[str, str]) -> str:
    if field.name in mapping:
        return cells.plain_value(field, mapping[field.name])
    if field.default is None:
        return f"null::{field.duckdb_type}"
    return f"cast({literal(field.default)} as {field.duckdb_type})"
