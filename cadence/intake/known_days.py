"""Until which day facts are known, as rows typed in place meet it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

EVERY_CITY = "*"  # in the table extracts
KnownUntil = tuple[str, str, dt.date]  # network, table, the last day known


@dataclass(frozen=True)
class NewestFact:
    """The day of the newest fact typed into a table; city: ``EVERY_CITY`` where it is not known city by city."""

    network: str
    table: str
    city: str
    day: dt.date
