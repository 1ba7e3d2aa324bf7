"""``recipe``: how a foreign file is read; guessed, kept, shown, dropped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import tomli_w
import typer

from cadence import scratch
from cadence.answers.serving import open_serving
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    REFUSED,
    SET_ASIDE,
    AuthorOption,
    Format,
    FormatOption,
    LanguageOption,
    StoreOption,
    existing,
    open_or_empty,
    open_record,
    print_frame,
    say,
    signed_by,
    words_of,
)
from cadence.cli.options import AnswerOption, UntilOption, YesOption, answers_in
from cadence.cli.publish import past_day, recipe_text
from cadence.cli.told import say_publication
from cadence.errors import CadenceError
from cadence.intake.asked_sheets import what_is_wrong
from cadence.intake.foreign import kept_recipes
from cadence.intake.in_place import prepare_change, published_rows, recipe_dropped, recipe_kept
from cadence.intake.model import Choice, Foreign
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.recipes.model import digest_of_contracts, parse, to_toml
from cadence.recipes.questions import Question
from cadence.store import Store
from cadence.words import Words

WAYS = ("guess", "list", "show", "keep", "drop")


def _help(key: str) -> str:
    return ENGLISH_OR_CHOSEN(f"commands.recipe.{key}")


WhatArgument = Annotated[str, typer.Argument(help=_help("what"), metavar="guess|list|show|keep|drop")]
NamedArgument = Annotated[list[str] | None, typer.Argument(help=_help("named"), metavar="FILE | NAME [FILE.toml]")]
SheetOption = Annotated[str, typer.Option("--sheet", help=ENGLISH_OR_CHOSEN("commands.options.sheet"))]


def recipe(
    what: WhatArgument,
    named: NamedArgument = None,
    sheet: SheetOption = "",
    answer: AnswerOption = None,
    yes: YesOption = False,
    facts_until: UntilOption = "",
    author: AuthorOption = "",
    form: FormatOption = Format.table,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Guess, list, show, keep or drop the recipes that read foreign files."""
    words = words_of(language)
    given = named or []
    if what not in WAYS or len(given) != {"list": 0, "keep": 2}.get(what, 1):
        raise CadenceError("no_such_way", what=what, ways=", ".join(WAYS))
    if what == "guess":
        choice = Choice(
            answers=answers_in(answer), accept=yes, sheet=sheet or None, facts_until=past_day(facts_until, words)
        )
        _guess(Path(given[0]), choice, words, store)
    elif what in ("list", "show"):
        with open_record(store, reading=True) as record:
            if what == "list":
                _list(record, form)
            else:
                sys.stdout.write(recipe_text(record, given[0]))
    else:
        with open_record(store) as record:
            _change(record, what, given, signed_by(author), words)


def _guess(file: Path, choice: Choice, words: Words, store: str) -> None:
    """Print the recipe that a file and the answers make, then what is still to be asked."""
    (path,) = existing([file])
    with open_or_empty(store) as record, prepare([path], record, {path: choice}, only_read=True) as preparation:
        found = next(iter(preparation.foreign), None)
        for part in preparation.parts:
            for fact in part.reading.facts:
                say(f"{part.reading.name}: {fact.says(words)}")
        if found is None or not found.draft.recipe.sheets:
            for problem in preparation.problems(20):
                say(f"{problem.file}: {problem.says(words)} {problem.mend(words)}")
            if all(part.recognition is not None and part.recognition.is_complete for part in preparation.parts):
                say(words("commands.recipe.none_needed"))
            raise typer.Exit(REFUSED)
        sys.stdout.write(as_toml(found, words))
        for sentence in what_is_wrong(found.draft.questions, found.draft.unread, words).values():
            say(sentence)
        if found.draft.questions:
            say(words("commands.recipe.open", n=len(found.draft.questions)))
            raise typer.Exit(SET_ASIDE)


def as_toml(found: Foreign, words: Words) -> str:
    """The recipe of a draft as TOML, the reasons of its guesses as comments, its open questions as ``[[question]]``."""
    lines = [f"# {line}" for line in reasons(found, words)]
    asked = {"question": [_plain(question, words) for question in found.draft.questions]}
    text = to_toml(found.draft.recipe)
    return "\n".join(lines) + "\n" + text + ("\n" + tomli_w.dumps(asked) if asked["question"] else "")


def reasons(found: Foreign, words: Words) -> list[str]:
    """Why each sheet and column was taken for what it was, one sentence each; no reason where a person said it."""
    said = []
    for name, guess in found.draft.guesses.items():
        said.append(words("commands.recipe.sheet", sheet=name, line=words.code("line", guess.line)))
        for reading, column in zip(guess.readings, guess.sheet.columns, strict=False):
            if not column.means:
                continue
            line = f"  {' '.join(column.header.split())}: {', '.join(column.means)}"
            is_guessed = reading.reason and column == reading.column
            reason = words(f"recipes.reasons.{reading.reason}", **reading.blanks) if is_guessed else ""
            said.append(f"{line} ({reason})" if reason else line)
    return said


def _plain(question: Question, words: Words) -> dict[str, Any]:
    said: dict[str, Any] = {"key": question.key, "asks": words(f"recipes.questions.{question.code}", **question.blanks)}
    said |= {"options": list(question.options)} if question.options else {}
    said |= {"guess": question.guess} if question.guess else {}
    said |= {"reason": words(f"recipes.reasons.{question.reason}", **question.blanks)} if question.reason else {}
    items = [
        {
            "key": f"{question.key}.{item.name}",
            "options": list(item.options),
            **({"guess": item.guess} if item.guess else {}),
        }
        for item in question.items
    ]
    return said | ({"items": items} if items else {})


def _list(record: Store, form: Format) -> None:
    """Every recipe that is kept: its code, the file it was made of, its sheets, whether the tables are still those."""
    with record.workspace() as work:
        kept = kept_recipes(work.con)
    digest = digest_of_contracts()
    rows = [
        (
            one.code,
            one.recipe.title,
            " | ".join(f"{sheet.name.split(' › ')[-1]}: {sheet.line}" for sheet in one.recipe.sheets),
            one.recipe.contract == digest,
        )
        for one in kept
    ]
    print_frame(pd.DataFrame(rows, columns=["recipe_id", "title", "sheets", "is_current"]), form)


def _change(record: Store, what: str, given: list[str], author: str, words: Words) -> None:
    """Keep a recipe under a name, or drop one, as one step of the record."""
    if what == "keep":
        change = recipe_kept(given[0], parse(existing([Path(given[1])])[0].read_text("utf-8")))
    else:
        change = recipe_dropped(published_rows(open_serving(record), "recipes"), given[0])
    message = words(f"commands.recipe.{what}_message", recipe=given[0])
    newest = record.history()[0].snapshot if record.history() else 0
    with scratch.folder() as folder, prepare_change(record, change, folder, newest) as preparation:
        say_publication(publish(preparation, message=message, author=author, emptied_ok=True), words)
