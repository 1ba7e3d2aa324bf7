"""What has to be asked before a foreign file can be published, and what the answers make of it.

    draft = make_draft(con, sheets, names_of, answers)
    draft.recipe, draft.open, draft.settled

A draft is made anew from the file and the answers each time, so page, command line and watched folder ask the same
questions in the same order, and an answer given is never asked again. Answers are texts by key; a question with several
items (near names, words for codes) takes ``yes`` for every guess, or one answer an item, under ``key.item``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from cadence.contract import load_contracts
from cadence.recipes import vocabulary
from cadence.recipes.cells import code_in, could_be_several, names_in
from cadence.recipes.days import read_days
from cadence.recipes.guess import KINDS, Guess, Kind, allowed, guesses
from cadence.recipes.model import PERSONAL, SIGNS, Column, Recipe, Same, Sheet, digest_of_contracts, share
from cadence.recipes.names import NEW, THINGS, Names, near_names, slug
from cadence.recipes.places import country_of, towns_named
from cadence.recipes.run import Run
from cadence.recipes.sheet import Source
from cadence.recipes.vocabulary import plain

LEAVE_OUT = "leave_out"
YES, NO = "yes", "no"
LEAST = 0.45  # a sheet of which less is understood is asked about
CLOSE = 0.12  # two readings of a sheet this near each other are asked about


@dataclass(frozen=True)
class Item:
    """One of several things that a question asks about: its name, what it may be, the guess."""

    name: str
    options: tuple[str, ...]
    guess: str = ""
    shown: Mapping[str, str] = field(
        default_factory=dict, hash=False
    )  # what an option is called, in the data's own words


@dataclass(frozen=True)
class Question:
    """One question: ``questions.<code>`` asks it, ``reasons.<reason>`` says why the guess.

    options: what may be answered; none: any text. items: the question asked of each of several things.
    """

    key: str
    code: str
    options: tuple[str, ...] = ()
    guess: str = ""
    reason: str = ""
    blanks: Mapping[str, object] = field(default_factory=dict, hash=False)
    items: tuple[Item, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_guessed(self) -> bool:
        """Whether ``yes`` answers it."""
        return all(item.guess for item in self.items) if self.items else bool(self.guess)


@dataclass(frozen=True)
class File:
    """One sheet of the files at hand, by the name of its reading."""

    name: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A recipe as far as it is settled, the questions that are still open, and how each sheet was understood."""

    recipe: Recipe
    questions: tuple[Question, ...]
    answered: tuple[Question, ...]
    guesses: Mapping[str, Guess] = field(default_factory=dict, hash=False)
    new: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)  # names never met, by thing

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions


class Asking:
    """Questions gathered while a draft is made: those answered, those open."""

    def __init__(self, answers: Mapping[str, str], *, accept: bool) -> None:
        self.answers, self.accept = answers, accept
        self.open: list[Question] = []
        self.answered: list[Question] = []
        self.used: set[str] = set()

    def ask(self, question: Question) -> str:
        """The answer; where there is none yet the guess, and the question stays open."""
        said = self.answers.get(question.key, "").strip()
        if said:
            self.used.add(question.key)
        if said == YES and YES not in question.options and question.guess:
            said = question.guess
        if said and (not question.options or said in question.options):
            self.answered.append(question)
            return said
        (self.answered if self.accept and question.guess else self.open).append(question)
        return question.guess

    def ask_each(self, question: Question) -> dict[str, str]:
        """The answer for each item, by its name; empty where there is neither answer nor guess."""
        if not question.items:
            return {}
        whole = self.answers.get(question.key, "").strip()
        takes_guesses = whole == YES or self.accept
        if whole:
            self.used.add(question.key)
        found, is_open = {}, False
        for item in question.items:
            key = f"{question.key}.{item.name}"
            said = self.answers.get(key, "").strip()
            if said:
                self.used.add(key)
            if said and (not item.options or said in item.options):
                found[item.name] = said
            else:
                found[item.name] = item.guess
                is_open |= not (takes_guesses and item.guess)
        (self.open if is_open else self.answered).append(question)
        return found


def make_draft(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[File],
    names_of: Callable[[str | None], Names],
    answers: Mapping[str, str],
    upload_day: dt.date,
    *,
    title: str,
    kept: Recipe | None = None,
    accept: bool = False,
    told_day: dt.date | None = None,
    dates: str | None = None,
) -> Draft:
    """The recipe that the sheets and the answers make, and what is still to be asked.

    kept: a recipe made before, whose meanings hold where its headers are. accept: guesses are taken for answers. names_of: the
    names of a network; None for all.
    """
    asking = Asking(answers, accept=accept)
    network = _network(asking, names_of, kept)
    names = names_of(network.get("network_id") or None)
    chosen = {file.name: guess for file in files if (guess := _sheet(con, file, names, asking, kept)) is not None}
    sheets = tuple(guess.sheet for guess in chosen.values())
    recipe = Recipe(title, sheets, network, kept.same if kept else (), digest_of_contracts())
    if sheets and network.get("network_id"):
        recipe, new = _settle(con, files, recipe, names, asking, upload_day, told_day, dates)
    else:
        new = {}
    return Draft(recipe, tuple(asking.open), tuple(asking.answered), chosen, new)


def _network(asking: Asking, names_of: Callable[[str | None], Names], kept: Recipe | None) -> dict[str, str]:
    """Which network the file is of: the one that is published, one of several, or a new one, named."""
    published = names_of(None).said.get("network", {})
    before = kept.network.get("network_id", "") if kept else ""
    if before in published:
        return {"network_id": before}
    said = asking.answers.get("network", "").strip()
    known = {plain(name): code for code, name in published.items()} | {plain(code): code for code in published}
    guess = next(iter(published)) if len(published) == 1 else ""
    code = asking.ask(
        Question(
            "network",
            "network",
            guess=guess,
            reason="only_network" if guess else "",
            shown=published,
            blanks={"n": len(published)},
        )
    )
    code = known.get(plain(code), code)
    if not code or code in published:
        return {"network_id": code} if code else {}
    made = names_of(None).meet("network", said or code)
    return {"network_id": made, "name": said or code}


# --- sheets and columns ------------------------------------------------------------------------------------------------


def _sheet(
    con: duckdb.DuckDBPyConnection, file: File, names: Names, asking: Asking, kept: Recipe | None
) -> Guess | None:
    """What one sheet is: by the recipe kept for its headers, else by guess; None when it is left out."""
    before = kept.sheet_for(file.columns) if kept else None
    found = guesses(con, file.table, file.name, file.columns, names)
    label, others = short(file.name), tuple(guess.line for guess in found)
    options = (*others, LEAVE_OUT)
    if before is not None and asking.answers.get(f"line.{label}", before.line) not in {*options} - {before.line}:
        if f"line.{label}" in asking.answers:
            asking.ask(Question(f"line.{label}", "line", (before.line, *options), before.line, "before", {"sheet": label}))
        return replace(_as_before(before, found, file, names, asking), others=others)
    best = found[0] if found else None
    is_sure = best is not None and best.score >= LEAST and (len(found) < 2 or best.score - found[1].score >= CLOSE)
    line = best.line if best is not None and best.score >= 0.25 else LEAVE_OUT
    if not is_sure or f"line.{label}" in asking.answers:
        line = asking.ask(Question(f"line.{label}", "line", options, line, "line", {"sheet": label}))
    if line == LEAVE_OUT:
        return None
    guess = next(one for one in found if one.line == line)
    columns = tuple(_columns(guess, label, asking))
    return replace(guess, sheet=replace(guess.sheet, columns=columns), others=others)


def _as_before(before: Sheet, found: Sequence[Guess], file: File, names: Names, asking: Asking) -> Guess:
    """The sheet as its recipe says; columns it does not know are asked about, with what a guess says of them."""
    label = short(file.name)
    guess = next((one for one in found if one.line == before.line), None)
    left = list(before.columns)
    columns: list[Column] = []
    for header in file.columns:
        known = next((column for column in left if plain(column.header) == plain(header)), None)
        if known is not None:
            left.remove(known)
            is_changed = f"column.{label}.{known.header}" in asking.answers
            columns.append(_column(guess, known, label, asking) if is_changed else known)
            continue
        guessed = _guessed(guess, header, len(columns))
        columns.append(_column(guess, guessed, label, asking, is_new=True) if header.strip() else Column(header))
    for column in left:
        if column.means:
            asking.ask(
                Question(
                    f"gone.{label}.{column.header}",
                    "column_gone",
                    (YES,),
                    "",
                    "",
                    {"sheet": label, "column": column.header},
                )
            )
    sheet = replace(before, name=file.name, columns=tuple(columns))
    return Guess(sheet, 1.0, (), guess.profiles if guess else ())


def _guessed(guess: Guess | None, header: str, place: int) -> Column:
    if guess is None or place >= len(guess.sheet.columns):
        return Column(header)
    return guess.sheet.columns[place]


def _columns(guess: Guess, label: str, asking: Asking) -> Iterable[Column]:
    for reading, profile in zip(guess.readings, guess.profiles, strict=True):
        column = reading.column
        is_unknown = not column.means and not profile.is_empty and column.header.strip()
        if is_unknown or f"column.{label}.{column.header}" in asking.answers:
            yield _column(guess, column, label, asking)
        else:
            yield column


def _column(guess: Guess | None, column: Column, label: str, asking: Asking, *, is_new: bool = False) -> Column:
    """A column as a person says, or as guessed until then."""
    kind = next((one for one in KINDS if guess is not None and one.line == guess.line), None)
    options = (*meanings_for(kind), LEAVE_OUT)
    guessed = f"step:{column.step}" if column.step else (column.means[0] if column.means else LEAVE_OUT)
    options = (guessed, *(one for one in options if one != guessed))
    said = asking.ask(
        Question(
            f"column.{label}.{column.header}",
            "column_new" if is_new else "column",
            options,
            guessed,
            "",
            {"sheet": label, "column": column.header},
        )
    )
    return column if said == guessed else with_meaning(column, said)


def with_meaning(column: Column, said: str) -> Column:
    """A column with the meaning of an answer."""
    if said == LEAVE_OUT:
        return replace(column, means=(), step="")
    if said.startswith("step"):
        return replace(column, means=("progress.done_on",), step=said.partition(":")[2] or column.header)
    return replace(
        column, means=(said, *(one for one in column.means if one != said and one.endswith(".name"))), step=""
    )


def meanings_for(kind: Kind | None) -> list[str]:
    """What a column may mean where a line is of a kind: the fields of its tables, and the signs; codes last."""
    if kind is None:
        return []
    fields = [
        f"{table}.{declared.name}"
        for table in kind.tables
        if table in load_contracts()
        for declared in load_contracts()[table].fields
        if declared.name != "network_id"
    ]
    found = [*fields, *(one for one in SIGNS if allowed(kind, one))]
    return [*(["step"] if kind.steps else []), *found]


def short(name: str) -> str:
    """What a sheet is called in a key: the sheet of a workbook, else the file without its ending."""
    return name.split(" › ")[-1].rsplit(".", 1)[0] if " › " not in name else name.split(" › ")[-1]


# --- names, words, what no column says ---------------------------------------------------------------------------------


def _settle(
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
        sources = [Source(sheet, by_name[sheet.name].table, by_name[sheet.name].columns) for sheet in recipe.sheets]
        return Run(con, recipe, sources, names, upload_day, told_day=told_day, dates=dates)

    run = run_of(recipe)
    recipe = _ask_splits(run, recipe, asking)
    run = run_of(recipe)
    recipe = _ask_values(run, recipe, asking)
    recipe, unknown = _ask_same(run_of(recipe), recipe, names, asking)
    run = run_of(recipe)
    recipe = _ask_network(run, recipe, asking)
    recipe = _ask_places(run, recipe, unknown.get("city", ()), asking)
    recipe = _ask_constants(run, recipe, asking)
    return recipe, {thing: tuple(texts) for thing, texts in unknown.items()}


def _ask_splits(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """Whether the cells of a column that hold a comma or an ``and`` name several things, where names do not tell."""
    sheets = []
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        columns = list(sheet.columns)
        for table in ("cities", "partners"):
            thing = THINGS[table].name
            for column, cell in cells.mentions(table):
                if column.splits is not None:
                    continue
                known = run.known_whole(table)
                texts = [text for text in cells.texts(cell) if could_be_several(text)]
                unsure = [
                    text
                    for text in texts
                    if names_in(
                        text,
                        lambda part: part in known or plain(part) in known or run.names.code(thing, part) is not None,
                    )
                    == [text]
                ]
                unsure = [text for text in unsure if run.names.code(thing, text) is None]
                if not unsure:
                    continue
                pieces = {plain(piece) for text in unsure for piece in names_in(text, lambda _: True)}
                guess = YES if pieces & known or len(texts) > 2 else NO
                label = short(sheet.name)
                said = asking.ask(
                    Question(
                        f"split.{label}.{column.header}",
                        "split",
                        (YES, NO),
                        guess,
                        "split",
                        {"sheet": label, "column": column.header, "example": unsure[0]},
                    )
                )
                columns[columns.index(column)] = replace(column, splits=said == YES)
        sheets.append(replace(sheet, columns=tuple(columns)))
    return replace(recipe, sheets=tuple(sheets))


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
    from rapidfuzz import fuzz, process

    best = process.extractOne(plain(text), list(known), scorer=fuzz.ratio, score_cutoff=80)
    if best is not None:
        return known[best[0]]
    words = set(plain(text).split())
    inside = [(len(shape), code) for shape, code in known.items() if len(shape) > 3 and set(shape.split()) <= words]
    return max(inside)[1] if inside else ""


def _ask_same(run: Run, recipe: Recipe, names: Names, asking: Asking) -> tuple[Recipe, dict[str, list[str]]]:
    """Names that are nearly a known one; the others are new."""
    names.decide(recipe.same)
    same, unknown = list(recipe.same), {}
    for table in ("cities", "partners", "milestones", "actions"):
        thing = THINGS[table].name
        met = [text for cells in run.sheets for text in cells.names_of(table)]
        fresh = list({plain(text): text for text in reversed(met) if names.code(thing, text) is None}.values())[::-1]
        here = {names.code(thing, text) for text in met}
        is_whole = any(
            sheet.line == thing or (thing == "milestone" and sheet.line == "city") for sheet in recipe.sheets
        )
        gone = [code for code in names.said.get(thing, {}) if code not in here] if is_whole else []
        near = near_names(names, thing, fresh, gone)
        items = tuple(
            Item(
                one.name,
                (one.code, NEW),
                one.code if _is_likely(one.code, gone, here, is_whole) else NEW,
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
            same.append(Same(thing, one.name, _target(answer)))
        asked = {one.name for one in near if said.get(one.name, NEW) != NEW}
        unknown[thing] = [text for text in fresh if text not in asked]
        if is_whole and gone and (names.said.get(thing) and here - {None}):
            renamed = {_target(answer) for answer in said.values()}
            still = [code for code in gone if code not in renamed]
            if still and thing == "city":
                _ask_gone(asking, thing, still, names)
    return replace(recipe, same=tuple(same)), unknown


def _is_likely(code: str, gone: Sequence[str], here: set[str | None], is_whole: bool) -> bool:
    """Whether a near name is guessed to be the known one: not where the known one comes in the same list as well."""
    return code in gone if is_whole and not code.startswith("=") else code.startswith("=") or True


def _target(answer: str) -> str:
    return answer


def _ask_gone(asking: Asking, thing: str, codes: Sequence[str], names: Names) -> None:
    """Known things that a whole list no longer holds: they stay as they are, and a person says so."""
    shown = {code: names.said[thing][code] for code in codes}
    text = ", ".join(list(shown.values())[:5]) + ("…" if len(codes) > 5 else "")
    asking.ask(Question(f"gone.{thing}", "things_gone", ("keep",), "keep", "", {"n": len(codes), "names": text}))


def _ask_network(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """When a new network begins: the earliest day that its file names, until a person says otherwise."""
    if "name" not in recipe.network:
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
    items = []
    for name in fresh:
        if name in with_country:
            continue
        towns = towns_named(name)
        lands = list(dict.fromkeys(town.country for town in towns))
        items.append(Item(name, (), lands[0] if len(lands) == 1 or (towns and towns[0].population > 100_000) else ""))
    said = (
        asking.ask_each(Question("country", "country", blanks={"n": len(items)}, items=tuple(items))) if items else {}
    )
    known = {f"country.{plain(name)}": country_of(text) or text for name, text in said.items() if text}
    return replace(recipe, network={**recipe.network, **known})


def _ask_constants(run: Run, recipe: Recipe, asking: Asking) -> Recipe:
    """What a row must have and no column says: asked once a sheet, with a guess where one is honest."""
    sheets = []
    for cells, sheet in zip(run.sheets, recipe.sheets, strict=True):
        constants = dict(sheet.constants)
        label = short(sheet.name)
        for meaning, code, options, guess in _lacking(run, cells, sheet, recipe):
            if meaning in constants:
                continue
            said = asking.ask(Question(f"{meaning}.{label}", code, options, guess, "", {"sheet": label}))
            if said:
                constants[meaning] = said
        sheets.append(replace(sheet, constants=constants))
    return replace(recipe, sheets=tuple(sheets))


def _lacking(run: Run, cells: object, sheet: Sheet, recipe: Recipe) -> Iterable[tuple[str, str, tuple[str, ...], str]]:
    """The meanings that new rows of a sheet need, with the code of the question, its options and the guess."""
    assert hasattr(cells, "names_of")
    new_city = any(run.names.code("city", name) is None for name in cells.names_of("cities"))
    if new_city and not sheet.has("cities.joined_on") and not _elsewhere(run, sheet, "cities.joined_on"):
        yield "cities.joined_on", "joined_on", (), recipe.network.get("starts_on", "") or run.network_starts()
    kinds = load_contracts()["activities"].column("kind").enum
    if sheet.line == "activity" and not sheet.has("activities.kind"):
        yield "activities.kind", "activity_kind", kinds, ""
    if sheet.column_of("indicators.name_fr") or sheet.column_of("indicators.name_en"):
        if not sheet.has("indicators.value_kind"):
            yield "indicators.value_kind", "value_kind", ("stock", "flow"), "stock"
    if sheet.line == "action" and not sheet.has("actions.status"):
        yield "actions.status", "action_status", load_contracts()["actions"].column("status").enum, ""
    if sheet.line == "need" and not sheet.has("needs.priority"):
        yield "needs.priority", "need_priority", (), ""


def _elsewhere(run: Run, sheet: Sheet, meaning: str) -> bool:
    """Whether another sheet says it of cities."""
    return any(other.sheet is not sheet and other.sheet.has(meaning) for other in run.sheets)


def unused(answers: Mapping[str, str], draft: Draft) -> list[str]:
    """Keys of answers that no question asks for."""
    known = {one.key for one in (*draft.questions, *draft.answered)}
    return [key for key in answers if key not in known and not any(key.startswith(f"{one}.") for one in known)]


__all__ = ["PERSONAL", "Draft", "File", "Item", "Question", "make_draft", "read_days", "share", "slug", "unused"]
