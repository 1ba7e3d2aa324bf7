"""Import recipes: foreign exports turned into contract tables, one SELECT per table.

A recipe is a folder ``queries/imports/<recipe>/``: ``recipe.toml`` says its title, where its data come from and
the columns it is recognised by; ``<table>.sql`` reads the table ``export`` (``_line`` and one text column for each
that the recipe names) and gives fields of that contract table and the ``_line`` they come from. Its answer is text
again: the checks read it like any file, so nothing gets in unchecked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from cadence.checks.folding import fold
from cadence.checks.table import load_readers
from cadence.contract import load_contracts
from cadence.contract.model import InLanguages
from cadence.errors import CadenceError
from cadence.intake import rejects
from cadence.recipes.made import Extract
from cadence.settings import PROJECT
from cadence.sql import beside, literal, quote

FOLDER = PROJECT / "queries" / "imports"
# SQL that recipes share.
MACROS = FOLDER / "macros.sql"


@dataclass(frozen=True)
class Recipe:
    """One recipe: texts by language, the headers it is recognised by, its SQL by contract table."""

    name: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    columns: Mapping[str, str] = field(hash=False)  # name in SQL -> the header, or how it begins
    tables: Mapping[str, str] = field(hash=False)  # parents first
    sources: Mapping[str, Mapping[str, str]] = field(hash=False)  # table -> field -> name in SQL


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
        InLanguages(said["title"]),
        InLanguages(said["description"]),
        said["columns"],
        {name: queries[name] for name in load_contracts() if name in queries},
        said.get("sources", {}),
    )


def find_columns(recipe: Recipe, headers: tuple[str, ...]) -> dict[str, int]:
    """The place of each column of a recipe: the header as written, else the first that begins that way."""
    folded = [fold(header) for header in headers]
    places = {}
    for name, header in recipe.columns.items():
        wanted = fold(header)
        alike = [place for place, text in enumerate(folded) if text == wanted]
        alike += [place for place, text in enumerate(folded) if text.startswith(wanted + " ")]
        if alike:
            places[name] = alike[0]
    return places


def extract(con: duckdb.DuckDBPyConnection, recipe: Recipe, text_table: str, columns: tuple[str, ...]) -> list[Extract]:
    """Run a recipe over a text table: one new text table in ``con`` per contract table, parents first."""
    load_readers(con)
    con.execute(MACROS.read_text("utf-8"))
    places = find_columns(recipe, columns)
    cells = ", ".join(f"nullif(written(c{place}), '') as {quote(name)}" for name, place in places.items())
    export = f"select _line, {rejects.first_line(columns)} as row_number, {cells} from {text_table}"
    headers = {name: " ".join(columns[place].split()) for name, place in places.items()}
    return [_extract(con, recipe, table, text_table, export, headers) for table in recipe.tables]


def _extract(
    con: duckdb.DuckDBPyConnection,
    recipe: Recipe,
    table: str,
    text_table: str,
    export: str,
    headers: Mapping[str, str],
) -> Extract:
    contract = load_contracts()[table]
    name = beside(text_table, f"__{table}__text")
    answer = f"with export as materialized ({export}) from ({recipe.tables[table].rstrip().rstrip(';')}\n)"
    types = {column: kind for column, kind, *_ in con.execute(f"describe {answer}").fetchall() if column != "_line"}
    sources = recipe.sources.get(table, {})
    picked, mapping, found = ["_line"], {}, {}
    for place, (field_name, kind) in enumerate(types.items()):
        delimiter = literal(contract.column(field_name).delimiter)
        cell = quote(field_name)
        picked.append(
            f"{f'array_to_string({cell}, {delimiter})' if kind == 'VARCHAR[]' else f'{cell}::varchar'} as c{place}"
        )
        mapping[field_name] = f"c{place}"
        found[f"c{place}"] = headers.get(sources.get(field_name, ""), field_name)
    con.execute(f"create or replace table {name} as select {', '.join(picked)} from ({answer}) order by _line")
    return Extract(table, name, mapping, found)
