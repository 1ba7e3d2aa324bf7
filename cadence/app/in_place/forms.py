"""Forms where the problem is seen: one line of a page puts one there.

    forms.put(page, "checkin", city_id=chosen)

What a form asks stands in ``cadence.intake.typed``; labels, choices and help come from the contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from cadence.answers import serving as servings
from cadence.app import writer
from cadence.app.in_place import change
from cadence.app.in_place.asking import NEW, Form
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.record import publications
from cadence.contract import load_contract
from cadence.errors import CadenceError
from cadence.intake.in_place import Change
from cadence.intake.typed import FORMS, combine, find_row, make_code, texts_of
from cadence.store import Store

MOST_ROWS = 20


def put(page: Page, form: str, *, at: str = "", **given: Any) -> None:
    """A form, shut until it is opened; nothing for who may not write, or looks at an earlier snapshot.

    given: what the page knows: a field of the row that is then not asked, or a code that narrows what is offered
    (``partner_id`` for a partnership's stage); a list is what a field begins with. at: tells two of one page apart.
    """
    if (asked := _form(page, form, at, given)) is None:
        return
    with st.container(key=f"in_place_{asked.name}"):
        _say_what_was_done(page, asked)
        title = markdown_safe(page.words(f"in_place.{form}.title"))
        opened = st.expander(title, icon=":material/edit:", key=f"change_{asked.name}", on_change="rerun")
        if not opened.open:
            change.drop_draft(asked.name)
            asked.memory.seen = {}
            return
        with opened:
            writer.ask_name(page.words, f"asked_name_{asked.name}")
            _ask(page, asked)


def tell(page: Page, form: str, *, at: str = "", **given: Any) -> None:
    """Only the line on what a form published last, where what it was about asks nothing any more."""
    if (asked := _form(page, form, at, given)) is not None:
        _say_what_was_done(page, asked)


def _form(page: Page, form: str, at: str, given: Mapping[str, Any]) -> Form | None:
    """The form of what a page gives; None for who may not write."""
    if page.view.is_pinned or not writer.may_write():
        return None
    codes = "_".join("-".join(one) if isinstance(one, list) else str(one) for one in given.values())
    return Form(page, form, f"{form}{at}_{page.network}_{codes}", given)


def _say_what_was_done(page: Page, form: Form) -> None:
    """One line on what the form published last, and the way to take it back; the form itself begins anew."""
    line, done = f"line_{form.name}", st.session_state.get(f"done_{form.name}")
    if done is None:
        return
    if told := st.session_state.pop("told", ""):
        if st.session_state.get(line, (None,))[0] != done:
            form.memory.begin_anew()
            st.session_state[f"change_{form.name}"] = False
        st.session_state[line] = (done, told)
    if line not in st.session_state:
        return
    day = st.session_state.get(f"day_{form.name}")
    if day is not None and day > page.data_date:
        st.caption(change.say(page, "later_than_page", day=day, shown=page.data_date))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(markdown_safe(st.session_state[line][1]))
        store = Store.open()
        if not any(step.kind == "undo" and step.of == done for step in store.history()):
            publications.way_to_undo(page, store, done)


def _ask(page: Page, form: Form) -> None:
    """Every field of the row, and of the rows that come with it; then what would change."""
    typed, mark = form.fields_given(), NEW
    keys = [name for name in form.fields() if form.asked.is_key(name)]
    typed |= {name: form.ask(name, "key", None) for name in keys}
    seen = None
    if not form.asked.named_by:
        key = {name: typed.get(name, "") for name in form.asked.contract.primary_key}
        seen = form.row(key)
        mark = NEW if seen is None else "|".join(key.values())
    if form.asked.is_of_published and seen is None:
        return
    shown = None if seen is None else texts_of(form.asked, seen)
    columns = st.columns(2)
    others = [name for name in form.fields() if name not in keys]
    short = [name for name in others if name not in form.asked.prose]
    for place, name in enumerate(short):
        with columns[place % 2]:
            typed[name] = form.ask(name, mark, shown)
    typed |= {name: form.ask(name, mark, shown) for name in others if name in form.asked.prose}
    rows = _ask_rows(page, form)
    of = {**typed, "rows": rows}
    if st.button(change.say(page, "preview"), key=f"preview_{form.name}"):
        st.session_state.pop(f"line_{form.name}", None)
        _begin(page, form, typed, rows, of)
    change.offer(page, form.name, of)


def _ask_rows(page: Page, form: Form) -> list[dict[str, str]]:
    """The rows of the table that comes with the form's, without those in which nothing was said."""
    asked = form.asked.several
    if asked is None:
        return []
    st.markdown(f"**{markdown_safe(asked.contract.title[page.words.language])}**")
    rows = []
    for number in range(form.memory.rows):
        row = {}
        for column, name in zip(st.columns(len(asked.fields)), asked.fields, strict=True):
            with column:
                row[name] = form.ask(name, f"row{number}", None, asked)
        rows.append(row)
    if form.memory.rows < MOST_ROWS:
        st.button(change.say(page, "one_more"), key=f"more_{form.name}", on_click=_one_more, args=(form,))
    return [row for row in rows if any(row.values())]


def _one_more(form: Form) -> None:
    form.memory.rows += 1


def _begin(page: Page, form: Form, typed: Mapping[str, str], rows: list[dict[str, str]], of: Mapping[str, Any]) -> None:
    change.drop_draft(form.name)
    try:
        _take(page, form, typed, rows, of)
    except CadenceError as error:
        change.refuse(page, form.name, error)


def _take(page: Page, form: Form, typed: Mapping[str, str], rows: list[dict[str, str]], of: Mapping[str, Any]) -> None:
    """The draft of what was typed, in what is published by now. Raises CadenceError as ``change.take`` does, and

    ``cell_changed_meanwhile`` where another changed the same cell since the form showed it.
    """
    store, asked, words = Store.open(), form.asked, page.words
    now = servings.open_serving(store, store.newest())
    typed = dict(typed)
    if asked.named_by:
        if not typed[asked.named_by]:
            raise CadenceError("cell_missing", column=form.entry(asked.named_by).label)
        (code,) = asked.contract.primary_key
        typed[code] = make_code(now, asked, typed[asked.named_by])
    key = {name: typed[name] for name in asked.contract.primary_key}
    seen = None if asked.named_by else form.row(key)
    stands = find_row(now, asked.table, key) if all(key.values()) else None
    if seen is not None and stands is None:
        raise CadenceError("row_taken_back_meanwhile", author=_who(form, store)[0])
    combined = combine(asked, seen, stands, typed)
    if combined.clashes:
        form.see_again(key, stands)
        name, row = combined.clashes[0], texts_of(asked, stands)
        entry, author = form.entry(name), _who(form, store)[0]
        theirs, mine = entry.in_words(words, row[name]), entry.in_words(words, typed[name])
        raise CadenceError("cell_changed_meanwhile", author=author, column=entry.label, theirs=theirs, mine=mine)
    changes = [Change(asked.table, (combined.row,), page.network)]
    if asked.several and rows:
        linked = [{**row, code: typed[code]} for row in rows]
        columns = load_contract(asked.several.table).columns
        written = tuple({name: row.get(name, "") for name in columns} for row in linked)
        changes.append(Change(asked.several.table, written, page.network))
    said = _sentences(form, texts_of(asked, stands), combined.row, combined.changed, stands is None)
    said += [_row_in_words(form, row) for row in rows]
    if combined.theirs:
        kept = words.list_of([form.entry(name).label for name in combined.theirs])
        said.append(words("in_place.kept_meanwhile", author=_who(form, store)[0], columns=kept))
    draft = change.take(page, form.name, changes, said, _message(form, typed), of, based_on=now.snapshot)
    told = [dt.date.fromisoformat(typed[name]) for name in asked.today if typed.get(name)]
    st.session_state[f"day_{form.name}"] = max(told, default=None)
    draft.has_new_codes = bool(asked.named_by)
    draft.again = lambda: _take(page, form, typed, rows, of)


def _who(form: Form, store: Store) -> tuple[str, int]:
    """Who published on the form's table last, and as which snapshot."""
    step = next(step for step in store.history() if step.changes.get(form.asked.table))
    return step.author, step.snapshot


def _sentences(
    form: Form, before: Mapping[str, str], after: Mapping[str, str], changed: list[str], is_new: bool
) -> list[str]:
    """Each field that would be another, as it is and as it would be; of a new row, each that says something."""
    words = form.page.words
    asked = [name for name in form.fields() if name in changed]
    if is_new:
        said = [(form.entry(name), after[name]) for name in asked if after[name]]
        return [
            words("in_place.field_new", field=entry.label, after=entry.in_words(words, text)) for entry, text in said
        ]
    return [
        words(
            "in_place.field",
            field=form.entry(name).label,
            before=form.entry(name).in_words(words, before[name]),
            after=form.entry(name).in_words(words, after[name]),
        )
        for name in asked
    ]


def _row_in_words(form: Form, row: Mapping[str, str]) -> str:
    """A row that comes with the form's, in one line."""
    asked, words = form.asked.several or form.asked, form.page.words
    entries = [(form.entry(name, asked), text) for name, text in row.items() if text]
    said = [
        words("in_place.field_new", field=entry.label, after=entry.in_words(words, text)) for entry, text in entries
    ]
    return words("in_place.field_new", field=asked.contract.title[words.language], after="; ".join(said))


def _message(form: Form, typed: Mapping[str, str]) -> str:
    """What is new, in one sentence, for the history."""
    words = form.page.words
    blanks = {
        name: form.entry(name).in_words(words, text) for name, text in typed.items() if name in _fields_in_words(form)
    }
    return words(f"in_place.{form.form}.said", **blanks)


def _fields_in_words(form: Form) -> list[str]:
    """The fields that have a word of their own: all but the code made from the name."""
    made = form.asked.contract.primary_key if FORMS[form.form].named_by else ()
    return [name for name in form.asked.contract.columns if name not in made]
