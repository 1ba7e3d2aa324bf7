"""``python -m cadence run``: the dashboard on this machine; an empty store gets the sample network first."""

from __future__ import annotations

import sys

import uvicorn

from cadence.publishing import publish_folder
from cadence.settings import PROJECT, settings
from cadence.store import Store
from cadence.words import words_in
from cadence.worker import HAS_LIMITS

HOST = "127.0.0.1"
SAMPLE = PROJECT / "data" / "sample"


def run() -> None:
    """Publish the sample if nothing was ever published, say the address, serve until stopped."""
    words = words_in(settings().get("language"))
    store = Store.open()
    if not store.history():
        print(words("commands.run.sample"), flush=True)
        publish_folder(store, SAMPLE, message=words("commands.run.sample_message"), author="Cadence")
    if not HAS_LIMITS:
        print(words("commands.run.no_limits"), flush=True)
    port = int(settings().number("port"))
    print(words("commands.run.address", address=f"http://{HOST}:{port}"), flush=True)
    sys.path.insert(0, str(PROJECT))  # the application is dashboard.py, wherever the command was typed
    uvicorn.run("dashboard:app", host=HOST, port=port, log_level="warning", access_log=False, server_header=False)
