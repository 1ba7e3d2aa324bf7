"""Two things that may be one: which they are, and the rows that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cadence.answers.serving import Serving
from cadence.contract import Contract, load_contracts
from cadence.contract.references import put_code, references, things
from cadence.errors import CadenceError
from cadence.intake.in_place import EVERYONE, published_rows
from cadence.intake.one_row import Row
from cadence.recipes.model import digest_of_contracts, parse, to_toml
from cadence.recipes.names import THINGS
from cadence.recipes.renamed import renamed_in
from cadence.recipes.vocabulary import plain
from cadence.sql import quote

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Pair:
    """The code of a thing that is kept, and that of the one which turns out to be it."""

    thing: str
    kept: str
    gone: str

    @property
    def table(self) -> str:
        """The table of such things."""
        return things()[self.thing]

    def as_plain(self) -> dict[str, str]:
        """Plain data, kept with the publication."""
        return {"thing": self.thing, "kept": self.kept, "gone": self.gone}


def key_of(contract: Contract, row: Mapping[str, Any]) -> Key:
    """The key of a row, typed."""
    return tuple(row[name] for name in contract.primary_key)


def find_pair(serving: Serving, thing: str, kept: str, gone: str) -> Pair:
    """The two things, each by its code or its name. Raises CadenceError: ``no_such_kind``, ``no_such_thing``,
    ``two_such_things``, ``one_already``."""
    if thing not in things():
        raise CadenceError("no_such_kind", thing=thing, things=", ".join(things()))
    found = Pair(thing, _code(serving, thing, kept), _code(serving, thing, gone))
    if found.kept == found.gone:
        raise CadenceError("one_already", text=found.kept)
    return found


def _code(serving: Serving, thing: str, text: str) -> str:
    table = things()[thing]
    (key,) = load_contracts()[table].primary_key
    own = THINGS[table].names if table in THINGS else ()
    rows = published_rows(serving, table)
    named = {row[key] for row in rows if plain(text) in {plain(str(row[name])) for name in own if row[name]}}
    exact = {row[key] for row in rows if row[key] == text}
    codes = exact or named
    if not codes:
        raise CadenceError("no_such_thing", text=text)
    if len(codes) > 1:
        raise CadenceError("two_such_things", text=text, n=len(codes), codes=", ".join(sorted(codes)))
    return str(codes.pop())


def named_by(serving: Serving, thing: str, codes: tuple[str, ...], table: str) -> list[Row]:
    """The published rows of a table that name one of these things; recipes by what they say."""
    ways = [one.holds(thing, codes) for one in references(thing) if one.table == table]
    contract = load_contracts()[table]
    if table == "recipes":
        ways = ["true"]
    if table == things()[thing]:
        ways.append(f"{quote(contract.primary_key[0])} in (select unnest($codes))")
    if not ways:
        return []
    columns = ", ".join(map(quote, contract.columns))
    given = {"codes": list(codes)} if table == things()[thing] else {}
    with serving.cursor() as cursor:
        rows = cursor.execute(f"select {columns} from {quote(table)} where {' or '.join(ways)}", given).fetchall()
    return [dict(zip(contract.columns, row, strict=True)) for row in rows]


def with_code(row: Row, table: str, thing: str, before: str, after: str) -> Row:
    """A row with one code of a thing in place of another, in the text of a recipe too."""
    found = put_code(row, table, thing, before, after)
    if table == "recipes":
        try:
            recipe = parse(str(row["body"]))
        except CadenceError:
            return found  # one of an earlier version that nothing reads any more
        if (other := renamed_in(recipe, thing, before, after)) != recipe:
            body = to_toml(replace(other, contract=digest_of_contracts()))
            return {**found, "body": body, "contract": digest_of_contracts()}
    return found


def rows_by_key(serving: Serving, table: str) -> dict[Key, Row]:
    """Every published row of a table, by its key."""
    return {key_of(load_contracts()[table], row): row for row in published_rows(serving, table)}


def network_of(serving: Serving, table: str, row: Row) -> str:
    """The network that a thing is of: its own, or that of what it belongs to; for what has none, every network."""
    contract = load_contracts()[table]
    if table == things()["network"]:
        return EVERYONE
    if "network_id" in contract.columns:
        return str(row["network_id"])
    for key in contract.foreign_keys:
        above = rows_by_key(serving, key.table).get((row[key.fields[0]],))
        if above is not None:
            return network_of(serving, key.table, above)
    return EVERYONE
