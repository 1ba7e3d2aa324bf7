"""A change typed on a page: the few rows it is made of, as the small file that brings it the way of any other.

change = rule_row(network, rule, whole_number("45", field))
with prepare_change(store, change, folder, based_on=snapshot) as preparation: ...
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cadence.answers.serving import Serving
from cadence.contract import Field, load_contracts
from cadence.errors import CadenceError
from cadence.intake.model import Choice
from cadence.intake.preparation import Mode, Preparation
from cadence.intake.steps import prepare
from cadence.recipes.model import Recipe, digest_of_contracts, to_toml
from cadence.sql import quote
from cadence.store import Store
from cadence.store.step import refuse_if_changed

EVERYONE = "*"  # in the table rules: every network


@dataclass(frozen=True)
class Change:
    """Rows of one table as texts, by field; every field of the table is said. In mode ``replace`` they are all its
    rows afterwards, which is how one is taken away. network: the one that it can move; None for any."""

    table: str
    rows: tuple[Mapping[str, str], ...]
    network: str | None
    mode: Mode = "merge"


def published_rows(serving: Serving, table: str) -> list[dict[str, Any]]:
    """Every row of a contract table at a snapshot, by field, in the order of its key."""
    contract = load_contracts()[table]
    columns, keys = (", ".join(map(quote, names)) for names in (contract.columns, contract.primary_key))
    with serving.cursor() as cursor:
        rows = cursor.execute(f"select {columns} from {quote(table)} order by {keys}").fetchall()
    return [dict(zip(contract.columns, row, strict=True)) for row in rows]


def rule_row(network: str, rule: str, value: int) -> Change:
    """A rule's value for one network, or for every one (``EVERYONE``)."""
    return Change("rules", ({"network_id": network, "rule": rule, "value": str(value)},), _only(network))


def rule_taken_back(published: Sequence[Mapping[str, Any]], network: str, rule: str) -> Change:
    """The published rules without the one of this network: what is more general holds again.

    Raises CadenceError ``rule_not_set`` where there is none.
    """
    stays = [row for row in published if (row["network_id"], row["rule"]) != (network, rule)]
    if len(stays) == len(published):
        raise CadenceError("rule_not_set")
    rows = tuple({name: as_text(value) for name, value in row.items()} for row in stays)
    return Change("rules", rows, _only(network), "replace")


def _only(network: str) -> str | None:
    return None if network == EVERYONE else network


def network_row(row: Mapping[str, Any]) -> Change:
    """A network's own fields, all of them: one that is empty empties what is published."""
    return Change("networks", ({name: as_text(value) for name, value in row.items()},), str(row["network_id"]))


def recipe_kept(code: str, recipe: Recipe) -> Change:
    """A recipe under a code of its own; what it says of the tables it was made for is brought up to date."""
    body = to_toml(replace(recipe, contract=digest_of_contracts()))
    row = {"recipe_id": code, "title": recipe.title, "contract": digest_of_contracts(), "body": body}
    return Change("recipes", (row,), None)


def recipe_dropped(published: Sequence[Mapping[str, Any]], code: str) -> Change:
    """The published recipes without one. Raises CadenceError ``no_such_kept_recipe`` where none has that code."""
    stays = [row for row in published if row["recipe_id"] != code]
    if len(stays) == len(published):
        raise CadenceError("no_such_kept_recipe", recipe=code, recipes=", ".join(row["recipe_id"] for row in published))
    return Change(
        "recipes", tuple({name: as_text(value) for name, value in row.items()} for row in stays), None, "replace"
    )


def name_taken_back(published: Sequence[Mapping[str, Any]], network: str, thing: str, name: str) -> Change:
    """The published names without one. Raises CadenceError ``no_such_name`` where it is none of them."""
    stays = [row for row in published if (row["network_id"], row["thing"], row["name"]) != (network, thing, name)]
    if len(stays) == len(published):
        raise CadenceError("no_such_name", name=name)
    rows = tuple({field: as_text(value) for field, value in row.items()} for row in stays)
    return Change("names", rows, _only(network), "replace")


def brought_by(serving: Serving, table: str) -> dict[tuple[Any, ...], int]:
    """The publication that brought each row of a table as it stands, by the row's key."""
    keys = load_contracts()[table].primary_key
    columns = ", ".join(f"t.{quote(name)}" for name in keys)
    with serving.cursor() as cursor:
        rows = cursor.execute(
            f"select {columns}, f.snapshot from {quote(table)} t join _files f on f.file_id = t._file"
        ).fetchall()
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def last_used(serving: Serving) -> dict[str, dt.date]:
    """The day of the newest publication of a file that a recipe read, by the recipe's code."""
    with serving.cursor() as cursor:
        rows = cursor.execute(
            "select r.recipe_id, max(f.published_at)::date from recipes r join _files f "
            "on f.file_id = r._file or starts_with(f.about, r.title) group by 1"
        ).fetchall()
    return {str(code): day for code, day in rows}


def whole_number(typed: str, field: Field) -> int:
    """What was typed, as a whole number within the field's limits. Raises CadenceError ``no_whole_number``."""
    low, high = int(field.minimum or 0), int(field.maximum or 0)
    text = typed.strip()
    value = int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
    if not low <= value <= high:
        raise CadenceError("no_whole_number", typed=text[:40], low=low, high=high)
    return value


def as_text(value: Any) -> str:
    """A value as it is written in a cell: days as ISO 8601, whole numbers without a point, nothing as an empty text.

    So written no cell is in doubt, and the file is checked in one pass.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def write_rows(folder: Path, table: str, rows: Iterable[Mapping[str, str]]) -> tuple[Path, Choice]:
    """Rows of one table as the small file that brings them, and how it is read: every field is said."""
    path, columns = folder / f"{table}.csv", load_contracts()[table].columns
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path, Choice(about=table, columns={name: name for name in columns}, name=path.name, empties=True)


def prepare_change(store: Store, change: Change, folder: Path, based_on: int) -> Preparation:
    """The change as a preparation, to be previewed and published; the caller closes it.

    based_on: the snapshot whose values the person saw. What somebody published since on these tables, or tables tied
    to them, is not written over: StoreError ``changed_meanwhile``, here as when it is published.
    """
    refuse_if_changed(store.lake, based_on, {change.table})
    path, choice = write_rows(folder, change.table, change.rows)
    preparation = prepare([path], store, {path: choice}, mode=change.mode, typed=())
    preparation.based_on = min(preparation.based_on, based_on)
    return preparation
