"""The contract of each table, read from ``data/contracts/*.toml``: fields, keys, rules, in two languages.

The vocabulary is that of the Data Package standard's Table Schema v2, with a few words of our own:
``codelist`` (allowed values kept in ``codelists/``), ``rules`` (a condition on one row, in SQL; unknown
passes) and ``crossRules`` (a condition on a row and other tables; see :class:`CrossRule`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cadence.errors import CadenceError
from cadence.settings import PROJECT

FOLDER = PROJECT / "data" / "contracts"
DUCKDB_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}


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
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(column.name for column in self.fields)

    def column(self, name: str) -> Field:
        """One field by its name; KeyError when the table has none of that name."""
        return {column.name: column for column in self.fields}[name]


def quote(identifier: str) -> str:
    """An identifier ready for SQL: ``"…"``, quotes inside doubled."""
    return '"' + identifier.replace('"', '""') + '"'


def table_ddl(contract: Contract, table: str | None = None, more: tuple[str, ...] = ()) -> str:
    """``CREATE TABLE`` with typed columns, no keys (checks hold them), ``more`` columns; ``table`` comes quoted."""
    columns = [f"{quote(column.name)} {column.duckdb_type}" for column in contract.fields]
    return f"create table {table or quote(contract.name)} ({', '.join([*columns, *more])})"


def load_contracts(folder: Path = FOLDER) -> dict[str, Contract]:
    """All contracts by name, parents before children.

    Raises CadenceError ``contract_unreadable`` or ``contract_wrong`` with file and reason.
    """
    return dict(_load(folder))


def load_contract(name: str, folder: Path = FOLDER) -> Contract:
    """One contract; CadenceError ``no_such_table`` names the known ones."""
    contracts = _load(folder)
    if name not in contracts:
        raise CadenceError("no_such_table", table=name, tables=", ".join(contracts))
    return contracts[name]


@cache
def field_titles(language: str) -> dict[str, str]:
    """Heading of every field by its name; where tables differ, that of the first table."""
    titles: dict[str, str] = {}
    for contract in load_contracts().values():
        for column in contract.fields:
            titles.setdefault(column.name, column.title.get(language, column.name))
    return titles


@cache
def _load(folder: Path) -> dict[str, Contract]:
    declared = [_read(path) for path in sorted(folder.glob("*.toml"))]
    contracts = {c.name: c for c in sorted(declared, key=lambda c: c.order)}
    for contract in contracts.values():
        _check_references(contract, contracts)
    return contracts


def _read(path: Path) -> Contract:
    try:
        with path.open("rb") as file:
            text = tomllib.load(file)
        return _contract(text, path.parent / "codelists")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise CadenceError("contract_unreadable", file=path.name, reason=str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CadenceError("contract_wrong", file=path.name, reason=repr(error)) from error


def _contract(text: Mapping[str, Any], codelists: Path) -> Contract:
    missing = tuple(text["missingValues"])
    return Contract(
        name=text["name"],
        title=text["title"],
        description=text["description"],
        fields=tuple(_field(declared, missing, codelists) for declared in text["fields"]),
        primary_key=tuple(text["primaryKey"]),
        foreign_keys=tuple(_foreign_key(declared) for declared in text.get("foreignKeys", [])),
        rules=tuple(Rule(r["code"], r["condition"], tuple(r["fields"])) for r in text.get("rules", [])),
        cross_rules=tuple(_cross_rule(declared) for declared in text.get("crossRules", [])),
        missing_values=missing,
        needed=text.get("needed", False),
        order=text["position"],
    )


def _cross_rule(text: Mapping[str, Any]) -> CrossRule:
    fields, tables = tuple(text["fields"]), tuple(text["tables"])
    return CrossRule(text["code"], text.get("condition", ""), fields, tables, text.get("expected", ""))


def _foreign_key(text: Mapping[str, Any]) -> ForeignKey:
    reference = text["reference"]
    return ForeignKey(tuple(text["fields"]), reference["resource"], tuple(reference["fields"]))


def _field(text: Mapping[str, Any], missing: tuple[str, ...], codelists: Path) -> Field:
    if text["type"] not in DUCKDB_TYPES:
        raise ValueError(f"{text['name']}: type {text['type']}")
    limits = text.get("constraints", {})
    codelist, default = text.get("codelist"), text.get("default")
    return Field(
        name=text["name"],
        type=text["type"],
        title=text["title"],
        description=text["description"],
        aliases=tuple(text.get("aliases", ())),
        hxl=text.get("hxl"),
        example=text.get("example", ""),
        required=limits.get("required", False),
        enum=_codes(codelists / f"{codelist}.txt") if codelist else tuple(limits.get("enum", ())),
        codelist=codelist,
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        exclusive_minimum=limits.get("exclusiveMinimum"),
        default=None if default is None else str(default).lower(),
        unit=text.get("unit"),
        delimiter=text.get("delimiter", ""),
        missing_values=tuple(text.get("missingValues", missing)),
        true_values=tuple(text.get("trueValues", ())),
        false_values=tuple(text.get("falseValues", ())),
    )


@cache
def _codes(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _check_references(contract: Contract, contracts: Mapping[str, Contract]) -> None:
    """Keys and rules name fields and tables that exist, and parents come first."""
    named: list[ForeignKey | Rule] = [*contract.foreign_keys, *contract.rules, *contract.cross_rules]
    used = {*contract.primary_key, *(name for thing in named for name in thing.fields)}
    wrong = used - set(contract.columns)
    for key in contract.foreign_keys:
        parent = contracts.get(key.table)
        if parent is None or parent.order > contract.order:
            wrong.add(f"{key.table} (position)")
        else:
            wrong |= {f"{key.table}.{name}" for name in key.reference_fields if name not in parent.columns}
    if wrong:
        raise CadenceError("contract_wrong", file=f"{contract.name}.toml", reason=", ".join(sorted(wrong)))
