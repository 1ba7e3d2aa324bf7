"""In which encoding a text is written, where its bytes do not tell: the same words in each, side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload.files import Upload
from cadence.intake.preparation import Preparation


def ask(page: Page, upload: Upload, preparation: Preparation, path: Path, place: int) -> bool:
    """The question, or its answer with the way to be asked again. Whether the file can be read on."""
    question = next((part.letters for part in preparation.parts if part.file == place and part.letters), None)
    said = upload.choices[path].encoding
    if question is None:
        if said:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.caption(page.say("answered", answer=page.words("facts.encoding_said", encoding=said)))
            if right.button(page.say("ask_again"), key=f"again_{place}_encoding", type="tertiary"):
                _say(upload, path, None)
        return True
    picked = st.radio(
        markdown_safe(question.asks(page.words)),
        list(question.readings),
        index=None,
        format_func=lambda one: markdown_safe(question.label(one, page.words)),
        key=f"letters_{place}",
    )
    if picked:
        _say(upload, path, picked)
    return False


def _say(upload: Upload, path: Path, encoding: str | None) -> None:
    upload.choices[path] = replace(upload.choices[path], encoding=encoding)
    st.rerun()
