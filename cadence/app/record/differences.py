"""Two snapshots compared row by row, and the whole life of one row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from cadence.app import address, choices, frame
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.app.parts.csv_file import take_csv
from cadence.app.record import publications
from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.store import Store
from cadence.words.values import in_words

ROWS = 1000


def two_snapshots(page: Page, store: Store) -> None:
    """Choose two snapshots: what changed by table, and the changed rows of one of them."""
    labels = {
        str(p.snapshot): f"{p.snapshot} · {page.words.date(p.time.date())} · {p.message}"
        for p in store.history()
        if not p.is_lost
    }
    if len(labels) < 2:
        st.info(page.say("one_snapshot"))
        return
    numbers = list(labels)
    left, right = st.columns(2)
    with left:
        before = choices.one(page.say("from"), labels, "from", default=numbers[1])
    with right:
        after = choices.one(page.say("to"), labels, "to", default=numbers[0])
    changes = store.count_diff(int(before or 0), int(after or 0))
    if not changes:
        st.info(page.say("same"))
        return
    publications.show_changes(page.words, changes)
    titles = {name: frame.table_title(name, page.words.language) for name in changes}
    table = choices.one(page.say("rows_of"), titles, "rows_of") or next(iter(titles))
    rows = store.diff(int(before or 0), int(after or 0), table, limit=ROWS)
    shown = changed_cells(page, table, rows)
    tables.show(page.words, shown, list(shown.columns), {}, "difference")
    take_csv(page.words, rows, f"{table}_{before}_{after}", "csv_difference")


def changed_cells(page: Page, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Columns row (its key), change, column, before, after: one line per cell of a changed row."""
    contract, words = load_contracts()[table], page.words
    own = [name for name in contract.columns if name not in contract.primary_key]
    lines: list[dict[str, str]] = []
    for row in rows.to_dict("records"):
        key = " · ".join(in_words(words, name, row[name]) for name in contract.primary_key)
        kind = str(row["change"])
        change = words(f"pages.history.change_{kind}")
        if kind != "changed":
            lines.append({"row": key, "change": change, "column": "", "before": "", "after": ""})
            continue
        for name in own:
            before, after = in_words(words, name, row[f"{name}__before"]), in_words(words, name, row[name])
            if before != after:
                lines.append(
                    {"row": key, "change": change, "column": words.column(name), "before": before, "after": after}
                )
    return pd.DataFrame(lines, columns=["row", "change", "column", "before", "after"])


def one_row(page: Page, store: Store) -> None:
    """Every value one row ever had, with the publication, file and line that brought it."""
    titles = {c.name: frame.table_title(c.name, page.words.language) for c in load_contracts().values()}
    table = choices.one(page.say("row_table"), titles, "row_table", default="cities") or "cities"
    contract = load_contracts()[table]
    key: dict[str, Any] = {}
    with st.container(horizontal=True):
        for name in contract.primary_key:
            typed = st.text_input(
                page.words.column(name), value=address.text(f"key_{name}") or "", key=f"key_{table}_{name}"
            )
            key[name] = typed.strip()
    if not all(key.values()):
        st.caption(page.say("row_key"))
        return
    for name, value in key.items():
        address.put(f"key_{name}", value)
    try:
        rows = store.row_history(table, {name: _key_value(contract.column(name).type, v) for name, v in key.items()})
    except (CadenceError, ValueError) as error:
        st.info(markdown_safe(error.says(page.words)) if isinstance(error, CadenceError) else page.say("row_key"))
        return
    if rows.empty:
        st.info(page.say("row_never"))
        return
    for row in rows.to_dict("records"):
        _step(page, contract.columns, row)


def _key_value(kind: str, text: str) -> object:
    """A key's value in its column's type; dates as ISO 8601. Raises ValueError."""
    if kind == "date":
        return dt.date.fromisoformat(text)
    return int(text) if kind == "integer" else text


def _step(page: Page, columns: tuple[str, ...], row: dict[Any, Any]) -> None:
    """One state of the row and where it came from."""
    words = page.words
    with st.container(border=True):
        change = markdown_safe(words(f"pages.history.change_{row['change']}"))
        snapshot = markdown_safe(words("frame.snapshot", n=int(row["snapshot"])))
        when = markdown_safe(words.moment(row["time"].to_pydatetime()))
        st.markdown(f"**{change}** · {snapshot} · {when}")
        st.caption(markdown_safe(words("pages.history.said_by", author=row["author"], message=row["message"])))
        if not pd.isna(row["line"]):
            st.caption(page.say("row_from", file=row["file"], line=int(row["line"])))
        values = {words.column(n): in_words(words, n, row[n]) for n in columns if in_words(words, n, row[n])}
        cells = (words("pages.history.cell", name=markdown_safe(n), value=markdown_safe(v)) for n, v in values.items())
        st.markdown(" · ".join(cells))
