"""How long each question takes when it is asked with values nobody asked with before."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from dataclasses import dataclass
from typing import Any

from cadence.questions import Question, load_questions
from cadence.serving import Serving

ASKED = 12
NEWEST = dt.date(2025, 12, 20)
# One thing of each kind, for questions about one thing.
ONE = {
    "network": "bench",
    "city": "city-001",
    "partner": "partner-001",
    "milestone": "milestone-03",
    "action": "action-2",
    "indicator": "indicator-3",
    "partnership": "strand-7",
}


@dataclass(frozen=True)
class Times:
    """Milliseconds: the middle one, and the one that 95 of 100 stay below (of twelve: the slowest but one)."""

    p50: float
    p95: float


def times(seconds: list[float]) -> Times:
    """Middle and slow end of some durations."""
    ordered = sorted(second * 1000 for second in seconds)
    return Times(statistics.median(ordered), ordered[max(0, round(0.95 * len(ordered)) - 1)])


def parameters(question: Question, number: int) -> dict[str, Any]:
    """Values not used before: another data date each time, and ten other cities every second time."""
    found: dict[str, Any] = {name: ONE[name] for name in question.parameters if name in ONE}
    if "data_date" in question.parameters:
        found["data_date"] = NEWEST - dt.timedelta(days=number * 17)
    if "cities" in question.parameters and number % 2:
        found["cities"] = [f"city-{(number * 10 + other) % 100:03}" for other in range(10)]
    return found


def time_questions(serving: Serving) -> dict[str, Times]:
    """Every question of queries/questions, asked ``ASKED`` times, each time with new values."""
    return {name: _time(serving, question) for name, question in load_questions().items()}


def _time(serving: Serving, question: Question) -> Times:
    seconds = []
    for number in range(ASKED):
        values = parameters(question, number)
        serving.forget_answers()
        serving.ask("data_dates", network=ONE["network"])  # once per snapshot, not once per question
        started = time.perf_counter()
        serving.ask(question.name, **values)
        seconds.append(time.perf_counter() - started)
    return times(seconds)
