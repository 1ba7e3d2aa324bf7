"""Which sheets of a file a recipe reads, and not the contract of a table."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cadence.checks.table import load_readers
from cadence.contract import ForeignKey, load_contracts
from cadence.intake.model import Choice, Part
from cadence.intake.recognised import Recognised
from cadence.recipes.model import Recipe, share
from cadence.recipes.names import THINGS, load_names
from cadence.sql import literal, quote

WHOLE = 1.0
# Shapes that no recipe turns: the message names them.
OTHER_SHAPES = ("rows_and_columns_swapped", "periods_in_columns")
# As codes are written, in small letters or in capitals.
CODE = r"[a-z0-9]+([-_.][a-z0-9]+)*|[A-Z0-9]+([-_.][A-Z0-9]+)*"


def is_foreign(
    con: duckdb.DuckDBPyConnection,
    part: Part,
    recipe: Recipe | None,
    choice: Choice,
    beside: Sequence[Part] | None,
) -> bool:
    """Whether a sheet is read by a recipe: one made for its very headers, or because it is no contract table itself.

    beside: the other sheets that come with it; None where other files do, which are not read yet.
    """
    said = part.choice.about
    if said is not None:
        return False
    if recipe is not None and (
        choice.recipe or any(share(sheet, part.reading.columns) == WHOLE for sheet in recipe.sheets)
    ):
        return recipe.sheet_for(part.reading.columns) is not None
    if any(problem.code in OTHER_SHAPES for problem in part.refusals):
        return False
    found = part.recognition
    if found is None:
        return True
    if found.kind != "table":
        return False
    if found.unknown and recipe is not None and recipe.sheet_for(part.reading.columns) is not None:
        return True  # it was read by answers before, and as a table some of its columns would not be read
    # Who tells codes fills in a template, and is told which column it lacks; who tells names keeps a sheet.
    key = load_contracts()[found.about].primary_key
    if any(name in found.missing for name in key):
        return True
    if found.missing:
        return any(_holds_names(con, part, found, name) for name in key)
    return beside is not None and _names_unknown_things(con, part, found, beside)


def _names_unknown_things(
    con: duckdb.DuckDBPyConnection, part: Part, found: Recognised, beside: Sequence[Part]
) -> bool:
    """Whether a reference of the key holds names that nobody knows, in a column that is not called a code: a list of a
    team's own, though its columns are those of a table.
    """
    come = {one.recognition.about for one in beside if one.recognition is not None}
    for key in load_contracts()[found.about].foreign_keys:
        name = key.fields[0]
        if len(key.fields) > 1 or name not in load_contracts()[found.about].primary_key:
            continue
        if key.table in come or name not in found.mapping or not _holds_names(con, part, found, name):
            continue
        rows = con.execute(f"select distinct trim({quote(found.mapping[name])}) from {quote(part.reading.table)}")
        texts = [str(text) for (text,) in rows.fetchall() if text]
        if 2 * len(_texts_unknown(con, key, texts)) > len(texts):
            return True
    return False


def _texts_unknown(con: duckdb.DuckDBPyConnection, key: ForeignKey, texts: Sequence[str]) -> list[str]:
    """Those of some texts that name nothing published: as a thing, or in a table without names of its own as a code."""
    if key.table in THINGS:
        known = load_names(con, None)
        return [text for text in texts if known.code(THINGS[key.table].name, text) is None]
    try:
        rows = con.execute(f"select {quote(key.reference_fields[0])}::varchar from published.{quote(key.table)}")
    except duckdb.CatalogException:
        return list(texts)
    codes = {code for (code,) in rows.fetchall()}
    return [text for text in texts if text not in codes]


def _holds_names(con: duckdb.DuckDBPyConnection, part: Part, found: Recognised, name: str) -> bool:
    """Whether most cells where a code should stand are not written as codes are."""
    declared = load_contracts()[found.about].column(name)
    if declared.type != "string" or declared.enum:
        return False
    load_readers(con)
    cell = f"written({quote(found.mapping[name])})"
    row = con.execute(
        f"select count(*), count(*) filter (not regexp_full_match({cell}, {literal(CODE)})) "
        f"from {quote(part.reading.table)} where {cell} <> ''"
    ).fetchone()
    return row is not None and row[1] * 2 > row[0]
