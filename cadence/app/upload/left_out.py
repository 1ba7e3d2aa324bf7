"""Sheets that were left out beside those that are read: named, with their rows, and what one of their lines is can be
said.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.upload.files import Upload
from cadence.intake.preparation import Preparation
from cadence.recipes.model import LINES
from cadence.recipes.questions import LEAVE_OUT

CODE = "sheet_left_out"


def offer(page: Page, upload: Upload, preparation: Preparation, path: Path, place: int) -> None:
    """Each sheet of a file that was left out, and a choice of what a line of it is: then it is asked about and read."""
    problems = [one for part in preparation.parts if part.file == place for one in part.problems()]
    for number, problem in enumerate(one for one in problems if one.code == CODE):
        st.info(markdown_safe(problem.says(page.words)))
        labels = {LEAVE_OUT: page.words("recipes.answers.leave_out")}
        labels |= {line: page.words.code("line", line) for line in LINES}
        picked = st.selectbox(
            markdown_safe(page.words("recipes.questions.line", sheet=problem.found)),
            list(labels),
            format_func=labels.__getitem__,
            key=f"left_out_{place}_{number}",
        )
        if picked != LEAVE_OUT:
            upload.answer(path, {f"line.{problem.found}": picked})
            upload.steps[path] = 0
            st.rerun()
