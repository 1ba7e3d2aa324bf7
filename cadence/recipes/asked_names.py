"""Names, asked about: cells of several, names that are nearly known ones, known ones that no longer come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cadence.recipes.cells import could_be_several, goes_on, names_in
from cadence.recipes.model import Recipe, Same
from cadence.recipes.names import NEW, OTHER, THINGS, Names
from cadence.recipes.near import Near, near_names
from cadence.recipes.questions import NO, YES, Asking, Item, Question, short
from cadence.recipes.run import Run
from cadence.recipes.sheet import Cells
from cadence.recipes.vocabulary import plain


def ask_splits(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """Whether the cells of a column that hold a comma or an ``and`` name several things, where names do not tell."""
    sheets = []
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        columns = list(sheet.columns)
        for table in ("cities", "partners"):
            for column, cell in cells.mentions(table):
                unsure = _unsure(run, cells, table, cell) if column.splits is None else []
                if unsure:
                    is_own = sheet.line == THINGS[table].name and f"{table}.name" in column.means
                    said = asking.ask(_split_question(run, table, short(sheet.name), column.header, unsure, is_own))
                    columns[columns.index(column)] = replace(column, splits=said == YES)
        sheets.append(replace(sheet, columns=tuple(columns)))
    return replace(recipe, sheets=tuple(sheets))


def _unsure(run: Run, cells: Cells, table: str, cell: str) -> list[str]:
    """The cells with a sign between names of which not every part is known."""
    known, thing = run.known_whole(table), THINGS[table].name

    def is_known(part: str) -> bool:
        return plain(part) in known or run.names.code(thing, part) is not None

    several = [text for text in cells.texts(cell) if could_be_several(text) and run.names.code(thing, text) is None]
    return [text for text in several if names_in(text, is_known) == [text]]


def _split_question(run: Run, table: str, label: str, header: str, unsure: Sequence[str], is_own: bool) -> Question:
    """is_own: each line is one such thing, by its name: many that have a comma are called so, unless most hold a known
    one. Elsewhere they are taken for several, unless most go on after the sign as one name does.
    """
    known = run.known_whole(table)
    held = sum(any(plain(piece) in known for piece in names_in(text, lambda _: False, True)) for text in unsure)
    as_one = sum(map(goes_on, unsure))
    is_several = 2 * held > len(unsure) if is_own else (held or len(unsure) > 2) and 2 * as_one <= len(unsure)
    guess = YES if is_several else NO
    blanks = {"sheet": label, "column": header, "example": unsure[0]}
    return Question(f"split.{label}.{header}", "split", (YES, NO), guess, "split", blanks)


def ask_same(run: Run, recipe: Recipe, names: Names, asking: Asking) -> tuple[Recipe, dict[str, list[str]]]:
    """Names that are nearly a known one; the others are new."""
    names.decide(recipe.same)
    same, stays, unknown = list(recipe.same), dict(recipe.stays), {}
    for table in ("cities", "partners", "milestones", "actions"):
        thing = THINGS[table].name
        met = [text for cells in run.sheets for text in cells.names_of(table)]
        fresh = list({plain(text): text for text in reversed(met) if names.code(thing, text) is None}.values())[::-1]
        whole = [cells for cells in run.sheets if cells.sheet.line == thing or (thing == "milestone" and cells.steps())]
        listed = {text for cells in whole for text in cells.names_of(table)}
        here = {names.code(thing, text) for text in listed}
        gone = [code for code in names.said.get(thing, {}) if code not in here] if whole else []
        near = near_names(names, thing, fresh, gone)
        items = tuple(
            Item(
                one.name,
                (one.code, NEW),
                one.code if _is_likely(one, gone, listed) else NEW,
                {one.code: one.known},
            )
            for one in near
        )
        said = (
            asking.ask_each(Question(f"same.{thing}", "same", blanks={"n": len(items), "thing": thing}, items=items))
            if items
            else {}
        )
        for one in near:
            answer = said.get(one.name, NEW)
            same.append(Same(thing, one.name, answer))
        asked = {one.name for one in near if said.get(one.name, NEW) != NEW}
        unknown[thing] = [text for text in fresh if text not in asked]
        if gone and (names.said.get(thing) and here - {None}):
            renamed = {answer for answer in said.values()}
            still = [code for code in gone if code not in renamed and code not in stays.get(thing, ())]
            if still and thing == "city" and _stay(asking, thing, still, names):
                stays[thing] = (*stays.get(thing, ()), *still)
    return replace(recipe, same=tuple(same), stays=stays), unknown


def _is_likely(one: Near, gone: Sequence[str], listed: set[str]) -> bool:
    """Whether a near name is guessed to be the known one: not where that one still comes in a list of all of them.

    Of two names in one file, not where both stand in a list of all, each on a line of its own, nor where each says a
    word that the other does not: of many organisations most are near another one.
    """
    if one.code.startswith(OTHER):
        return one.is_short and not {one.name, one.known} <= listed
    return one.code in gone or not listed


def _stay(asking: Asking, thing: str, codes: Sequence[str], names: Names) -> bool:
    """Whether a person says that known things stay as they are though a whole list no longer holds them."""
    shown = {code: names.said[thing][code] for code in codes}
    text = ", ".join(list(shown.values())[:5]) + ("…" if len(codes) > 5 else "")
    question = Question(f"gone.{thing}", "things_gone", ("keep",), "keep", "", {"n": len(codes), "names": text})
    asking.ask(question)
    return question in asking.answered
