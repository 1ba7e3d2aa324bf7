"""``names``: by what files know things; two things found to be one, and a merge that is split again."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from cadence import scratch
from cadence.answers.digest import definitions_digest
from cadence.answers.serving import open_serving
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    REFUSED,
    AuthorOption,
    Format,
    FormatOption,
    LanguageOption,
    MessageOption,
    StoreOption,
    open_record,
    print_frame,
    say,
    signed_by,
    words_of,
)
from cadence.cli.options import answers_in
from cadence.cli.told import say_preparation, say_publication
from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.intake import one_said
from cadence.intake.in_place import published_rows
from cadence.intake.one_answers import Answers
from cadence.intake.one_pair import find_pair
from cadence.intake.one_publication import agreed_days, find_merge, merges, prepare_merge
from cadence.intake.one_row import GONE, KEPT
from cadence.intake.one_split import newer_rows, prepare_split
from cadence.intake.one_thing import merge
from cadence.intake.publication import publish
from cadence.store import Store
from cadence.words import Words

WAYS = {"list": 0, "merges": 0, "merge": 3, "split": 1}  # each with how many words it needs


def _help(key: str) -> str:
    return ENGLISH_OR_CHOSEN(f"commands.names.{key}")


WhatArgument = Annotated[str, typer.Argument(help=_help("what"), metavar="list|merge|merges|split")]
NamedArgument = Annotated[list[str] | None, typer.Argument(help=_help("named"), metavar="THING KEPT GONE | N")]
KeepOption = Annotated[list[str] | None, typer.Option("--keep", help=_help("keep"), metavar="CELL=kept|gone|both")]
PreviewOption = Annotated[bool, typer.Option("--preview", help=_help("preview"))]


def names(
    what: WhatArgument,
    named: NamedArgument = None,
    keep: KeepOption = None,
    preview: PreviewOption = False,
    message: MessageOption = "",
    author: AuthorOption = "",
    form: FormatOption = Format.table,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """List names and merges; make two things one; split a merge."""
    words, given = words_of(language), named or []
    if WAYS.get(what) != len(given):
        raise CadenceError("no_such_way", what=what, ways=", ".join(WAYS))
    answers = Answers(answers_in(keep))
    with open_record(store, reading=preview or what in ("list", "merges")) as record:
        if what == "list":
            _list_names(record, form)
        elif what == "merges":
            _list_merges(record, form)
        elif what == "merge":
            _merge(record, given, answers, preview, message, signed_by(author), words)
        else:
            _split(record, given[0], answers, preview, message, signed_by(author), words)


def _list_names(record: Store, form: Format) -> None:
    rows = published_rows(open_serving(record), "names")
    print_frame(pd.DataFrame(rows, columns=list(load_contracts()["names"].columns)), form)


def _list_merges(record: Store, form: Format) -> None:
    rows = [
        (one.step.number, one.step.time.isoformat(timespec="seconds"), one.step.author, *one.pair.as_plain().values())
        for one in merges(record)
    ]
    print_frame(pd.DataFrame(rows, columns=["number", "time", "author", "thing", "kept", "gone"]), form)


def _merge(
    record: Store, given: list[str], answers: Answers, preview: bool, message: str, author: str, words: Words
) -> None:
    """Say what would change and what is open; publish when nothing is."""
    serving = open_serving(record)
    pair = find_pair(serving, *given)
    note = one_said.message(serving, pair, words)
    merged = merge(serving, pair, answers, agreed_days(record), note)
    answers.refuse_unknown()
    for sentence in one_said.sentences(serving, merged, words):
        say(sentence)
    if merged.clashes:
        say(words("one_thing.clashes", n=len(merged.clashes)))
        for clash in merged.clashes:
            say(one_said.asks(clash, words))
            for answer in one_said.open_answers(clash, words):
                say(f"  {answer}")
        raise typer.Exit(REFUSED)
    with scratch.folder() as folder, prepare_merge(record, merged, folder, serving) as preparation:
        if preparation.set_aside or preparation.is_refused:
            say_preparation(preparation, words)
        if not preview or preparation.set_aside or preparation.is_refused:
            done = publish(preparation, message=message or note, author=author, emptied_ok=True, new_codes_ok=True)
            say_publication(done, words)


def _split(
    record: Store, number: str, answers: Answers, preview: bool, message: str, author: str, words: Words
) -> None:
    """Say what comes back and which newer rows are open; write it when none is."""
    done = find_merge(record, int(number) if number.isdecimal() else 0)
    newer = newer_rows(record, done)
    said = answers.of_rows(newer)
    answers.refuse_unknown()
    if open_ := [one for one in newer if one.name not in said]:
        say(words("one_thing.newer_open", n=len(open_)))
        for one in open_:
            say(one_said.asks_newer(one, words))
            for side in (KEPT, GONE):
                say(f'  --keep "{one.name}={side}": {one_said.whose(done.pair, side, words)}')
        raise typer.Exit(REFUSED)
    otherwise = prepare_split(record, done, newer, said)
    undo = record.preview_undo(done.step.snapshot, otherwise)
    going = sum(side == GONE for side in said.values())
    for sentence in one_said.split_sentences(done.pair, undo, going, words):
        say(sentence)
    if not preview:
        pair = done.pair
        note = message or words("one_thing.split_message", kept=pair.kept, gone=pair.gone, of=done.step.number)
        step = record.undo(
            done.step.snapshot, author=author, message=note, definitions=definitions_digest(), otherwise=otherwise
        )
        say_publication(step, words)
