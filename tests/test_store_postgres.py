"""The same record with its catalogue on PostgreSQL: several processes, one writer at a time.

Needs the programs of a PostgreSQL server (``initdb``, ``pg_ctl``); skipped with the reason where there are none.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.serving import open_serving
from cadence.settings import PROJECT
from cadence.store import Store
from tests.store_tools import publish, published, settings_for

PUBLISHER = """
import sys
from pathlib import Path
from cadence.store import Store
from tests.store_tools import publish, settings_for

store = Store.open(settings_for(sys.argv[1], sys.argv[2]))
for number in range(3):
    rows = [{"partner_id": f"{sys.argv[3]}{number}", "name": "P"}]
    publish(store, Path(sys.argv[2]), {"partners": rows}, name=f"{sys.argv[3]}{number}.csv")
"""


def program(name: str) -> str | None:
    """A program of the server, on the path or where Debian keeps it."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(places[-1]) if places else None)


@pytest.fixture
def address() -> Iterator[str]:
    """A server of its own, in a folder of its own; as root it runs as the user ``postgres``."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("no PostgreSQL server programs on this machine")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="cadence-pg-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)

    run(initdb, "-D", folder / "data", "-A", "trust", "-U", "cadence")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    run(pg_ctl, "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgres://cadence@127.0.0.1:{port}/postgres"
    finally:
        run(pg_ctl, "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_two_processes_publish_and_each_sees_all(address: str, tmp_path: Path) -> None:
    store = Store.open(settings_for(address, str(tmp_path)))
    try:
        others = [
            subprocess.Popen([sys.executable, "-c", PUBLISHER, address, str(tmp_path), name], cwd=PROJECT)
            for name in "xy"
        ]
        assert [other.wait(timeout=120) for other in others] == [0, 0]
        made = publish(store, tmp_path, {"partners": [{"partner_id": "z", "name": "Z"}]})
        assert made
        assert published(store, "partners")["partner_id"].tolist() == ["x0", "x1", "x2", "y0", "y1", "y2", "z"]
        assert len(store.history()) == 7
        assert len({file.file_id for p in store.history() for file in p.files}) == 7
        assert open_serving(store, patience=60).rows("partners") == 7
        assert store.verify() == []
        back = store.restore(made.number - 1, author="Ada")
        assert back and back.changes["partners"].removed == 1
    finally:
        store.close()
