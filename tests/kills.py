"""Processes killed in the middle of publications, by the way they publish; ``python -m tests.kills`` prints the table.

After each kill the record must be whole: nothing half visible, nothing acknowledged lost, every file as it was
sealed, a manifest for every step, nothing unpublished left among the record's files, and the next step works.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from cadence.settings import PROJECT
from cadence.store import Store, identity
from cadence.words import words_in
from tests.browser.driving import free_port
from tests.kill_victim import ROWS, export
from tests.postgres import server
from tests.store_tools import published, settings_for
from tests.visitor import Visitor

NAME = words_in("en")("frame.your_name")
WHOLE = {"commands": 220, "postgres": 160, "server": 120}


@contextlib.contextmanager
def started(*typed: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the project; killed at the end."""
    running = subprocess.Popen(
        [sys.executable, "-m", *typed],
        cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        assert running.stdout
        running.stdout.close()


def kill_victim(way: str, environment: dict[str, str], folder: Path, first: int, after: float) -> int:
    """Publish in another process; the last number it said.

    It is killed ``after`` seconds from its first word or, for every second number, from its first acknowledgement.
    """
    with started("tests.kill_victim", way, str(folder), str(first), **environment) as victim:
        assert victim.stdout
        said = [victim.stdout.readline()]
        while first % 2 and said[-1] and said[-1].strip() != str(first):
            said.append(victim.stdout.readline())
        time.sleep(after)
        victim.kill()
        said += victim.stdout.readlines()
    return max(int(line) for line in said if line.endswith("\n") and line.strip().isdigit())


def kill_server(environment: dict[str, str], folder: Path, first: int, after: float) -> int:
    """Publish on the upload page of a running server, killed ``after`` seconds from the first press of the button."""
    port = free_port()
    settings = {**environment, "CADENCE_PORT": str(port)}
    with started("cadence", "run", **settings) as running:
        _wait(port)
        clock = threading.Timer(after, running.kill)
        acknowledged = 0
        try:
            with Visitor(f"http://127.0.0.1:{port}", "upload", lang="en") as visitor:
                for number in range(first, first + 50):
                    visitor.drop(*export(folder, number))
                    visitor.set(NAME, "Awa")
                    visitor.set("publication_message", str(number))
                    if number == first:
                        clock.start()
                    visitor.press("publish")
                    visitor.find("see_history")  # the result stands on the page: it is acknowledged
                    acknowledged = number
        except Exception:  # the server is gone: that is what was wanted
            if running.poll() is None and clock.is_alive():
                raise  # no kill did that
            return acknowledged
        finally:
            clock.cancel()
        return acknowledged
    return 0


def _wait(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not answer")


def examine(place: str, data: str, acknowledged: int) -> int:
    """Hold the record against the claims; the number of its newest publication."""
    store = Store.open(settings_for(place, data))
    try:
        names = {table: set(published(store, table)["name"]) for table in ("networks", "partners")}
        if not names["networks"]:
            assert acknowledged == 0 and not names["partners"]
            return 0
        assert len(names["networks"]) == 1 and names["networks"] == names["partners"], "half visible"
        newest = int(names["networks"].pop())
        assert newest >= acknowledged, "something acknowledged is lost"
        assert len(published(store, "networks")) == ROWS
        assert store.verify() == []
        steps = store.history()
        assert [n for n, _ in identity.manifest_numbers(store.lake.folder)] == sorted(s.number for s in steps)
        assert {file.sha256 for step in steps for file in step.files if store.original(file.sha256)}
        root = Path(data or place) / ("main" if data else "files/main")
        with store.lake.con.cursor() as con:
            listed = con.execute("select path from __ducklake_metadata_lake.cadence_hashes").fetchall()
        assert {path.name for path in root.rglob("*.parquet")} == {Path(path).name for (path,) in listed}
        return newest
    finally:
        store.close()


def kills(way: str, rounds: int, folder: Path, seed: int = 7) -> dict[str, float]:
    """Kill ``rounds`` times; how many publications stood, and how many kills left something to clear."""
    dice, first, cleared, begun = random.Random(seed), 1, 0, time.perf_counter()
    with contextlib.ExitStack() as stack:
        place, data = str(folder / "store"), ""
        if way == "postgres":
            place, data = stack.enter_context(server()).address, str(folder / "data")
            Path(data).mkdir()
        environment = {"CADENCE_STORE": place, "CADENCE_DATA": data, "CADENCE_AUTHOR": "Awa"}
        inputs = folder / "inputs"
        inputs.mkdir()
        while way == "server" and first == 1:  # `run` would publish the sample network into an empty record first
            first = examine(place, data, kill_victim("commands", environment, inputs, 1, 3.0)) + 1
        for _ in range(rounds):
            acknowledged = _ways()[way](environment, inputs, first, dice)
            cleared += (Path(data or place) / identity.UNFINISHED).exists()
            first = examine(place, data, acknowledged) + 1
    return {"kills": rounds, "publications": first - 1, "in mid-write": cleared, "s": time.perf_counter() - begun}


def _ways() -> dict[str, Callable[[dict[str, str], Path, int, random.Random], int]]:
    return {
        "commands": lambda e, f, n, dice: kill_victim("commands", e, f, n, dice.uniform(0.1, 1.5)),
        "postgres": lambda e, f, n, dice: kill_victim("library", e, f, n, dice.uniform(0.05, 1.0)),
        "server": lambda e, f, n, dice: kill_server(e, f, n, dice.uniform(0.0, 0.8)),
    }


def main() -> None:
    """Print a row per way of publishing; ``python -m tests.kills 10`` divides the number of kills by ten."""
    share = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for way, rounds in WHOLE.items():
        with tempfile.TemporaryDirectory() as folder:
            told = kills(way, max(1, rounds // share), Path(folder))
        print(way, ", ".join(f"{name} {value:.0f}" for name, value in told.items()), "all whole", flush=True)


if __name__ == "__main__":
    main()
