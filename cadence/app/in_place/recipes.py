"""The recipes that read sheets which are no template: what is kept, and the form that drops one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cadence.app.in_place import change
from cadence.app.in_place.saved import say
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.errors import CadenceError
from cadence.intake.in_place import last_used, published_rows, recipe_dropped
from cadence.recipes.model import parse

FORM = "recipe"
HEADERS = 8  # of a sheet, named in the list


def show(page: Page) -> bool:
    """Every recipe: the file it was made for, the headers of its sheets, when a file was last read by it; if any."""
    rows, used = published_rows(page.serving, "recipes"), last_used(page.serving)
    if not rows:
        st.markdown(page.say("no_recipe"))
        return False
    shown = pd.DataFrame(
        {
            "title": [row["title"] for row in rows],
            "headers": [_headers(page, str(row["body"])) for row in rows],
            "last_used": [used.get(str(row["recipe_id"])) for row in rows],
        }
    )
    tables.show(page.words, shown, list(shown.columns), {}, "recipes")
    return True


def _headers(page: Page, body: str) -> str:
    """The sheets of a recipe, each with the headers it was made for; one of another version says so."""
    try:
        sheets = parse(body).sheets
    except CadenceError as error:
        return error.says(page.words)
    said = []
    for sheet in sheets:
        headers = [" ".join(column.header.split()) for column in sheet.columns if column.means]
        named = ", ".join(headers[:HEADERS]) + (" …" if len(headers) > HEADERS else "")
        line = page.words.code("line", sheet.line)
        said.append(page.words("pages.settings.recipe_sheet", line=line, headers=named))
    return "; ".join(said)


def form(page: Page) -> None:
    """Drop one recipe: the next file of its kind is asked about anew."""
    opened = st.expander(page.say("drop_recipe"), key="change_recipe", on_change="rerun")
    if not opened.open:
        change.forget(FORM)
        return
    with opened:
        titles = {str(row["recipe_id"]): str(row["title"]) for row in published_rows(page.serving, "recipes")}
        code = st.selectbox(page.say("which_recipe"), list(titles), format_func=titles.__getitem__, key="recipe")
        of = {"recipe": code, "base": change.base(page, FORM)}
        if st.button(say(page, "preview"), key="preview_recipe"):
            _begin(page, str(code), titles, of)
        change.offer(page, FORM, of)


def _begin(page: Page, code: str, titles: dict[str, str], of: dict[str, object]) -> None:
    change.drop_draft(FORM)
    try:
        made = recipe_dropped(published_rows(page.serving, "recipes"), code)
    except CadenceError as error:
        st.error(markdown_safe(error.says(page.words)))
        return
    said = page.words("pages.settings.recipe_drops", title=titles[code])
    change.begin(page, FORM, made, [said], said, of)
