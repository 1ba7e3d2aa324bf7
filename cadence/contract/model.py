"""What a table is, as its contract declares it: fields, keys and rules. contracts.py reads them from files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DUCKDB_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}

NO_NAME = "no_name"  # the rule that a thing has a name in some language


class InLanguages(dict[str, str]):
    """A text by language; a language nobody has written it in yet gets the English one."""

    def __missing__(self, language: str) -> str:
        return self["en"] if language != "en" else ""


@dataclass(frozen=True)
class Field:
    """One column of a table. ``enum`` holds the allowed values, or those of each value of a list cell."""

    name: str
    type: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    aliases: tuple[str, ...] = ()
    hxl: str | None = None
    example: str = ""
    required: bool = False
    enum: tuple[str, ...] = ()
    codelist: str | None = None  # "country", "currency" or "language": the enum is that standard's codes
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    default: str | None = None  # as it would be written in a cell
    unit: str | None = None
    unit_in: tuple[str, ...] = ()  # the columns of the same row that say what its unit is
    since: str = ""  # the version that added it to a table already in use: older templates do not have it
    delimiter: str = ""  # between the values of a list cell
    missing_values: tuple[str, ...] = ("",)
    true_values: tuple[str, ...] = ()
    false_values: tuple[str, ...] = ()

    @property
    def duckdb_type(self) -> str:
        """The type of the column in DuckDB."""
        return DUCKDB_TYPES[self.type]

    def names(self) -> tuple[str, ...]:
        """Every header the field answers to: its name, its titles, its aliases, its HXL tag."""
        found = (self.name, *self.title.values(), *self.aliases, self.hxl)
        return tuple(dict.fromkeys(name for name in found if name))


@dataclass(frozen=True)
class ForeignKey:
    """Values of ``fields`` (of each value of a list cell) must be found in another table."""

    fields: tuple[str, ...]
    table: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A condition on one row, in SQL over its field names; true or unknown is right."""

    code: str
    condition: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class CrossRule(Rule):
    """A rule that reads other tables.

    In ``condition`` the row is called ``this``; other tables go by their names (published and new rows
    together), ``published.x`` is table x as it was before, ``$upload_day`` the day of the upload. An empty
    condition is too long for a contract: it stands in ``queries/checks/<code>.sql``.
    """

    tables: tuple[str, ...]
    expected: str = ""  # what would be right, in SQL, where it can be told


@dataclass(frozen=True)
class Contract:
    """One table: ``description`` says its grain, ``order`` its place in reading order (parents first)."""

    name: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    rules: tuple[Rule, ...]
    cross_rules: tuple[CrossRule, ...]
    missing_values: tuple[str, ...]
    needed: bool  # the dashboard cannot open without it
    order: int

    @property
    def one_enough(self) -> tuple[tuple[str, ...], ...]:
        """Fields that say one thing, each in a language: one of them is enough, and some must be there."""
        return tuple(rule.fields for rule in self.rules if rule.code == NO_NAME)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(column.name for column in self.fields)

    def column(self, name: str) -> Field:
        """One field by its name; KeyError when the table has none of that name."""
        return {column.name: column for column in self.fields}[name]
