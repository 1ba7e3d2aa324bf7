"""One measurement in a process of its own, so that its memory is its own; ``benchmarks`` calls it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import plain
from benchmarks.asking import time_days, time_questions
from benchmarks.bringing import measure_upload
from benchmarks.guessing import measure_guess
from benchmarks.network import stage_network
from benchmarks.typed import measure_typed
from cadence.answers.serving import open_serving
from cadence.settings import read_settings
from cadence.store import SourceFile, Store

# pandas needs several times the data's memory; above this it is left out.
PANDAS_UP_TO = 1_000_000


def measure(activities: int, folder: Path) -> dict[str, Any]:
    """Build the network in a record, publish, open, ask; figures by name, times in milliseconds."""
    found: dict[str, Any] = {"activities": activities}
    store = _publish(activities, folder, found)
    store.close()
    found["memory_publishing_mb"] = peak_mb()
    return found


def measure_reading(folder: Path) -> dict[str, Any]:
    """Open what ``measure`` published, and ask."""
    found: dict[str, Any] = {}
    store = Store.open(_settings(folder))
    started, processor = time.perf_counter(), time.process_time()
    serving = open_serving(store, store.newest())
    found["opening_ms"] = (time.perf_counter() - started) * 1000
    found["opening_cpu_ms"] = (time.process_time() - processor) * 1000
    found["memory_opening_peak_mb"] = peak_mb()
    found["memory_open_mb"] = resident_mb()
    found["questions"] = as_dicts(time_questions(serving))
    found["days"] = as_dicts(time_days(serving))
    found["memory_asked_mb"] = resident_mb()
    started = time.perf_counter()
    for _ in range(100):
        store.newest()
    found["polling_ms"] = (time.perf_counter() - started) * 10
    store.close()
    return found


def measure_plain(activities: int) -> dict[str, Any]:
    """The same figures by plain SQL and pandas."""
    with duckdb.connect() as con:
        stage_network(con, activities)
        con.execute("create table activities as from staged_activities order by held_on")
        con.execute("create table audience as from staged_audience")
        con.execute("drop schema made cascade")
        found = {"sql": as_dicts(plain.time_sql(con)), "memory_plain_mb": resident_mb()}
        if activities <= PANDAS_UP_TO:
            found["pandas"] = as_dicts(plain.time_pandas(con))
    return found


def _publish(activities: int, folder: Path, found: dict[str, Any]) -> Store:
    store = Store.open(_settings(folder))
    with store.workspace() as work:
        staged = stage_network(work.con, activities)
        path = folder / "network.txt"
        path.write_text("invented", encoding="utf-8")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        file = SourceFile(path, path.name, digest, "network")
        started, processor = time.perf_counter(), time.process_time()
        store.publish(work.con, staged, mode="merge", message="bench", author="bench", files=[file])
        found["publishing_ms"] = (time.perf_counter() - started) * 1000
        found["publishing_cpu_ms"] = (time.process_time() - processor) * 1000
    return store


def _settings(folder: Path) -> Any:
    return read_settings({"CADENCE_STORE": str(folder / "store")})


def as_dicts(found: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Times by name, as JSON can hold them."""
    return {name: dataclasses.asdict(one) for name, one in found.items()}


def peak_mb() -> float:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def resident_mb() -> float:
    """The memory this process has now (Linux; elsewhere the most it ever had)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_mb()
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def main() -> None:
    """``publish SIZE FOLDER``, ``read FOLDER``, ``plain SIZE``, ``upload SIZE FOLDER``, ``typed SIZE FOLDER`` (no size:
    the sample) or ``guess SIZE FOLDER``; prints one JSON object."""
    match sys.argv[1:]:
        case ["publish", size, folder]:
            found = measure(int(size), Path(folder))
        case ["read", folder]:
            found = measure_reading(Path(folder))
        case ["plain", size]:
            found = measure_plain(int(size))
        case ["upload", size, folder]:
            found = measure_upload(int(size), Path(folder)) | {"memory_upload_mb": peak_mb()}
        case ["typed", size, folder]:
            found = measure_typed(Path(folder), int(size) if size else None)
        case ["guess", size, folder]:
            found = measure_guess(Path(folder), int(size))
        case _:
            raise SystemExit(main.__doc__)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
