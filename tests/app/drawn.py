"""Which charts each page draws, recorded while it runs, and which charts there are."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cadence import charts
from cadence.answers.answer import Answer
from cadence.app.frame import page_files, page_name
from cadence.app.page import Page
from cadence.app.parts import figures
from cadence.cards import outcomes
from cadence.charts import look
from cadence.charts.look import Chart
from tests.app.asked import STATES

# A chosen action hides what stands for all of them.
STATES = {**STATES, "joint_actions": ({}, {"action": "tax-reminder"})}
LARGE: tuple[str, dict[str, str]] = ("joint_actions", {})


def known() -> set[str]:
    """Every function of the charts that draws one, by its name; what all of them share is none of them."""
    modules = [
        importlib.import_module(f"{charts.__name__}.{one.name}") for one in pkgutil.iter_modules(charts.__path__)
    ]
    return {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ != look.__name__ and not name.startswith("_")
        if function.__annotations__.get("return") in (Chart, "Chart")
    }


def drawn(open_page: Callable[..., Any], code: str = "", **address: str) -> Iterator[tuple[str, Chart]]:
    """Every page with every chart that it draws; see ``drawn_answers``."""
    yield from ((page, chart) for page, chart, _ in drawn_answers(open_page, code, **address))


def drawn_answers(
    open_page: Callable[..., Any], code: str = "", **address: str
) -> Iterator[tuple[str, Chart, Answer | None]]:
    """Every page with every chart that it draws and its answer; ``code`` stands behind the code of each subject.

    Joint actions are opened as in a large network too, whose indicators are put together by their measure.
    """
    found: list[tuple[Chart, Answer | None]] = []
    show, make = figures.show, Page._chart  # noqa: SLF001

    def listen(chart: Chart, answer: Answer | None, *rest: Any, **more: Any) -> None:
        found.extend(() if any(chart is one for one, _ in found) else ((chart, answer),))
        show(chart, answer, *rest, **more)

    def make_and_listen(*given: Any) -> Chart:
        found.append((make(*given), given[2]))
        return found[-1][0]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(figures, "show", listen)
        patched.setattr(Page, "_chart", make_and_listen)
        pages = [(page, state) for page in map(page_name, page_files()) for state in STATES.get(page, ({},))]
        for number, (page, state) in enumerate([*pages, LARGE]):
            if number == len(pages):
                patched.setattr(outcomes, "PLACES_TO_GROUP", 1)
            found.clear()
            open_page(page, **address, **{name: value + code for name, value in state.items()})
            yield from ((page, chart, answer) for chart, answer in found)
