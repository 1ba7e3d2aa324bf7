"""Foreign sheets on their way in: which recipe is theirs, what it still has to ask, and the tables it makes of them.

A recipe is the one a person brings, else that of the workbook to begin with, else the one kept in the record for these
headers, else the one that a guess and the answers make. As long as something is open nothing is made: the questions
stand in the preparation, each a problem of its sheet, so that page, command line and watched folder tell the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import duckdb

from cadence.errors import CadenceError
from cadence.intake.extraction import days_of_file
from cadence.intake.foreign_sheets import is_foreign
from cadence.intake.model import Choice, Foreign, Part
from cadence.intake.recognised import Recognised
from cadence.intake.sample import networks_of_sample
from cadence.intake.start_sheets import read_start
from cadence.problems import Problem
from cadence.reading import Reading
from cadence.recipes.asked_lines import tell_lines
from cadence.recipes.draft import Draft, make_draft, unused_keys
from cadence.recipes.kinds import lacking
from cadence.recipes.made import File
from cadence.recipes.made import Source as SheetSource
from cadence.recipes.model import Recipe, parse, share
from cadence.recipes.names import Names, load_names, slug
from cadence.recipes.questions import short
from cadence.recipes.run import Run


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
    is_lone: bool = True,
) -> Foreign | None:
    """The draft for the foreign sheets of a file, with its tables made where nothing is open (not where it is only
    read); None when none is foreign. is_lone: no other file came with it.
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
    foreign = [
        part
        for part in readable
        if is_foreign(con, part, recipe, choice, [one for one in readable if one is not part] if is_lone else None)
    ]
    if not foreign:
        return None
    is_alone = len(parts) == 1
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
        is_alone=is_alone,
        invented=networks_of_sample(),
    )
    if not draft.recipe.sheets and recipe is None and not (draft.questions and is_alone):
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
    if not understood and not draft.is_settled:
        parts[0].waits = True
    for part in [one for one in parts if one.is_foreign and one not in understood and draft.is_settled]:
        rows = str(part.reading.rows)
        part.told.append(Problem("sheet_left_out", "note", found=short(part.reading.name), expected=rows))
    if draft.questions:
        first = next(iter(understood), parts[0])
        first.refusals.append(Problem("questions_open", "refused", found=str(len(draft.questions))))
    for part in understood:
        sheet = next(one for one in draft.recipe.sheets if one.name == part.reading.name)
        part.refusals += [
            Problem("two_columns_one_meaning", "refused", found=", ".join(headers), expected=meaning)
            for meaning, headers in sheet.said_twice().items()
        ]
        if lacks := lacking(sheet):
            part.refusals.append(Problem("line_lacks", "refused", found=sheet.line, expected=", ".join(lacks)))
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
    order = choice.dates or recipe.answers.get("dates")
    run = Run(con, recipe, sources, names, upload_day, told_day=told, dates=order)
    for part, made, cells in zip(mine, run.make(), run.sheets, strict=True):
        tell_lines(cells, made)
        part.choice = replace(
            part.choice, dates=part.choice.dates or order
        )  # the same for the cells that the checks read
        part.extracts, part.waits = made.extracts, False
        part.noted += made.facts
        part.told += made.problems
