"""What was reported of a day by that day: the newest snapshot published on or before it, beside the one looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cadence.answers import serving as servings
from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.store import Publication, Store
from cadence.store.history import newest_by


@dataclass(frozen=True)
class Reported:
    """state: ``files`` (no record stands behind the figures), ``nothing`` (nothing was published by then), ``same``
    (what is looked at was published by then), ``other_network`` (the network was not), ``unread`` (that snapshot cannot
    be read now), or ``told``: ``serving`` then has it. step: the publication in force on that day, where there is one.
    """

    state: str
    step: Publication | None = None
    serving: Serving | None = None


def what_was_reported(looked_at: Serving, network: str, day: dt.date) -> Reported:
    """What was reported of a network's day by that day (counted in UTC), no later than the snapshot looked at."""
    if looked_at.published is None:
        return Reported("files")
    try:
        steps = [step for step in Store.open().history() if step.snapshot <= looked_at.snapshot]
        step = newest_by(steps, day)
        if step is None:
            return Reported("nothing")
        if step.snapshot == looked_at.published.snapshot:
            return Reported("same", step)
        then = servings.current(step.snapshot)
    except (CadenceError, OSError):
        return Reported("unread")
    if network not in set(then.frame("networks")["network_id"]):
        return Reported("other_network", step)
    return Reported("told", step, then)
