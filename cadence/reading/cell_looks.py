"""What the cells look like: the decimal sign and the order of day and month, told but never applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cadence.reading.layout import LONGEST_VALUE, Row
from cadence.reading.results import Notes

DECIMAL_COMMA = re.compile(r"[-+]?\d{1,3}([ .\u00a0\u202f’']?\d{3})*,\d+")
DECIMAL_POINT = re.compile(r"[-+]?\d{1,3}([ ,\u00a0\u202f’']?\d{3})*\.\d+")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)")


def guess(rows: Iterable[Row], notes: Notes) -> None:
    """Note the facts that a sample of rows shows."""
    cells = [cell.strip() for row in rows for cell in row if len(cell) <= LONGEST_VALUE and cell.strip()]
    _decimal_sign(cells, notes)
    _date_order(cells, notes)


def _decimal_sign(cells: Sequence[str], notes: Notes) -> None:
    commas = sum(bool(DECIMAL_COMMA.fullmatch(cell)) for cell in cells)
    points = sum(bool(DECIMAL_POINT.fullmatch(cell)) for cell in cells)
    if commas and points and min(commas, points) > 0.05 * max(commas, points):
        notes.fact("decimal_both", commas=commas, points=points)
    elif commas or points:
        notes.fact("decimal_comma" if commas > points else "decimal_point")


def _date_order(cells: Sequence[str], notes: Notes) -> None:
    if any(ISO_DATE.match(cell) for cell in cells):
        notes.fact("dates_iso")
    dates = [match for cell in cells if (match := DATE.fullmatch(cell))]
    if not dates:
        return
    day_first = any(int(date[1]) > 12 for date in dates)
    month_first = any(int(date[2]) > 12 for date in dates)
    order = {(True, False): "day_first", (False, True): "month_first", (True, True): "mixed"}
    notes.fact(f"dates_{order.get((day_first, month_first), 'ambiguous')}", example=dates[0][0])
