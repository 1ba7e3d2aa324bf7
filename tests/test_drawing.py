"""What a run leaves out is drawn within its budget, by name of the draw, and in the end nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cadence.settings import PROJECT
from tests.drawing import ALWAYS, BUDGET, EVERYTHING, chosen, costs, unit_of

KNOWN = {"a.py::one": 30.0, "a.py::cases": 40.0, "b.py": 25.0}
LONG = ["a.py::one", *(f"a.py::cases[{n}]" for n in range(8)), "b.py::x", "b.py::y[1]", "b.py::y[2]"]
PRICES = {"a.py::one": 30.0, **{f"a.py::cases[{n}]": 5.0 for n in range(8)}, "b.py": 25.0}


def price(run: set[str]) -> float:
    """Worked by hand: the eight cases take 5 seconds each, the file 25, whatever it holds."""
    return sum(PRICES[lot] for lot in {"b.py" if one.startswith("b.py") else one for one in run})


@pytest.mark.parametrize("budget", [0, 5, 30, 60, 94])
def test_a_draw_keeps_its_budget_and_has_no_time_for_another_test(budget: float) -> None:
    for by in map(str, range(50)):
        run = chosen([*LONG, "c.py::quick"], KNOWN, budget, by)
        assert run == chosen([*LONG, "c.py::quick"], KNOWN, budget, by)
        assert price(run) <= budget and "c.py::quick" not in run
        assert len(run & {"b.py::x", "b.py::y[1]", "b.py::y[2]"}) in (0, 3), "a file that is drawn whole runs whole"
        assert min(PRICES[lot] for lot in PRICES if not any(one.startswith(lot) for one in run)) > budget - price(run)


def test_every_long_test_is_drawn_sooner_or_later() -> None:
    drawn = [chosen(LONG, KNOWN, 30, str(by)) for by in range(200)]
    assert set.union(*drawn) == set(LONG) and len({frozenset(run) for run in drawn}) > 20


def test_nothing_is_left_out_of_a_run_that_has_the_time_or_is_asked_for_everything() -> None:
    assert chosen(LONG, KNOWN, 95, "0") == set(LONG) == chosen(LONG, KNOWN, 1, EVERYTHING)
    assert chosen(LONG[:4], KNOWN, 95, "0") == set(LONG[:4])


def test_what_holds_the_whole_of_the_code_is_never_left_out() -> None:
    for file in ALWAYS:
        assert (PROJECT / file).is_file() and file not in {name.partition("::")[0] for name in costs()}
        assert unit_of(f"{file}::test_any", {f"{file}::test_any": 9.0, file: 9.0}) is None


def test_every_cost_is_that_of_a_test_that_there_is_and_none_is_longer_than_the_budget() -> None:
    known = costs()
    assert known and max(known.values()) <= BUDGET
    for name in known:
        file, _, function = name.partition("::")
        text = (PROJECT / file).read_text("utf-8")
        assert not function or re.search(rf"^def {re.escape(function)}\(", text, re.MULTILINE), name
        assert unit_of(f"{name}[case]" if function else f"{name}::test_any", known) == name
        assert Path(file).parts[0] == "tests"
