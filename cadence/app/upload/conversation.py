"""Sheets that are no template: four steps of questions, one button for each, and what the answers give beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload import asked_columns, asked_lines, asked_names, given
from cadence.app.upload.files import Upload
from cadence.contract import load_contracts
from cadence.intake.model import Foreign
from cadence.intake.outcome import Outcome, outcome
from cadence.intake.preparation import Preparation

STEPS = ("lines", "columns", "names", "result")
RESULT = len(STEPS) - 1
# Which step asks a question; what stands in neither is about names, words, and what no column says.
ASKED_IN = {"network": 0, "line": 0, "column": 1, "column_new": 1, "column_gone": 1}
Ask = Callable[[Page, Preparation, Foreign, Mapping[str, str], Outcome], dict[str, str]]
ASKS: tuple[Ask, ...] = (asked_lines.ask, asked_columns.ask, asked_names.ask)


def show(page: Page, upload: Upload, preparation: Preparation, path: Path, place: int) -> bool:
    """The conversation about one file, where some of its sheets are foreign; whether it has come to its last step."""
    found = of_file(preparation, place)
    if upload.choices[path].answers or upload.choices[path].parts:
        st.button(
            page.say("talk_anew"), key=f"talk_anew_{place}", type="tertiary", on_click=upload.begin_anew, args=(path,)
        )
    if found is None:
        return True
    step = _step(upload, path, found)
    gives = upload.once(f"outcome of {place}", lambda: outcome(preparation, found))
    st.markdown(page.say("talk_start" if found.is_start else "talk_kept" if found.is_kept else "talk_new"))
    _ways(page, upload, path, found, place, step)
    st.markdown(f"##### {page.say('talk_step', n=step + 1, title=page.words(f'pages.upload.talk_{STEPS[step]}'))}")
    if step == RESULT:
        given.everything(page, gives)
        st.caption(page.say("talk_change"))
        return True
    left, right = st.columns([3, 2], gap="large")
    with left:
        _ask(page, upload, preparation, path, found, step, gives)
        if step == 0:
            _take_as_table(page, upload, preparation, path, place)
    with right:
        given.so_far(page, gives)
        if step == 0:
            given.sheets(page, preparation, found)
    return False


def of_file(preparation: Preparation, place: int) -> Foreign | None:
    """The foreign sheets of a file."""
    return next((one for one in preparation.foreign if one.file == place), None)


def is_over(page: Page, upload: Upload, preparation: Preparation) -> bool:
    """Whether every conversation has come to its last step; else the page says that the rest comes after."""
    waits = any(_step(upload, upload.files[one.file], one) < RESULT for one in preparation.foreign)
    if waits:
        st.info(page.say("talk_first"))
    return not waits


def _step(upload: Upload, path: Path, found: Foreign) -> int:
    """The step at which a conversation stands: the one that was gone to, unless an earlier one has questions open.

    A file that is read as one before it begins with what is new in it.
    """
    gone_to = upload.steps.get(path, RESULT if found.is_kept else 0)
    return min(gone_to, _first_open(found))


def _first_open(found: Foreign) -> int:
    return min((ASKED_IN.get(one.code, 2) for one in found.draft.questions), default=RESULT)


def _ways(page: Page, upload: Upload, path: Path, found: Foreign, place: int, step: int) -> None:
    """The steps as buttons: those before an open question can be gone to, the answers of all stay."""
    with st.container(horizontal=True, key=f"talk_ways_{place}"):
        for number, name in enumerate(STEPS):
            pressed = st.button(
                f"{number + 1}. {page.say(f'talk_{name}')}",
                key=f"talk_{place}_{name}",
                type="primary" if number == step else "secondary",
                disabled=number > _first_open(found),
            )
            if pressed and number != step:
                upload.steps[path] = number
                st.rerun()


def _ask(
    page: Page, upload: Upload, preparation: Preparation, path: Path, found: Foreign, step: int, gives: Outcome
) -> None:
    """The questions of a step, answered together: their guesses stand in them, one button takes what stands there."""
    said = upload.choices[path].answers
    was_there = upload.steps.get(path, 0) > step or (found.is_kept and path in upload.steps)
    open_here = [one for one in found.draft.questions if ASKED_IN.get(one.code, 2) == step and not one.is_guessed]
    wrong = found.draft.unread  # said below its field
    missing = [one for one in open_here if not any(f"{key}.".startswith(f"{one.key}.") for key in wrong)]
    if was_there and missing:
        st.warning(page.say("talk_still", n=len(missing)))
    with st.form(f"talk_form_{found.file}_{STEPS[step]}", border=False):
        answers = ASKS[step](page, preparation, found, said, gives)
        if st.form_submit_button(page.say("talk_accept"), type="primary", key=f"talk_accept_{found.file}_{step}"):
            upload.answer(path, answers)
            upload.steps[path] = RESULT if found.is_kept else step + 1
            st.rerun()


def _take_as_table(page: Page, upload: Upload, preparation: Preparation, path: Path, place: int) -> None:
    """A sheet may be one of Cadence's tables all the same: then its columns are chosen as for any template."""
    with st.expander(page.say("talk_pick_table")):
        titles = {name: one.title[page.words.language] for name, one in load_contracts().items()}
        for part in (one for one in preparation.parts if one.file == place and one.is_foreign):
            name = part.reading.name
            picked = st.selectbox(
                page.say("talk_table", sheet=name.rpartition("› ")[2]),
                ["", *titles],
                format_func=lambda one: titles.get(one, page.words("pages.upload.talk_none")),
                key=f"talk_table_{place}_{markdown_safe(name)}",
            )
            if picked:
                upload.say(path, name, about=picked, columns={})
                st.rerun()
