"""Published rows of a table in a grid: cells mended, rows added or taken away, undone before saving, saved at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from cadence.app import frame, writer
from cadence.app.in_place import change, editor, labels, merged, saved
from cadence.app.in_place.saved import say
from cadence.app.page import Page
from cadence.contract import load_contract, load_contracts
from cadence.intake.in_place import as_text
from cadence.intake.typed import Typed

ROWS = 500  # shown at once; a word narrows them down
STEPS_BACK = 50
PLACE = "_row"  # which row it was; what was added has none
OWN = ("extracts", "names", "recipes", "rules")  # Cadence writes these, or Settings does

Row = dict[str, str]


@dataclass
class Sheet:
    """The grid of a table while it is edited. seen: its rows as it was opened; shown: those the widget began from, each
    with its place among them; now: as they are; past: as they were before each change."""

    seen: list[Row]
    shown: list[Row]
    now: list[Row]
    past: list[list[Row]] = field(default_factory=list)
    drawn: int = 0


def show(page: Page) -> None:
    """Choose a table, mend its rows, see what would change, publish."""
    if not page.network or not change.may_begin(page) or not writer.ask_name(page.words, "by_grid"):
        return
    titles = {name: frame.table_title(name, page.words.language) for name in load_contracts() if name not in OWN}
    table = st.selectbox(
        say(page, "which_table"),
        list(titles),
        None,
        titles.__getitem__,
        placeholder=say(page, "choose"),
        key="grid_table",
    )
    if table is None:
        return
    word = st.text_input(say(page, "which_rows"), key=f"grid_word_{table}").strip().casefold()
    name = f"grid_{table}"
    kept = f"sheet_{table}_{saved.times(name)}_{word}"
    if kept not in st.session_state:
        st.session_state[kept] = _open(page, table, word)
    sheet: Sheet = st.session_state[kept]
    _edit(page, table, name, kept, sheet)
    typed = changes(table, sheet.seen, sheet.now, page.network)
    with st.container(horizontal=True):
        st.button(
            say(page, "step_back"), key=f"back_{name}", disabled=not sheet.past, on_click=_step_back, args=(sheet,)
        )
        is_asked = st.button(say(page, "preview"), key=f"preview_{name}", disabled=not typed)
    message = page.words("in_place.mended", table=titles[table], n=len(typed))
    merged.run(page, name, lambda: typed, message, {"typed": typed}, is_asked=is_asked)


def _open(page: Page, table: str, word: str) -> Sheet:
    """The rows of this network that hold a word, by its code or what it is called; of many the first."""
    columns = load_contract(table).columns
    texts = [{name: as_text(row[name]) for name in columns} for row in labels.rows_of_network(page, table)]
    if word:
        said = {name: labels.choices(page, table, load_contract(table).column(name)) or {} for name in columns}
        texts = [row for row in texts if any(word in f"{v} {said[n].get(v, '')}".casefold() for n, v in row.items())]
    if len(texts) > ROWS:
        st.info(say(page, "more_rows", n=len(texts), shown=ROWS))
    rows = [{**row, PLACE: str(place)} for place, row in enumerate(texts[:ROWS])]
    return Sheet(texts[:ROWS], rows, rows)


def _edit(page: Page, table: str, name: str, kept: str, sheet: Sheet) -> None:
    """Draw the grid; what it holds now stands in the sheet, and what it held before each change."""
    columns = load_contract(table).columns
    data = editor.frame_of(table, columns, sheet.shown)
    data[PLACE] = pd.Series([int(row[PLACE]) if row.get(PLACE) else None for row in sheet.shown], dtype="Int64")
    typed = st.data_editor(
        data,
        num_rows="dynamic",
        hide_index=True,
        column_config={**editor.config(page, table, columns), PLACE: None, "network_id": None},
        key=f"{kept}_{sheet.drawn}",
        alt=frame.table_title(table, page.words.language),
    )
    held = pd.DataFrame(typed)
    places = [as_text(int(place)) if not pd.isna(place) else "" for place in held[PLACE]]
    texts = [
        {column: editor.text_of(load_contract(table).column(column), row[column]) for column in columns}
        for row in held.to_dict("records")
    ]
    now = [{**row, PLACE: place} for row, place in zip(texts, places, strict=True) if place or any(row.values())]
    if now != sheet.now:
        sheet.past = [*sheet.past, sheet.now][-STEPS_BACK:]
        sheet.now = now


def _step_back(sheet: Sheet) -> None:
    """The rows as they were before the last change; the widget begins anew from them."""
    sheet.now = sheet.past.pop()
    sheet.shown = sheet.now
    sheet.drawn += 1


def changes(table: str, seen: Sequence[Row], now: Sequence[Row], network: str) -> list[Typed]:
    """What was done to the rows: those that differ, that were taken away, that are new. A row whose key is another is
    taken away and put anew."""
    contract = load_contract(table)
    left = {row[PLACE]: row for row in now if row.get(PLACE)}
    found: list[Typed] = []
    for place, before in enumerate(seen):
        after = left.get(str(place))
        if after is None:
            found.append(Typed(table, before, None))
            continue
        cells = {name: after[name] for name in contract.columns}
        if any(cells[name] != before[name] for name in contract.primary_key):
            found += [Typed(table, before, None), Typed(table, None, cells)]
        elif cells != before:
            found.append(Typed(table, before, cells))
    own = {"network_id": network} if "network_id" in contract.columns else {}
    new = [{name: row.get(name, "") for name in contract.columns} for row in now if not row.get(PLACE)]
    return found + [Typed(table, None, {**row, **{n: row[n] or code for n, code in own.items()}}) for row in new]
