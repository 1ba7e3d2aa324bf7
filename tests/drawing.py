"""Of the tests that take long, those a run has time for: others for each commit, and all of them by ``make prove``.

What a test takes is written in ``tests/costs.toml`` by ``make costs``; what is not written there is quick, or new, and
always runs, and so does what holds the whole of the code (ALWAYS), since no change is too small to break it. A run
whose long tests take no more than BUDGET, such as that of a few files, leaves nothing out.
"""

from __future__ import annotations

import os
import random
import subprocess
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from cadence.settings import PROJECT
from tests.proving import is_proving

ALWAYS = ("tests/test_borders.py", "tests/test_docs.py", "tests/test_drawing.py", "tests/test_proving.py")
COSTS = Path(__file__).parent / "costs.toml"
# Seconds by the clock, of all processes together, that the long tests of a run take.
BUDGET = 220
SEED = "CADENCE_DRAW"
EVERYTHING = "all"  # as a seed: leave nothing out


@dataclass(frozen=True)
class Drawn:
    """What was drawn: by which seed, how many of the long tests run, and how many there are."""

    seed: str
    run: int
    long: int


DRAWN = pytest.StashKey[Drawn]()


def seed() -> str:
    """What names the draw: CADENCE_DRAW, else the commit; the processes of a run are given the first one's."""
    if SEED not in os.environ:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True)
        os.environ[SEED] = commit.stdout.strip() or "0"
    return os.environ[SEED]


def costs() -> dict[str, float]:
    """Seconds by the clock of the long tests: of a function with all its cases, or of a file that is run whole."""
    return {name: float(seconds) for name, seconds in tomllib.loads(COSTS.read_text("utf-8")).items()}


def unit_of(nodeid: str, known: Mapping[str, float]) -> str | None:
    """The name under which the cost of a test is written; None where it is quick."""
    function = nodeid.partition("[")[0]
    if function.startswith(ALWAYS):
        return None
    return next((name for name in (function.partition("::")[0], function) if name in known), None)


def chosen(nodeids: Sequence[str], known: Mapping[str, float], budget: float, by: str) -> set[str]:
    """Of the long tests those that run: in an order that the seed makes, each as long as there is time for it.

    A function is drawn case by case; a file that is written whole runs whole or not at all.
    """
    units = {one: unit for one in nodeids if (unit := unit_of(one, known))}
    cases = Counter(units.values())
    lots: dict[str, list[str]] = {}
    for one, unit in units.items():
        lots.setdefault(one if "::" in unit else unit, []).append(one)
    price = {lot: known[units[ones[0]]] * len(ones) / cases[units[ones[0]]] for lot, ones in lots.items()}
    if by == EVERYTHING or sum(price.values()) <= budget:
        return set(units)
    order = sorted(lots)
    random.Random(by).shuffle(order)
    left, run = budget, set[str]()
    for lot in order:
        if price[lot] <= left:
            left -= price[lot]
            run.update(lots[lot])
    return run


def mark_long(items: Sequence[pytest.Item]) -> None:
    """Mark the long tests as what ``make prove`` runs."""
    known = costs()
    for item in items:
        if unit_of(item.nodeid, known):
            item.add_marker(pytest.mark.prove)


def draw(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests that this run has no time for."""
    if is_proving():
        return
    known = costs()
    long = {item.nodeid for item in items if unit_of(item.nodeid, known)}
    left_out = long - chosen(sorted(long), known, BUDGET, seed())
    config.stash[DRAWN] = Drawn(seed(), len(long) - len(left_out), len(long))
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left_out])
        items[:] = [item for item in items if item.nodeid not in left_out]
