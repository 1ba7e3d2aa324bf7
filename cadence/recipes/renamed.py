"""A recipe in which a thing has another code, because two things turned out to be one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cadence.contract.references import references, things
from cadence.recipes.model import Column, Recipe, Sheet


def renamed_in(recipe: Recipe, thing: str, before: str, after: str) -> Recipe:
    """The recipe with one code of a thing in place of another: as its network, in its constants, as what a word stands
    for, as what a person said a name is."""
    network = dict(recipe.network)
    if thing == "network" and network.get("network_id") == before:
        network["network_id"] = after
    same = tuple(replace(one, code=after) if (one.thing, one.code) == (thing, before) else one for one in recipe.same)
    sheets = tuple(_sheet(sheet, _meanings(thing), before, after) for sheet in recipe.sheets)
    return replace(recipe, network=network, same=same, sheets=sheets)


def _meanings(thing: str) -> frozenset[str]:
    """What a column means whose cells hold codes of the thing."""
    table = things()[thing]
    return frozenset({f"{one.table}.{one.field}" for one in references(thing)} | {f"{table}.{thing}_id"})


def _sheet(sheet: Sheet, meanings: frozenset[str], before: str, after: str) -> Sheet:
    constants = {name: _other(value, name in meanings, before, after) for name, value in sheet.constants.items()}
    columns = tuple(_column(column, meanings, before, after) for column in sheet.columns)
    return replace(sheet, constants=constants, columns=columns)


def _column(column: Column, meanings: frozenset[str], before: str, after: str) -> Column:
    holds = bool(meanings & set(column.means))
    values: Mapping[str, str] = {text: _other(code, holds, before, after) for text, code in column.values.items()}
    return replace(column, values=values)


def _other(value: str, holds: bool, before: str, after: str) -> str:
    return after if holds and value == before else value
