"""What the foreign sheets of a file give, while their questions are still being answered: counts, first rows, names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cadence.contract import load_contracts
from cadence.intake.foreign import above
from cadence.intake.model import Foreign, Part
from cadence.intake.preparation import Preparation
from cadence.recipes.made import Extract, Source
from cadence.recipes.names import THINGS, Names, load_names
from cadence.recipes.run import Run

FIRST_ROWS = 3
FEW = 6  # columns of a table drawn small


@dataclass(frozen=True)
class Gives:
    """Rows that a file gives one contract table. new: those of names never met; None where rows have no name.

    first: its first rows, by field, as texts; codes of named things are their names.
    """

    table: str
    rows: int
    new: int | None
    first: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Outcome:
    """Every table that a file gives, parents first; by thing the names it meets that are new, and those known."""

    gives: tuple[Gives, ...] = ()
    new: Mapping[str, Sequence[str]] | None = None
    known: Mapping[str, Sequence[str]] | None = None


def outcome(preparation: Preparation, foreign: Foreign) -> Outcome:
    """What the sheets give with the answers so far, guesses standing for those that are missing.

    Empty as long as no network or no sheet is said.
    """
    recipe = foreign.draft.recipe
    if not recipe.network.get("network_id") or not recipe.sheets:
        return Outcome()
    parts = [part for part in preparation.parts if part.file == foreign.file]
    if foreign.names is not None:
        names, extracts = foreign.names, [one for part in parts for one in part.extracts or ()]
    else:
        names, extracts = _run(preparation, foreign, parts)
    by_table: dict[str, list[Extract]] = {}
    for one in extracts:
        by_table.setdefault(one.table, []).append(one)
    gives = tuple(_gives(preparation, name, by_table[name], names) for name in load_contracts() if name in by_table)
    new = {thing: list(said.values()) for thing, said in names.new.items() if said}
    return Outcome(gives, new, {thing: _known_names(names, thing) for thing in names.met})


def _run(preparation: Preparation, foreign: Foreign, parts: Sequence[Part]) -> tuple[Names, list[Extract]]:
    recipe = foreign.draft.recipe
    names = load_names(preparation.con, recipe.network["network_id"])
    by_name = {part.reading.name: part.reading for part in parts}
    sources = [
        Source(one, by_name[one.name].table, by_name[one.name].columns, above(by_name[one.name]))
        for one in recipe.sheets
    ]
    said = preparation.sources[foreign.file].choice
    run = Run(
        preparation.con,
        recipe,
        sources,
        names,
        preparation.upload_day,
        told_day=foreign.told_day,
        dates=said.dates,
    )
    return names, [extract for made in run.make() for extract in made.extracts]


def _known_names(names: Names, thing: str) -> list[str]:
    """The names met that stand for what was known before."""
    new = names.new.get(thing, {})
    met = names.met.get(thing, {})
    return [text for shape, text in met.items() if names.known.get(thing, {}).get(shape) not in {None, *new}]


def _gives(preparation: Preparation, table: str, extracts: Sequence[Extract], names: Names) -> Gives:
    contract = load_contracts()[table]
    keys = [
        ", ".join(one.mapping.get(name, "''") for name in contract.primary_key) + f" from {one.text_table}"
        for one in extracts
    ]
    union = " union ".join(f"select {one}" for one in keys)
    counted = preparation.con.execute(f"select count(*) from ({union})").fetchone()
    new = len(names.new.get(THINGS[table].name, {})) if table in THINGS else None
    return Gives(table, int(counted[0]) if counted else 0, new, tuple(_first(preparation, table, extracts[0], names)))


def _first(preparation: Preparation, table: str, extract: Extract, names: Names) -> Iterable[dict[str, str]]:
    """The first rows, without codes that nobody reads and without fields that say nothing in them."""
    said = {key: names.said.get(thing, {}) for key, thing in _things_of(table)}
    fields = [name for name in extract.mapping if not name.endswith("_id") or name in said]
    columns = ", ".join(extract.mapping[name] for name in fields)
    if not fields:
        return []
    order = f"try_cast({extract.mapping['position']} as integer), _line" if "position" in extract.mapping else "_line"
    rows = preparation.con.execute(
        f"select {columns} from {extract.text_table} order by {order} limit {FIRST_ROWS}"
    ).fetchall()
    shown = [place for place, name in enumerate(fields) if _is_said(said.get(name), [row[place] for row in rows])]
    filled = [place for place in shown if any(row[place] for row in rows)][:FEW]
    return [{fields[place]: _in_names(row[place], said.get(fields[place])) for place in filled} for row in rows]


def _is_said(said: Mapping[str, str] | None, texts: Sequence[str | None]) -> bool:
    """Whether every code of a column has a name; what holds no codes says itself."""
    return said is None or all(code in said for text in texts if text for code in text.split("|"))


def _in_names(text: str | None, said: Mapping[str, str] | None) -> str:
    if said is None or not text:
        return text or ""
    return ", ".join(said.get(code, code) for code in text.split("|"))


def _things_of(table: str) -> Iterable[tuple[str, str]]:
    """The fields of a table that hold codes of named things of other tables, each with the thing."""
    for key in load_contracts()[table].foreign_keys:
        if key.table in THINGS and key.table not in ("networks", "phases") and len(key.fields) == 1:
            yield key.fields[0], THINGS[key.table].name
