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
# How long a mutant may run: so many times as long as the code itself does, and some seconds.
TIMES, SECONDS = 4, 10
MEGABYTES = 6_000
TEMPORARY = ROOT.parent / "temporary"
SAID = ROOT.parent / "said.txt"


def load_libraries() -> None:
    """What takes long to load and never changes; our own modules are loaded anew for each mutant."""
    for name in LIBRARIES:
        importlib.import_module(name)
    if any(name.split(".")[0] == "cadence" for name in sys.modules):
        raise RuntimeError("a module of Cadence is loaded before it is changed")


def pytest_ended(tests: Tests, longest: float | None) -> tuple[int | None, float]:
    """What pytest gave back, None when it had to be ended; and the seconds it took."""
    shutil.rmtree(TEMPORARY, ignore_errors=True)
    TEMPORARY.mkdir()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _run(tests, longest)
    code = _ended(child, started + (longest or 3600.0) * 3)
    return code, time.monotonic() - started


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


def _ended(child: int, at: float) -> int | None:
    """Wait for a process and what it started; end all of it when the time is over."""
    status = None
    while time.monotonic() < at:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.02)
    else:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # workers that it left behind
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


class Trial:
    """Tries mutants; how long the code itself takes is found once for each set of tests."""

    def __init__(self) -> None:
        self.seconds: dict[Tests, float] = {}

    def is_killed(self, mutant: Mutant) -> bool:
        """Whether one of the tests meant to hold the code fails, or never ends."""
        return any(self._fails(tests, mutant) for tests in mutant.room.rounds)

    def _fails(self, tests: Tests, mutant: Mutant) -> bool:
        longest = self._time_of(tests) * TIMES + SECONDS
        path = ROOT / mutant.path
        text = path.read_text("utf-8")
        path.write_text(mutant.text, "utf-8")
        try:
            code, _ = pytest_ended(tests, longest)
        finally:
            path.write_text(text, "utf-8")
        return code != 0

    def _time_of(self, tests: Tests) -> float:
        """How long the tests take on the code itself, on which they must pass."""
        if tests not in self.seconds:
            code, self.seconds[tests] = pytest_ended(tests, None)
            if code != 0:
                raise SystemExit(f"{SAID.read_text()[-3000:]}\nthe code itself fails: {' '.join(tests.files)}")
        return self.seconds[tests]
