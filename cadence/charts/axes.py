"""Axes that several charts share: rows of bars, whole counts, percentages as the language writes them."""

from __future__ import annotations

from cadence.words import Words

BAR = 30  # pixels per row of a bar chart


def row_height(rows: int, extra: int = 70) -> int:
    """Height in pixels of a chart with this many rows."""
    return rows * BAR + extra


def whole(most: float) -> dict[str, object]:
    """An axis of counts: whole numbers only, about five of them, from zero."""
    return {"rangemode": "tozero", "dtick": max(1, -(-int(most) // 5)), "tickformat": ",d"}


def percentages(words: Words, most: float = 1.0, step: float = 0.0) -> dict[str, object]:
    """An axis of shares up to ``most``, written as the language writes percentages."""
    step = step or next((s for s in (0.05, 0.1, 0.25) if most <= 4 * s), 0.5)
    values = [step * i for i in range(int(most / step) + 1)]
    return {"tickvals": values, "ticktext": [words.percent(value) for value in values]}


def month_ticks(low: float, high: float) -> list[int]:
    """Round numbers of months between two, zero among them, eight at most."""
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if (high - low) / step <= 8), 120)
    return [tick for tick in range(-1200, 1201, step) if low <= tick <= high]
