"""Import recipes: foreign exports turned into contract tables, one SELECT per table.

A recipe is a folder ``queries/imports/<recipe>/``: ``recipe.toml`` says its title, where its data come from and
the columns it is recognised by; ``<table>.sql`` reads the table ``export`` (one text column per header, its name
made safe by ``safe_name``, and ``_line``) and gives fields of that contract table and the ``_line`` they come
from. Its answer is text again: the checks read it like any file, so nothing gets in unchecked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from cadence.checks.cells import fold, literal
from cadence.checks.table import load_readers
from cadence.contracts import load_contracts, quote
from cadence.errors import CadenceError
from cadence.settings import PROJECT

FOLDER = PROJECT / "queries" / "imports"


@dataclass(frozen=True)
class Recipe:
    """One recipe: texts by language, the headers it is recognised by, its SQL by contract table."""

    name: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    columns: tuple[str, ...]
    optional: tuple[str, ...]  # headers that may be absent; their columns are then empty
    tables: Mapping[str, str] = field(hash=False)  # parents first
    sources: Mapping[str, Mapping[str, str]] = field(hash=False)  # table -> field -> header it is read from


@dataclass(frozen=True)
class Extract:
    """One contract table made from an export: a text table as reading makes them."""

    table: str
    text_table: str
    mapping: Mapping[str, str]  # field -> text column
    headers: Mapping[str, str]  # text column -> header of the export, or the field's name


@cache
def load_recipes(folder: Path = FOLDER) -> dict[str, Recipe]:
    """All recipes by name."""
    return {path.parent.name: _load(path) for path in sorted(folder.glob("*/recipe.toml"))}


def load_recipe(name: str) -> Recipe:
    """One recipe; CadenceError ``no_such_recipe`` names the known ones."""
    recipes = load_recipes()
    if name not in recipes:
        raise CadenceError("no_such_recipe", recipe=name, recipes=", ".join(recipes))
    return recipes[name]


def _load(path: Path) -> Recipe:
    said = tomllib.loads(path.read_text("utf-8"))
    queries = {query.stem: query.read_text("utf-8") for query in path.parent.glob("*.sql")}
    return Recipe(
        path.parent.name,
        said["title"],
        said["description"],
        tuple(said["columns"]),
        tuple(said.get("optional", ())),
        {name: queries[name] for name in load_contracts() if name in queries},
        said.get("sources", {}),
    )


def safe_name(header: str) -> str:
    """The name of a header's column in ``export``: ``NOM ACTIVITE / PROJET2`` is ``nom_activite_projet2``."""
    return fold(header).replace(" ", "_") or "unnamed"


def extract(con: duckdb.DuckDBPyConnection, recipe: Recipe, text_table: str, columns: tuple[str, ...]) -> list[Extract]:
    """Run a recipe over a text table: one new text table in ``con`` per contract table, parents first."""
    load_readers(con)
    export = _export(recipe, text_table, columns)
    return [_extract(con, recipe, table, text_table, export) for table in recipe.tables]


def _export(recipe: Recipe, text_table: str, columns: tuple[str, ...]) -> str:
    """The SELECT that recipes call ``export``; of two headers of the same name the first is meant."""
    safe: dict[str, str] = {}
    for place, header in enumerate(columns):
        safe.setdefault(safe_name(header), f"nullif(written(c{place}), '')")
    for header in recipe.optional:
        safe.setdefault(safe_name(header), "null::varchar")
    picked = ", ".join(f"{cell} as {quote(name)}" for name, cell in safe.items())
    return f"select _line, {picked} from {text_table}"


def _extract(con: duckdb.DuckDBPyConnection, recipe: Recipe, table: str, text_table: str, export: str) -> Extract:
    contract = load_contracts()[table]
    name = quote(f"{text_table.strip(chr(34))}__{table}__text")
    answer = f"with export as materialized ({export}) from ({recipe.tables[table].rstrip().rstrip(';')})"
    fields = [column for column, *_ in con.execute(f"describe {answer}").fetchall()]
    picked, mapping, headers = ["_line"], {}, {}
    for place, field_name in enumerate(f for f in fields if f != "_line"):
        cell = quote(field_name)
        if contract.column(field_name).type == "list":
            cell = f"array_to_string({cell}, {literal(contract.column(field_name).delimiter)})"
        picked.append(f"{cell}::varchar as c{place}")
        mapping[field_name] = f"c{place}"
        headers[f"c{place}"] = recipe.sources.get(table, {}).get(field_name, field_name)
    con.execute(f"create or replace table {name} as select {', '.join(picked)} from ({answer}) order by _line")
    return Extract(table, name, mapping, headers)
