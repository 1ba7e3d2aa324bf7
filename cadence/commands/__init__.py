"""The command line: what the pages do, for scripts and for people without a browser.

Every command answers 0 when all went well, 1 when rows were set aside or damage was found, 2 when it refused.
"""

from __future__ import annotations

from collections.abc import Callable

import typer

from cadence.commands import answering, publishing, reading, record, running
from cadence.commands.console import ENGLISH_OR_CHOSEN, told

COMMANDS: dict[str, Callable[..., None]] = {
    "run": running.run,
    "read": reading.read_file,
    "check": publishing.check_files,
    "publish": publishing.publish_files,
    "import": publishing.import_file,
    "ask": answering.ask,
    "history": record.show_history,
    "diff": record.diff,
    "restore": record.restore,
    "undo": record.undo,
    "template": answering.template,
    "export": answering.export,
    "verify": record.verify,
}

app = typer.Typer(
    name="cadence",
    help=ENGLISH_OR_CHOSEN("commands.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in COMMANDS.items():
    app.command(name, help=ENGLISH_OR_CHOSEN(f"commands.{name}.help"))(told(command))


def main() -> None:
    """Run the command that was typed."""
    app(prog_name="python -m cadence")
