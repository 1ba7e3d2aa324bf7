"""Below what was saved: why it is not on the page yet, and the way to say until which day its table is known.

Rows typed in place move no day. Who keeps a table by hand says on purpose until when everything is written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from cadence import days, scratch
from cadence.answers import serving as servings
from cadence.answers.known import known_until
from cadence.app import address, frame, writer
from cadence.app.in_place import labels, saved
from cadence.app.in_place.saved import say
from cadence.app.page import Page
from cadence.contract import load_contract
from cadence.intake.in_place import Change, prepare_change
from cadence.intake.known_days import EVERY_CITY, NewestFact
from cadence.intake.publication import publish
from cadence.store import Publication, Store


@dataclass(frozen=True)
class Later:
    """A typed fact that figures of the page do not count. known: the last day until which its table is known."""

    fact: NewestFact
    known: dt.date


def tell(page: Page, facts: Sequence[NewestFact], *, may_write: bool) -> None:
    """Say which of the facts just written down are dated after what the page shows, and what would bring them there."""
    today = days.today(page.view.zone)
    for later in _later(page, [one for one in facts if one.network == page.network]):
        fact, known = later.fact, later.known
        if fact.day > today:
            st.caption(say(page, "to_come", day=fact.day, table=_of(page, fact)))
        elif fact.day <= known:
            st.caption(say(page, "situation", day=page.view.data_date))
            st.button(
                say(page, "show_day", day=known),
                key=f"show_{fact.table}_{known}",
                on_click=address.put,
                args=("on", str(known)),
            )
        else:
            st.caption(say(page, "later", day=fact.day, table=_of(page, fact), known=known))
            if may_write:
                _offer(page, later, today)


def _later(page: Page, facts: Sequence[NewestFact]) -> list[Later]:
    """Those after the day at which the figures of their table stop on this page; of several cities as one."""
    with page.serving.cursor() as cursor:
        found = []
        for table in dict.fromkeys(fact.table for fact in facts):
            mine = [fact for fact in facts if fact.table == table]
            fact = max(mine, key=lambda one: one.day)
            fact = fact if len(mine) == 1 else replace(fact, city=EVERY_CITY)
            known, stops = known_until(cursor, page.network, fact.table, fact.city, page.data_date)
            if fact.day > stops:
                found.append(Later(fact, known))
        return found


def _of(page: Page, fact: NewestFact) -> str:
    """The table of a fact, and the city where it is known city by city."""
    table = frame.table_title(fact.table, page.words.language)
    return table if fact.city == EVERY_CITY else f"{table} · {labels.things(page, 'cities').get(fact.city, fact.city)}"


def _offer(page: Page, later: Later, today: dt.date) -> None:
    fact = later.fact
    key = f"known_{fact.table}_{fact.city}"
    opened = st.popover(say(page, "say_known", table=_of(page, fact)), key=key, on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        label = load_contract("extracts").column("facts_until").title[page.words.language]
        day = st.date_input(label, today, fact.day, today, format="DD/MM/YYYY", key=f"{key}_day")
        st.caption(say(page, "known_means", table=_of(page, fact)))
        if st.button(say(page, "publish"), type="primary", key=f"{key}_publish") and isinstance(day, dt.date):
            _publish(page, fact, day)


def _publish(page: Page, fact: NewestFact, day: dt.date) -> None:
    """The day as a row of its own, told by a person; one step that can be taken back."""
    message = page.words("in_place.known_said", table=_of(page, fact), day=day)
    row = {"network_id": fact.network, "table_name": fact.table, "city_id": fact.city, "facts_until": day.isoformat()}
    change = Change("extracts", (row,), fact.network)

    def act(author: str) -> Publication | None:
        with scratch.folder() as folder, prepare_change(Store.open(), change, folder, page.serving.snapshot) as ready:
            ready.sources[0].name = saved.typed_by(page, "extracts", author)
            made = publish(ready, message=message, author=author)
        if made is not None:
            servings.open_serving(Store.open(), made.snapshot)
        return made

    made = writer.write(page.words, act)
    if made is not None:
        saved.note(page, "known", made.snapshot, message)
        st.rerun()
