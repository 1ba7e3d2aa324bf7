"""The published rows that a replacement takes away, with their names, so that it can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from cadence.contract import Contract, load_contracts
from cadence.sql import quote

EXAMPLES = 3


@dataclass(frozen=True)
class Removed:
    """Published rows of one table that a replacement takes away, with the first of them by name."""

    table: str
    rows: int
    examples: tuple[str, ...]


def rows_to_remove(con: duckdb.DuckDBPyConnection, contract: Contract, brings: Sequence[str]) -> Removed | None:
    """The published rows that none of the relations in ``brings`` holds, for a table that is replaced by them."""
    keys = ", ".join(map(quote, contract.primary_key))
    same = " and ".join(f"b.{quote(k)} = p.{quote(k)}" for k in contract.primary_key)
    there = " union all ".join(f"select {keys} from {one}" for one in brings)
    found = con.execute(
        f"select {_row_name(contract)}, count(*) over () from published.{quote(contract.name)} p "
        f"anti join ({there}) b on {same} order by {keys} limit {EXAMPLES}"
    ).fetchall()
    return Removed(contract.name, found[0][1], tuple(str(name) for name, _ in found)) if found else None


def _row_name(contract: Contract) -> str:
    """What a published row ``p`` is called: its own name or title, else its key with the names of what it refers to."""
    own = [quote(field.name) for field in contract.fields if field.name in ("name", "title", "name_en")]
    if own:
        codes = ", ".join(f"p.{quote(name)}::varchar" for name in contract.primary_key)
        return f"coalesce(p.{own[0]}, concat_ws(' / ', {codes}))"
    parts = []
    parents = {key.fields[0]: key for key in contract.foreign_keys}
    for name in contract.primary_key:
        key, said = parents.get(name), f"p.{quote(name)}::varchar"
        columns = load_contracts()[key.table].columns if key else ()
        title = next((one for one in ("name", "title") if one in columns), None)
        if key and title:
            parent = f"published.{quote(key.table)}"
            same = f"n.{quote(key.reference_fields[0])} = p.{quote(name)}"
            said = f"coalesce((select any_value(n.{quote(title)}) from {parent} n where {same}), {said})"
        parts.append(said)
    return f"concat_ws(' / ', {', '.join(parts)})"
