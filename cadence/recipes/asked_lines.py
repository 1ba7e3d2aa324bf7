"""Lines of a sheet that are not what its other lines are: totals between groups, cells left empty below the first of a
group, days without a year. What is done about them is asked, never taken in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cadence.problems import Fact
from cadence.recipes import vocabulary
from cadence.recipes.kinds import KINDS, NAMES
from cadence.recipes.lines import BARE_DAY, first_filled
from cadence.recipes.made import Made
from cadence.recipes.model import Recipe, Sheet
from cadence.recipes.questions import NO, YES, Asking, Question, short
from cadence.recipes.run import Run
from cadence.recipes.sheet import Cells
from cadence.recipes.vocabulary import plain
from cadence.sql import among, literal, quote

SUB = re.compile(r"(sous|ss|s|sub)[ /.-]*(totals?|totaux)\b.*|(sum|average|moyenne|somme) (of|de|des|du|d)\b.*", re.I)
WHOLE = re.compile(
    r"(grand |g )?(totals?|totaux)( (g[ée]n[ée]r(al|aux)|overall|cumul[ée]))?\s*:?|moyennes?|averages?", re.I
)
OF_A_GROUP = re.compile(r"(?:totals?|totaux) (?P<after>.+)|(?P<before>.+) totals?", re.I)
# What is none of these holds none of these letters: a quick look at every cell before the careful one.
PERHAPS = "(?i)tota|sum|somme|average|moyenne"
SHOWN = 5


def ask_lines(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """The recipe with what was said of such lines of each of its sheets."""
    sheets = []
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        sheet = _ask_totals(cells, sheet, asking)
        sheet = _ask_fill(cells, sheet, asking)
        sheets.append(_ask_year(run, cells, sheet, asking))
    return replace(recipe, sheets=tuple(sheets))


def _ask_totals(cells: Cells, sheet: Sheet, asking: Asking) -> Sheet:
    first = first_filled(len(cells.source.columns))
    seconds = "c1" if len(cells.source.columns) > 1 else "null"
    pairs = f"select distinct {first} as one, {seconds} as other from {cells.base}"
    rows = cells.con.execute(
        f"select * from ({pairs}) where regexp_matches(concat_ws(' ', one, other), {literal(PERHAPS)}) order by all"
    ).fetchall()
    said = [str(text) for row in rows for text in row if text]
    groups = _first_cells(cells, first, {name for text in said if (name := _group_in(text))})
    found = [text for text in said if is_total(text, groups)]
    texts = [text for text in dict.fromkeys(found) if plain(text) not in {plain(one) for one in sheet.without}]
    if not texts:
        return sheet
    label = short(sheet.name)
    shown = ", ".join(texts[:SHOWN]) + (" …" if len(texts) > SHOWN else "")
    blanks = {"sheet": label, "n": len(texts), "texts": shown}
    answer = asking.ask(Question(f"totals.{label}", "totals", (YES, NO), YES, "totals", blanks))
    return replace(sheet, without=(*sheet.without, *texts)) if answer == YES else sheet


def is_total(text: str, others: set[str]) -> bool:
    """Whether a cell is the word for a total, alone or of one of the other names of its column."""
    bare = " ".join(text.split())
    if SUB.fullmatch(bare) or WHOLE.fullmatch(bare):
        return True
    return _group_in(text) in others


def _group_in(text: str) -> str:
    """What a text would be the total of, folded; empty where it reads otherwise."""
    said = OF_A_GROUP.fullmatch(" ".join(text.split()))
    return plain(said["after"] or said["before"]) if said else ""


def _first_cells(cells: Cells, first: str, names: set[str]) -> set[str]:
    """Those of some folded names with which a line of the sheet begins."""
    if not names:
        return set()
    rows = cells.con.execute(
        f"select distinct folded({first}) from {cells.base} where folded({first}) in {among(sorted(names))}"
    )
    return {str(name) for (name,) in rows.fetchall()}


def _ask_fill(cells: Cells, sheet: Sheet, asking: Asking) -> Sheet:
    """Whether empty cells of the column that lines begin with, or cannot be without, repeat the one above."""
    needed = {one for kind in KINDS if kind.line == sheet.line for group in kind.needs for one in group}
    named = [place for place, column in enumerate(sheet.columns) if column.means and not column.step]
    label, filled = short(sheet.name), list(sheet.fill_down)
    for place in named:
        column = sheet.columns[place]
        at = cells.place(column)
        names = [one for one in column.means if one in NAMES]
        if at is None or not names or not (place == named[0] or needed & set(names)) or column.header in filled:
            continue
        n = _empty_below(cells, at)
        if not n:
            continue
        blanks = {"sheet": label, "column": column.header, "n": n}
        guess = YES if place == named[0] else ""
        key = f"fill.{label}.{column.header}"
        if asking.ask(Question(key, "fill", (YES, NO), guess, "fill" if guess else "", blanks)) == YES:
            filled.append(column.header)
    return replace(sheet, fill_down=tuple(filled))


def _empty_below(cells: Cells, at: int) -> int:
    """Lines that hold something else while the cell of a column is empty, below one that is filled."""
    others = [f"c{place}" for place in range(len(cells.source.columns)) if place != at]
    if not others:
        return 0
    row = cells.con.execute(
        f"select count(*) from {cells.base} where c{at} is null and coalesce({', '.join(others)}) is not null "
        f"and _line > (select min(_line) from {cells.base} where c{at} is not null)"
    ).fetchone()
    return int(row[0]) if row else 0


def _ask_year(run: Run, cells: Cells, sheet: Sheet, asking: Asking) -> Sheet:
    """The year of days that are written without one."""
    texts = [text for place in cells.places_of_days() for text in cells.texts(f"c{place}") if BARE_DAY.search(text)]
    if not texts:
        return sheet
    label = short(sheet.name)
    blanks = {"sheet": label, "n": len(texts), "example": texts[0]}
    guess = str(run.context.export_day.year)
    said = asking.ask(Question(f"year.{label}", "year", (), guess, "year", blanks, reads=_year))
    return replace(sheet, year=said)


def _year(text: str) -> str:
    return text if re.fullmatch(r"(19|20)\d\d", text) else ""


def tell_lines(cells: Cells, made: Made) -> None:
    """How many lines were taken for totals, days are not told yet, and lines say nothing of what a line is."""
    if cells.sheet.without:
        lines = cells.con.execute(
            f"select _line from {quote(cells.source.table)} where not ({cells.is_line()}) order by 1"
        ).fetchall()
        _tell(made, "totals_left_out", [line for (line,) in lines])
    _tell_days(cells, made)
    left = [one.header for one in cells.sheet.columns if not one.means and cells.is_filled(one)]
    if left:
        made.facts.append(Fact("columns_left_out", {"n": len(left), "headers": ", ".join(left)}))
    kind = next(one for one in KINDS if one.line == cells.sheet.line)
    if kind.line not in ("city", "city_step", "partner", "action", "value"):
        return  # the checks name what these lack
    for group in kind.needs:
        found = [one for meaning in group if (one := cells.column(meaning))]
        if not found or not set(group) & {*NAMES, "indicators.name_fr", "indicators.name_en"}:
            continue
        empty = " and ".join(f"{cell} is null" for _, cell in found)
        lines = cells.con.execute(f"select _line from {cells.base} where {empty} order by 1").fetchall()
        _tell(made, "lines_without", [line for (line,) in lines], column=found[0][0].header)


def _tell_days(cells: Cells, made: Made) -> None:
    unsaid = among(sorted(vocabulary.signs("not_told")))
    n, texts = 0, list[str]()
    for place in cells.places_of_days():
        rows = cells.con.execute(
            f"select trim(c{place}), count(*) from {quote(cells.source.table)} "
            f"where folded(c{place}) in {unsaid} group by 1"
        ).fetchall()
        n += sum(count for _, count in rows)
        texts += [str(text) for text, _ in rows]
    if n:
        made.facts.append(Fact("days_not_told", {"n": n, "texts": ", ".join(dict.fromkeys(texts))}))


def _tell(made: Made, code: str, lines: Sequence[int], **blanks: object) -> None:
    if lines:
        shown = ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
        made.facts.append(Fact(code, {"n": len(lines), "lines": shown, **blanks}))
