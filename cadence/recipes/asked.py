"""What the cells of a file raise, asked: words for codes, places, and what a new row must have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import duckdb
from rapidfuzz import fuzz, process

from cadence.contract import load_contracts
from cadence.recipes import vocabulary
from cadence.recipes.asked_lines import ask_lines
from cadence.recipes.asked_names import ask_same, ask_splits
from cadence.recipes.attended import ask_attended
from cadence.recipes.cells import SEVERAL_CODES, code_in, codes_in
from cadence.recipes.currencies import currency_in, currency_of
from cadence.recipes.made import File, Source
from cadence.recipes.model import SIGNS, Column, Recipe, Sheet
from cadence.recipes.names import Names
from cadence.recipes.places import country_of, find_towns, likely_countries
from cadence.recipes.questions import Asking, Item, Question, short
from cadence.recipes.run import Run
from cadence.recipes.sheet import Cells
from cadence.recipes.vocabulary import plain


def settle(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[File],
    recipe: Recipe,
    names: Names,
    asking: Asking,
    upload_day: dt.date,
    told_day: dt.date | None,
    dates: str | None,
) -> tuple[Recipe, dict[str, tuple[str, ...]]]:
    """Ask what the cells raise: cells of several names, near names, words for codes, what a new row must have."""
    by_name = {file.name: file for file in files}

    def run_of(recipe: Recipe) -> Run:
        files = [by_name[sheet.name] for sheet in recipe.sheets]
        sources = [
            Source(sheet, of.table, of.columns, of.above) for sheet, of in zip(recipe.sheets, files, strict=True)
        ]
        return Run(con, recipe, sources, names, upload_day, told_day=told_day, dates=dates)

    recipe = ask_lines(run_of(recipe), recipe, asking)
    recipe = ask_splits(run_of(recipe), recipe, asking)
    run = run_of(recipe)
    recipe = _ask_values(run, recipe, asking)
    recipe, unknown = ask_same(run_of(recipe), recipe, names, asking)
    run = run_of(recipe)
    recipe = ask_attended(run, recipe, asking)
    recipe = _ask_network(run, recipe, asking)
    recipe = _ask_places(run, recipe, unknown.get("city", ()), asking)
    recipe = _ask_constants(run, recipe, asking)
    return recipe, {thing: tuple(texts) for thing, texts in unknown.items()}


def _ask_values(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """Words that stand for a code and that no vocabulary knows."""
    sheets = []
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        columns = list(sheet.columns)
        for number, column in enumerate(columns):
            for meaning in column.means:
                table, _, name = meaning.partition(".")
                declared = (
                    load_contracts()[table].column(name) if table in load_contracts() and meaning not in SIGNS else None
                )
                if declared is None or not declared.enum or declared.codelist or (place := cells.place(column)) is None:
                    continue
                known = dict(vocabulary.values(meaning)) | dict(column.values)
                unknown = [
                    text
                    for text in cells.texts(f"c{place}")
                    if code_in(text, known, inside=meaning == "activities.kind") is None
                    and not (meaning in SEVERAL_CODES and codes_in(text, known))
                ]
                if not unknown:
                    continue
                label = short(sheet.name)
                guess = "unknown" if "unknown" in declared.enum else ""
                items = tuple(Item(text, declared.enum, near_code(text, known) or guess) for text in unknown[:60])
                said = asking.ask_each(
                    Question(
                        f"values.{label}.{column.header}",
                        "values",
                        blanks={"sheet": label, "column": column.header, "meaning": meaning},
                        items=items,
                    )
                )
                values = dict(columns[number].values) | {plain(text): code for text, code in said.items() if code}
                columns[number] = replace(columns[number], values=values)
        sheets.append(replace(sheet, columns=tuple(columns)))
    return replace(recipe, sheets=tuple(sheets))


def near_code(text: str, known: Mapping[str, str]) -> str:
    """The code of the known words that are nearly the text's, or all stand in it; empty when none are."""

    best = process.extractOne(plain(text), list(known), scorer=fuzz.ratio, score_cutoff=80)
    if best is not None:
        return known[best[0]]
    words = set(plain(text).split())
    inside = [(len(shape), code) for shape, code in known.items() if len(shape) > 3 and set(shape.split()) <= words]
    return max(inside)[1] if len({code for _, code in inside}) == 1 else ""


def _ask_network(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """When a new network begins: the earliest day that its file names, until a person says otherwise."""
    if "name" not in recipe.network or "starts_on" in recipe.network:
        return recipe
    days = [day for cells in run.sheets for day in cells.days_of_facts()]
    guess = min(days).isoformat() if days else ""
    said = asking.ask(
        Question(
            "network.starts_on",
            "network_starts",
            guess=guess,
            reason="earliest_day",
            blanks={"network": recipe.network["name"]},
            reads=run.read_day,
        )
    )
    return replace(recipe, network={**recipe.network, "starts_on": said} if said else recipe.network)


def _ask_places(run: Run, recipe: Recipe, fresh: Sequence[str], asking: Asking) -> Recipe:
    """The country of new cities that no column tells: the one where the only town of that name lies, else asked."""
    with_country = {
        name
        for cells in run.sheets
        if cells.column("cities.country")
        for name in cells.names_of("cities")
        if cells.column("cities.name")
    }
    find_towns(fresh)
    open_ones = [name for name in fresh if name not in with_country and plain(name) not in recipe.places]
    guessed = likely_countries(open_ones, run.published_countries())
    items = [Item(name, (), guessed[name]) for name in open_ones]
    question = Question(
        "country", "country", blanks={"n": len(items)}, items=tuple(items), reads=lambda text: country_of(text) or ""
    )
    said = asking.ask_each(question) if items else {}
    known = {plain(name): country_of(text) or text for name, text in said.items() if text}
    return replace(recipe, places={**recipe.places, **known})


def _ask_constants(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """What a row must have and no column says: asked once a sheet, with a guess where one is honest."""
    sheets = []
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        constants = dict(sheet.constants)
        label = short(sheet.name)
        for meaning, code, options, guess in _lacking(run, cells, sheet, recipe):
            if meaning in constants:
                continue
            reads = {"joined_on": run.read_day, "need_priority": _priority, "currency": currency_of}.get(code)
            shown = {one: run.names.said["action"][one] for one in options} if code == "value_action" else {}
            key, blanks = f"{meaning}.{label}", {"sheet": label}
            said = asking.ask(Question(key, code, options, guess, "", blanks, shown=shown, reads=reads))
            if said:
                constants[meaning] = said
        sheets.append(replace(sheet, constants=constants))
    return replace(recipe, sheets=tuple(sheets))


def _priority(text: str) -> str:
    """A priority of a need as the contract allows it; empty when it is none."""
    field = load_contracts()["needs"].column("priority")
    is_one = text.isdecimal() and (field.minimum or 0) <= int(text) <= (field.maximum or int(text))
    return text if is_one else ""


def _lacking(run: Run, cells: Cells, sheet: Sheet, recipe: Recipe) -> Iterable[tuple[str, str, tuple[str, ...], str]]:
    """The meanings that new rows of a sheet need, with the code of the question, its options and the guess."""
    new_city = any(run.names.code("city", name) is None for name in cells.names_of("cities"))
    if new_city and not sheet.has("cities.joined_on") and not _elsewhere(run, sheet, "cities.joined_on"):
        yield "cities.joined_on", "joined_on", (), recipe.network.get("starts_on", "") or run.network_starts()
    kinds = load_contracts()["activities"].column("kind").enum
    if sheet.line == "activity" and not sheet.has("activities.kind"):
        yield "activities.kind", "activity_kind", kinds, ""
    has_indicator = sheet.column_of("indicators.name_fr") or sheet.column_of("indicators.name_en")
    if has_indicator and not sheet.has("indicators.value_kind"):
        yield "indicators.value_kind", "value_kind", ("stock", "flow"), "stock"
    if has_indicator and not sheet.has("indicators.unit") and _new_indicator(run, cells, has_indicator):
        yield "indicators.unit", "unit", (), ""
    if sheet.line == "value" and not (sheet.has("actions.title") or sheet.has("indicators.action_id")):
        published = {
            code: name for code, name in run.names.said.get("action", {}).items() if code in run.names.taken["action"]
        }
        if published:
            yield "indicators.action_id", "value_action", tuple(published), ""
    costs = [one for one in sheet.columns if any(meaning.startswith("actions.cost_") for meaning in one.means)]
    if costs and not sheet.has("actions.currency"):
        yield "actions.currency", "currency", (), currency_in([one.header for one in costs])
    if sheet.line == "action" and not sheet.has("actions.status"):
        yield "actions.status", "action_status", load_contracts()["actions"].column("status").enum, ""
    if sheet.line == "need" and not sheet.has("needs.priority"):
        yield "needs.priority", "need_priority", (), ""


def _new_indicator(run: Run, cells: Cells, column: Column) -> bool:
    """Whether a sheet names an indicator that is not published: then it needs a unit."""
    place = cells.place(column)
    if place is None or not run.context.has_record:
        return True
    row = run.context.con.execute(
        f"select count(*) from {cells.base} where folded(c{place}) not in "
        "(select folded(unnest([coalesce(name_fr, ''), coalesce(name_en, '')])) from published.indicators)"
    ).fetchone()
    return row is not None and row[0] > 0


def _elsewhere(run: Run, sheet: Sheet, meaning: str) -> bool:
    """Whether another sheet says it of cities."""
    return any(other.sheet is not sheet and other.sheet.has(meaning) for other in run.sheets)
