"""What time it is, and what day it is in a network: asked here and nowhere else.

A day is a day where the network is: at noon in UTC it is tomorrow already in Kiritimati, and still today in Pago Pago.
Where the server stands says nothing of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC = "UTC"
FIRST_ZONE = "Pacific/Kiritimati"  # where each day begins first


def now() -> dt.datetime:
    """The moment it is, in UTC."""
    return dt.datetime.now(dt.UTC)


def zone_name(timezone: Any) -> str:
    """The IANA name of a network's time zone; UTC where it says none, or one that this machine does not know."""
    return timezone if isinstance(timezone, str) and timezone and _zone(timezone) is not None else UTC


def today(timezone: Any = UTC, moment: dt.datetime | None = None) -> dt.date:
    """The day it is in a network of this time zone, now or at a moment; without a time zone the day in UTC."""
    found = _zone(zone_name(timezone))
    return (moment or now()).astimezone(found or dt.UTC).date()


def latest() -> dt.date:
    """The latest day that it is anywhere: a later one is still to come in every network."""
    return today(FIRST_ZONE)


def _zone(timezone: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
