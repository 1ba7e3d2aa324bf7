"""The tables as a Data Package (version 2): ``datapackage.json`` and one UTF-8 CSV per table.

The descriptor is written from the contracts. Two things the standard cannot say are kept as words of our own
beside it: texts in both languages (``titles``, ``descriptions``) and what each value of a list cell may be or
refer to (``items``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from cadence.contract import Contract, Field, ForeignKey, load_contracts
from cadence.errors import CadenceError
from cadence.sql import quote

PROFILES = "https://datapackage.org/profiles/2.0"
LIMITS = {"minimum": "minimum", "maximum": "maximum", "exclusive_minimum": "exclusiveMinimum"}


def descriptor(about: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """``datapackage.json`` of all tables; ``about`` adds or replaces words of the package (title, version…)."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "cadence",
        "title": "Cadence: a network of cities, its partners and their joint actions",
        **(about or {}),
        "resources": [_resource(contract) for contract in load_contracts().values()],
    }


def _resource(contract: Contract) -> dict[str, Any]:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": contract.name,
        "type": "table",
        "path": f"{contract.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_in_languages(contract),
        "schema": schema(contract),
    }


def schema(contract: Contract) -> dict[str, Any]:
    """The Table Schema of one table as we write it: an empty cell is nothing, all else is a value."""
    described: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(contract, field) for field in contract.fields],
        "missingValues": [""],
        "primaryKey": list(contract.primary_key),
    }
    keys = [_foreign_key(contract, key) for key in contract.foreign_keys if not _is_of_list(contract, key)]
    return {**described, "foreignKeys": keys} if keys else described


def _field(contract: Contract, field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": field.type, **_in_languages(field)}
    if field.example:
        described["example"] = field.example
    if constraints := _constraints(contract, field):
        described["constraints"] = constraints
    if field.type == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    if field.type == "list":
        described |= {"delimiter": field.delimiter, "itemType": "string", "items": _items(contract, field)}
    own = {"unit": field.unit, "default": field.default, "hxl": field.hxl, "aliases": list(field.aliases)}
    return described | {word: value for word, value in own.items() if value}


def _constraints(contract: Contract, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"required": True} if field.required else {}
    if contract.primary_key == (field.name,):
        found["unique"] = True
    if field.enum and field.type != "list":
        found["enum"] = list(field.enum)
    limits = {word: getattr(field, name) for name, word in LIMITS.items()}
    return found | {word: limit for word, limit in limits.items() if limit is not None}


def _items(contract: Contract, field: Field) -> dict[str, Any]:
    """What each value of a list cell may be: one of the codes, or a key of another table."""
    found: dict[str, Any] = {"enum": list(field.enum)} if field.enum else {}
    for key in contract.foreign_keys:
        if key.fields == (field.name,):
            found["reference"] = _reference(contract, key)
    return found


def _is_of_list(contract: Contract, key: ForeignKey) -> bool:
    return any(contract.column(name).type == "list" for name in key.fields)


def _foreign_key(contract: Contract, key: ForeignKey) -> dict[str, Any]:
    return {"fields": list(key.fields), "reference": _reference(contract, key)}


def _reference(contract: Contract, key: ForeignKey) -> dict[str, Any]:
    """The table and fields referred to; the standard leaves the table out when it is the same one."""
    other = {} if key.table == contract.name else {"resource": key.table}
    return {**other, "fields": list(key.reference_fields)}


def _in_languages(thing: Contract | Field) -> dict[str, Any]:
    """Title and description: English where the standard looks, every language beside it."""
    return {
        "title": thing.title["en"],
        "description": thing.description["en"],
        "titles": dict(thing.title),
        "descriptions": dict(thing.description),
    }


def export_package(con: duckdb.DuckDBPyConnection, folder: Path, about: Mapping[str, Any] | None = None) -> list[Path]:
    """Write the Data Package of the contract tables that ``con`` sees by their plain names; gives the files.

    Every cell is written exactly as it is held, formulas and markup too; rows stand in the order of their key.
    Raises CadenceError ``export_failed`` when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [write_table(con, c, folder / f"{c.name}.csv") for c in load_contracts().values()]
        text = json.dumps(descriptor(about), ensure_ascii=False, indent=2)
        (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    except (OSError, duckdb.IOException) as error:
        raise CadenceError("export_failed", folder=str(folder), reason=str(error)) from error
    return [*written, folder / "datapackage.json"]


def write_table(con: duckdb.DuckDBPyConnection, contract: Contract, path: Path, *, has_header: bool = True) -> Path:
    """Write one contract table as UTF-8 CSV, its rows in the order of their key; gives the path."""
    columns = ", ".join(_cell(field) for field in contract.fields)
    order = ", ".join(quote(name) for name in contract.primary_key)
    con.execute(
        f"copy (select {columns} from {quote(contract.name)} order by {order}) to $path"
        f" (format csv, header {has_header}, delimiter ',', quote '\"', escape '\"', nullstr '')",
        {"path": str(path)},
    )
    return path


def _cell(field: Field) -> str:
    """The SQL of one column as it is written: a list joined by its delimiter, the rest as DuckDB writes it."""
    name = quote(field.name)
    return f"array_to_string({name}, '{field.delimiter}') as {name}" if field.type == "list" else name
