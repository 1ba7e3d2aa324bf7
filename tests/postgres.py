"""A PostgreSQL server of a test's own, on loopback, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proving import is_proving


def program(name: str) -> str | None:
    """A program of the server, on the path or where Debian keeps it."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(places[-1]) if places else None)


@dataclass(frozen=True)
class Server:
    """A running server: ``address`` of its first database; ``folder`` holds its data."""

    folder: Path
    port: int
    user: str | None

    @property
    def address(self) -> str:
        return self.database("postgres")

    def database(self, name: str) -> str:
        return f"postgres://cadence@127.0.0.1:{self.port}/{name}"

    def run(self, *command: str | Path, text: str | None = None) -> None:
        """Run one of the server's programs, as the user it belongs to."""
        subprocess.run(
            [program(str(command[0])) or str(command[0]), *command[1:]],
            check=True, stdout=subprocess.DEVNULL, user=self.user, cwd=self.folder, input=text, text=True,
        )  # fmt: skip

    def sql(self, text: str, database: str = "postgres") -> None:
        """Run statements."""
        options = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "cadence", "-v", "ON_ERROR_STOP=1", "-q")
        self.run("psql", *options, database, text=text)

    def start(self) -> None:
        # Its processes are killed, its machine is not: nothing needs to wait for the disk.
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-D", self.folder / "data", "-o", options, "-l", self.folder / "log", "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", self.folder / "data", "-m", mode, "stop")


@contextmanager
def server() -> Iterator[Server]:
    """A server, stopped and removed at the end; skipped, with the reason, where its programs are not installed."""
    if not program("initdb") or not program("pg_ctl"):
        if is_proving():
            pytest.fail("no PostgreSQL server programs on this machine")
        pytest.skip("no PostgreSQL server programs on this machine")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="cadence-pg-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Server(folder, port, user)
    made.run("initdb", "-D", folder / "data", "-A", "trust", "-U", "cadence", "--no-sync")
    made.start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)
