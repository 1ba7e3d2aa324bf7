"""Which columns hold the codes of which things, read from the contracts: what a merge of two things has to move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cadence.contract.load import load_contracts
from cadence.sql import literal, quote


@dataclass(frozen=True)
class Reference:
    """A column that holds codes of a thing; kind: the column that says of which thing, where it may be of several."""

    table: str
    field: str
    is_list: bool = False
    kind: str = ""

    def holds(self, thing: str, codes: tuple[str, ...]) -> str:
        """SQL: whether a row of the table names one of these codes."""
        column, said = quote(self.field), ", ".join(map(literal, codes))
        if self.is_list:
            return f"coalesce(list_has_any({column}, [{said}]), false)"
        of_kind = f"{quote(self.kind)} = {literal(thing)} and " if self.kind else ""
        return f"({of_kind}{column} in ({said}))"


@cache
def things() -> Mapping[str, str]:
    """What has a code of its own that other tables refer to, by its name: the table of such things."""
    parents = {key.table for contract in load_contracts().values() for key in contract.foreign_keys}
    keys = {name: contract.primary_key for name, contract in load_contracts().items() if name in parents}
    return {key[0].removesuffix("_id"): name for name, key in keys.items() if len(key) == 1}


@cache
def references(thing: str) -> tuple[Reference, ...]:
    """Every column of every contract that may hold the code of a thing, its own table's key apart.

    By a foreign key; by its name, where ``*`` may stand in place of a code; or beside a column that says what its
    codes are of: ``<kind>_id`` or ``code``.
    """
    table, found = things()[thing], []
    (code,) = load_contracts()[table].primary_key
    for name, contract in load_contracts().items():
        by_key = {key.fields[0] for key in contract.foreign_keys if key.table == table and len(key.fields) == 1}
        kinds = {_beside(field.name, contract.columns): field.name for field in contract.fields if _is_kind(field.enum)}
        for field in contract.fields:
            if field.name in by_key or (field.name == code and name != table):
                found.append(Reference(name, field.name, field.type == "list"))
            elif field.name in kinds and thing in contract.column(kinds[field.name]).enum:
                found.append(Reference(name, field.name, False, kinds[field.name]))
    return tuple(found)


def _is_kind(enum: tuple[str, ...]) -> bool:
    return bool(enum) and set(enum) <= things().keys()


def _beside(kind: str, columns: tuple[str, ...]) -> str:
    return f"{kind}_id" if f"{kind}_id" in columns else "code"


def put_code(row: Mapping[str, Any], table: str, thing: str, before: str, after: str) -> dict[str, Any]:
    """A row with one code of a thing in place of another, wherever it names it; a list holds it once.

    row: by field, lists as lists.
    """
    found = dict(row)
    for one in references(thing):
        if one.table != table or (one.kind and row[one.kind] != thing):
            continue
        value = row[one.field]
        if one.is_list and value:
            found[one.field] = list(dict.fromkeys(after if code == before else code for code in value))
        elif value == before:
            found[one.field] = after
    return found
