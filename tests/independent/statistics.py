"""Wilson's interval and the Kaplan-Meier curve."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import sqrt

Z95 = 1.959963984540054  # 97.5 % quantile of the normal distribution


def wilson(k: int, n: int) -> tuple[float, float]:
    """The Wilson 95 % interval of k of n (the two roots of (p - k/n)² = z² p (1 - p) / n)."""
    a, b, c = 1 + Z95**2 / n, -(2 * k / n + Z95**2 / n), (k / n) ** 2
    root = sqrt(max(b * b - 4 * a * c, 0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def kaplan_meier(observed: Iterable[tuple[int, bool]]) -> dict[int, Fraction]:
    """S(d) at each day on which something was reached or last observed. ``observed``: day, whether reached."""
    seen = list(observed)
    survival, steps = Fraction(1), {}
    for time in sorted({time for time, _ in seen}):
        at_risk = sum(other >= time for other, _ in seen)
        survival *= 1 - Fraction(sum(other == time and reached for other, reached in seen), at_risk)
        steps[time] = survival
    return steps
