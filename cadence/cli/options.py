"""The options of the commands that bring files: what they are called, and what is said of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cadence.cli.console import ENGLISH_OR_CHOSEN
from cadence.errors import CadenceError

FilesArgument = Annotated[
    list[Path], typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.files"), metavar="FILE...")
]
TableOption = Annotated[str | None, typer.Option("--table", help=ENGLISH_OR_CHOSEN("commands.options.table"))]
ModeOption = Annotated[str, typer.Option("--mode", help=ENGLISH_OR_CHOSEN("commands.options.mode"))]
EmptyOption = Annotated[bool, typer.Option("--empty-cells", help=ENGLISH_OR_CHOSEN("commands.options.empty_cells"))]
SameOption = Annotated[bool, typer.Option("--same-codes", help=ENGLISH_OR_CHOSEN("commands.options.same_codes"))]
NewOption = Annotated[bool, typer.Option("--new-codes", help=ENGLISH_OR_CHOSEN("commands.options.new_codes"))]
RemoveOption = Annotated[bool, typer.Option("--remove-rows", help=ENGLISH_OR_CHOSEN("commands.options.remove_rows"))]
SetAsideOption = Annotated[bool, typer.Option("--set-aside", help=ENGLISH_OR_CHOSEN("commands.options.set_aside"))]
DatesOption = Annotated[
    str, typer.Option("--dates", help=ENGLISH_OR_CHOSEN("commands.options.dates"), metavar="dmy|mdy|ymd")
]
DecimalOption = Annotated[
    str, typer.Option("--decimal", help=ENGLISH_OR_CHOSEN("commands.options.decimal"), metavar=",|.")
]
EncodingOption = Annotated[
    str,
    typer.Option("--encoding", help=ENGLISH_OR_CHOSEN("commands.options.encoding"), metavar="cp1252|mac_roman|cp850"),
]
UntilOption = Annotated[
    str, typer.Option("--facts-until", help=ENGLISH_OR_CHOSEN("commands.options.facts_until"), metavar="DATE")
]
KeptOption = Annotated[
    str, typer.Option("--recipe", help=ENGLISH_OR_CHOSEN("commands.options.kept_recipe"), metavar="NAME|PATH")
]
AnswerOption = Annotated[
    list[str] | None,
    typer.Option("--answer", help=ENGLISH_OR_CHOSEN("commands.options.answer"), metavar="KEY=VALUE"),
]
YesOption = Annotated[bool, typer.Option("--yes", help=ENGLISH_OR_CHOSEN("commands.options.yes"))]
RecipeArgument = Annotated[str, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.recipe"), metavar="RECIPE")]
FileArgument = Annotated[Path, typer.Argument(help=ENGLISH_OR_CHOSEN("commands.options.file"), metavar="FILE")]


class Allowed(NamedTuple):
    """What the person who typed the command said may happen."""

    set_aside: bool
    empty_cells: bool
    same_codes: bool
    new_codes: bool
    removed_rows: bool = False


def answers_in(typed: list[str] | None) -> dict[str, str]:
    """``key=value`` as typed, several times; CadenceError ``not_a_value`` for what has no sign of equality."""
    pairs = [text.partition("=") for text in typed or ()]
    for key, sign, value in pairs:
        if not sign or not key.strip():
            raise CadenceError("not_a_value", text=f"{key}{sign}{value}")
    return {key.strip(): value.strip() for key, _, value in pairs}
