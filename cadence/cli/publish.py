"""``check``, ``publish`` and ``import``: files into the record, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    REFUSED,
    SET_ASIDE,
    AuthorOption,
    LanguageOption,
    MessageOption,
    StoreOption,
    existing,
    open_or_empty,
    open_record,
    progress_bar,
    say,
    signed_by,
    words_of,
)
from cadence.intake.model import Choice
from cadence.intake.preparation import Mode, Preparation
from cadence.intake.publication import publish
from cadence.intake.same_codes import known_codes
from cadence.intake.steps import exports_in, prepare
from cadence.store import Publication, Store
from cadence.words import Words

PROBLEMS_SHOWN = 50

FilesArgument = Annotated[
    list[Path], typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.files"), metavar="FILE...")
]
TableOption = Annotated[str | None, typer.Option("--table", help=ENGLISH_OR_CHOSEN("commands.options.table"))]
ModeOption = Annotated[str, typer.Option("--mode", help=ENGLISH_OR_CHOSEN("commands.options.mode"))]
EmptyOption = Annotated[bool, typer.Option("--empty-cells", help=ENGLISH_OR_CHOSEN("commands.options.empty_cells"))]
SameOption = Annotated[bool, typer.Option("--same-codes", help=ENGLISH_OR_CHOSEN("commands.options.same_codes"))]
NewOption = Annotated[bool, typer.Option("--new-codes", help=ENGLISH_OR_CHOSEN("commands.options.new_codes"))]
SetAsideOption = Annotated[bool, typer.Option("--set-aside", help=ENGLISH_OR_CHOSEN("commands.options.set_aside"))]
UntilOption = Annotated[
    str, typer.Option("--facts-until", help=ENGLISH_OR_CHOSEN("commands.options.facts_until"), metavar="DATE")
]
RecipeArgument = Annotated[str, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.recipe"), metavar="RECIPE")]
FileArgument = Annotated[Path, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.file"), metavar="FILE")]


class Allowed(NamedTuple):
    """What the person who typed the command said may happen."""

    set_aside: bool
    empty_cells: bool
    same_codes: bool
    new_codes: bool


class Said(NamedTuple):
    """What the person who typed the command said of the files: what they are, and when they were extracted."""

    about: str | None = None
    facts_until: dt.date | None = None


def check_files(
    files: FilesArgument,
    table: TableOption = None,
    facts_until: UntilOption = "",
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Say what files are and what is wrong with them; nothing is published."""
    words = words_of(language)
    said = Said(table, _day_typed(facts_until, words))
    with open_or_empty(store) as record, _prepare_files(record, files, said, "merge", words) as preparation:
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
    set_aside: SetAsideOption = False,
    empty_cells: EmptyOption = False,
    same_codes: SameOption = False,
    new_codes: NewOption = False,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Publish files as one step of the record."""
    words = words_of(language)
    if mode not in ("merge", "replace"):
        raise typer.BadParameter(words("commands.publish.mode"), param_hint="--mode")
    allowed = Allowed(set_aside, empty_cells, same_codes, new_codes)
    said = Said(table, _day_typed(facts_until, words))
    with open_record(store) as record:
        _publish(record, files, said, mode, message, author, allowed, words)  # type: ignore[arg-type]


def import_file(
    recipe: RecipeArgument,
    file: FileArgument,
    message: MessageOption = "",
    author: AuthorOption = "",
    facts_until: UntilOption = "",
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
    said = Said(recipe, _day_typed(facts_until, words))
    with open_record(store) as record:
        _publish(record, [file], said, "merge", note, author, allowed, words)


def _day_typed(typed: str, words: Words) -> dt.date | None:
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
    choices = {path: Choice(about=said.about, facts_until=said.facts_until) for path in paths} if any(said) else {}
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
                progress=tell,
            )
    say_publication(publication, words)


def say_preparation(preparation: Preparation, words: Words) -> None:
    """What each file was taken for, and its problems."""
    for part in preparation.parts:
        about = part.recognition.about if part.recognition else words("commands.check.unknown")
        say(words("commands.check.part", name=part.reading.name, about=about, n=part.reading.rows))
        for fact in part.noted:
            say(f"  {fact.says(words)}")
    problems = preparation.problems(PROBLEMS_SHOWN + 1)
    for problem in problems[:PROBLEMS_SHOWN]:
        place = " › ".join(filter(None, (problem.file, problem.table)))
        say(f"{place}: {problem.says(words)} {problem.mend(words)}")
    if len(problems) > PROBLEMS_SHOWN:
        say(words("commands.check.more"))
    if preparation.set_aside:
        say(words("commands.check.set_aside", n=preparation.set_aside))
    for one in [] if preparation.is_refused else preparation.cells_to_empty():
        key, old = one.examples[0]
        say(words("commands.check.emptied", n=one.rows, table=one.table, column=one.column, key=key, old=old))


def say_publication(publication: Publication | None, words: Words) -> None:
    """What was published, table by table."""
    if publication is None:
        say(words("commands.publish.nothing"))
        return
    say(words("commands.publish.done", number=str(publication.number)))
    for table, c in publication.changes.items():
        if c:
            say(words("commands.publish.table", table=table, added=c.added, changed=c.changed, removed=c.removed))
