"""``python -m benchmarks [SIZE ...]``: measure, and print what everything costs, side by side.

Sizes are numbers of activities; by default 100000 1000000 10000000. Times are by the clock, p50 / p95, and in brackets
by the processor, which is all that can be compared on a busy machine; a page above its target by that is marked !.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.pages import questions_of_pages

SIZES = (100_000, 1_000_000, 10_000_000)
PAGE_TARGET_MS = 100
# An export of activities larger than this is not something one uploads.
UPLOAD_UP_TO = 1_000_000
TYPED_UP_TO = 100_000

Found = dict[str, Any]


def run(*arguments: str) -> Found:
    """One measurement in its own process."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.one", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    found: Found = json.loads(made.stdout)
    return found


def measure(size: int) -> Found:
    """Publish, read and compare one size."""
    with tempfile.TemporaryDirectory(prefix="cadence-bench-") as folder:
        print(f"measuring {size:,} activities ...", file=sys.stderr, flush=True)
        published = run("publish", str(size), folder)
        return published | run("read", folder) | run("plain", str(size))


def line(name: str, cells: list[str]) -> None:
    """One line of the table."""
    print(f"{name:<44}" + "".join(f"{cell:>28}" for cell in cells))


def times_text(found: Found | None) -> str:
    """p50 / p95 by the clock and the processor time, or a dash."""
    return f"{found['p50']:.0f} / {found['p95']:.0f} ({found['cpu']:.0f})" if found else "-"


def print_table(all_found: list[Found]) -> None:
    """Everything, one column per size."""
    line("activities", [f"{found['activities']:,}" for found in all_found])
    for name in ("publishing", "opening"):
        cells = [f"{found[f'{name}_ms'] / 1000:,.1f} ({found[f'{name}_cpu_ms'] / 1000:,.1f})" for found in all_found]
        line(f"{name} a snapshot, seconds", cells)
    line("polling for a new snapshot, ms", [f"{found['polling_ms']:,.1f}" for found in all_found])
    for name in [name for name in all_found[0] if name.startswith("memory")]:
        line(name.replace("_", " "), [f"{found[name]:,.0f}" for found in all_found])
    print_pages(all_found)
    print("\nquestions, filters not chosen before, ms")
    for name in all_found[0]["questions"]:
        line(name, [times_text(found["questions"].get(name)) for found in all_found])
    print("\nthe same figures without Cadence, ms, and how many times longer than Cadence")
    for name in all_found[0]["sql"]:
        for way in ("sql", "pandas"):
            line(f"{name}, {way}", [_beside(found, way, name) for found in all_found])


def print_pages(all_found: list[Found]) -> None:
    """Each page's data: the sum over its questions."""
    print(f"\npages, filters not chosen before, ms: the sum over their questions (target {PAGE_TARGET_MS})")
    for page, asked in questions_of_pages().items():
        sums = [
            [sum(found["questions"][name][part] for name in asked) for part in ("p50", "cpu")] for found in all_found
        ]
        line(page, [f"{wall:.0f} ({cpu:.0f}){'' if cpu <= PAGE_TARGET_MS else ' !'}" for wall, cpu in sums])
    print("\npages, a day nobody looked at before, ms")
    for page in all_found[0]["days"]:
        line(page, [times_text(found["days"][page]) for found in all_found])


def _page(asked: list[Found]) -> str:
    wall, processor = sum(one["p50"] for one in asked), sum(one["cpu"] for one in asked)
    return f"{wall:.0f} ({processor:.0f}){'' if processor <= PAGE_TARGET_MS else ' !'}"


def _beside(found: Found, way: str, name: str) -> str:
    other = found.get(way, {}).get(name)
    if not other:
        return "-"
    return f"{times_text(other)} {other['cpu'] / found['questions'][name]['cpu']:.1f}x"


def print_upload(size: int, found: Found) -> None:
    """One line: how long, how many times DuckDB's read_csv, how much memory."""
    ratio = found["upload_ms"] / found["read_csv_ms"]
    line(
        f"{size:,} rows, {found['upload_mb']:.0f} MB",
        [
            f"{found['upload_ms']:,.0f} ms",
            f"read_csv {found['read_csv_ms']:,.0f}",
            f"{ratio:.1f}x",
            f"peak {found['memory_upload_mb']:,.0f} MB",
        ],
    )


def print_typed(size: int | None, found: Found) -> None:
    """One line: by the clock, by the processor, and until it is published."""
    cells = [f"{found['typed_ms']:,.0f} ({found['typed_cpu_ms']:,.0f})", f"{found['typed_published_ms']:,.0f}"]
    line("the sample" if size is None else f"{size:,} activities", cells)


def main() -> None:
    """Measure the sizes asked for and print the table."""
    sizes = [int(float(size)) for size in sys.argv[1:]] or SIZES
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    print_table([measure(size) for size in sizes])
    print("\nfrom a clean CSV of activities to published, beside DuckDB's read_csv into a native table")
    for size in [size for size in sizes if size <= UPLOAD_UP_TO]:
        with tempfile.TemporaryDirectory(prefix="cadence-bench-") as folder:
            print_upload(size, run("upload", str(size), folder))
    print("\na team's own list of activities: its recipe guessed, published by it, and its rows in contract form, ms")
    for size in [size for size in sizes if size <= UPLOAD_UP_TO]:
        with tempfile.TemporaryDirectory(prefix="cadence-bench-") as folder:
            found = run("guess", str(size), folder)
            steps = ("guess", "by_recipe", "contract_form")
            cells = [f"{found[f'{step}_ms']:,.0f} ({found[f'{step}_cpu_ms']:,.0f})" for step in steps]
            ratio = found["by_recipe_cpu_ms"] / found["contract_form_cpu_ms"]
            line(f"{size:,} rows", [*cells, f"{ratio:.1f}x by the processor"])
    print("\na cell typed on a page until its snapshot is open, ms (and of it, until it is published)")
    for typed_into in [None, *(size for size in sizes if size <= TYPED_UP_TO)]:
        with tempfile.TemporaryDirectory(prefix="cadence-bench-") as folder:
            print_typed(typed_into, run("typed", str(typed_into or ""), folder))


if __name__ == "__main__":
    main()
