"""The contract of each table, read from ``data/contracts/*.toml``: fields, keys, rules, in every language.

The vocabulary is that of the Data Package standard's Table Schema v2, with a few words of our own:
``codelist`` (allowed values kept in ``codelists/``), ``unitIn`` (the columns of the row that say the unit of a number),
``ladder`` (allowed values that have an order, see ladders),
``rules`` (a condition on one row, in SQL; unknown
passes) and ``crossRules`` (a condition on a row and other tables; see :class:`CrossRule`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cadence.contract.ladders import load_ladders
from cadence.contract.model import DUCKDB_TYPES, Contract, CrossRule, Field, ForeignKey, InLanguages, Rule
from cadence.errors import CadenceError
from cadence.settings import PROJECT

FOLDER = PROJECT / "data" / "contracts"


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


def codes(table: str, column: str) -> tuple[str, ...]:
    """The values that a column of a table may hold, in the contract's order."""
    return load_contract(table).column(column).enum


@cache
def field_titles(language: str) -> dict[str, str]:
    """Heading of every field by its name; where tables differ, that of the first table."""
    titles: dict[str, str] = {}
    for contract in load_contracts().values():
        for column in contract.fields:
            titles.setdefault(column.name, column.title[language])
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
        title=_texts(text["title"]),
        description=_texts(text["description"]),
        fields=tuple(_field(declared, missing, codelists) for declared in text["fields"]),
        primary_key=tuple(text["primaryKey"]),
        foreign_keys=tuple(_foreign_key(declared) for declared in text.get("foreignKeys", [])),
        rules=tuple(Rule(r["code"], r["condition"], tuple(r["fields"])) for r in text.get("rules", [])),
        cross_rules=tuple(_cross_rule(declared) for declared in text.get("crossRules", [])),
        missing_values=missing,
        needed=text.get("needed", False),
        order=text["position"],
    )


def _texts(texts: Mapping[str, str]) -> InLanguages:
    if "en" not in texts:
        raise ValueError(f"no English text beside {dict(texts)}")
    return InLanguages(texts)


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
    default = text.get("default")
    allowed = _allowed_values(text, codelists)
    return Field(
        name=text["name"],
        type=text["type"],
        title=_texts(text["title"]),
        description=_texts(text["description"]),
        aliases=tuple(text.get("aliases", ())),
        hxl=text.get("hxl"),
        example=text.get("example", ""),
        required=limits.get("required", False),
        enum=allowed,
        codelist=text.get("codelist"),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        exclusive_minimum=limits.get("exclusiveMinimum"),
        default=None if default is None else str(default).lower(),
        unit=text.get("unit"),
        unit_in=tuple(text.get("unitIn", ())),
        since=text.get("since", ""),
        delimiter=text.get("delimiter", ""),
        missing_values=_missing_marks(text.get("missingValues", missing), allowed, codelists),
        true_values=tuple(text.get("trueValues", ())),
        false_values=tuple(text.get("falseValues", ())),
    )


def _missing_marks(own: Sequence[str], allowed: Sequence[str], codelists: Path) -> tuple[str, ...]:
    """What stands for an empty cell: the contract's own marks and those everybody uses, but no allowed value."""
    taken = {value.lower() for value in allowed}
    return tuple(dict.fromkeys([*own, *(mark for mark in _marks(codelists / "missing.txt") if mark not in taken)]))


@cache
def _marks(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("# "))


def _allowed_values(text: Mapping[str, Any], codelists: Path) -> tuple[str, ...]:
    """The values a field takes: a standard's codes, the levels of a ladder, or its own list; none when it is free."""
    if codelist := text.get("codelist"):
        return _codes(codelists / f"{codelist}.txt")
    if name := text.get("ladder"):
        ladder = load_ladders()[name]
        return ladder.codes if text.get("allowsOutside", True) else ladder.levels
    return tuple(text.get("constraints", {}).get("enum", ()))


@cache
def _codes(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _names_used(thing: ForeignKey | Rule | Field) -> tuple[str, ...]:
    return thing.unit_in if isinstance(thing, Field) else thing.fields


def _check_references(contract: Contract, contracts: Mapping[str, Contract]) -> None:
    """Keys and rules name fields and tables that exist, and parents come first."""
    named: list[ForeignKey | Rule] = [*contract.foreign_keys, *contract.rules, *contract.cross_rules]
    used = {*contract.primary_key, *(name for thing in (*named, *contract.fields) for name in _names_used(thing))}
    wrong = used - set(contract.columns)
    for key in contract.foreign_keys:
        parent = contracts.get(key.table)
        if parent is None or parent.order > contract.order:
            wrong.add(f"{key.table} (position)")
        else:
            wrong |= {f"{key.table}.{name}" for name in key.reference_fields if name not in parent.columns}
    if wrong:
        raise CadenceError("contract_wrong", file=f"{contract.name}.toml", reason=", ".join(sorted(wrong)))
