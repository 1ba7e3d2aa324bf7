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
    units: str = "[]"  # SQL of a list: what the columns beside a number say of its unit

    @property
    def is_number(self) -> bool:
        """Whether the text may hold a unit beside the number."""
        return self.field.type in ("number", "integer")

    @property
    def sign(self) -> str:
        """The column of the sign of the unit in the text of a number, quoted."""
        return quote(f"sign of {self.text[1:-1]}")

    @property
    def is_day(self) -> bool:
        """Whether the text may hold a time beside the day."""
        return self.field.type == "date"

    @property
    def bare(self) -> str:
        """The column of the text without unit or time; of other types the text."""
        return quote(f"bare {self.text[1:-1]}") if self.is_number or self.is_day else self.text

    @property
    def plain_words(self) -> str:
        """The column of the bare text of a day, folded."""
        return quote(f"folded {self.text[1:-1]}")

    @property
    def factor(self) -> str:
        """The column of what the number counts: 1, or thousands."""
        return quote(f"factor of {self.text[1:-1]}")


def typed_columns(contract: Contract, columns: list[Column]) -> str:
    """Every field of the contract from ``readings``, under its own name; one without a column is empty."""
    read = {column.field.name: column.value for column in columns}
    picked = []
    for field in contract.fields:
        default = "null" if field.default is None else literal(field.default)
        value = read.get(field.name, f"cast({default} as {field.duckdb_type})")
        picked.append(f"{value} as {quote(field.name)}")
    return ", ".join(picked)
