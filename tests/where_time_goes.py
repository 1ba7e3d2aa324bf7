"""Where a run's time goes, printed under the tests: seconds by the clock and of processor, by folder and file.

Before it stand the long claims of which the run tried a part, and how many of the long tests it had time for;
``make prove`` tries them whole. ``make costs`` writes down which tests are long (``tests/costs.toml``).

A test's processor time is that of its own process and of the child processes it waited for; servers and browsers that
outlive a test are no one's. The ten slowest tests are pytest's own ``--durations``.
"""

from __future__ import annotations

import os
import resource
import time
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pytest

from tests import drawing
from tests.proving import is_proving

FEW = 25  # tests: a run of fewer needs no table
LONG = 0.8  # seconds: a function whose cases take less together is quick
SHARED = 0.5  # of what a file takes: so much for one set-up, and the file runs whole
NAME, IN_PART = "processor", "in part"


def processor_seconds() -> float:
    """User and system time of this process and of the children it waited for."""
    whole = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in whole)


@dataclass
class Spent:
    """What the tests of one folder or file took."""

    tests: int = 0
    clock: float = 0
    processor: float = 0


FOLDERS: dict[str, Spent] = defaultdict(Spent)
FILES: dict[str, Spent] = defaultdict(Spent)
FUNCTIONS: dict[str, Spent] = defaultdict(Spent)
SETUPS: dict[str, float] = defaultdict(float)  # the longest of a file
CLAIMS: set[str] = set()  # tried in part
SLOWEST = 12  # files


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Stop both watches before a test and its fixtures."""
    item.stash[BEGUN] = (time.monotonic(), processor_seconds())
    return (yield)


BEGUN = pytest.StashKey[tuple[float, float]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The last report of a test, that of its end, carries what it took from a worker to the controller."""
    report = yield
    if call.when == "teardown":
        clock, processor = item.stash[BEGUN]
        report.user_properties.append((NAME, (time.monotonic() - clock, processor_seconds() - processor)))
        if item.get_closest_marker("prove") and not is_proving():
            report.user_properties.append((IN_PART, True))
    return report


def _of(report: pytest.TestReport) -> tuple[float, float]:
    """What a worker's report says of seconds by the clock and of processor."""
    found: Any = dict(report.user_properties).get(NAME, (0.0, 0.0))
    return float(found[0]), float(found[1])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add a test up in its folder (or its file, beside the folders) and in its file."""
    path = PurePosixPath(report.nodeid.partition("::")[0])
    if report.when == "setup":
        SETUPS[str(path)] = max(SETUPS[str(path)], report.duration)
    if report.when != "teardown":
        return
    clock, processor = _of(report)
    if dict(report.user_properties).get(IN_PART):
        CLAIMS.add(report.nodeid.partition("[")[0])
    function = report.nodeid.partition("[")[0]
    for spent in (FOLDERS["/".join(path.parts[:2])], FILES[str(path)], FUNCTIONS[function]):
        spent.tests += 1
        spent.clock += clock
        spent.processor += processor


def costs_found() -> str:
    """The long tests as ``tests/costs.toml`` holds them: seconds by the clock, the longest first.

    Those of files that this run left out stay as they were.
    """
    kept = {name: seconds for name, seconds in drawing.costs().items() if name.partition("::")[0] not in FILES}
    found = {
        file: spent.clock
        for file, spent in FILES.items()
        if spent.clock >= LONG and SETUPS[file] > SHARED * spent.clock
    }
    functions = {name: spent.clock for name, spent in FUNCTIONS.items() if name.partition("::")[0] not in found}
    found |= {name: clock for name, clock in functions.items() if clock >= LONG} | kept
    found = {name: clock for name, clock in found.items() if not name.startswith(drawing.ALWAYS)}
    lines = [f'"{name}" = {clock:.1f}' for name, clock in sorted(found.items(), key=lambda one: (-one[1], one[0]))]
    return "\n".join(["# Written by `make costs`: what tests/drawing.py draws from.", *lines, ""])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a folder, the longest first, then the slowest files."""
    if sum(spent.tests for spent in FOLDERS.values()) < FEW:
        return
    drawn = terminalreporter.config.stash.get(drawing.DRAWN, None)
    if drawn:
        terminalreporter.section(f"{drawn.run} of {drawn.long} long tests run, drawn by {drawing.SEED}={drawn.seed}")
    if os.environ.get("CADENCE_COSTS"):
        drawing.COSTS.write_text(costs_found(), encoding="utf-8")
    whole = Spent(*(sum(getattr(one, name) for one in FOLDERS.values()) for name in ("tests", "clock", "processor")))
    if CLAIMS:
        terminalreporter.section(f"{len(CLAIMS)} claims tried in part, or where their input is: make prove tries all")
        for claim in sorted(CLAIMS):
            terminalreporter.write_line(claim)
    terminalreporter.section("where the time goes")
    terminalreporter.write_line(f"{'':<44}{'tests':>8}{'seconds':>10}{'processor':>11}")
    slowest = sorted(FILES.items(), key=lambda one: -one[1].clock)[:SLOWEST]
    for place, spent in (*sorted(FOLDERS.items(), key=lambda one: -one[1].clock), ("all", whole), *slowest):
        terminalreporter.write_line(f"{place:<44}{spent.tests:>8}{spent.clock:>10.1f}{spent.processor:>11.1f}")
