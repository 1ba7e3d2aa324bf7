"""Two things found to be one: chosen, what differs asked, previewed, published; and the merges that can be split."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cadence.answers import serving as servings
from cadence.answers.digest import definitions_digest
from cadence.app import writer
from cadence.app.in_place import change, labels, saved
from cadence.app.in_place.saved import say
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.contract.references import things
from cadence.errors import CadenceError
from cadence.intake import one_said
from cadence.intake.one_pair import Pair
from cadence.intake.one_publication import Done, agreed_days, merges, prepare_merge
from cadence.intake.one_row import GONE, KEPT, Clash, Side
from cadence.intake.one_split import newer_rows, prepare_split
from cadence.intake.one_thing import merge
from cadence.store import Publication, Store

FORM, SPLIT = "merge", "split"


def form(page: Page) -> None:
    """Choose a kind of thing, the one that is kept and the one that goes; then what differs, the preview, the step."""
    opened = st.expander(page.say("merge_things"), key="change_merge", on_change="rerun")
    if not opened.open:
        change.forget(FORM)
        return
    with opened:
        st.caption(page.say("merge_note"))
        kinds = {thing: page.words.code("thing", thing) for thing in things()}
        thing = st.selectbox(page.say("merge_kind"), list(kinds), format_func=kinds.__getitem__, key="merge_kind")
        pair = _ask_pair(page, str(thing))
        if pair is None:
            return
        base = {**pair.as_plain(), "base": change.base(page, FORM), "times": saved.times(FORM)}
        if st.button(say(page, "preview"), key="preview_merge"):
            st.session_state["asked_merge"] = base
        if st.session_state.get("asked_merge") == base:
            _show(page, pair, base)


def _ask_pair(page: Page, thing: str) -> Pair | None:
    """The two things by their names in this network; None until they are two."""
    every = labels.things(page, things()[thing])
    called = {code: f"{name} ({code})" if name != code else code for code, name in every.items()}

    def ask(which: str, codes: list[str]) -> str | None:
        label, hint = page.say(f"merge_{which}"), say(page, "choose")
        key = f"merge_{which}_{thing}"
        return st.selectbox(label, codes, None, called.__getitem__, key=key, placeholder=hint)

    kept = ask("kept", list(called))
    gone = ask("gone", [code for code in called if code != kept])
    return Pair(thing, kept, gone) if kept and gone else None


def _show(page: Page, pair: Pair, base: dict[str, Any]) -> None:
    """The cells that differ, each with both values; when all are chosen, what would change, and the button."""
    serving, words, clashes = servings.current(), page.words, dict[str, Clash]()
    try:
        reason = one_said.message(serving, pair, words)
        merged = merge(serving, pair, lambda clash: _answer(clash, clashes), agreed_days(Store.open()), reason)
    except CadenceError as error:
        change.refuse(page, FORM, error)
        return
    if clashes:
        st.markdown(markdown_safe(words("one_thing.clashes", n=len(clashes))))
    for clash in clashes.values():
        said = {one: markdown_safe(one_said.side(clash, one, words)) for one in clash.sides}
        st.radio(markdown_safe(one_said.asks(clash, words)), list(said), None, said.__getitem__, key=_key(clash))
    of = {**base, "chosen": {name: st.session_state.get(_key(clash)) for name, clash in clashes.items()}}
    if merged.clashes:
        return
    draft: change.Draft | None = st.session_state.get(f"draft_{FORM}")
    if draft is None or draft.of != of:
        sentences = one_said.sentences(serving, merged, words)
        try:
            change.keep(
                page,
                FORM,
                sentences,
                reason,
                of,
                lambda at: prepare_merge(Store.open(), merged, at, serving),
                page.network if pair.thing != "network" else None,
            )
        except CadenceError as error:
            change.refuse(page, FORM, error)
    change.offer(page, FORM, of)


def _key(clash: Clash) -> str:
    """The widget of a cell: another value is another question."""
    return "\n".join(("merge_cell", clash.name, clash.kept, clash.gone))


def _answer(clash: Clash, clashes: dict[str, Clash]) -> Side | None:
    clashes[clash.name] = clash
    side: Side | None = st.session_state.get(_key(clash))
    return side


def way_to_split(page: Page) -> None:
    """The merges that stand, each with what its split would bring back and whose the newer rows are."""
    every = {done.step.snapshot: done for done in merges(Store.open())}
    if not every:
        return
    opened = st.expander(page.say("split_merge"), key="change_split", on_change="rerun")
    if not opened.open:
        return
    with opened:
        lines = {number: one.step.message for number, one in every.items()}
        number = st.selectbox(page.say("which_merge"), list(lines), format_func=lines.__getitem__, key="which_merge")
        done = every[number]
        writer.kindly(page.words, lambda: _offer_split(page, done))


def _offer_split(page: Page, done: Done) -> None:
    store, words = Store.open(), page.words
    newer = newer_rows(store, done)
    if newer:
        st.markdown(markdown_safe(words("one_thing.newer_open", n=len(newer))))
    said: dict[str, str] = {}
    for one in newer:
        answers = {which: markdown_safe(one_said.whose(done.pair, which, words)) for which in (KEPT, GONE)}
        key = f"split_{done.step.snapshot}_{one.name}"
        which = st.radio(
            markdown_safe(one_said.asks_newer(one, words)), list(answers), None, answers.__getitem__, key=key
        )
        if which is not None:
            said[one.name] = which
    if len(said) < len(newer):
        return
    otherwise = prepare_split(store, done, newer, said)
    undo = store.preview_undo(done.step.snapshot, otherwise)
    going = sum(which == GONE for which in said.values())
    lines = one_said.split_sentences(done.pair, undo, going, words)
    st.markdown("\n".join(f"- {markdown_safe(line)}" for line in lines))
    pair = done.pair
    message = words("one_thing.split_message", kept=pair.kept, gone=pair.gone, of=done.step.number)

    def act(author: str) -> Publication | None:
        number, mark = done.step.snapshot, definitions_digest()
        return store.undo(number, author=author, message=message, definitions=mark, otherwise=otherwise)

    if st.button(page.say("split_them"), type="primary", key="publish_split"):
        made = writer.write(words, act)
        if made is not None:
            saved.note(page, SPLIT, made.snapshot, message)
            st.rerun()
