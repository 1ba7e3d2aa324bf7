"""``ask`` and ``template``: answers from the record, forms to fill for it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
    RELAYED_FROM,
    Format,
    FormatOption,
    KnownOnOption,
    LanguageOption,
    SnapshotOption,
    StoreOption,
    here,
    open_or_empty,
    open_record,
    print_frame,
    snapshot_of,
    words_of,
)
from cadence.contract import load_contract, load_contracts
from cadence.errors import CadenceError
from cadence.forms.start_sheets import start_workbook
from cadence.forms.template import csv_template, xlsx_template
from cadence.intake.offered import offered_names

QuestionArgument = Annotated[
    str, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.question"), metavar="QUESTION")
]
ValuesArgument = Annotated[
    list[str] | None, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.values"), metavar="name=value")
]
ColumnsOption = Annotated[bool, typer.Option("--columns", help=ENGLISH_OR_CHOSEN("commands.options.columns"))]
TableArgument = Annotated[
    str | None, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.table_name"), metavar="TABLE")
]
StartOption = Annotated[bool, typer.Option("--start", help=ENGLISH_OR_CHOSEN("commands.options.start"))]
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
    table: TableArgument = None,
    start: StartOption = False,
    xlsx: XlsxOption = False,
    output: OutputOption = None,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Write the empty form of a table, with an example row; or the workbook to begin a network with."""
    words_of(language)
    if start == bool(table):
        raise CadenceError("template_of_what", tables=", ".join(load_contracts()))
    contract = load_contract(table) if table else None
    is_workbook = xlsx or contract is None
    if is_workbook and output is None and (RELAYED_FROM.get() is not None or sys.stdout.isatty()):
        raise CadenceError("needs_output", file=f"{table or 'start'}.xlsx")
    if not is_workbook and contract is not None:
        data = csv_template(contract, language)
    else:
        known = _known_names(store, language)
        data = start_workbook(language, known) if contract is None else xlsx_template(contract, language, known)
    if output is not None:
        here(output).write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


def _known_names(store: str, language: str) -> Mapping[str, list[str]]:
    """What the lists of a workbook offer of the record; nothing where there is none yet."""
    with open_or_empty(store) as record:
        if not record.newest():
            return {}
        return offered_names(open_exactly(record, None), language)
