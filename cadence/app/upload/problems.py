"""Problems by kind and by row; corrections made right there; repairs proposed; the rows set aside, to download."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from cadence.app import headings
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.app.upload.files import Upload
from cadence.forms.safe_csv import mark_again, safe_csv
from cadence.intake import repairs
from cadence.intake.model import Fix, Part
from cadence.intake.preparation import Preparation
from cadence.intake.rejects import rejected_rows
from cadence.intake.repairs import Proposal
from cadence.problems import Problem

LISTED = 1000
MENDED_AT_ONCE = 50


def problems(page: Page, upload: Upload, preparation: Preparation) -> None:
    """Everything that is wrong, file by file, and the ways to mend it."""
    proposals = upload.once("proposals", lambda: repairs.propose(preparation))
    if not preparation.problems(1) and not any(proposals):
        st.success(page.say("no_problems"))
        return
    for number, (part, offered) in enumerate(zip(preparation.parts, proposals, strict=True)):
        found = [problem for problem in part.problems(LISTED) if problem.severity != "refused"]
        if not found and not offered:
            continue
        with st.container(border=True, key=f"problems_{number}"):
            headings.part(markdown_safe(part.reading.name))
            path = upload.files[part.file]
            _show_proposals(page, upload, path, part, offered, number)
            _kinds(page, part)
            _rows(page, found, number)
            _correct(page, upload, path, part, found, number)
            if part.set_aside:
                _downloads(page, part, number)
    if any(part.is_refused and not part.questions for part in preparation.parts):
        st.info(page.say("refused_first"))
    for problem in preparation.refusals:
        st.error(f"{markdown_safe(problem.says(page.words))} {markdown_safe(problem.mend(page.words))}")


def _show_proposals(page: Page, upload: Upload, path: Path, part: Part, offered: list[Proposal], number: int) -> None:
    """Repairs are applied only when accepted."""
    if not offered:
        return
    st.markdown(f"**{page.say('proposals', n=len(offered))}**")
    for place, proposal in enumerate(offered[:MENDED_AT_ONCE]):
        fix = proposal.fix
        left, right = st.columns([5, 1], vertical_alignment="center")
        new = page.words.code(proposal.field, fix.new) if proposal.field else fix.new
        text = page.say(f"proposal_{proposal.why}", n=proposal.cells, column=fix.header, found=fix.found, new=new)
        left.markdown(text)
        if right.button(page.say("accept"), key=f"accept_{number}_{place}"):
            _fix(upload, path, part, [fix])
    if len(offered) > 1 and st.button(page.say("accept_all", n=len(offered)), key=f"accept_all_{number}"):
        _fix(upload, path, part, [proposal.fix for proposal in offered])


def _fix(upload: Upload, path: Path, part: Part, fixes: list[Fix]) -> None:
    upload.say(path, part.reading.name, fixes=(*part.choice.fixes, *fixes))
    st.rerun()


def _kinds(page: Page, part: Part) -> None:
    """How often each problem occurs, with the first one said in full and how to mend it."""
    for checked in part.checked:
        for kind in checked.kinds():
            if kind.example is not None and kind.severity != "refused":
                _kind(page, kind.severity, kind.count, kind.example)
    unread = part.reading.set_aside
    if unread:
        _kind(page, "row", len(unread), unread[0])


def _kind(page: Page, severity: str, count: int, example: Problem) -> None:
    key = "kind_row" if severity == "row" else "kind_note"
    said = page.words(f"pages.upload.{key}", n=count, example=example.says(page.words))
    st.markdown(f"- {markdown_safe(said)} *{markdown_safe(example.mend(page.words))}*")


def _rows(page: Page, found: list[Problem], number: int) -> None:
    """The list by row: place, value, what is expected and how to mend it."""
    if not found:
        return
    with st.expander(page.say("by_row", n=len(found)), expanded=len(found) <= 5):
        rows = pd.DataFrame(
            {
                "line": [p.line for p in found],
                "column": [p.where(page.words.language) for p in found],
                "problem": [p.says(page.words) for p in found],
                "mend": [p.mend(page.words) for p in found],
            }
        )
        tables.show(page.words, rows, list(rows.columns), {}, f"problem_rows_{number}")
        if len(found) >= LISTED:
            st.caption(page.say("first_only", n=LISTED))


def _correct(page: Page, upload: Upload, path: Path, part: Part, found: list[Problem], number: int) -> None:
    """Small corrections, cell by cell; recorded with the publication."""
    cells = repairs.correctable(part, found)[:MENDED_AT_ONCE]
    if part.choice.fixes:
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(page.say("corrected_cells", n=part.fixed))
        if right.button(page.say("uncorrect"), key=f"uncorrect_{number}", type="tertiary"):
            upload.say(path, part.reading.name, fixes=())
            st.rerun()
    if not cells:
        return
    with st.expander(page.say("correct")):
        st.caption(page.say("correct_how"))
        names = {name: page.words.column(name) for name in ("line", "column", "found", "corrected")}
        sheet = pd.DataFrame(
            {
                names["line"]: [cell.line for cell in cells],
                names["column"]: [" ".join(cell.header.split()) for cell in cells],
                names["found"]: [cell.found for cell in cells],
                names["corrected"]: [cell.found for cell in cells],
            }
        )
        edited = st.data_editor(
            sheet,
            hide_index=True,
            disabled=[names["line"], names["column"], names["found"]],
            key=f"corrections_{number}_{len(part.choice.fixes)}",
        )
        if st.button(page.say("apply"), key=f"apply_{number}"):
            new = ["" if value is None else str(value) for value in edited[names["corrected"]]]
            fixes = [replace(cell, new=text) for cell, text in zip(cells, new, strict=True) if text != cell.found]
            if fixes:
                _fix(upload, path, part, fixes)


def _downloads(page: Page, part: Part, number: int) -> None:
    """The rows set aside, as they were, with a column of reasons: correct them and drop them here again."""

    def rows() -> pd.DataFrame:
        return rejected_rows(part, page.words)

    def workbook() -> bytes:
        file = io.BytesIO()
        options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs=options) as book:
            rows().map(mark_again).to_excel(book, index=False)
        return file.getvalue()

    stem = f"{Path(part.reading.name).stem}_{page.words('pages.history.rejects_name')}"
    with st.container(horizontal=True):
        st.download_button(
            page.say("rejects_csv", n=part.lines_aside),
            lambda: safe_csv(rows(), page.words("language.csv_separator")),
            file_name=f"{stem}.csv",
            mime="text/csv",
            key=f"rejects_csv_{number}",
            on_click="ignore",
        )
        st.download_button(
            page.say("rejects_xlsx"),
            workbook,
            file_name=f"{stem}.xlsx",
            key=f"rejects_xlsx_{number}",
            on_click="ignore",
        )
