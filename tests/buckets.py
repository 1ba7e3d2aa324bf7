"""An S3 service of a test's own on loopback, behind a wire that can be made to hang."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from pyarrow import fs

BUCKET = "programme"
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-3"}


@dataclass
class Wire:
    """Hands every byte on to the service; ``hang`` keeps them all, both ways, as a network does that fails."""

    port: int
    hang: threading.Event = field(default_factory=threading.Event)
    answer: bytes = b""  # what every question gets from now on, in place of the service's own answer

    @property
    def environment(self) -> dict[str, str]:
        return {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def bucket() -> Iterator[Wire]:
    """A running service with one bucket, reached over a wire."""
    pytest.importorskip("moto")
    behind = free_port()
    service = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(behind)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wire = Wire(0)

    class Hand(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if wire.hang.is_set():
                time.sleep(600)
                return
            if wire.answer:
                self.request.recv(1 << 16)
                self.request.sendall(wire.answer)
                return
            with socket.create_connection(("127.0.0.1", behind)) as far:
                back = threading.Thread(target=_copy, args=(far, self.request, wire.hang), daemon=True)
                back.start()
                _copy(self.request, far, wire.hang)
                back.join()

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    server = Server(("127.0.0.1", 0), Hand)
    wire.port = int(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        _wait_for(behind)
        files = fs.S3FileSystem(
            access_key="key", secret_key="secret", region="eu-west-3",
            endpoint_override=f"127.0.0.1:{behind}", scheme="http", allow_bucket_creation=True,
        )  # fmt: skip
        files.create_dir(BUCKET)
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        service.kill()
        service.wait()


def _copy(source: socket.socket, target: socket.socket, hang: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(1 << 16):
            while hang.is_set():
                time.sleep(0.05)
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("the service did not begin")
