"""Foreign sheets on their way in: which recipe is theirs, what it still has to ask, and the tables it makes of them.

A recipe is the one a person brings, else that of the workbook to begin with, else the one kept in the record for these
headers, else the one that a guess and the answers make. As long as something is open nothing is made: the questions
stand in the preparation, each a problem of its sheet, so that page, command line and watched folder tell the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import duckdb

from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.intake.extraction import days_of_file
from cadence.intake.model import Choice, Foreign, Part, Recognised
from cadence.intake.start_sheets import read_start
from cadence.problems import Problem
from cadence.reading import Reading
from cadence.recipes.draft import Draft, make_draft, unused_keys
from cadence.recipes.made import File
from cadence.recipes.made import Source as SheetSource
from cadence.recipes.model import Recipe, digest_of_contracts, parse, share, to_toml
from cadence.recipes.names import Names, load_names, slug
from cadence.recipes.questions import short
from cadence.recipes.run import Run

WHOLE = 1.0
# Shapes that no recipe turns: the message names them.
OTHER_SHAPES = ("rows_and_columns_swapped", "periods_in_columns")


@dataclass(frozen=True)
class Kept:
    """A recipe of the record, by its code."""

    code: str
    recipe: Recipe


def kept_recipes(con: duckdb.DuckDBPyConnection) -> list[Kept]:
    """The recipes that are published, by code; one that this version cannot read is left out."""
    try:
        rows = con.execute("select recipe_id, body from published.recipes order by recipe_id").fetchall()
    except duckdb.CatalogException:
        return []
    found = []
    for code, body in rows:
        try:
            found.append(Kept(str(code), parse(str(body))))
        except CadenceError:
            continue
    return found


def read_foreign(
    con: duckdb.DuckDBPyConnection,
    parts: Sequence[Part],
    choice: Choice,
    file: int,
    name: str,
    upload_day: dt.date,
    *,
    only_read: bool = False,
) -> Foreign | None:
    """The draft for the foreign sheets of a file, with its tables made where nothing is open (not where it is only
    read); None when none is foreign.
    """
    readable = [part for part in parts if not part.reading.is_refused]
    kept = kept_recipes(con)
    start = None if choice.recipe else read_start(con, readable, [one.recipe for one in kept])
    if start is not None and start.is_empty:
        for part in readable:
            part.candidates, part.refusals, part.which = [], [Problem("nothing_written", "refused")], None
        return None
    if start is None:
        code, recipe = _recipe_for(readable, choice, kept, name)
    else:
        code, recipe = "" if start.is_whole else _free_code(name, readable, kept), start.recipe
    foreign = [part for part in readable if _is_foreign(part, recipe, choice)]
    if not foreign:
        return None
    told = choice.facts_until or next((one.day for one in days_of_file(name, parts, upload_day)), None)
    loaded: dict[str | None, Names] = {}

    def names_of(network: str | None) -> Names:
        """Each network's names, loaded once; whoever meets new ones has a copy of its own."""
        if network not in loaded:
            loaded[network] = load_names(con, network)
        return deepcopy(loaded[network])

    draft = make_draft(
        con,
        [File(one.name, one.table, one.columns, above(one)) for one in (part.reading for part in foreign)],
        names_of,
        {**(start.answers if start else {}), **choice.answers},
        upload_day,
        title=name,
        kept=recipe,
        accept=choice.accept,
        told_day=told,
        dates=choice.dates,
    )
    if not draft.recipe.sheets and recipe is None:
        return None
    found = Foreign(file, draft, code, told_day=told, is_kept=recipe is not None, is_start=start is not None)
    _tell(foreign, draft, choice)
    foreign[0].refusals += start.problems if start else ()
    if draft.is_settled and not only_read and not any(part.refusals for part in foreign):
        found.names = names_of(draft.recipe.network.get("network_id"))
        _make(con, foreign, draft.recipe, found.names, upload_day, told, choice)
    return found


def above(reading: Reading) -> tuple[str, ...]:
    """What stands above a table, line by line: its titles, or the other parts of the report it is of."""
    return tuple(one.text for one in reading.skipped if one.reason in ("title", "section") and one.text)


def _recipe_for(parts: Sequence[Part], choice: Choice, kept: Sequence[Kept], name: str) -> tuple[str, Recipe | None]:
    """The recipe a person brought, else the kept one that suits most sheets best; and its code."""
    if choice.recipe:
        recipe = parse(choice.recipe)
        return _free_code(recipe.title, parts, kept), recipe
    scored = [
        (
            sum(
                max((share(sheet, part.reading.columns) for sheet in one.recipe.sheets), default=0.0) for part in parts
            ),
            one,
        )
        for one in kept
        if any(one.recipe.sheet_for(part.reading.columns) for part in parts)
    ]
    if scored:
        best = max(scored, key=lambda one: one[0])[1]
        return best.code, best.recipe
    return _free_code(name, parts, kept), None


def _free_code(title: str, parts: Sequence[Part], kept: Sequence[Kept]) -> str:
    """The code of a recipe by its title; numbered where a kept one of that title reads sheets of other headers."""
    base = slug(title.rsplit(".", 1)[0]) or "recipe"
    taken = {one.code for one in kept if not any(one.recipe.sheet_for(part.reading.columns) for part in parts)}
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def _is_foreign(part: Part, recipe: Recipe | None, choice: Choice) -> bool:
    """Whether a sheet is read by a recipe: one made for its very headers, or because it is no contract table itself."""
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
    # Who tells codes fills in a template, and is told which column it lacks.
    return found.kind == "table" and any(name in found.missing for name in load_contracts()[found.about].primary_key)


def _tell(parts: Sequence[Part], draft: Draft, choice: Choice) -> None:
    """Put what is open among the problems of the first sheet it concerns; what nothing understands stays as it was."""
    taken = {sheet.name for sheet in draft.recipe.sheets}
    understood = [part for part in parts if part.reading.name in taken]
    asked = {one.key for one in (*draft.questions, *draft.answered)}
    for part in parts:
        is_left_out = part not in understood and f"line.{short(part.reading.name)}" in asked
        part.is_foreign = is_left_out or part in understood
        if part.is_foreign:
            part.candidates = [] if is_left_out else [Recognised(draft.recipe.title, "recipe", 1.0)]
            part.refusals, part.which = [], None
            part.waits = not is_left_out
    if understood and draft.questions:
        understood[0].refusals.append(Problem("questions_open", "refused", found=str(len(draft.questions))))
    for part in understood:
        sheet = next(one for one in draft.recipe.sheets if one.name == part.reading.name)
        part.refusals += [
            Problem("two_columns_one_meaning", "refused", found=", ".join(headers), expected=meaning)
            for meaning, headers in sheet.said_twice().items()
        ]
    for key in unused_keys(choice.answers, draft) if understood else ():
        understood[0].refusals.append(Problem("answer_to_nothing", "refused", found=key))


def _make(
    con: duckdb.DuckDBPyConnection,
    parts: Sequence[Part],
    recipe: Recipe,
    names: Names,
    upload_day: dt.date,
    told: dt.date | None,
    choice: Choice,
) -> None:
    sheets = {sheet.name: sheet for sheet in recipe.sheets}
    mine = [part for part in parts if part.reading.name in sheets]
    sources = [
        SheetSource(sheets[one.name], one.table, one.columns, above(one)) for one in (part.reading for part in mine)
    ]
    run = Run(con, recipe, sources, names, upload_day, told_day=told, dates=choice.dates)
    for part, made in zip(mine, run.make(), strict=True):
        part.extracts, part.waits = made.extracts, False
        part.noted += made.facts
        part.told += made.problems


def rows_to_keep(found: Sequence[Foreign]) -> Mapping[str, list[dict[str, str]]]:
    """The rows of ``names`` and ``recipes`` that publishing the files brings: names they use, the recipe read by."""
    rows: dict[str, list[dict[str, str]]] = {"names": [], "recipes": []}
    for one in found:
        if one.names is None:
            continue
        network = one.draft.recipe.network.get("network_id", "")
        written_in_files = {thing: met for thing, met in one.names.met.items() if thing != "phase"}
        for thing, met in written_in_files.items():
            for shape, text in met.items():
                code = one.names.known.get(thing, {}).get(shape)
                if code is not None:
                    owner = "*" if thing in ("partner", "network") else network
                    rows["names"].append({"network_id": owner, "thing": thing, "name": text, "code": code})
        if not one.code:
            continue
        recipe = replace(
            one.draft.recipe, contract=digest_of_contracts(), network=_lasting(one.draft.recipe.network), same=()
        )
        body = to_toml(recipe)
        rows["recipes"].append(
            {"recipe_id": one.code, "title": recipe.title, "contract": recipe.contract, "body": body}
        )
    unique = {tuple(row[name] for name in load_contracts()["names"].primary_key): row for row in rows["names"]}
    return {"names": list(unique.values()), "recipes": rows["recipes"]}


def _lasting(network: Mapping[str, str]) -> dict[str, str]:
    """What of a network's fields a kept recipe needs next month: which one it is."""
    return {"network_id": network["network_id"]} if network.get("network_id") else {}
