"""A mutant on the disk and its tests in a process forked from one that holds the libraries but none of our modules."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import shutil
import signal
import sys
import time
import traceback

from tests.mutants.rooms import ROOT, Mutant, Tests

LIBRARIES = (
    *("duckdb", "pandas", "pyarrow", "python_calamine", "xlsxwriter", "babel.dates", "hypothesis.strategies", "pytest"),
    *("streamlit.testing.v1", "_pytest.assertion.rewrite", "hypothesis.extra.pytestplugin", "_hypothesis_pytestplugin"),
)
# How long a mutant may use the processor: so many times as long as the code itself does, and some seconds. The clock
# runs on while other programs work; what never ends is ended all the same.
TIMES, SECONDS, CLOCK = 2, 10, 6
MEGABYTES = 12_000
TEMPORARY = ROOT.parent / "temporary"
SAID = ROOT.parent / "said.txt"


def load_libraries() -> None:
    """What takes long to load and never changes; our own modules are loaded anew for each mutant."""
    for name in LIBRARIES:
        importlib.import_module(name)
    if any(name.split(".")[0] == "cadence" for name in sys.modules):
        raise RuntimeError("a module of Cadence is loaded before it is changed")


def pytest_ended(tests: Tests, longest: float | None) -> tuple[bool, float]:
    """Whether the tests passed, and the seconds of processor that they took; ``longest``: then they are ended."""
    shutil.rmtree(TEMPORARY, ignore_errors=True)
    TEMPORARY.mkdir()
    child = os.fork()
    if child == 0:
        _run(tests, longest)
    return _ended(child, time.monotonic() + (longest or 3600.0) * CLOCK)


def _run(tests: Tests, longest: float | None) -> None:
    """In the forked process: run the tests and end."""
    code = 3
    try:
        os.setsid()
        said = os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.environ |= {"TMPDIR": str(TEMPORARY), "PYTHONDONTWRITEBYTECODE": "1"}
        sys.dont_write_bytecode = longest is not None  # the run of the code itself leaves its tests compiled
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
        if longest is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (int(longest) + 1, int(longest) + 5))
        code = _pytest(tests)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _pytest(tests: Tests) -> int:
    import hypothesis
    import pytest

    # The same examples every time, and no search for a shorter one when one fails.
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate]
    )
    hypothesis.settings.load_profile("mutants")
    options = ["-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "-x", "-q", "--tb=short"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Hypothesis is loaded before pytest begins
    options += [f"--basetemp={TEMPORARY / 'pytest'}", *(f"--deselect={test}" for test in tests.without)]
    return int(pytest.main([*options, *tests.files]))


def _ended(child: int, at: float) -> tuple[bool, float]:
    """Wait for a process; what it started, and at the time ``at`` the process itself, is ended."""
    try:
        ended, status, used = os.wait4(child, os.WNOHANG)
        while not ended and time.monotonic() < at:
            time.sleep(0.02)
            ended, status, used = os.wait4(child, os.WNOHANG)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    if not ended:
        os.waitpid(child, 0)
    return bool(ended) and status == 0, used.ru_utime + used.ru_stime


class Trial:
    """Tries mutants; how long the code itself takes is found once for each set of tests."""

    def __init__(self) -> None:
        self.seconds: dict[object, float] = {}

    def is_killed(self, mutant: Mutant) -> bool:
        """Whether one of the tests meant to hold the code fails, or never ends."""
        return any(self._fails(tests, mutant) for tests in mutant.room.rounds_of(mutant.path))

    def _fails(self, tests: Tests, mutant: Mutant) -> bool:
        longest = self._time_of(tests) * TIMES + SECONDS
        path = ROOT / mutant.path
        text = path.read_text("utf-8")
        path.write_text(mutant.text, "utf-8")
        try:
            has_passed, _ = pytest_ended(tests, longest)
        finally:
            path.write_text(text, "utf-8")
        return not has_passed

    def _time_of(self, tests: Tests) -> float:
        """How long the tests take on the code itself, on which they must pass."""
        known = tests.without, frozenset(tests.files)
        if known not in self.seconds:
            has_passed, self.seconds[known] = pytest_ended(tests, None)
            if not has_passed:
                raise SystemExit(f"{SAID.read_text()[-3000:]}\nthe code itself fails: {' '.join(tests.files)}")
        return self.seconds[known]
