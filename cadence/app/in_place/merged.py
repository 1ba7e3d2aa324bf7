"""From rows as typed to their preview: joined with what stands now, clashes chosen, said in sentences, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from cadence.answers import serving as servings
from cadence.app import frame
from cadence.app.in_place import change, labels
from cadence.app.in_place.saved import say
from cadence.app.page import Page
from cadence.contract import load_contract
from cadence.errors import CadenceError
from cadence.intake.typed import Clash, Joined, Typed, exact, join, prepare_joined
from cadence.store import Store

SENTENCES = 12  # of one change; the rest is counted by the history


def run(
    page: Page,
    name: str,
    rows: Callable[[], Sequence[Typed]],
    message: str,
    of: Mapping[str, Any],
    *,
    is_asked: bool,
    network: str | None = None,
    said: list[str] | None = None,
) -> None:
    """Where it was asked what would change: prepare what is typed, or ask which of two values holds. Then the preview.

    rows: what is typed. of: the values it was made from. network: the one that it can move, by default the page's.
    said: what would change, in sentences, where they are not those of each row.
    """

    def begin() -> None:
        _begin(page, name, rows, message, of, network, said)

    def renew() -> None:
        """Somebody published while this was looked at: made anew upon that, to be looked at once more."""
        begin()
        st.session_state[f"renewed_{name}"] = True

    if is_asked:
        st.session_state.pop(f"clashes_{name}", None)
        st.session_state.pop(f"chosen_{name}", None)
        begin()
    of_clashes, clashes = st.session_state.get(f"clashes_{name}", (None, []))
    if clashes and of_clashes == of and _choose(page, name, clashes):
        begin()
    if st.session_state.pop(f"renewed_{name}", False):
        st.info(say(page, "renewed"))
    change.offer(page, name, of, renew)


def _begin(
    page: Page,
    name: str,
    rows: Callable[[], Sequence[Typed]],
    message: str,
    of: Mapping[str, Any],
    network: str | None,
    told: list[str] | None,
) -> None:
    """Join and prepare; clashes are kept to be asked, a refusal is said."""
    change.drop_draft(name)
    serving = servings.current()
    try:
        typed = [exact(one) for one in rows()]
        joined = join(serving, typed, st.session_state.get(f"chosen_{name}"))
        if joined.clashes:
            st.session_state[f"clashes_{name}"] = (dict(of), joined.clashes)
            return
        if not joined.tables:
            raise CadenceError("nothing_would_change")
        said = sentences(page, typed, joined) if told is None else told
        moves = network or page.network or None
        change.keep(page, name, said, message, of, lambda at: prepare_joined(Store.open(), joined, at, serving), moves)
    except CadenceError as error:
        change.refuse(page, name, error)


def _choose(page: Page, name: str, clashes: Sequence[Clash]) -> bool:
    """Ask for each clash which value holds, both shown. Whether all are answered, and otherwise than before."""
    before: dict[str, bool] = st.session_state.get(f"chosen_{name}", {})
    chosen = dict(before)
    for number, clash in enumerate(clashes):
        values = {True: _side(page, clash, clash.mine, "mine"), False: _side(page, clash, clash.theirs, "theirs")}
        key = f"clash_{name}_{number}"
        said = st.radio(_asks(page, clash), [True, False], None, values.__getitem__, key=key)
        if said is not None:
            chosen[clash.name] = bool(said)
    st.session_state[f"chosen_{name}"] = chosen
    return chosen != before and {clash.name for clash in clashes} <= chosen.keys()


def _asks(page: Page, clash: Clash) -> str:
    what = row_name(page, clash.table, clash.key)
    if not clash.field:
        return say(page, "clash_row", what=what)
    title = load_contract(clash.table).column(clash.field).title[page.words.language]
    return say(page, "clash", what=what, field=title)


def _side(page: Page, clash: Clash, text: str, side: str) -> str:
    if not clash.field:
        return say(page, side, value=text or page.words("in_place.leave"))
    value = labels.in_name(page, clash.table, clash.field, text) or page.words("in_place.nothing")
    return say(page, side, value=value)


def row_name(page: Page, table: str, key: Sequence[str]) -> str:
    """What a row is called: the things that its key names."""
    names = load_contract(table).primary_key
    if len(names) == 1:
        return labels.things(page, table).get(key[0], key[0])
    return " · ".join(labels.in_name(page, table, name, text) for name, text in zip(names, key, strict=True))


def sentences(page: Page, typed: Sequence[Typed], joined: Joined) -> list[str]:
    """Each new row, each cell that changes, each row that goes; of many the first, and how many more."""
    said: list[str] = []
    for one in typed:
        if one.cells is None:
            if one.key in joined.gone.get(one.table, ()):
                said.append(_of_row(page, one, "taken_away", row_name(page, one.table, one.key)))
        elif one.seen is None:
            said.append(_of_row(page, one, "new", _values(page, one)))
        else:
            said += _cells(page, one)
    if len(said) > SENTENCES:
        more = page.words("in_place.more", n=len(said) - SENTENCES)
        return [*said[:SENTENCES], more]
    return said


def _of_row(page: Page, one: Typed, key: str, what: str) -> str:
    return page.words(f"in_place.{key}", table=frame.table_title(one.table, page.words.language), what=what)


def _values(page: Page, one: Typed) -> str:
    """What a new row says, without the codes that only Cadence needs."""
    cells, contract = one.cells or {}, load_contract(one.table)
    keys = {key.fields[0] for key in contract.foreign_keys} | {"subject_id"}
    hidden = {name for name in contract.primary_key if name.endswith("_id") and name not in keys} | {"network_id"}
    if "activity_id" in contract.columns and one.table != "activities":
        hidden.add("activity_id")  # the row above says it
    said: dict[str, None] = {}
    for name, text in cells.items():
        if text and name not in hidden and (name in keys or text != contract.column(name).default):
            said[labels.in_name(page, one.table, name, text, cells.get("subject", ""))] = None
    return " · ".join(said)


def _cells(page: Page, one: Typed) -> list[str]:
    found = []
    for name, text in (one.cells or {}).items():
        before = (one.seen or {}).get(name, "")
        if text == before:
            continue
        empty = page.words("in_place.empty")
        shown = [labels.in_name(page, one.table, name, value) or empty for value in (before, text)]
        title = load_contract(one.table).column(name).title[page.words.language]
        what = row_name(page, one.table, one.key)
        found.append(page.words("in_place.changes", what=what, field=title, before=shown[0], after=shown[1]))
    return found
