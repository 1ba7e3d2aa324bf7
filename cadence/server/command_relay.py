"""A command typed while the dashboard holds the embedded record is run inside the dashboard's process.

The record has one process. The dashboard therefore leaves, beside the record, an address and a secret that only
its owner can read; a command that finds the record in use sends itself there (cadence/cli/relay.py).
"""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import os
import secrets
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cadence.cli import run_relayed
from cadence.cli.relay import FILE, SECRET_HEADER, Outcome
from cadence.settings import Settings, settings

LONGEST_REQUEST = 1_000_000
LOOPBACK = ("127.0.0.1", "::1")


def announce(chosen: Settings | None = None) -> str:
    """Leave the address and a new secret beside an embedded record; gives the secret (empty: nothing to leave)."""
    in_force = chosen or settings()
    if "://" in in_force.store:
        return ""  # a shared catalogue has room for other processes
    secret = secrets.token_urlsafe(32)
    path = Path(in_force.store) / FILE
    path.unlink(missing_ok=True)
    # Created readable by its owner alone: it must not be readable by others even for a moment.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"address": f"http://127.0.0.1:{int(in_force.number('port'))}", "secret": secret}, file)
    return secret


def withdraw(chosen: Settings | None = None) -> None:
    """Take the address away when the dashboard stops."""
    in_force = chosen or settings()
    if "://" not in in_force.store:
        (Path(in_force.store) / FILE).unlink(missing_ok=True)


class Endpoint:
    """The dashboard's side: runs one command at a time for whoever knows the secret, on this machine."""

    def __init__(self) -> None:
        self.secret = ""
        self._one_at_a_time = threading.Lock()

    async def answer(self, request: Request) -> Response:
        """Answer a relayed command; anybody else is told nothing."""
        given = request.headers.get(SECRET_HEADER, "")
        is_here = request.client is not None and request.client.host in LOOPBACK
        if not self.secret or not is_here or not hmac.compare_digest(given.encode(), self.secret.encode()):
            return JSONResponse({"error": "forbidden"}, status_code=403)
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST_REQUEST:
                return JSONResponse({"error": "too long"}, status_code=413)
        try:
            asked = json.loads(body)
            arguments, folder = [str(a) for a in asked["arguments"]], Path(asked["folder"])
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "not understood"}, status_code=400)
        outcome = await asyncio.to_thread(self._run, arguments, folder)
        return JSONResponse({"code": outcome.code, "out": outcome.out, "err": outcome.err})

    def _run(self, arguments: list[str], folder: Path) -> Outcome:
        with self._one_at_a_time:
            out, err = _Printed(), _Printed()
            with redirect_stdout(out), redirect_stderr(err):
                code = run_relayed(arguments, folder)
            return Outcome(code, out.text(), err.text())


class _Printed(io.TextIOWrapper):
    """A place to print to, as text or as bytes."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", newline="", write_through=True)

    def text(self) -> str:
        self.flush()
        return self._bytes.getvalue().decode("utf-8", errors="replace")
