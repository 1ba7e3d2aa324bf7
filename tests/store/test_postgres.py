"""The same record with its catalogue on PostgreSQL: several processes, one writer at a time.

Needs the programs of a PostgreSQL server (``initdb``, ``pg_ctl``); skipped with the reason where there are none.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.answers.serving import open_serving
from cadence.settings import PROJECT
from cadence.store import Store
from tests.postgres import server
from tests.store_tools import publish, published, settings_for

PUBLISHER = """
import sys
from pathlib import Path
from cadence.store import Store
from tests.postgres import server
from tests.store_tools import publish, settings_for

store = Store.open(settings_for(sys.argv[1], sys.argv[2]))
for number in range(3):
    rows = [{"partner_id": f"{sys.argv[3]}{number}", "name": "P"}]
    publish(store, Path(sys.argv[2]), {"partners": rows}, name=f"{sys.argv[3]}{number}.csv")
"""


@pytest.fixture
def address() -> Iterator[str]:
    """A server of its own."""
    with server() as running:
        yield running.address


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
