"""``history``, ``diff``, ``restore``, ``undo`` and ``verify``: the record itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import pandas as pd
import typer

from cadence.answers.digest import definitions_digest
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    SET_ASIDE,
    AuthorOption,
    Format,
    FormatOption,
    LanguageOption,
    MessageOption,
    StoreOption,
    open_record,
    print_frame,
    progress_bar,
    say,
    signed_by,
    words_of,
)
from cadence.cli.told import say_publication
from cadence.contract import load_contracts
from cadence.problems import shorten
from cadence.store import Damage, Publication, Store
from cadence.words import Words

FILES_SHOWN = 40
NumberArgument = Annotated[int, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.number"), metavar="N")]


def show_history(
    form: FormatOption = Format.table, language: LanguageOption = DEFAULT_LANGUAGE, store: StoreOption = ""
) -> None:
    """Every publication, newest first."""
    words = words_of(language)
    with open_record(store, reading=True) as record:
        steps = record.history()
    if not steps:
        say(words("commands.history.empty"))
    print_frame(pd.DataFrame([_row(step, form) for step in steps], columns=list(HISTORY_COLUMNS)), form)


HISTORY_COLUMNS = (
    *("number", "time", "author", "message", "kind", "files", "added", "changed", "removed", "set_aside"),
    *("program", "definitions"),
)


def _row(step: Publication, form: Format) -> tuple[object, ...]:
    changes = step.changes.values()
    return (
        step.number,
        step.time.isoformat(timespec="seconds"),
        step.author,
        step.message,
        step.kind,
        shorten(", ".join(file.name for file in step.files), FILES_SHOWN if form is Format.table else sys.maxsize),
        sum(c.added for c in changes),
        sum(c.changed for c in changes),
        sum(c.removed for c in changes),
        step.set_aside,
        step.program,
        step.definitions,
    )


def diff(
    before: NumberArgument,
    after: NumberArgument,
    form: FormatOption = Format.table,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Rows added, changed and removed between two publications, by table."""
    words_of(language)
    with open_record(store, reading=True) as record:
        found = record.count_diff(before, after)
    rows = [(table, c.added, c.changed, c.removed) for table, c in found.items() if c]
    print_frame(pd.DataFrame(rows, columns=["table", "added", "changed", "removed"]), form)


def restore(
    number: NumberArgument,
    message: MessageOption = "",
    author: AuthorOption = "",
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Publish the tables again as they were after a publication."""
    _step_back(Store.restore, number, message, author, language, store)


def undo(
    number: NumberArgument,
    message: MessageOption = "",
    author: AuthorOption = "",
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Take back one publication; what later ones brought stays."""
    _step_back(Store.undo, number, message, author, language, store)


def _step_back(
    step: Callable[..., Publication | None], number: int, message: str, author: str, language: str, store: str
) -> None:
    """Write one way back into the record and say what it changed."""
    words = words_of(language)
    with open_record(store) as record:
        done = step(record, number, author=signed_by(author), message=message, definitions=definitions_digest())
    say_publication(done, words)


def verify(language: LanguageOption = DEFAULT_LANGUAGE, store: StoreOption = "") -> None:
    """Compare every file of the record with its hash. Exit 1 when one is damaged."""
    words = words_of(language)
    with open_record(store, reading=True) as record, progress_bar(words, "verify") as tell:
        damaged = record.verify(tell)
    for damage in damaged:
        say(_damage_text(damage, words))
    if damaged:
        say(_still_read(damaged, words))
        say(words("commands.verify.mend"))
        raise typer.Exit(SET_ASIDE)
    say(words("commands.verify.sound"))


def _damage_text(damage: Damage, words: Words) -> str:
    """What is wrong with a file, whose rows it holds, and which publication brought it."""
    told = [words(f"commands.verify.{damage.code}", path=damage.path)]
    if damage.table:
        told.append(words("commands.verify.holds", table=_title(damage.table, words)))
    if damage.publication is not None:
        told.append(words("commands.verify.brought", number=damage.publication))
    return " ".join(told)


def _still_read(damaged: list[Damage], words: Words) -> str:
    """The tables of which every file is as it was written."""
    harmed = {damage.table for damage in damaged} - {""}
    if not harmed:
        return words("commands.verify.all_read")
    whole = [_title(name, words) for name in load_contracts() if name not in harmed]
    return words("commands.verify.reads", tables=", ".join(whole))


def _title(table: str, words: Words) -> str:
    contract = load_contracts().get(table)
    return contract.title[words.language] if contract else table
