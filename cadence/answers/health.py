"""How the record is: every file of it is read again once a day while the pages are served, and what was found is kept.

Parquet damage is mostly silent: a flipped byte gives another number rather than an error. Each page therefore says
when a file is not as it was sealed, and when the record does not answer at all.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from cadence import days
from cadence.answers.serving import failure, silent_since
from cadence.errors import CadenceError
from cadence.store import Damage, Store
from cadence.store.damage import damage
from cadence.words import Words

SECONDS_BETWEEN = 24 * 3600.0
NAMED = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Health:
    """The last look at the whole record: when, and what was damaged; ``failure`` when it could not be read at all."""

    checked: dt.datetime | None = None
    damaged: tuple[Damage, ...] = ()
    failure: str = ""


_last = Health()


def look(store: Store) -> Health:
    """Read everything again now."""
    global _last  # noqa: PLW0603 - one record a process
    now = days.now()
    try:
        _last = Health(now, tuple(store.verify()))
    except Exception as error:  # a record that cannot be read is a finding too
        log.warning("the record could not be verified: %s", error)
        _last = Health(now, failure=type(error).__name__)
    for one in _last.damaged:
        log.warning("damaged: %s (%s)", one.path, one.code)
    return _last


def last() -> Health:
    """What the last look found; nothing before the first."""
    return _last


def watch(store: Store, seconds: float = SECONDS_BETWEEN) -> Callable[[], None]:
    """Look now and then once a day, in a thread of its own; gives the function that ends it."""
    stop = threading.Event()

    def keep_looking() -> None:
        look(store)
        while not stop.wait(seconds):
            look(store)

    thread = threading.Thread(target=keep_looking, name="health", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(timeout=30)

    return end


def marks(words: Words) -> list[str]:
    """The sentences that every page shows while something is wrong with the record."""
    found = []
    if since := silent_since():
        found.append(words("frame.record_silent", since=words.moment(since)))
    if error := failure():
        said = error if isinstance(error, CadenceError) else damage(error)
        found.append(words("frame.newest_not_shown", reason=said.says(words)))
    if _last.failure:
        found.append(words("frame.record_unread", when=words.moment(_last.checked or days.now())))
    if _last.damaged:
        paths = ", ".join(one.path for one in _last.damaged[:NAMED])
        found.append(words("frame.record_damaged", n=len(_last.damaged), paths=paths))
    return found
