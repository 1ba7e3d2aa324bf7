"""``reports``: the reports that were kept with the record, and their bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    Format,
    FormatOption,
    LanguageOption,
    StoreOption,
    here,
    open_record,
    print_frame,
    say,
    words_of,
)
from cadence.errors import CadenceError
from cadence.store import KeptReport

FetchOption = Annotated[
    str, typer.Option("--fetch", help=ENGLISH_OR_CHOSEN("commands.reports.fetch"), metavar="SHA256")
]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help=ENGLISH_OR_CHOSEN("commands.options.output"))]
COLUMNS = (
    *("sha256", "form", "network", "data_date", "snapshot", "language", "bytes", "kept", "author"),
    *("program", "definitions"),
)


def reports(
    fetch: FetchOption = "",
    output: OutputOption = None,
    form: FormatOption = Format.table,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """List the kept reports, newest first; or write the bytes of one."""
    words = words_of(language)
    with open_record(store, reading=True) as record:
        if not fetch:
            found = record.reports.all()
            if not found:
                say(words("commands.reports.none"))
            print_frame(pd.DataFrame([_row(one, form) for one in found], columns=list(COLUMNS)), form)
            return
        if output is None:
            raise CadenceError("fetch_needs_output")
        kept, data = record.reports.find(fetch)
    try:
        here(output).write_bytes(data)
    except OSError as error:
        raise CadenceError("report_not_written", place=str(output), reason=error.strerror or str(error)) from error
    say(words("commands.reports.written", file=str(output), sha256=kept.sha256))


def _row(kept: KeptReport, form: Format) -> tuple[object, ...]:
    return (
        kept.short if form is Format.table else kept.sha256,
        kept.form,
        kept.network,
        kept.data_date.isoformat(),
        kept.snapshot,
        kept.language,
        kept.bytes,
        kept.time.isoformat(timespec="seconds"),
        kept.author,
        kept.program,
        kept.definitions,
    )
