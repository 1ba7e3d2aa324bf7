"""What files teach: the names they use and the recipes that read them, published and undone with their rows."""

from __future__ import annotations

from cadence.contract import load_contracts
from cadence.intake.learnt_rows import rows_to_keep
from cadence.intake.preparation import Preparation
from cadence.sql import insert_rows, quote
from cadence.store import Staged


def keep_what_was_learnt(preparation: Preparation) -> None:
    """Stage the rows of ``names`` and ``recipes`` that the files bring; where tables are replaced, beside the
    published ones.
    """
    if preparation.is_refused:
        return
    for table, rows in rows_to_keep(preparation.foreign).items():
        if rows:
            preparation.own[table] = [_stage_rows(preparation, table, rows)]


def _stage_rows(preparation: Preparation, table: str, rows: list[dict[str, str]]) -> Staged:
    contract, con = load_contracts()[table], preparation.con
    name = quote(f"learnt_{table}")
    columns = ", ".join(f"{quote(column)} varchar" for column in contract.columns)
    con.execute(f"create or replace temp table {name} ({columns}, _line bigint)")
    insert_rows(con, name, [[*(row[column] for column in contract.columns), None] for row in rows])
    if preparation.mode == "replace":
        keys, held = (", ".join(map(quote, names)) for names in (contract.primary_key, contract.columns))
        con.execute(
            f"insert into {name} select {held}, null from published.{quote(table)} "
            f"where ({keys}) not in (select ({keys}) from {name})"
        )
    return Staged(name, preparation.foreign[0].file)
