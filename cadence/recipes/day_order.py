"""In which order a file writes day and month: as its own cells prove, as the file before it did, else asked.

A cell such as 3/31/2026 proves it for every column of the file, the one that holds 4/12/2026 alone included: an export
is written by one program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from cadence.recipes.made import File, is_day
from cadence.recipes.model import Column, Sheet
from cadence.recipes.questions import Asking, Question
from cadence.sql import literal, quote

KEY, DAY_FIRST, MONTH_FIRST = "dates", "dmy", "mdy"
NUMBERED = r"(?:^|[^0-9/.-])(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)(?:$|[^0-9/.-])"


def ask_order(
    con: duckdb.DuckDBPyConnection, files: Sequence[File], sheets: Iterable[Sheet], asking: Asking, before: str
) -> str | None:
    """``dmy`` or ``mdy``; None where no cell of a day can be read in two ways, or it is not known yet.

    before: the order of the file before, which holds where this one proves nothing.
    """
    by_name = {file.name: file for file in files}
    days, months, both = 0, 0, ""
    for sheet in sheets:
        file = by_name[sheet.name]
        places = [place for place, header in enumerate(file.columns) if _tells_days(sheet.columns, header)]
        for place in places:
            row = con.execute(
                f"""
                with texts as (
                    select distinct c{place} as t from {quote(file.table)}
                ),
                cells as (
                    select t, try_cast(regexp_extract(t, $form, 1) as integer) as a,
                        try_cast(regexp_extract(t, $form, 2) as integer) as b
                    from texts where regexp_matches(t, $form)
                )
                select count(*) filter (a between 13 and 31 and b <= 12),
                    count(*) filter (b between 13 and 31 and a <= 12),
                    min(t) filter (a <= 12 and b <= 12 and a <> b)
                from cells
                """.replace("$form", literal(NUMBERED))
            ).fetchone()
            assert row is not None
            days, months, both = days + row[0], months + row[1], both or row[2] or ""
    if bool(days) != bool(months):
        return DAY_FIRST if days else MONTH_FIRST
    if not both:
        return None
    if before and not days:
        return before
    asked = Question(KEY, "days_order", (DAY_FIRST, MONTH_FIRST), blanks={"example": both})
    return asking.ask(asked) or None


def _tells_days(columns: Iterable[Column], header: str) -> bool:
    column = next((one for one in columns if one.header == header), None)
    return column is not None and (bool(column.step) or any(map(is_day, column.means)))
