"""Below what was saved: why it is not on the page yet, and the way to say until which day its table is known.

Rows typed in place move no day. Who keeps a table by hand says on purpose until when everything is written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from cadence import days, scratch
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
            _offer_day(page, fact, known)
        else:
            st.caption(say(page, "later", day=fact.day, table=_of(page, fact), known=known))
            if fact.day > page.view.newest:
                _offer_day(page, fact, fact.day)
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


def _offer_day(page: Page, fact: NewestFact, day: dt.date) -> None:
    label, key = say(page, "show_day", day=day), f"show_{fact.table}_{day}"
    st.button(label, key=key, on_click=address.put, args=("on", str(day)), type="tertiary")


def _offer(page: Page, later: Later, today: dt.date) -> None:
    fact = later.fact
    key = f"known_{fact.table}_{fact.city}"
    opened = st.popover(say(page, "say_known", table=_of(page, fact)), key=key, on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        label = load_contract("extracts").column("facts_until").title[page.words.language]
        day = st.date_input(label, today, fact.day, today, format="DD/MM/YYYY", key=f"{key}_day")
        of = {"one": _of(page, fact), "all": page.words("in_place.known_all", network=page.view.network_name)}
        which = st.radio(say(page, "known_which"), list(of), format_func=of.__getitem__, key=f"{key}_of")
        st.caption(say(page, "known_means"))
        if st.button(say(page, "publish"), type="primary", key=f"{key}_publish") and isinstance(day, dt.date):
            if which == "one":
                said, rows = page.words("in_place.known_said", table=of["one"], day=day), _rows(page, fact, day)
            else:
                said = page.words("in_place.known_all_said", network=page.view.network_name, day=day)
                rows = _rows_of_network(page, day)
            _publish(page, rows, said)


def _rows(page: Page, fact: NewestFact, day: dt.date) -> tuple[dict[str, str], ...]:
    row = {"network_id": page.network, "table_name": fact.table, "city_id": fact.city}
    return ({**row, "facts_until": day.isoformat()},)


def _rows_of_network(page: Page, day: dt.date) -> tuple[dict[str, str], ...]:
    """A row for each table of facts that is not known until a later day already."""
    with page.serving.cursor() as cursor:
        known = {
            table: known_until(cursor, page.network, table, EVERY_CITY, day)[0]
            for table in load_contract("extracts").column("table_name").enum
        }
    facts = [NewestFact(page.network, table, EVERY_CITY, day) for table, until in known.items() if until <= day]
    return tuple(row for fact in facts for row in _rows(page, fact, day))


def _publish(page: Page, rows: tuple[dict[str, str], ...], message: str) -> None:
    """The days as rows of their own, told by a person; one step that can be taken back."""
    change = Change("extracts", rows, page.network)

    def act(author: str) -> Publication | None:
        with (
            scratch.folder() as folder,
            prepare_change(Store.open(), change, folder, page.serving.snapshot) as preparation,
        ):
            preparation.sources[0].name = saved.typed_by(page, "extracts", author)
            return publish(preparation, message=message, author=author)

    made = writer.write(page.words, act)
    if made is not None:
        saved.note(page, "known", made.snapshot, message)
        st.rerun()
