"""What other visitors notice of heavy SQL: ``python -m benchmarks.neighbours``.

Thirty questions are asked of the sample, each time with other filters, alone and while ten attacks run; printed is
the time that 95 of 100 stay below, and the ratio, which should be at most 1.5.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from typing import Any

from cadence.answers import sandbox
from cadence.answers.questions import Question, load_questions
from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.settings import PROJECT
from tests.from_folder import from_folder

QUESTIONS = 30
ROUNDS = 6
TURNS = 3
ATTACKS = [
    "select range(1000000000)",
    "select repeat('x', 1000000000)",
    "select string_agg(n::varchar, ',') from range(1000000000) t(n)",
    "select count(*) from range(1000000000) a, range(1000000000) b",
    "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t",
    "select list(n) from range(1000000000) t(n)",
    "select n from range(1000000000) t(n) order by hash(n)",
    "select count(*) from activities a, activities b, activities c, activities d",
    "select median(n) over (order by n rows between unbounded preceding and current row) from range(10000000) t(n)",
    "select levenshtein(repeat('a', 1000000), repeat('b', 1000000))",
]


# Questions about one thing are left out: they need its name.
ONE = frozenset({"city", "partner", "action", "milestone", "indicator", "partnership"})


def main() -> None:
    """Measure alone and with attackers, in turn, and print both and their ratio."""
    serving = from_folder(PROJECT / "data" / "sample")
    sandbox.run(serving, "select 1")
    network = "astrolabe"
    with serving.cursor() as cursor:
        cities = [row[0] for row in cursor.execute("select city_id from cities").fetchall()]
        countries = [row[0] for row in cursor.execute("select distinct country from cities order by 1").fetchall()]
    asked = [q for q in load_questions().values() if {"network", "cities"} <= q.parameters and not q.parameters & ONE]
    chance = random.Random(7)
    _ask(serving, asked[:QUESTIONS], network, cities, countries, chance)  # situations are there for both
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(TURNS):
        alone += _ask(serving, asked[:QUESTIONS], network, cities, countries, chance)
        is_over = threading.Event()
        attackers = [threading.Thread(target=_attack, args=(serving, sql, is_over)) for sql in ATTACKS]
        for attacker in attackers:
            attacker.start()
        time.sleep(1)
        beside += _ask(serving, asked[:QUESTIONS], network, cities, countries, chance)
        is_over.set()
        for attacker in attackers:
            attacker.join()
    before, after = (statistics.quantiles(found, n=20)[-1] for found in (alone, beside))
    middle = [statistics.median(found) for found in (alone, beside)]
    print(f"{min(len(asked), QUESTIONS)} questions, {len(alone)} times each way")
    print(f"alone:                 median {middle[0]:.1f} ms, p95 {before:.1f} ms")
    print(f"beside {len(ATTACKS)} attacks:     median {middle[1]:.1f} ms, p95 {after:.1f} ms")
    print(f"ratio of p95: {after / before:.2f}")


def _ask(
    serving: Serving,
    questions: list[Question],
    network: str,
    cities: list[str],
    countries: list[str],
    chance: random.Random,
) -> list[float]:
    """Milliseconds of every question, each with filters nobody chose before."""
    found = []
    for _ in range(ROUNDS):
        for question in questions:
            filters: dict[str, Any] = {"cities": chance.sample(cities, min(len(cities), chance.randint(2, 8)))}
            if "countries" in question.parameters and chance.random() < 0.5:
                filters["countries"] = chance.sample(countries, 2)
            serving.forget_answers()
            serving.frame("data_dates", network=network)
            before = time.perf_counter()
            serving.frame(question.name, network=network, **filters)
            found.append(1000 * (time.perf_counter() - before))
    return found


def _attack(serving: Serving, sql: str, is_over: threading.Event) -> None:
    """Run one attack again and again."""
    while not is_over.is_set():
        try:
            sandbox.run(serving, sql)
        except CadenceError:
            continue


if __name__ == "__main__":
    main()
