"""What a new row needs that nobody types: a code of its own made from its name, which nothing else has."""

from __future__ import annotations

from collections.abc import Sequence

from cadence.app.page import Page
from cadence.contract import load_contract
from cadence.errors import CadenceError
from cadence.intake.in_place import published_rows
from cadence.recipes.names import THINGS, slug
from cadence.recipes.vocabulary import plain


def new_code(page: Page, table: str, named: Sequence[str]) -> str:
    """A code made from a name, with a number behind it where it is taken."""
    key = load_contract(table).primary_key[0]
    taken = {str(row[key]) for row in published_rows(page.serving, table)}
    base = slug(" ".join(filter(None, named))) or slug(load_contract(table).title["en"])
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def refuse_known_name(page: Page, table: str, name: str) -> None:
    """Raises CadenceError ``thing_named`` where something of the table has this name, however cased or accented."""
    shape = plain(name)
    for row in published_rows(page.serving, table):
        if shape and shape in {plain(str(row[one])) for one in THINGS[table].names if row[one]}:
            raise CadenceError("thing_named", name=name)
