"""``python -m cadence run``: the dashboard on this machine; an empty store gets the sample network first.

With CADENCE_SAMPLE=no it stays empty.
"""

from __future__ import annotations

import socket
import sys
import tomllib
from typing import Annotated, Any

import typer
import uvicorn

from cadence.access.hosts import EVERYWHERE, is_loopback
from cadence.cli.console import ENGLISH_OR_CHOSEN
from cadence.errors import SetupError
from cadence.intake.publication import publish_folder
from cadence.settings import PROJECT, settings
from cadence.store import Store
from cadence.words import words_in
from cadence.worker import HAS_LIMITS

SAMPLE = PROJECT / "data" / "sample"


# What a page is made of: with --reload the server begins again when one of these changes.
MADE_OF = [str(PROJECT / name) for name in ("cadence", "pages", "queries", "data/contracts")]

OpenOption = Annotated[bool, typer.Option("--open", help=ENGLISH_OR_CHOSEN("commands.options.open"))]
ReloadOption = Annotated[bool, typer.Option("--reload", help=ENGLISH_OR_CHOSEN("commands.options.reload"))]


def run(to_everybody: OpenOption = False, reload: ReloadOption = False) -> None:
    """Publish the sample if nothing was ever published, say the address, serve until stopped."""
    words, host = words_in(settings().get("language")), settings().get("host")
    port = int(settings().number("port"))
    if not is_loopback(host) and not _has_login() and not to_everybody:
        raise SetupError("open_to_everybody", host=host)
    _refuse_taken(host, port)
    store = Store.open()
    if not store.history() and settings().get("sample").casefold() != "no":
        print(words("commands.run.sample"), flush=True)
        publish_folder(store, SAMPLE, message=words("commands.run.sample_message"), author="Cadence")
    if not HAS_LIMITS:
        print(words("commands.run.no_limits"), flush=True)
    print(words("commands.run.address", address=_address(host, port)), flush=True)
    sys.path.insert(0, str(PROJECT))  # the application is dashboard.py, wherever the command was typed
    watched: dict[str, Any] = {}
    if reload:
        store.close()  # the process that is begun again holds the record
        watched = {"reload": True, "reload_dirs": MADE_OF, "reload_includes": ["*.py", "*.toml", "*.sql", "*.html"]}
    uvicorn.run(
        "dashboard:app", host=host, port=port, log_level="warning", access_log=False, server_header=False, **watched
    )


def _address(host: str, port: int) -> str:
    """What to type into a browser: a public address where there is one."""
    public = settings().get("address").split(",")[0].strip()
    return public or f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"


def _has_login() -> bool:
    """Whether Streamlit's login is configured."""
    secrets = PROJECT / ".streamlit" / "secrets.toml"
    return secrets.exists() and "auth" in tomllib.loads(secrets.read_text(encoding="utf-8"))


def _refuse_taken(host: str, port: int) -> None:
    """Say that the port is taken before anything is opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise SetupError("port_taken", host=host, port=str(port), reason=error.strerror or str(error)) from error
