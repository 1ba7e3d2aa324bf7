"""The replay of the candidates in words: how often they named who came, and how often the simplest rule did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cadence.answers.backtest import ELSEWHERE, NETWORK, Case, recall
from cadence.words import Words


def lines(cases: Sequence[Case], network: str, day: dt.date, words: Words) -> list[str]:
    """One sentence a line: what was replayed, the two groups, the rule they are held against, whom nobody named."""
    here = [case for case in cases if case.is_in_pipeline]
    others = [case for case in cases if not case.is_in_pipeline]
    said = [words("backtest.heading", network=network, day=day, n=len(cases)), words("backtest.how")]
    said.append(_recall_line("pipeline", here, words))
    said.append(_recall_line("others", others, words))
    for name, offer in (("network", NETWORK), ("elsewhere", ELSEWHERE), ("untraced", None)):
        if part := [case for case in others if case.offer == offer]:
            said.append(_recall_line(name, part, words))
    if others:
        found = recall(others)
        said.append(words("backtest.most_active", k=found.most_active, n=found.n))
    if silent := sum(case.is_met_by_silent for case in cases):
        said.append(words("backtest.silent", n=silent))
    said += [_miss(case, words) for case in cases if not case.is_named]
    said.append(words("backtest.undated"))
    return said


def _recall_line(name: str, cases: Sequence[Case], words: Words) -> str:
    found = recall(cases)
    return words(f"backtest.{name}", k=found.named, n=found.n)


def _miss(case: Case, words: Words) -> str:
    role = words.code("role", case.role)
    return words("backtest.missed", partner=case.partner, role=role, city=case.city, day=case.starts_on)
