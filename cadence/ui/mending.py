"""Problems by kind and by row; corrections made right there; repairs proposed; the rows set aside, to download."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import streamlit as st

from cadence import repairs
from cadence.downloads import safe_csv
from cadence.preparing import Part, Preparation
from cadence.problems import Problem
from cadence.rejects import rejected_rows
from cadence.repairs import Fix, Proposal
from cadence.ui import headings, tables
from cadence.ui.markup import plain
from cadence.ui.page import Page
from cadence.ui.uploading import Upload

LISTED = 1000
MENDED_AT_ONCE = 50


def problems(page: Page, upload: Upload, preparation: Preparation) -> None:
    """Everything that is wrong, file by file, and the ways to mend it."""
    proposals = repairs.propose(preparation)
    if not preparation.problems(1) and not any(proposals):
        st.success(page.say("no_problems"))
        return
    for number, (part, offered) in enumerate(zip(preparation.parts, proposals, strict=True)):
        found = [problem for problem in part.problems(LISTED) if problem.severity != "refused"]
        if not found and not offered:
            continue
        with st.container(border=True, key=f"problems_{number}"):
            headings.part(plain(part.reading.name))
            path = upload.files[part.file]
            _proposed(page, upload, path, offered, number)
            _kinds(page, part)
            _rows(page, found, number)
            _correct(page, upload, path, part, found, number)
            if part.set_aside:
                _downloads(page, part, number)
    for problem in preparation.refusals:
        st.error(f"{plain(problem.says(page.words))} {plain(problem.mend(page.words))}")


def _proposed(page: Page, upload: Upload, path: Path, offered: list[Proposal], number: int) -> None:
    """Repairs are applied only when accepted."""
    if not offered:
        return
    st.markdown(f"**{page.say('proposals', n=len(offered))}**")
    for place, proposal in enumerate(offered[:MENDED_AT_ONCE]):
        fix = proposal.fix
        left, right = st.columns([5, 1], vertical_alignment="center")
        said = page.say(f"proposal_{proposal.why}", n=proposal.cells, column=fix.header, found=fix.found, new=fix.new)
        left.markdown(said)
        if right.button(page.say("accept"), key=f"accept_{number}_{place}"):
            _fix(upload, path, [fix])
    if len(offered) > 1 and st.button(page.say("accept_all"), key=f"accept_all_{number}"):
        _fix(upload, path, [proposal.fix for proposal in offered])


def _fix(upload: Upload, path: Path, fixes: list[Fix]) -> None:
    upload.say(path, fixes=(*upload.choices[path].fixes, *fixes))
    st.rerun()


def _kinds(page: Page, part: Part) -> None:
    """How often each problem occurs, with one example said in full."""
    said: dict[tuple[str, str | None], Problem] = {}
    for problem in part.problems(LISTED):
        said.setdefault((problem.code, problem.column), problem)
    for checked in part.checked:
        for kind in checked.kinds():
            example = said.get((kind.code, kind.column))
            if example is not None:
                key = "kind_row" if kind.severity == "row" else "kind_note"
                st.markdown(f"- {page.say(key, n=kind.count, example=example.says(page.words))}")
    unread = part.reading.set_aside
    if unread:
        st.markdown(f"- {page.say('kind_row', n=len(unread), example=unread[0].says(page.words))}")


def _rows(page: Page, found: list[Problem], number: int) -> None:
    """The list by row: place, value, what is expected and how to mend it."""
    if not found:
        return
    with st.expander(page.say("by_row", n=len(found)), expanded=len(found) <= 5):
        rows = pd.DataFrame(
            {
                "line": [p.line for p in found],
                "column": [p.column or "" for p in found],
                "problem": [p.says(page.words) for p in found],
                "mend": [p.mend(page.words) for p in found],
            }
        )
        tables.show(page.words, rows, list(rows.columns), {}, f"problem_rows_{number}")
        if len(found) >= LISTED:
            st.caption(page.say("first_only", n=LISTED))


def _correct(page: Page, upload: Upload, path: Path, part: Part, found: list[Problem], number: int) -> None:
    """Small corrections: one value per cell; recorded with the publication."""
    cells = [
        p for p in found if p.line and p.column in part.reading.columns and p.found is not None and p.severity == "row"
    ][:MENDED_AT_ONCE]
    if not cells or (part.recognised and part.recognised.kind == "recipe"):
        return
    with st.expander(page.say("correct")):
        names = {name: page.words.column(name) for name in ("line", "column", "found", "corrected")}
        sheet = pd.DataFrame(
            {
                names["line"]: [p.line for p in cells],
                names["column"]: [p.column for p in cells],
                names["found"]: [p.found for p in cells],
                names["corrected"]: [p.found for p in cells],
            }
        )
        edited = st.data_editor(
            sheet,
            hide_index=True,
            disabled=[names["line"], names["column"], names["found"]],
            key=f"corrections_{number}_{len(upload.choices[path].fixes)}",
        )
        if st.button(page.say("apply"), key=f"apply_{number}"):
            new = [str(value) for value in edited[names["corrected"]]]
            fixes = [
                Fix(str(p.column), str(p.found), value, p.line)
                for p, value in zip(cells, new, strict=True)
                if value != p.found
            ]
            if fixes:
                _fix(upload, path, fixes)


def _downloads(page: Page, part: Part, number: int) -> None:
    """The rows set aside, as they were, with a column of reasons: correct them and drop them here again."""

    def rows() -> pd.DataFrame:
        return rejected_rows(part, page.words)

    def workbook() -> bytes:
        file = io.BytesIO()
        options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs=options) as book:
            rows().to_excel(book, index=False)
        return file.getvalue()

    stem = f"{Path(part.reading.name).stem}_{page.words('pages.history.rejects_name')}"
    with st.container(horizontal=True):
        st.download_button(
            page.say("rejects_csv", n=part.set_aside),
            lambda: safe_csv(rows()),
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
