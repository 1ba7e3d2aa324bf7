"""``backtest``: what Cadence proposed held against what came."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from cadence import days
from cadence.answers.backtest import as_frame, replay
from cadence.answers.serving import open_exactly
from cadence.cards.backtest import lines
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    KnownOnOption,
    LanguageOption,
    SnapshotOption,
    StoreOption,
    day_of,
    open_record,
    snapshot_of,
    words_of,
)
from cadence.errors import CadenceError
from cadence.forms.safe_csv import safe_csv

CANDIDATES = "candidates"


class ReplayFormat(StrEnum):
    """How a replay is written on stdout."""

    text = "text"
    csv = "csv"


def _help(key: str) -> str:
    return ENGLISH_OR_CHOSEN(f"commands.backtest.{key}")


WhatArgument = Annotated[str, typer.Argument(help=_help("what"), metavar="WHAT")]
NetworkOption = Annotated[str, typer.Option("--network", help=_help("network"))]
DateOption = Annotated[str, typer.Option("--data-date", help=_help("data_date"), metavar="DATE")]
ReplayOption = Annotated[ReplayFormat, typer.Option("--format", help=_help("format"))]


def backtest(
    what: WhatArgument,
    network: NetworkOption,
    data_date: DateOption = "",
    snapshot: SnapshotOption = None,
    known_on: KnownOnOption = "",
    form: ReplayOption = ReplayFormat.text,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Replay the candidates for every need that was met later."""
    words = words_of(language)
    if what != CANDIDATES:
        raise CadenceError("no_such_backtest", what=what, known=CANDIDATES)
    day = day_of(data_date)
    with open_record(store, reading=True) as record:
        serving = open_exactly(record, snapshot_of(record, snapshot, known_on))
        networks = serving.frame("networks").set_index("network_id")
        names = networks["name"]
        if names.empty:
            raise CadenceError("nothing_published")
        asked_of = serving.ask("needs_met_anew", network=network, data_date=day).data_date
        cases = replay(serving, network, asked_of)
    if not cases or asked_of is None:
        raise CadenceError(
            "nothing_to_replay", network=names[network], day=asked_of or days.today(networks["timezone"][network])
        )
    if form is ReplayFormat.csv:
        sys.stdout.buffer.write(safe_csv(as_frame(cases)))
    else:
        text = "\n".join(lines(cases, names[network], asked_of, words)) + "\n"
        sys.stdout.buffer.write(text.encode("utf-8"))  # a scheduler's locale may know no accents
