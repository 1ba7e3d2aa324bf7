"""The names by which files know cities, partners, steps and actions: what is kept, and the form that takes one back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cadence.app.in_place import change
from cadence.app.in_place.saved import say
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.errors import CadenceError
from cadence.intake.in_place import EVERYONE, brought_by, name_taken_back, published_rows
from cadence.recipes.names import TABLES
from cadence.recipes.vocabulary import plain

FORM = "name"


def show(page: Page) -> bool:
    """Every name of the network: what it is written for, its code, since which publication; whether one can be taken
    back."""
    rows = _rows(page)
    if not rows:
        st.markdown(page.say("no_name"))
        return False
    since = brought_by(page.serving, "names")
    shown = pd.DataFrame(
        {
            "named_thing": [page.words.code("thing", row["thing"]) for row in rows],
            "written_as": [row["name"] for row in rows],
            "stands_for": [row["code"] for row in rows],
            "since_publication": [since.get((row["network_id"], row["thing"], row["name"])) for row in rows],
        }
    )
    tables.show(page.words, shown, list(shown.columns), {}, "names")
    return bool(_other_names(page, rows))


def _rows(page: Page) -> list[dict[str, Any]]:
    """The names of this network and of all networks."""
    return [row for row in published_rows(page.serving, "names") if row["network_id"] in (page.network, EVERYONE)]


def _other_names(page: Page, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are not the thing's own name: its own it has from its table, and cannot lose here."""
    own: dict[tuple[str, str], set[str]] = {}
    for thing in {str(row["thing"]) for row in rows} & set(TABLES):
        described = TABLES[thing]
        for row in published_rows(page.serving, described.table):
            own[thing, str(row[described.key])] = {plain(str(row[name])) for name in described.names if row[name]}
    return [row for row in rows if plain(str(row["name"])) not in own.get((row["thing"], row["code"]), set())]


def form(page: Page) -> None:
    """Take back one name: a file that uses it is asked about it anew."""
    opened = st.expander(page.say("take_back_name"), key="change_name", on_change="rerun")
    if not opened.open:
        change.forget(FORM)
        return
    with opened:
        rows = {_key(row): row for row in _other_names(page, _rows(page))}
        labels = {key: _label(page, row) for key, row in rows.items()}
        key = st.selectbox(page.say("which_name"), list(labels), format_func=labels.__getitem__, key="name")
        of = {"name": key, "base": change.base(page, FORM)}
        if key and st.button(say(page, "preview"), key="preview_name"):
            _begin(page, rows[key], of)
        change.offer(page, FORM, of)


def _key(row: dict[str, Any]) -> str:
    return "\n".join(str(row[name]) for name in ("network_id", "thing", "name"))


def _label(page: Page, row: dict[str, Any]) -> str:
    thing = page.words.code("thing", row["thing"])
    return page.words("pages.settings.name_line", name=row["name"], thing=thing, code=row["code"])


def _begin(page: Page, row: dict[str, Any], of: dict[str, object]) -> None:
    change.drop_draft(FORM)
    try:
        made = name_taken_back(
            published_rows(page.serving, "names"), row["network_id"], str(row["thing"]), str(row["name"])
        )
    except CadenceError as error:
        st.error(markdown_safe(error.says(page.words)))
        return
    said = page.words("pages.settings.name_goes", name=row["name"], code=row["code"])
    change.begin(page, FORM, made, [said], said, of)
