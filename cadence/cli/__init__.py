"""The command line: what the pages do, for scripts and for people without a browser.

Every command answers 0 when all went well, 1 when rows were set aside or damage was found, 2 when it refused.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import typer

from cadence.cli.console import ENGLISH_OR_CHOSEN, REFUSED, RELAYED_FROM, say_refusals

# Command -> the module beside this one and the function in it.
COMMANDS = {
    "run": ("run", "run"),
    "read": ("read", "read_file"),
    "check": ("publish", "check_files"),
    "publish": ("publish", "publish_files"),
    "import": ("publish", "import_file"),
    "recipe": ("recipe", "recipe"),
    "names": ("names", "names"),
    "ask": ("ask", "ask"),
    "history": ("record", "show_history"),
    "diff": ("record", "diff"),
    "restore": ("record", "restore"),
    "undo": ("record", "undo"),
    "template": ("ask", "template"),
    "export": ("export", "export_files"),
    "attention": ("export", "attention_list"),
    "report": ("report", "report"),
    "reports": ("kept_reports", "reports"),
    "backtest": ("backtest", "backtest"),
    "verify": ("record", "verify"),
    "recover": ("recover", "recover"),
}


@cache
def commands(*names: str) -> typer.Typer:
    """The commands of these names; every one without a name."""
    app = typer.Typer(
        name="cadence",
        help=ENGLISH_OR_CHOSEN("commands.help"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_begin)
    for name in names or COMMANDS:
        module, function = COMMANDS[name]
        command = getattr(import_module(f"cadence.cli.{module}"), function)
        app.command(name, help=ENGLISH_OR_CHOSEN(f"commands.{name}.help"))(say_refusals(command))
    return app


def _begin() -> None:
    """Nothing: that it is there keeps one command alone a command with a name."""


def _commands_for(arguments: list[str]) -> typer.Typer:
    """What was typed, alone: loading what the other commands need takes longer than most commands do."""
    return commands(*(name for name in arguments[:1] if name in COMMANDS))


def run_relayed(arguments: list[str], folder: Path) -> int:
    """Run a command for another process, as typed in ``folder``; what it prints goes where stdout goes now."""
    if arguments[:1] == ["run"]:
        return REFUSED
    token = RELAYED_FROM.set(folder)
    try:
        return int(_commands_for(arguments)(arguments, prog_name="python -m cadence", standalone_mode=False) or 0)
    except click.exceptions.Exit as stopped:
        return stopped.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return REFUSED
    finally:
        RELAYED_FROM.reset(token)


def main() -> None:
    """Run the command that was typed."""
    _commands_for(sys.argv[1:])(prog_name="python -m cadence")
