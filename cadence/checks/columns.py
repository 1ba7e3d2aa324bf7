"""The columns of a text table while it is read carefully: one per mapped field, its text beside its value."""

from __future__ import annotations

from dataclasses import dataclass

from cadence.checks.manners import Manner
from cadence.contract import Contract, Field
from cadence.sql import literal, quote


@dataclass(frozen=True)
class Column:
    """One field as it was read: its text and its value are columns of the table ``readings``."""

    field: Field
    header: str
    text: str  # quoted
    value: str  # quoted
    manner: Manner
    is_asked: bool  # its cells can be read in two ways, and nobody has said which


def typed_columns(contract: Contract, columns: list[Column]) -> str:
    """Every field of the contract from ``readings``, under its own name; one without a column is empty."""
    read = {column.field.name: column.value for column in columns}
    picked = []
    for field in contract.fields:
        default = "null" if field.default is None else literal(field.default)
        value = read.get(field.name, f"cast({default} as {field.duckdb_type})")
        picked.append(f"{value} as {quote(field.name)}")
    return ", ".join(picked)
