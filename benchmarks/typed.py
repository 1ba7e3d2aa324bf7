"""A cell typed on a page, until it is seen there: prepared, published, its snapshot built and opened.

    python -m benchmarks.typed [ACTIVITIES]

Without a number of activities it is the sample that is typed into.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.bringing import bring, write_files
from cadence.answers.serving import open_exactly
from cadence.intake.in_place import Change, as_text, prepare_change, published_rows
from cadence.intake.publication import publish
from cadence.settings import PROJECT, read_settings
from cadence.store import Store

TURNS = 5


def measure_typed(folder: Path, activities: int | None = None) -> dict[str, Any]:
    """Milliseconds by the clock and of processor from a typed note of a step to the snapshot that shows it."""
    source = PROJECT / "data" / "sample"
    if activities is not None:
        source = folder / "files"
        source.mkdir()
        write_files(source, activities)
    store = Store.open(read_settings({"CADENCE_STORE": str(folder / "store")}))
    bring(store, [source])
    serving = open_exactly(store)
    clock, processor, until_published = [], [], []
    for turn in range(TURNS):
        row = published_rows(serving, "progress")[turn]
        change = Change(
            "progress", ({**{name: as_text(value) for name, value in row.items()}, "note": f"{turn}"},), None
        )
        before, used = time.perf_counter(), time.process_time()
        based_on = store.newest()
        with prepare_change(store, change, folder, based_on=based_on) as preparation:
            publish(preparation, message="typed", author="bench")
        until_published.append((time.perf_counter() - before) * 1000)
        serving = open_exactly(store)
        clock.append((time.perf_counter() - before) * 1000)
        processor.append((time.process_time() - used) * 1000)
    store.close()
    found = {"typed_ms": clock, "typed_cpu_ms": processor, "typed_published_ms": until_published}
    return {name: sorted(times)[TURNS // 2] for name, times in found.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cadence-bench-") as name:
        print(measure_typed(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else None))
