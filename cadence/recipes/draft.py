"""The recipe that a file and the answers make, and what is still to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from cadence.contract import load_contracts
from cadence.recipes.asked import settle
from cadence.recipes.asked_network import ask_network
from cadence.recipes.day_order import KEY, ask_order
from cadence.recipes.guess import Guess, guess_as, guesses
from cadence.recipes.kinds import KINDS, Kind, may_mean
from cadence.recipes.made import File
from cadence.recipes.model import SIGNS, Column, Recipe, Sheet, digest_of_contracts
from cadence.recipes.names import Names
from cadence.recipes.questions import LEAVE_OUT, YES, Asking, Question, short
from cadence.recipes.vocabulary import plain

LEAST = 0.45  # a sheet of which less is understood is asked about


CLOSE = 0.12  # two readings of a sheet this near each other are asked about
# What is asked of the file at hand alone: no answer to it is kept with the recipe.
OF_ONE_FILE = ("attended_activity", "attended_day", "attended_kind", "attended_again", "hosts", "year")


@dataclass(frozen=True)
class Draft:
    """A recipe as far as it is settled, the questions that are still open, and how each sheet was understood."""

    recipe: Recipe
    questions: tuple[Question, ...]
    answered: tuple[Question, ...]
    guesses: Mapping[str, Guess] = field(default_factory=dict, hash=False)
    new: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)  # names never met, by thing
    unread: Mapping[str, str] = field(default_factory=dict, hash=False)  # answers that are none, by key

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions


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
    is_alone: bool = True,
    invented: Collection[str] = (),
) -> Draft:
    """The recipe that the sheets and the answers make, and what is still to be asked.

    kept: a recipe made before, whose meanings hold where its headers are. accept: guesses are taken for answers.
    names_of: the
    names of a network; None for all. is_alone: no other sheet came; what it is cannot be left unsaid.
    invented: networks that are examples; the only other one is proposed.
    """
    asking = Asking(answers, accept=accept)
    network = ask_network(asking, names_of, kept, invented)
    names = names_of(network.get("network_id") or None)
    drawn = {file.name: _sheet(con, file, names, asking, kept, is_alone=is_alone and len(files) == 1) for file in files}
    chosen = {name: guess for name, guess in drawn.items() if guess is not None}
    sheets = tuple(guess.sheet for guess in chosen.values())
    same, places = (kept.same, kept.places) if kept else ((), {})
    stays = kept.stays if kept else {}
    recipe = Recipe(title, sheets, network, same, digest_of_contracts(), places, stays)
    before = dict(kept.answers) if kept else {}
    order = dates or ask_order(con, files, sheets, asking, before.get(KEY, ""))
    if sheets and network.get("network_id"):
        recipe, new = settle(con, files, recipe, names, asking, upload_day, told_day, order)
    else:
        new = {}
    told = {KEY: order} if order else {}
    recipe = replace(recipe, answers={**before, **told, **_lasting(asking)})
    return Draft(recipe, tuple(asking.open), tuple(asking.answered), chosen, new, asking.unread)


def _lasting(asking: Asking) -> dict[str, str]:
    """The answers that hold for the next files too."""
    mine = [one.key for one in asking.answered if one.code not in OF_ONE_FILE]
    used = sorted(key for key in asking.used if any(key == one or key.startswith(f"{one}.") for one in mine))
    return {key: asking.answers[key] for key in used}


def _sheet(
    con: duckdb.DuckDBPyConnection, file: File, names: Names, asking: Asking, kept: Recipe | None, *, is_alone: bool
) -> Guess | None:
    """What one sheet is: by the recipe kept for its headers, else by guess; None when it is left out."""
    before = kept.sheet_for(file.columns) if kept else None
    found = guesses(con, file.table, file.name, file.columns, names)
    label, likely = short(file.name), tuple(guess.line for guess in found)
    # Whatever its columns tell, a person may know what a line is.
    others = (*likely, *(kind.line for kind in KINDS if kind.line not in likely))
    options = (*others, LEAVE_OUT)
    key = f"line.{label}"
    if before is not None and asking.answers.get(key, before.line) not in {*options} - {before.line}:
        if key in asking.answers:
            asking.ask(Question(key, "line", (before.line, *options), before.line, "before", {"sheet": label}))
        return replace(_as_before(before, found, file, names, asking), others=others)
    best = found[0] if found else None
    is_sure = best is not None and best.score >= LEAST and (len(found) < 2 or best.score - found[1].score >= CLOSE)
    # A sheet that came alone came for something: what it may be is asked, even where its columns tell little.
    is_likely = best is not None and (best.score >= 0.25 or (is_alone and best.is_told))
    line = best.line if best is not None and is_likely else "" if is_alone else LEAVE_OUT
    if not is_sure or f"line.{label}" in asking.answers:
        line = asking.ask(Question(f"line.{label}", "line", options, line, "line", {"sheet": label}))
    if line in (LEAVE_OUT, ""):
        return None
    guess = next((one for one in found if one.line == line), None)
    guess = guess or guess_as(con, file.table, file.name, file.columns, names, line)
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
        guessed = _guess_for(guess, header, len(columns))
        columns.append(_column(guess, guessed, label, asking, is_new=True) if header.strip() else Column(header))
    told = {meaning for column in columns for meaning in column.means}
    for column in left:
        if set(column.means) - told:  # another header that says the same is the column itself
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


def _guess_for(guess: Guess | None, header: str, place: int) -> Column:
    if guess is None or place >= len(guess.sheet.columns):
        return Column(header)
    return guess.sheet.columns[place]


def _columns(guess: Guess, label: str, asking: Asking) -> Iterable[Column]:
    for reading, profile in zip(guess.readings, guess.profiles, strict=True):
        column = reading.column
        is_unknown = not column.means and not profile.is_empty and column.header.strip()
        is_near = reading.reason == "near_header" and reading.column == column and not column.step
        if is_unknown or is_near or f"column.{label}.{column.header}" in asking.answers:
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
        if declared.name != "network_id" and may_mean(kind, f"{table}.{declared.name}")
    ]
    found = [*fields, *(one for one in SIGNS if may_mean(kind, one))]
    return [*(["step"] if kind.steps else []), *found]


def unused_keys(answers: Mapping[str, str], draft: Draft) -> list[str]:
    """Keys of answers that no question asks for, nor asked when the recipe was made and was answered so then."""
    known = {one.key for one in (*draft.questions, *draft.answered)}
    unasked = [key for key in answers if key not in known and not any(key.startswith(f"{one}.") for one in known)]
    return [key for key in unasked if draft.recipe.answers.get(key) != answers[key]]
