"""What a template's lists offer where a column refers to things: the names that the record has, read back as codes."""

from __future__ import annotations

from collections.abc import Mapping

from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.intake.in_place import published_rows
from cadence.recipes.names import THINGS, Names

MOST_OFFERED = 5000  # of one table; nobody chooses from a longer list


def offered_names(serving: Serving, language: str) -> Mapping[str, list[str]]:
    """By table, what its things are called in a language: those that columns of other tables refer to, in their order.

    What has no name, or shares it with another (then it is read as neither's), goes by its code.
    """
    tables = {
        key.table
        for contract in load_contracts().values()
        for key in contract.foreign_keys
        if len(key.fields) == 1 and len(load_contracts()[key.table].primary_key) == 1
    }
    names = _names(serving)
    return {table: _of_table(serving, table, names, language) for table in load_contracts() if table in tables}


def _of_table(serving: Serving, table: str, names: Names, language: str) -> list[str]:
    thing, key = THINGS.get(table), load_contracts()[table].primary_key[0]
    found = []
    for row in published_rows(serving, table)[:MOST_OFFERED]:
        code = str(row[key])
        written = [row.get(f"name_{language}"), *(row[name] for name in thing.names)] if thing else []
        read = [str(name) for name in written if name and thing and names.code(thing.name, str(name)) == code]
        found.append(read[0] if read else code)
    return sorted(found, key=str.casefold) if table not in ("milestones", "phases") else found


def _names(serving: Serving) -> Names:
    """Every name of a thing that is published, and those that files used for it."""
    names = Names()
    for table, thing in THINGS.items():
        for row in published_rows(serving, table):
            for name in dict.fromkeys(str(row[name]) for name in thing.names if row[name]):
                names.learn(thing.name, name, str(row[thing.key]))
    for row in published_rows(serving, "names"):
        if row["code"] in names.said.get(row["thing"], {}):
            names.learn(row["thing"], row["name"], row["code"])
    return names
