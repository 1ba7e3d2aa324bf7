"""``ask`` and ``template``: answers from the record, forms to fill for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from cadence.answers.columns import descriptions
from cadence.answers.questions import FILTERS, find
from cadence.answers.serving import open_exactly
from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    Format,
    FormatOption,
    KnownOnOption,
    LanguageOption,
    SnapshotOption,
    StoreOption,
    here,
    open_record,
    print_frame,
    snapshot_of,
    words_of,
)
from cadence.contract import load_contract
from cadence.errors import CadenceError
from cadence.forms.template import csv_template, xlsx_template

QuestionArgument = Annotated[
    str, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.question"), metavar="QUESTION")
]
ValuesArgument = Annotated[
    list[str] | None, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.values"), metavar="name=value")
]
ColumnsOption = Annotated[bool, typer.Option("--columns", help=ENGLISH_OR_CHOSEN("commands.options.columns"))]
TableArgument = Annotated[str, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.table_name"), metavar="TABLE")]
XlsxOption = Annotated[bool, typer.Option("--xlsx", help=ENGLISH_OR_CHOSEN("commands.options.xlsx"))]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help=ENGLISH_OR_CHOSEN("commands.options.output"))]


def ask(
    question: QuestionArgument,
    values: ValuesArgument = None,
    columns: ColumnsOption = False,
    snapshot: SnapshotOption = None,
    known_on: KnownOnOption = "",
    form: FormatOption = Format.csv,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Answer a question: ``ask city_pace network=astrolabe data_date=2026-06-30``."""
    words_of(language)
    if columns:  # they are the same in every record: none is opened
        pairs = descriptions(find(question), language).items()
        print_frame(pd.DataFrame(pairs, columns=["column", "description"]), form)
        return
    given = dict(_value(text) for text in values or ())
    with open_record(store, reading=True) as record:
        print_frame(open_exactly(record, snapshot_of(record, snapshot, known_on)).frame(question, **given), form)


def _value(text: str) -> tuple[str, Any]:
    """``cities=bako,segou`` is a list of codes, since cities is a filter; other values are one text."""
    name, sign, value = text.partition("=")
    if not sign:
        raise CadenceError("not_a_value", text=text)
    return name, value.split(",") if name in FILTERS else value


def template(
    table: TableArgument,
    xlsx: XlsxOption = False,
    output: OutputOption = None,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Write the empty form of a table, with an example row."""
    words_of(language)
    contract = load_contract(table)
    data = xlsx_template(contract, language) if xlsx else csv_template(contract, language)
    if output is not None:
        here(output).write_bytes(data)
    elif xlsx and sys.stdout.isatty():
        raise CadenceError("needs_output", file=f"{table}.xlsx")
    else:
        sys.stdout.buffer.write(data)
