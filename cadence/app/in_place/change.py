"""A change typed on a page, from its form to its step: what was seen at first, its preview, its publication."""

from __future__ import annotations

import contextlib
import shutil
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import streamlit as st

from cadence import scratch
from cadence.answers import serving as servings
from cadence.app import frame, writer
from cadence.app.in_place import saved
from cadence.app.in_place.saved import say
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.cards import moved
from cadence.contract import load_contract
from cadence.errors import CadenceError
from cadence.intake import outlook
from cadence.intake.in_place import Change, prepare_change
from cadence.intake.outlook import Foreseen
from cadence.intake.preparation import Preparation
from cadence.intake.publication import preview, publish
from cadence.store import Publication, Store
from cadence.words import Words

LONGEST_MESSAGE = 200


@dataclass
class Draft:
    """A change that is prepared but not published. said: what it changes, in sentences; of: the form it was made from.
    network: the one that it can move. found: what it would move, None until that is asked for.

    Its files go with the visitor's session.
    """

    of: Mapping[str, Any]
    said: list[str]
    message: str
    preparation: Preparation
    network: str | None = None
    found: list[Foreseen] | None = None

    def __post_init__(self) -> None:
        self.let_go = weakref.finalize(self, _let_go, self.preparation)


def _let_go(preparation: Preparation) -> None:
    with contextlib.suppress(duckdb.ConnectionException):  # the record itself may be closed already
        preparation.close()


def base(page: Page, name: str) -> int:
    """The snapshot whose values a form shows: the one that was there when it was opened, until ``forget``."""
    kept: int = st.session_state.setdefault(f"base_{name}", page.serving.snapshot)
    return kept


def forget(name: str) -> None:
    """Let go of a form and its draft: it begins anew from what is published."""
    st.session_state.pop(f"base_{name}", None)
    draft: Draft | None = st.session_state.pop(f"draft_{name}", None)
    if draft is not None:
        draft.let_go()


def take(page: Page, name: str, change: Change, said: list[str], message: str, of: Mapping[str, Any]) -> None:
    """Prepare a change for its preview.

    Raises CadenceError: what its contract refuses, in one sentence; ``changed_meanwhile`` where somebody published on
    the same since the form was opened; ``nothing_would_change``.
    """
    begun = base(page, name)
    draft = keep(
        page, name, said, message, of, lambda at: prepare_change(Store.open(), change, at, begun), change.network
    )
    _foresee(page, draft)


def keep(
    page: Page,
    name: str,
    said: list[str],
    message: str,
    of: Mapping[str, Any],
    prepare: Callable[[Path], Preparation],
    network: str | None,
) -> Draft:
    """Prepare rows in a folder of their own, and keep them until they are published.

    What figures they would move takes seconds to foresee: that is done when it is asked for.
    network: the one that they can move; None for any. Raises CadenceError as ``take``.
    """
    drop_draft(name)
    folder = scratch.new_folder()
    draft = Draft(of, said, message[:LONGEST_MESSAGE], prepare(folder), network)
    weakref.finalize(draft, shutil.rmtree, folder, ignore_errors=True)
    refuse_bad(draft.preparation, page.words)
    st.session_state[f"draft_{name}"] = draft
    return draft


def _foresee(page: Page, draft: Draft) -> None:
    with st.spinner(say(page, "foreseeing")):
        draft.found = outlook.networks_that_move(draft.preparation, servings.current(), draft.network)


def refuse_bad(preparation: Preparation, words: Words) -> None:
    """Refuse a row that breaks its contract, or that says what is published already. Raises CadenceError."""
    problem = next((one for one in preparation.problems() if one.severity != "note"), None)
    if problem is not None:
        if problem.column is None:
            raise CadenceError("row_refused", says=problem.says(words), mend=problem.mend(words))
        contract = load_contract(problem.table or "")
        named = [contract.column(name).title[words.language] for name in str(problem.column).split(", ")]
        column = words.list_of(named)
        if not problem.found:
            raise CadenceError("cell_missing", column=column)
        raise CadenceError("cell_refused", column=column, found=problem.found, mend=problem.mend(words))
    counts = preview(preparation).values()
    if not any(one.added or one.changed or one.removed for one in counts):
        raise CadenceError("nothing_would_change")


def drop_draft(name: str) -> None:
    """Let go of what was prepared; the form stays as it is."""
    draft: Draft | None = st.session_state.pop(f"draft_{name}", None)
    if draft is not None:
        draft.let_go()


def begin(page: Page, name: str, change: Change, said: list[str], message: str, of: Mapping[str, Any]) -> None:
    """``take``, whose refusal is said on the page, with the way to begin anew where somebody was quicker."""
    try:
        take(page, name, change, said, message, of)
    except CadenceError as error:
        refuse(page, name, error)


def refuse(page: Page, name: str, error: CadenceError) -> None:
    """Say a refusal; where somebody was quicker, with a button that begins anew from what is published now."""
    if error.code != "changed_meanwhile":
        st.error(markdown_safe(error.says(page.words)))
        return
    drop_draft(name)
    titles = [frame.table_title(table, page.words.language) for table in error.blanks["tables"].split(", ")]
    st.error(say(page, "meanwhile", **{**error.blanks, "tables": page.words.list_of(titles)}))
    st.button(say(page, "anew"), key=f"anew_{name}", on_click=_anew, args=(name,))


def _anew(name: str) -> None:
    """Let go of a form, and wait for the newest snapshot: the form is to show what stands in it."""
    forget(name)
    servings.open_serving(Store.open(), Store.open().newest())


def offer(page: Page, name: str, of: Mapping[str, Any], renew: Callable[[], None] | None = None) -> None:
    """The preview of the draft made from these very values, and the button that publishes it; else nothing.

    renew: what makes a new draft of what was typed where somebody published meanwhile; without it the form begins anew.
    """
    draft: Draft | None = st.session_state.get(f"draft_{name}")
    if draft is None or draft.of != of:
        return
    with st.container(border=True, key=f"draft_of_{name}"):
        st.markdown(f"**{say(page, 'would_change')}**")
        st.markdown("\n".join(f"- {markdown_safe(one)}" for one in draft.said))
        if draft.found is None and st.button(say(page, "foresee"), key=f"foresee_{name}", type="tertiary"):
            _foresee(page, draft)
        if draft.found == []:
            st.info(say(page, "nothing_moves"))
        for one in draft.found or []:
            _say_moved(page, one)
        message = st.text_input(say(page, "message"), draft.message, LONGEST_MESSAGE, key=f"message_{name}")
        if st.button(say(page, "publish"), type="primary", key=f"publish_{name}"):
            _publish(page, name, draft, message.strip() or draft.message, renew)


def _say_moved(page: Page, one: Foreseen) -> None:
    """What one network's readers would find otherwise."""
    words = page.words
    st.markdown(f"**{markdown_safe(one.name)}**")
    asked = (question for questions in one.pages.values() for question in questions)
    is_new = one.network not in set(servings.current().frame("networks")["network_id"])
    said = [] if is_new else moved.sentences(servings.current(), one.after, one.network, asked, words)
    pages = [words(f"pages.{name.split('_', 1)[1]}.menu") for name in one.pages]
    said.append(words("pages.upload.pages_move", n=len(pages), pages=", ".join(pages)))
    st.markdown("\n".join(f"- {markdown_safe(sentence)}" for sentence in said))


def _publish(page: Page, name: str, draft: Draft, message: str, renew: Callable[[], None] | None) -> None:
    """The step itself; what is refused is said, and what was typed stays in its form."""

    def act(author: str) -> Publication | None:
        for source in draft.preparation.sources:
            source.name = saved.typed_by(page, source.path.stem, author)
        try:
            made = publish(draft.preparation, message=message, author=author, emptied_ok=True, removed_ok=True)
        except CadenceError as error:
            if renew is None or error.code != "changed_meanwhile":
                refuse(page, name, error)
                return None
            drop_draft(name)
            servings.open_serving(Store.open(), Store.open().newest())
            renew()
            st.rerun()
        return made

    facts = draft.preparation.newest_facts
    made = writer.write(page.words, act)
    if made is None:
        return
    forget(name)
    saved.note(page, name, made.snapshot, message, facts)
    st.rerun()


def may_begin(page: Page) -> bool:
    """Whether what is shown is what a change would start from; an earlier snapshot is only looked at."""
    if page.view.is_pinned:
        st.info(say(page, "back_first"))
    return not page.view.is_pinned


def link_to_history(page: Page) -> None:
    """Where every change can be taken back."""
    st.page_link(frame.page_path("history"), label=say(page, "to_history"))
