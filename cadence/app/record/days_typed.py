"""What was typed in place on one day, folded into one line of the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import groupby

import streamlit as st

from cadence import days
from cadence.app.page import Page
from cadence.store import Publication

Steps = Sequence[Publication]


def by_day(history: Steps, zone: str) -> list[Steps]:
    """The history in its order: each step alone, but those typed in place one after the other on a day together."""

    def day_of(step: Publication) -> tuple[dt.date | None, int]:
        return (days.today(zone, step.time), 0) if step.is_typed else (None, step.snapshot)

    return [list(steps) for _, steps in groupby(history, day_of)]


def show(page: Page, steps: Steps, draw: Callable[[Publication], None]) -> None:
    """The steps of a day behind one line, which says how many they are, by whom and what the newest was about."""
    authors = page.words.list_of(sorted({step.author for step in steps}))
    day = days.today(page.view.zone, steps[0].time)
    label = page.say("typed_on", day=day, n=len(steps), authors=authors, newest=steps[0].message)
    opened = st.expander(label, key=f"typed_{steps[-1].snapshot}", on_change="rerun")
    if opened.open:
        with opened:
            for step in steps:
                draw(step)
