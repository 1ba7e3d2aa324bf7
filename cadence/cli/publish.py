"""``check``, ``publish`` and ``import``: files into the record, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import typer

from cadence.checks.manners import SHORT_YEAR_FIRST, WAYS
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    REFUSED,
    SET_ASIDE,
    AuthorOption,
    LanguageOption,
    MessageOption,
    StoreOption,
    existing,
    here,
    open_or_empty,
    open_record,
    progress_bar,
    signed_by,
    words_of,
)
from cadence.cli.options import (
    Allowed,
    AnswerOption,
    DatesOption,
    DecimalOption,
    EmptyOption,
    EncodingOption,
    FileArgument,
    FilesArgument,
    KeptOption,
    ModeOption,
    NewOption,
    RecipeArgument,
    RemoveOption,
    SameOption,
    SetAsideOption,
    TableOption,
    UntilOption,
    YesOption,
    answers_in,
)
from cadence.cli.told import say_preparation, say_publication
from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.intake.asked import SIGNS
from cadence.intake.foreign import kept_recipes
from cadence.intake.model import Choice
from cadence.intake.preparation import Mode, Preparation
from cadence.intake.publication import publish
from cadence.intake.recipe import load_recipes
from cadence.intake.same_codes import known_codes
from cadence.intake.steps import exports_in, prepare
from cadence.reading.encoding import OLDER
from cadence.recipes.model import parse, to_toml
from cadence.store import Store
from cadence.words import Words


class Said(NamedTuple):
    """What the person who typed the command said of the files: what they are, when they were extracted, how written."""

    about: str | None = None
    facts_until: dt.date | None = None
    dates: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    recipe: str = ""
    answers: Mapping[str, str] = {}
    accept: bool = False


def check_files(
    files: FilesArgument,
    table: TableOption = None,
    facts_until: UntilOption = "",
    dates: DatesOption = "",
    decimal: DecimalOption = "",
    encoding: EncodingOption = "",
    kept_recipe: KeptOption = "",
    answer: AnswerOption = None,
    yes: YesOption = False,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Say what files are and what is wrong with them; nothing is published."""
    words = words_of(language)
    said = _read_options(table, facts_until, dates, decimal, encoding, words)
    with (
        open_or_empty(store) as record,
        _prepare_files(
            record, files, _with_recipe(record, said, kept_recipe, answer, yes), "merge", words
        ) as preparation,
    ):
        say_preparation(preparation, words)
        if preparation.is_refused or preparation.questions:
            raise typer.Exit(REFUSED)
        if preparation.set_aside:
            raise typer.Exit(SET_ASIDE)


def publish_files(
    files: FilesArgument,
    message: MessageOption,
    author: AuthorOption = "",
    mode: ModeOption = "merge",
    table: TableOption = None,
    facts_until: UntilOption = "",
    dates: DatesOption = "",
    decimal: DecimalOption = "",
    encoding: EncodingOption = "",
    kept_recipe: KeptOption = "",
    answer: AnswerOption = None,
    yes: YesOption = False,
    set_aside: SetAsideOption = False,
    empty_cells: EmptyOption = False,
    remove_rows: RemoveOption = False,
    same_codes: SameOption = False,
    new_codes: NewOption = False,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Publish files as one step of the record."""
    words = words_of(language)
    if mode not in ("merge", "replace"):
        raise typer.BadParameter(words("commands.publish.mode"), param_hint="--mode")
    allowed = Allowed(set_aside, empty_cells, same_codes, new_codes, remove_rows)
    said = _read_options(table, facts_until, dates, decimal, encoding, words)
    with open_record(store) as record:
        said = _with_recipe(record, said, kept_recipe, answer, yes)
        _publish(record, files, said, mode, message, author, allowed, words)  # type: ignore[arg-type]


def import_file(
    recipe: RecipeArgument,
    file: FileArgument,
    message: MessageOption = "",
    author: AuthorOption = "",
    facts_until: UntilOption = "",
    dates: DatesOption = "",
    decimal: DecimalOption = "",
    encoding: EncodingOption = "",
    set_aside: SetAsideOption = False,
    empty_cells: EmptyOption = False,
    same_codes: SameOption = False,
    new_codes: NewOption = False,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Publish a foreign export, turned into Cadence's tables by a recipe."""
    words = words_of(language)
    note = message or words("commands.import.message", recipe=recipe, file=file.name)
    allowed = Allowed(set_aside, empty_cells, same_codes, new_codes)
    said = _read_options(recipe, facts_until, dates, decimal, encoding, words)
    with open_record(store) as record:
        _publish(record, [file], said, "merge", note, author, allowed, words)


def _read_options(about: str | None, until: str, dates: str, decimal: str, encoding: str, words: Words) -> Said:
    """What was typed, or the refusal of what says nothing."""
    known = {**load_contracts(), **load_recipes()}
    if about is not None and about not in known:
        raise CadenceError("no_such_table", table=about, tables=", ".join(known))
    if dates not in ("", *WAYS["dates"], SHORT_YEAR_FIRST):
        raise typer.BadParameter(words("commands.publish.no_order", typed=dates), param_hint="--dates")
    if (sign := SIGNS.get(decimal, decimal)) not in ("", *WAYS["decimal"]):
        raise typer.BadParameter(words("commands.publish.no_sign", typed=decimal), param_hint="--decimal")
    if encoding not in ("", *OLDER):
        raise typer.BadParameter(words("commands.publish.no_encoding", typed=encoding), param_hint="--encoding")
    return Said(about, past_day(until, words), dates or None, sign or None, encoding or None)


def _with_recipe(record: Store, said: Said, kept: str, answers: list[str] | None, yes: bool) -> Said:
    """What was said, with the recipe that reads the files: a file of TOML, or one kept in the record by that name."""
    return said._replace(recipe=recipe_text(record, kept) if kept else "", answers=answers_in(answers), accept=yes)


def recipe_text(record: Store, kept: str) -> str:
    """The text of a recipe: of the file of that path, else of the one kept by that name; CadenceError for neither."""
    if (path := here(Path(kept))).suffix == ".toml" or path.is_file():
        return to_toml(parse(existing([Path(kept)])[0].read_text("utf-8")))
    with record.workspace() as work:
        known = {one.code: one.recipe for one in kept_recipes(work.con)}
    if kept not in known:
        raise CadenceError("no_such_kept_recipe", recipe=kept, recipes=", ".join(known))
    return to_toml(known[kept])


def past_day(typed: str, words: Words) -> dt.date | None:
    """The day typed after --facts-until; what is none is refused in a sentence."""
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise typer.BadParameter(words("commands.publish.no_day", typed=typed), param_hint="--facts-until") from None


def _prepare_files(
    record: Store, files: list[Path], said: Said, mode: Mode, words: Words, same_codes: bool = False
) -> Preparation:
    """The files, read and checked; with ``same_codes`` again with each known code in place of its other form."""
    paths = [path for given in existing(files) for path in exports_in(given)]
    choices = {path: Choice(**said._asdict()) for path in paths} if any(said) else {}
    with progress_bar(words) as tell:
        first = prepare(paths, record, choices, mode=mode, progress=tell)
        if said.facts_until and said.facts_until > first.upload_day:
            first.close()
            to_come = words("commands.publish.day_to_come", day=said.facts_until, today=first.upload_day)
            raise typer.BadParameter(to_come, param_hint="--facts-until")
        if not same_codes or not (fixes := known_codes(first)):
            return first
        first.close()
        for path, parts in zip(paths, fixes, strict=True):
            choices[path] = replace(choices.get(path, Choice()), parts=parts)
        return prepare(paths, record, choices, mode=mode, progress=tell)


def _publish(
    record: Store,
    files: list[Path],
    said: Said,
    mode: Mode,
    message: str,
    author: str,
    allowed: Allowed,
    words: Words,
) -> None:
    with _prepare_files(record, files, said, mode, words, allowed.same_codes) as preparation:
        say_preparation(preparation, words)
        with progress_bar(words, "write") as tell:
            publication = publish(
                preparation,
                message=message,
                author=signed_by(author),
                set_aside_ok=allowed.set_aside,
                emptied_ok=allowed.empty_cells,
                new_codes_ok=allowed.new_codes,
                removed_ok=allowed.removed_rows,
                progress=tell,
            )
    say_publication(publication, words)
