"""What a recipe is run over and what it makes: sheets of a file, text tables of contract tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cadence.contract import load_contracts
from cadence.problems import Fact, Problem
from cadence.recipes.model import Column, Sheet
from cadence.recipes.names import THINGS
from cadence.recipes.vocabulary import plain


@dataclass(frozen=True)
class File:
    """One sheet of the files at hand, by the name of its reading. above: what stands above its table, line by line."""

    name: str
    table: str
    columns: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extract:
    """One contract table made from a foreign sheet: a text table as reading makes them."""

    table: str
    text_table: str
    mapping: Mapping[str, str]  # field -> text column
    headers: Mapping[str, str]  # text column -> header of the file, or the field's name


@dataclass(frozen=True)
class Source:
    """One sheet of the file at hand: what the recipe says of it, and its text table with the headers found."""

    sheet: Sheet
    table: str
    columns: tuple[str, ...]
    above: tuple[str, ...] = ()

    def place_of(self, column: Column) -> int | None:
        """Where a column of the recipe stands here; the n-th of its header where several have it; None when it is not
        here.
        """
        shape = plain(column.header)
        before = [one for one in self.sheet.columns if plain(one.header) == shape]
        found = [place for place, header in enumerate(self.columns) if plain(header) == shape]
        number = before.index(column)
        return found[number] if number < len(found) else None


@dataclass
class Made:
    """What a recipe made of one sheet: its tables, parents first, and what a person should know."""

    extracts: list[Extract] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def is_day(meaning: str) -> bool:
    """Whether a meaning is a field of a day."""
    table, _, name = meaning.partition(".")
    declared = load_contracts().get(table)
    return declared is not None and name in declared.columns and declared.column(name).type == "date"


def reference_of(table: str, name: str) -> str | None:
    """The table of things that a field refers to; None for any other field."""
    for key in load_contracts()[table].foreign_keys:
        if key.fields == (name,) and key.table in THINGS:
            return key.table
    return None


def references_to(table: str) -> Iterable[str]:
    """The fields, of every contract table, that refer to a table."""
    for name, contract in load_contracts().items():
        for key in contract.foreign_keys:
            if key.table == table and len(key.fields) == 1:
                yield f"{name}.{key.fields[0]}"


def text_of(value: object) -> str:
    """A value as the text of a cell."""
    return "" if value is None else str(value)
