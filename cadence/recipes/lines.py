"""Which lines of a sheet are lines, and how the cells of its days are written, in SQL."""

from __future__ import annotations

import hashlib
import re

from cadence.recipes import vocabulary
from cadence.recipes.model import Sheet
from cadence.recipes.vocabulary import plain
from cadence.sql import among, literal

# A day and a month without a year: fait le 3/2.
BARE_DAY = re.compile(r"(^|[^0-9/.-])(\d{1,2}[/-]\d{1,2})($|[^0-9/.-])")


def first_filled(width: int) -> str:
    """The first filled cell of a line."""
    cells = ", ".join(f"nullif(trim(c{place}), '')" for place in range(width))
    return f"coalesce({cells})"


def is_line(sheet: Sheet, width: int) -> str:
    """The condition of a line that is one: neither its first cell nor the one beside it is a text of those without."""
    without = [plain(text) for text in sheet.without if text]
    if not without:
        return "true"
    cells = ["c0", first_filled(width), *(["c1"] if width > 1 else [])]
    return " and ".join(f"folded(coalesce({cell}, '')) not in {among(without)}" for cell in cells)


def day_cell(raw: str, cell: str, year: str) -> str:
    """A cell of a day: empty where it says that it is not set yet, with the year of its sheet where it has none."""
    unsaid = among(sorted(vocabulary.signs("not_told")))
    if year:
        whole = literal(rf"\1\2/{year}\3")
        cell = f"regexp_replace({cell}, {literal(BARE_DAY.pattern)}, {whole})"
    return f"case when folded({raw}) not in {unsaid} then {cell} end"


def mark(sheet: Sheet) -> str:
    """What tells apart the cells of one sheet under two recipes: the lines that are none, what is filled down, which
    columns say days, and of which year.
    """
    days = "|".join(f"{column.step}{','.join(column.means)}" for column in sheet.columns)
    said = "\n".join((sheet.agreed, "|".join(sheet.fill_down), "|".join(sheet.without), days, sheet.year))
    return hashlib.sha256(said.encode()).hexdigest()[:8]
