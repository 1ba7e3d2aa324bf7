"""A process killed in the middle of publishing leaves nothing half visible and loses nothing acknowledged.

``CADENCE_TEST_KILLS=50`` kills fifty times; a few are enough for every day.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from cadence.settings import PROJECT
from cadence.store import Store
from tests.store_tools import published, settings_for

KILLS = int(os.environ.get("CADENCE_TEST_KILLS", "3"))


def kill_while_publishing(folder: Path, first: int, after: float) -> int:
    """Publish in another process and kill it ``after`` seconds from its first word; the last number it said."""
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.store_victim", str(folder), str(first)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert victim.stdout
    said = [victim.stdout.readline()]
    time.sleep(after)
    victim.kill()
    said += victim.stdout.readlines()
    victim.stdout.close()
    victim.wait()
    return max(int(line) for line in said if line.endswith("\n"))


def test_killed_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(7)
    first = 1
    for _ in range(KILLS):
        acknowledged = kill_while_publishing(tmp_path, first, moments.uniform(0.0, 0.4))
        store = Store.open(settings_for(tmp_path / "store"))
        try:
            names = {table: set(published(store, table)["name"].astype(int)) for table in ("networks", "partners")}
            assert len(names["networks"]) == 1 and names["networks"] == names["partners"]
            (newest,) = names["networks"]
            assert newest >= acknowledged
            assert len(published(store, "networks")) == 400
            assert store.verify() == []
            known = {path.name for path in (tmp_path / "store" / "files").rglob("*.parquet")}
            with store.lake.con.cursor() as con:
                listed = con.execute("select path from __ducklake_metadata_lake.cadence_hashes").fetchall()
            assert known == {Path(path).name for (path,) in listed}, "orphan files"
        finally:
            store.close()
        first = newest + 1
