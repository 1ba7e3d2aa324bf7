"""What stands above the table of a report: the title of the meeting, the moment it began."""

from __future__ import annotations

import datetime as dt
import re

from cadence.recipes import vocabulary
from cadence.recipes.vocabulary import plain

DAY = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})")


def said_above(above: tuple[str, ...], sign: str) -> str:
    """What lines above a table say under a name: beside it, or below it where names stand side by side."""
    wanted = vocabulary.signs(sign)
    rows = [[part.strip() for part in text.split(" | ")] for text in above]
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else []
        is_pair = len(row) > 2 and len(below) > 2
        for at, cell in enumerate(row):
            if plain(cell) in wanted:
                said = below[at] if is_pair and at < len(below) else row[at + 1] if at + 1 < len(row) else ""
                if said:
                    return said
    return ""


def day_in(text: str) -> dt.date | None:
    """The day of a moment as video meetings write it: the month first beside AM or PM, as only English does."""
    found = DAY.search(text)
    if found is None:
        return None
    one, two, three = (int(part) for part in found.groups())
    if one > 31:
        year, month, day = one, two, three
    else:
        is_month_first = bool(re.search(r"\b[AP]\.?M\b", text, re.I)) and one <= 12
        year, month, day = (three, one, two) if is_month_first or two > 12 else (three, two, one)
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
