"""The forms on a page: each a button that opens it, over the rows and things that the page gives.

forms.show(page, "step", "checkin", city_id="bako")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from cadence import days
from cadence.access import rights
from cadence.app import writer
from cadence.app.in_place import editor, fields, labels, merged, saved, told
from cadence.app.in_place.kinds import DECISIONS, FORMS, Form
from cadence.app.in_place.rows import new_code, refuse_known_name
from cadence.app.in_place.saved import say
from cadence.app.page import Page
from cadence.contract import Field, load_contract
from cadence.intake.typed import Typed, rows_of

OF_LIST = {"cities": "city_id", "partners": "partner_id"}


@dataclass
class Filled:
    """A form as it stands: what the page gives or was chosen first, the row as it was seen, what is typed."""

    form: Form
    held: dict[str, str]
    seen: dict[str, str] | None
    typed: dict[str, str] = field(default_factory=dict)
    beside: list[dict[str, str]] = field(default_factory=list)

    @property
    def of(self) -> dict[str, Any]:
        """All of it, to tell whether a preview is of these very values."""
        return {**self.held, **self.typed, "": self.beside}


def show(page: Page, *names: str, **given: str) -> None:
    """What was saved last, then a button for each form; nothing where this visitor may not write, or looks back."""
    told.tell(page)
    if not _may(page):
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"forms_{page.name}"):
        st.markdown(say(page, "record"), width="content")
        for name in names:
            one(page, name, **given)


def _may(page: Page) -> bool:
    return not page.view.is_pinned and rights.may_write(writer.visitor())


def one(page: Page, name: str, where: str = "", **given: str) -> None:
    """One form behind its button. where: tells it from the same form elsewhere on the page."""
    if not _may(page):
        return
    instance = "_".join([name, *filter(None, [where, *given.values()])])
    key = f"form_{instance}_{saved.times(instance)}"
    opened = st.popover(page.words(f"forms.{name}.open"), key=key, on_change="rerun")
    if opened.open:
        with opened:
            _draw(page, FORMS[name], instance, given)


def _draw(page: Page, form: Form, instance: str, given: Mapping[str, str]) -> None:
    writer.ask_name(page.words, f"by_{instance}")
    held = _held_from(form, given)
    for name in (pick for pick in form.picks if pick not in held):
        held[name] = _ask(page, form, instance, name, "", held, required=True)
        if not held[name]:
            return
    filled = Filled(form, held, _find_row(page, form, instance, held))
    with st.form(f"fields_{instance}_{saved.times(instance)}", border=False):
        for name in _names_to_ask(page, filled):
            begins, must = _begins(page, filled, name, given), _is_name(form, name)
            filled.typed[name] = _ask(page, form, instance, name, begins, held, required=must)
        if form.beside:
            filled.beside = _ask_beside(page, form, instance)
        is_asked = st.form_submit_button(say(page, "preview"))
    named = page.words("in_place.line", form=page.words(f"forms.{form.name}.said"), what=_about(page, filled))
    merged.run(page, instance, lambda: _rows(page, filled), named, filled.of, is_asked=is_asked)


def _find_row(page: Page, form: Form, instance: str, held: Mapping[str, str]) -> dict[str, str] | None:
    """The published row of the key, once it is chosen: as it was when this form first showed it."""
    key = tuple(held.get(name, "") for name in load_contract(form.table).primary_key)
    if not all(key):
        return None
    kept = f"seen_{instance}_{saved.times(instance)}_{key}"
    if kept not in st.session_state:
        st.session_state[kept] = rows_of(page.serving, form.table, [key]).get(key)
    row: dict[str, str] | None = st.session_state[kept]
    return row


def _names_to_ask(page: Page, filled: Filled) -> list[str]:
    """The fields of the form; before them what a new row must have and nobody gave."""
    form, contract = filled.form, load_contract(filled.form.table)
    names = [_in_language(page, form, name) for name in form.fields if name not in filled.held]
    if filled.seen is not None:
        return names
    own = {form.code, "network_id", *filled.held, *names}
    needed = [one.name for one in contract.fields if one.required and one.default is None and one.name not in own]
    return needed + names


def _is_name(form: Form, name: str) -> bool:
    """Whether it is the name in one language, of which one is enough: here the only one that is asked."""
    return any(name in names for names in load_contract(form.table).one_enough)


def _in_language(page: Page, form: Form, name: str) -> str:
    if not name.endswith("_*"):
        return name
    own = name.replace("*", page.words.language)
    return own if own in load_contract(form.table).columns else name.replace("*", "en")


def _held_from(form: Form, given: Mapping[str, str]) -> dict[str, str]:
    """What the page gives of the row's own fields; a city is the subject of a decision."""
    if form.table == "decisions" and "city_id" in given:
        return {"subject": "city", "subject_id": given["city_id"]}
    return {name: code for name, code in given.items() if name in load_contract(form.table).columns}


def _begins(page: Page, filled: Filled, name: str, given: Mapping[str, str]) -> str:
    """What a field begins with: as published, today, or the thing whose page it is in a list of such things."""
    begun = (filled.seen or {}).get(name, "") or given.get(OF_LIST.get(name, ""), "")
    return begun or (str(days.today(page.view.zone)) if name in filled.form.today else "")


def _ask(
    page: Page, form: Form, instance: str, name: str, begins: str, held: Mapping[str, str], *, required: bool = False,
) -> str:  # fmt: skip
    declared: Field = load_contract(form.table).column(name)
    found = labels.choices(page, form.table, declared, held.get("subject", ""))
    if (name,) == load_contract(form.table).primary_key and name != form.code:
        found = labels.things(page, form.table, held)
    if found is not None and name == "decision":
        found = {code: found[code] for code in DECISIONS[held["subject"]]}
    chosen = "_".join(held[pick] for pick in form.picks if pick in held)
    key = f"{instance}_{saved.times(instance)}_{chosen}_{name}"
    label = labels.title(page, form.table, declared)
    return fields.ask(page, declared, begins, key, found, label=label, required=required)


def _ask_beside(page: Page, form: Form, instance: str) -> list[dict[str, str]]:
    """The rows of the table below, typed in a grid."""
    contract = load_contract(form.beside)
    names = [name for name in contract.columns if name != form.code]
    st.markdown(f"**{say(page, form.beside)}**")
    typed = st.data_editor(
        editor.frame_of(form.beside, names, []),
        num_rows="dynamic",
        hide_index=True,
        column_config=editor.config(page, form.beside, names),
        key=f"beside_{instance}_{saved.times(instance)}",
        alt=say(page, form.beside),
    )
    return editor.rows_of(form.beside, pd.DataFrame(typed))


def _rows(page: Page, filled: Filled) -> list[Typed]:
    """What is typed as rows. Raises CadenceError where a new thing has the name of a known one."""
    form, contract = filled.form, load_contract(filled.form.table)
    if filled.seen is not None:
        return [Typed(form.table, filled.seen, filled.typed)]
    cells = {**filled.held, **filled.typed}
    if "network_id" in contract.columns:
        cells["network_id"] = page.network
    names = [_in_language(page, form, name) for name in form.named]
    if form.code:
        if form.named == ("name",):
            refuse_known_name(page, form.table, cells["name"])
        cells[form.code] = new_code(page, form.table, [labels.in_name(page, form.table, n, cells[n]) for n in names])
    below = [Typed(form.beside, None, {form.code: cells[form.code], **row}) for row in filled.beside]
    return [Typed(form.table, None, cells), *below]


def _about(page: Page, filled: Filled) -> str:
    """What the step is about, in the words of the form: chosen things, then what tells the new row."""
    held = {**filled.held, **filled.typed}
    about = [_in_language(page, filled.form, name) for name in filled.form.about]
    names = [name for name in (*filled.form.picks, *about) if held.get(name) and name != "subject"]
    said = [labels.in_name(page, filled.form.table, name, held[name], held.get("subject", "")) for name in names]
    return " · ".join(one for one in said if one)
