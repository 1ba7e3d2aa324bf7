"""``export`` and ``attention``: files and a list for people and programs elsewhere."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from cadence import exports
from cadence.answers.serving import open_exactly
from cadence.cards import attention
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    Format,
    KnownOnOption,
    LanguageOption,
    SnapshotOption,
    StoreOption,
    here,
    open_record,
    print_frame,
    say,
    snapshot_of,
    words_of,
)
from cadence.errors import CadenceError
from cadence.forms.safe_csv import safe_csv
from cadence.words import Words


class ListFormat(StrEnum):
    """How the attention list is written on stdout."""

    text = "text"
    csv = "csv"
    json = "json"


FolderArgument = Annotated[Path, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.folder"), metavar="FOLDER")]
ExportOption = Annotated[
    str,
    typer.Option("--format", help=ENGLISH_OR_CHOSEN("commands.options.export_format"), metavar="FORMAT"),
]
NetworkOption = Annotated[str | None, typer.Option("--network", help=ENGLISH_OR_CHOSEN("commands.options.network"))]
OneNetworkOption = Annotated[
    str | None, typer.Option("--network", help=ENGLISH_OR_CHOSEN("commands.options.one_network"))
]
DataDateOption = Annotated[
    str | None, typer.Option("--data-date", help=ENGLISH_OR_CHOSEN("commands.options.data_date"), metavar="DATE")
]
ListOption = Annotated[ListFormat, typer.Option("--format", help=ENGLISH_OR_CHOSEN("commands.options.list_format"))]


def export_files(
    folder: FolderArgument,
    form: ExportOption = "datapackage",
    network: NetworkOption = None,
    snapshot: SnapshotOption = None,
    known_on: KnownOnOption = "",
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Write the published tables in a format of the field."""
    words = words_of(language)
    with (
        open_record(store, reading=True) as record,
        exports.open_source(open_exactly(record, snapshot_of(record, snapshot, known_on)), words, network) as source,
    ):
        done = exports.export(source, here(folder), form)
    for note in done.notes:
        say(note)
    if done.files:
        say(words("commands.export.done", n=len(done.files), folder=str(folder)))


def attention_list(
    network: OneNetworkOption = None,
    data_date: DataDateOption = None,
    snapshot: SnapshotOption = None,
    known_on: KnownOnOption = "",
    form: ListOption = ListFormat.text,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """What asks for attention, as the overview page shows it."""
    words = words_of(language)
    with open_record(store, reading=True) as record:
        serving = open_exactly(record, snapshot_of(record, snapshot, known_on))
        networks = serving.frame("networks").set_index("network_id")["name"]
        if networks.empty:
            raise CadenceError("nothing_published")
        chosen = network or str(networks.index[0])
        answer = serving.ask("attention", network=chosen, data_date=data_date)
        lines = attention.with_sentences(answer, words).frame
    if form is ListFormat.text:
        heading = words("attention.text.heading", network=networks[chosen], day=answer.data_date)
        text = "\n\n".join([heading, *_paragraphs(lines, words)]) + "\n"
        sys.stdout.buffer.write(text.encode("utf-8"))  # a scheduler's locale may know no accents
    elif form is ListFormat.csv:
        sys.stdout.buffer.write(safe_csv(lines))
    else:
        print_frame(lines.assign(since=lines["since"].dt.strftime("%Y-%m-%d")), Format.json)


def _paragraphs(lines: pd.DataFrame, words: Words) -> list[str]:
    """One paragraph per item: how pressing and what kind; what, since when; why it matters."""
    if lines.empty:
        return [words("pages.overview.attention_none")]
    return [
        words(
            "attention.text.item",
            urgency=row["urgency_said"],
            title=words(f"attention.{row['item']}.title"),
            says=row["says"],
            ago=row["ago"],
            matters=row["matters"],
        )
        for row in lines.to_dict("records")
    ]
