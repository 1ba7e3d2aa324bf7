"""What a visitor has chosen: kept in the session and written in the address, as language-neutral codes.

The address alone is enough to show the same view elsewhere. Streamlit drops parameters when the visitor goes
to another page, so the session remembers them and each page writes back those that concern it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

KEPT = "visitor"
# These concern every page; filters and the chosen city, partner or action only some.
EVERYWHERE = ("lang", "network", "on", "vs", "snapshot", "known", "beside", "other", "than")
# Each names what is looked at as it was known; of both the snapshot, which is exact, is shown, and the page says so.
WAYS_TO_KNOW = ("snapshot", "known")
# The page that opens a subject whose name it does not bear.
PAGE_OF = {"action": "joint_actions", "export": "upload"}


def _values() -> dict[str, list[str]]:
    values: dict[str, list[str]] = st.session_state.setdefault(KEPT, {})
    return values


def take_from_address() -> None:
    """Remember what the address says; it wins over what the session remembered.

    Where it says one of two ways to name what was known, the other, remembered from before, is forgotten.
    """
    for name in st.query_params:
        _values()[name] = st.query_params.get_all(name)
    if len(said := [name for name in WAYS_TO_KNOW if name in st.query_params]) == 1:
        for name in WAYS_TO_KNOW:
            if name not in said:
                _values().pop(name, None)


def write_address(names: Iterable[str]) -> None:
    """Write the remembered choices of these names in the address, and nothing else."""
    wanted = {name: _values()[name] for name in (*EVERYWHERE, *names) if _values().get(name)}
    shown = {name: st.query_params.get_all(name) for name in st.query_params}
    if wanted != shown:
        st.query_params.from_dict(wanted)


def texts(name: str) -> list[str]:
    """All values chosen under a name."""
    return list(_values().get(name, ()))


def text(name: str) -> str | None:
    """The value chosen under a name, or None."""
    values = texts(name)
    return values[0] if values else None


def day(name: str) -> dt.date | None:
    """The day chosen under a name; what is not a day counts as not chosen."""
    try:
        return dt.date.fromisoformat(text(name) or "")
    except ValueError:
        return None


def put(name: str, values: Sequence[str] | str | None) -> None:
    """Remember a choice; None or an empty one forgets it."""
    chosen = [value for value in ([values] if isinstance(values, str) else values or ()) if value]
    if chosen:
        _values()[name] = chosen
    else:
        _values().pop(name, None)
    if name in st.query_params or chosen:
        st.query_params.from_dict({n: v for n, v in _values().items() if n in st.query_params or n == name})


def link(page: str, **choices: str) -> str:
    """The address of another page within the app, with these choices and the common ones."""
    from urllib.parse import urlencode

    common = {name: texts(name) for name in EVERYWHERE if texts(name)}
    return f"/{page}?{urlencode({**common, **choices}, doseq=True)}"


def row_link(table: str, key: Mapping[str, object]) -> str:
    """The address of the life of one row of a contract table; days in the key as ISO 8601."""
    said = {name: str(value.date() if isinstance(value, dt.datetime) else value) for name, value in key.items()}
    return link("history", row_table=table, **{f"key_{name}": text for name, text in said.items()})


def subject_link(subject: str, code: str) -> str:
    """The address of the page that shows one city, partner or action."""
    return link(PAGE_OF.get(subject, subject), **{subject: code})
