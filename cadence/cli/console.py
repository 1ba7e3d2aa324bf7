"""What all commands share: the store and language options, sentences on stderr, progress bars, tables."""

from __future__ import annotations

import datetime as dt
import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import duckdb
import pandas as pd
import pyarrow as pa
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cadence import scratch
from cadence.cli.relay import print_outcome, relay
from cadence.contract.counting_rules import refuse_moved
from cadence.errors import CadenceError, StoreError
from cadence.forms.safe_csv import plain_lists
from cadence.settings import Settings, settings
from cadence.store import Store, history
from cadence.store.damage import damage
from cadence.store.model import NOBODY
from cadence.words import Words, languages, words_in

ENGLISH_OR_CHOSEN = words_in(settings().get("language"))
SET_ASIDE, REFUSED = 1, 2


class Format(StrEnum):
    """How a table is written on stdout."""

    table = "table"
    csv = "csv"
    json = "json"


def _help(key: str) -> str:
    return ENGLISH_OR_CHOSEN(f"commands.options.{key}")


StoreOption = Annotated[str, typer.Option("--store", help=_help("store"), metavar="PLACE")]
LanguageOption = Annotated[str, typer.Option("--language", help=_help("language"))]
FormatOption = Annotated[Format, typer.Option("--format", help=_help("format"))]
SnapshotOption = Annotated[int | None, typer.Option("--snapshot", help=_help("snapshot"))]
KnownOnOption = Annotated[str, typer.Option("--known-on", help=_help("known_on"), metavar="DATE")]
MessageOption = Annotated[str, typer.Option("--message", "-m", help=_help("message"))]
AuthorOption = Annotated[str, typer.Option("--author", help=_help("author"))]
DEFAULT_LANGUAGE = settings().get("language")


def words_of(language: str) -> Words:
    """The words of a language; CadenceError when Cadence does not speak it."""
    if language not in languages():
        raise CadenceError("no_such_language", language=language, known=", ".join(languages()))
    return words_in(language)


def settings_at(store: str) -> Settings:
    """The settings in force, at the place typed after --store; a folder there is one of the person's own."""
    if not store:
        return settings()
    place = store if "://" in store else str(here(Path(store)).resolve())
    return replace(settings(), values={**settings().values, "store": place})


def day_of(text: str) -> dt.date | None:
    """A day that was typed, None for none; CadenceError for what is not a date."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CadenceError("not_a_date", text=text) from error


def snapshot_of(record: Store, snapshot: int | None, known_on: str) -> int | None:
    """The snapshot typed, or the newest of those published by the day typed; None is the newest of all."""
    day = day_of(known_on)
    if day is None:
        return snapshot
    if snapshot is not None:
        raise CadenceError("snapshot_or_day")
    return history.known_on(record.history(), day).snapshot


# Where a relayed command was typed; None for a command that runs in its own process.
RELAYED_FROM: ContextVar[Path | None] = ContextVar("RELAYED_FROM", default=None)


@contextmanager
def open_record(store: str, *, reading: bool = False) -> Iterator[Store]:
    """The record, let go of at the end so that the next command or the pages can open it. reading: write nothing."""
    record = Store.open(settings_at(store), reading=reading)
    try:
        if not reading and record.no_writing is not None:
            raise record.no_writing
        yield record
    finally:
        if RELAYED_FROM.get() is None:  # the dashboard goes on using its own
            record.close()


@contextmanager
def open_or_empty(store: str) -> Iterator[Store]:
    """The record to read; where there is none, an empty one that goes again: looking begins nothing."""
    with ExitStack() as stack:
        try:
            record = stack.enter_context(open_record(store, reading=True))
        except StoreError as error:
            if error.code != "no_record":
                raise
            folder = stack.enter_context(scratch.folder())
            record = stack.enter_context(open_record(str(folder)))
        yield record


def here(path: Path) -> Path:
    """A path as the person meant it: from the folder where the command was typed."""
    return (RELAYED_FROM.get() or Path()) / path


def signed_by(author: str) -> str:
    """Who a publication is by: the name typed, that of the settings, or that of the account; never nobody."""
    if found := author.strip() or settings().get("author").strip():
        return found
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return NOBODY


def existing(paths: list[Path]) -> list[Path]:
    """The files and folders typed; CadenceError for the first that is not there."""
    for path in paths:
        if not here(path).exists():
            raise CadenceError("no_such_file", file=str(path))
    return [here(path) for path in paths]


def say_refusals(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose refusal is one sentence on stderr and exit code 2."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            refuse_moved()  # nothing is done under a setting that no longer does anything
            command(*args, **options)
        except CadenceError as error:
            if error.code == "store_in_use" and RELAYED_FROM.get() is None and command.__name__ != "run":
                _relay(options.get("store", ""))
            language = options.get("language", DEFAULT_LANGUAGE)
            refuse(error.says(words_in(language)))
        except (duckdb.Error, pa.ArrowException, OSError, UnicodeError, json.JSONDecodeError) as error:
            language = options.get("language", DEFAULT_LANGUAGE)
            refuse(damage(error).says(words_in(language)))

    return run


def _relay(store: str) -> None:
    """Run this command in the dashboard that holds the record; come back only when none answers."""
    outcome = relay(settings_at(store).store, sys.argv[1:], Path.cwd())
    if outcome is not None:
        raise typer.Exit(print_outcome(outcome))


def say(sentence: str) -> None:
    """A sentence for the person, apart from the data on stdout."""
    typer.echo(sentence, err=True)


def refuse(sentence: str) -> NoReturn:
    """Say why and stop."""
    say(sentence)
    raise typer.Exit(REFUSED)


@contextmanager
def progress_bar(words: Words, step: str = "read") -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing in a script. Yields a function told (step, done, of)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words(f"commands.steps.{step}"), total=None)

        def tell(step: str, done: int, of: int) -> None:
            key = f"commands.steps.{step}"
            bar.update(task, description=words(key) if words.has(key) else step, completed=done, total=of or None)

        yield tell


def print_frame(frame: pd.DataFrame, form: Format) -> None:
    """A table on stdout: aligned for people, CSV or JSON for scripts. Dates are ISO 8601, lists ``a|b`` in CSV."""
    if form is Format.csv:
        sys.stdout.write(plain_lists(frame).to_csv(index=False, lineterminator="\n"))
    elif form is Format.json:
        records = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False))
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(frame.to_string(index=False, na_rep="") + "\n")
