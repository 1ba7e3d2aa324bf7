"""``report``: what a funder reads, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cadence import days
from cadence import report as reports
from cadence.answers.serving import open_exactly
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    AuthorOption,
    KnownOnOption,
    LanguageOption,
    SnapshotOption,
    StoreOption,
    day_of,
    here,
    open_record,
    say,
    signed_by,
    snapshot_of,
    words_of,
)
from cadence.errors import CadenceError
from cadence.store import KeptReport
from cadence.words import Words


def _help(key: str) -> str:
    return ENGLISH_OR_CHOSEN(f"commands.report.{key}")


NetworkOption = Annotated[str, typer.Option("--network", help=_help("network"))]
DateOption = Annotated[str, typer.Option("--data-date", help=_help("data_date"))]
PdfOption = Annotated[bool, typer.Option("--pdf", help=_help("pdf"))]
ZipOption = Annotated[bool, typer.Option("--zip", help=_help("zip"))]
KeepOption = Annotated[bool, typer.Option("--keep", help=_help("keep"))]
AddressOption = Annotated[str, typer.Option("--address", help=_help("address"))]
OutArgument = Annotated[Path, typer.Argument(help=_help("out"), metavar="OUT")]


def report(
    out: OutArgument,
    network: NetworkOption,
    data_date: DateOption = "",
    snapshot: SnapshotOption = None,
    known_on: KnownOnOption = "",
    pdf: PdfOption = False,
    zip_all: ZipOption = False,
    keep: KeepOption = False,
    author: AuthorOption = "",
    address: AddressOption = "",
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Write the report of a network: HTML, and on demand PDF and zip beside it; kept in the record if asked."""
    words = words_of(language)
    day = day_of(data_date)
    with open_record(store, reading=True) as record:
        serving = open_exactly(record, snapshot_of(record, snapshot, known_on))
        document = reports.write(serving, words, network, day, days.now(), address, record.reports.all())
    about = document.about
    say(words("commands.report.situation", network=about.network_name, day=about.data_date, zone=about.zone))
    page = out if out.suffix.lower() in (".html", ".htm") else out / reports.name_of(document, "html")
    made = {"html": reports.html(document).encode("utf-8")}
    if pdf:
        made["pdf"] = reports.pdf(document)
    if zip_all:
        made["zip"] = reports.bundle(document, made.get("pdf"))
    for form, data in made.items():
        path = page if form == "html" else page.with_suffix(f".{form}")
        _write(here(path), data)
        say(words("commands.report.written", file=str(path)))
    if keep:
        with open_record(store) as record:
            for form, data in made.items():
                _say_kept(words, *reports.keep(record, document, form, data, signed_by(author)))


def _say_kept(words: Words, kept: KeptReport, is_new: bool) -> None:
    said = "commands.report.kept" if is_new else "commands.report.kept_before"
    when = words.moment(kept.time)
    say(words(said, sha256=kept.short, name=kept.name, author=kept.author, when=when))


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise CadenceError("report_not_written", place=str(path), reason=error.strerror or str(error)) from error
