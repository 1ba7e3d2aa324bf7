"""The text of a workbook's cell: what Excel would show, without the formatting."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

# Excel shows, and people type, fifteen digits; the sixteenth and seventeenth are noise of the binary form.
EXCEL_DIGITS = 15


def text_of(cell: object) -> str:
    """306.0 is 306; a date is written 2025-03-14; true and false as Excel writes them in English."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number_text(float(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        return duration_text(cell)
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def number_text(number: float) -> str:
    """A number with at most fifteen digits and never an exponent: 0.1 + 0.2 is 0.3, 1e20 is written out."""
    text = format(number, f".{EXCEL_DIGITS}g")
    return format(Decimal(text), "f") if "e" in text else text


def duration_text(length: dt.timedelta) -> str:
    """Hours beyond a day go on counting, as the format [h]:mm:ss shows them."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
