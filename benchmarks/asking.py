"""How long questions take when a filter changes to a value nobody chose before, and when a new day is looked at."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.pages import questions_of_pages
from cadence.answers.questions import Question, find, load_questions
from cadence.answers.serving import Serving
from cadence.answers.trace import traces

ASKED = 8
DAYS = 3
NEWEST = dt.date(2025, 12, 20)
# One thing of a kind, for questions about one thing.
ONE = {
    "network": "bench",
    "milestone": "milestone-03",
    "action": "action-2",
    "indicator": "indicator-3",
    "partnership": "strand-7",
}
# What the filters of a page may hold, in turn; cities change each time.
CHOICES: dict[str, list[str]] = {
    "countries": ["SN", "CI", "BJ", "TG", "GH", "NG", "CM", "KE"],
    "sectors": ["ngo", "academia", "media", "public", "private", "foundation", "local_government"],
    "themes": ["markets", "waste", "mobility", "land"],
}


@dataclass(frozen=True)
class Times:
    """Milliseconds: the middle one and the one that 95 of 100 stay below, by the clock; the middle of processor time.

    On a machine that does other things too, only the processor time can be compared.
    """

    p50: float
    p95: float
    cpu: float


def times(ask: Callable[[int], object], often: int) -> Times:
    """Do something several times, with the number of the turn."""
    walls, processors = [], []
    for number in range(often):
        wall, processor = time.perf_counter(), time.process_time()
        ask(number)
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    ordered = sorted(walls)
    p95 = ordered[max(0, round(0.95 * often) - 1)]
    return Times(statistics.median(ordered), p95, statistics.median(processors))


def parameters(question: Question, number: int, day: dt.date = NEWEST) -> dict[str, Any]:
    """Another city or partner; filters not chosen before: ten cities, a country, a sector, ten cities and a sector."""
    found: dict[str, Any] = {name: ONE[name] for name in question.parameters if name in ONE}
    for name in ("city", "partner"):
        if name in question.parameters:
            found[name] = f"{name}-{number * 7 + 1:03}"
    if "data_date" in question.parameters:
        found["data_date"] = day
    turn = ("cities", "countries", "sectors", "cities sectors")[number % 4]
    for name in turn.split():
        if name == "cities" and "cities" in question.parameters:
            found[name] = [f"city-{(number * 10 + other) % 100:03}" for other in range(10)]
        elif name in question.parameters:
            found[name] = [CHOICES[name][number % len(CHOICES[name])]]
    return found


def time_questions(serving: Serving) -> dict[str, Times]:
    """Every question of queries/questions, on one day, each time with new filters.

    Without those that no page asks and that list the rows behind a number: all of them, for who opens them.
    """
    every = load_questions()
    asked = {name for names in questions_of_pages().values() for name in names}
    listed = {trace.source for question in every.values() for trace in traces(question).values()} - asked
    return {name: _time(serving, question) for name, question in every.items() if name not in listed}


def _time(serving: Serving, question: Question) -> Times:
    serving.frame(question.name, **parameters(question, ASKED))  # the situation of the day is there already

    def ask(number: int) -> None:
        serving.frame(question.name, **parameters(question, number))

    serving.forget_answers()
    serving.frame("data_dates", network=ONE["network"])  # once per snapshot, not once per question
    return times(ask, ASKED)


def time_days(serving: Serving) -> dict[str, Times]:
    """All questions of each page, each time on a day nobody looked at before."""
    found = {}
    for page, names in questions_of_pages().items():
        asked = [find(name) for name in names]

        def ask(number: int, asked: list[Question] = asked) -> None:
            for question in asked:
                day = NEWEST - dt.timedelta(days=17 * (1 + number))
                serving.frame(question.name, **parameters(question, ASKED, day))

        serving.forget_answers()
        serving.forget_situations()
        found[page] = times(ask, DAYS)
    return found
