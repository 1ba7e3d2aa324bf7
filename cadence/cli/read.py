"""``read``: the table that is in a file, as UTF-8 comma CSV; what is wrong, as JSON lines on stderr."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    REFUSED,
    SET_ASIDE,
    LanguageOption,
    StoreOption,
    existing,
    progress_bar,
    say,
    words_of,
)
from cadence.errors import CadenceError
from cadence.reading import Reading, read_apart
from cadence.sql import quote
from cadence.words import Words

ROWS_AT_ONCE = 10_000
FileArgument = Annotated[Path, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.file"), metavar="FILE")]
SheetOption = Annotated[str | None, typer.Option("--sheet", help=ENGLISH_OR_CHOSEN("commands.options.sheet"))]


def read_file(
    file: FileArgument,
    sheet: SheetOption = None,
    language: LanguageOption = DEFAULT_LANGUAGE,
    store: StoreOption = "",
) -> None:
    """Print the table of a file, cell text unchanged. Exit 0: exact, 1: rows set aside, 2: refused."""
    words, con = words_of(language), duckdb.connect()
    with progress_bar(words) as tell:
        found = read_apart(
            existing([file])[0], con, sheet=sheet, progress=lambda share: tell("read", round(share * 1000), 1000)
        )
    if len(found) > 1:
        names = ", ".join(reading.sheet or reading.name.rsplit(" › ", 1)[-1] for reading in found)
        raise CadenceError("several_tables", file=file.name, names=names)
    print_problems(found[0], words)
    if found[0].is_refused:
        raise typer.Exit(REFUSED)
    print_table(con, found[0])
    if found[0].set_aside:
        raise typer.Exit(SET_ASIDE)


def print_problems(reading: Reading, words: Words) -> None:
    """One JSON object per problem, with its sentence; a refusal is the sentence alone, for people."""
    for problem in reading.problems:
        if problem.severity == "refused":
            say(problem.says(words))
        else:
            said = {"says": problem.says(words), "mend": problem.mend(words)}
            say(json.dumps(problem.as_dict() | said, ensure_ascii=False))


def print_table(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """The header's texts and the rows in their order, as CSV."""
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(reading.columns)
    columns = ", ".join(f"c{i}" for i in range(len(reading.columns)))
    rows = con.execute(f"select {columns} from {quote(reading.table)} order by _line")
    while part := rows.fetchmany(ROWS_AT_ONCE):
        writer.writerows(part)
