"""The report on the screen, and the report to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cadence import days, report
from cadence.access import rights
from cadence.answers.serving import Serving
from cadence.app import headings, link, writer
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import figures, why
from cadence.errors import StoreError
from cadence.report.model import Block, Chapter, Document, Drawn, Paragraph, Quote, Table
from cadence.store import KeptReport, Store
from cadence.store.kept_reports import FORMS

# Chapters to look things up in; on the screen they open at a click.
ANNEXES = ("indicators",)


def write(page: Page, beside: bool = False) -> Document:
    """The report of what the visitor looks at, or of what stands beside it."""
    side: Any = page.view.beside if beside else page
    now = days.now()
    kept = _all_kept() if side.serving.published else ()
    return report.write(side.serving, page.words, side.network, side.data_date, now, link.origin(), kept)


def _all_kept() -> Sequence[KeptReport]:
    """The kept reports of the record; none where it does not answer now, as the report is told all the same."""
    try:
        return Store.open().reports.all()
    except (OSError, StoreError):
        return ()


def tell(page: Page, document: Document) -> None:
    """The narrative; when something stands beside the view, both narratives side by side."""
    if page.view.beside is None:
        narrate(page, document, page.serving, "")
        return
    here, there = st.columns(2, gap="large")
    with here:
        st.badge(markdown_safe(page.view.label))
        narrate(page, document, page.serving, "")
    with there:
        st.badge(markdown_safe(page.view.beside.label), color="grey")
        narrate(page, write(page, beside=True), page.view.beside.serving, "_beside")


def narrate(page: Page, document: Document, serving: Serving, key: str) -> None:
    """In brief, then every chapter."""
    with st.container(border=True):
        headings.section(markdown_safe(page.words("report.topics.brief")))
        st.markdown("\n".join(f"- {markdown_safe(c.brief.text)}" for c in document.chapters if c.brief))
    for place, chapter in enumerate(document.chapters, 1):
        if chapter.name in ANNEXES:
            with st.expander(markdown_safe(chapter.topic)):
                _blocks(page, chapter, serving, key)
        else:
            st.divider()
            st.caption(f"**{place} · {markdown_safe(chapter.topic)}**")
            headings.section(markdown_safe(chapter.title.text))
            _blocks(page, chapter, serving, key)


def _blocks(page: Page, chapter: Chapter, serving: Serving, key: str) -> None:
    for place, block in enumerate(chapter.blocks):
        _block(page, block, serving, f"{page.name}_{chapter.name}_{place}{key}")


def _block(page: Page, block: Block, serving: Serving, key: str) -> None:
    if isinstance(block, Paragraph):
        texts = [markdown_safe(sentence.text) for sentence in block.sentences]
        st.markdown("\n".join(f"- {text}" for text in texts) if block.is_list else " ".join(texts))
    elif isinstance(block, Quote):
        st.markdown(f"> **{markdown_safe(block.about)}**  \n> {markdown_safe(block.text)}")
    elif isinstance(block, Drawn):
        figures.show(block.chart, block.answer, serving, page.words, key)
    else:
        _table(block)
        why.show(block.answer, serving, page.words, key)


def _table(table: Table) -> None:
    headings.part(markdown_safe(table.title.text))
    rows = [[markdown_safe(text) for text in row] for row in table.rows]
    st.table(pd.DataFrame(rows, columns=list(table.headings)), border="horizontal", hide_index=True)
    if table.left_out:
        st.caption(markdown_safe(table.left_out.text))


def take_away(page: Page, document: Document) -> None:
    """The report as files, each made when it is asked for."""
    made = _ways_to_take(document)
    if "pdf" not in made:
        st.caption(markdown_safe(page.words("errors.no_browser")))
    with st.container(horizontal=True, key="take_away"):
        for kind, (mime, make) in made.items():
            st.download_button(
                page.words(f"pages.impact.take_{kind}"),
                make,
                file_name=report.name_of(document, "csv.zip" if kind == "csv" else kind),
                mime=mime,
                key=f"take_{kind}",
                on_click="ignore",
            )
        if page.serving.published and rights.may_write(writer.visitor()):
            _keep(page, document, made)


def _ways_to_take(document: Document) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """What a report can be taken away as: its type, and what makes it."""
    made: dict[str, tuple[str, Callable[[], bytes]]] = {
        "html": ("text/html", lambda: report.html(document).encode("utf-8")),
        "pdf": ("application/pdf", lambda: report.pdf(document)),
        "csv": ("application/zip", lambda: report.as_zip(report.figure_files(document), document)),
        "zip": ("application/zip", lambda: report.bundle(document)),
    }
    if report.browser() is None:
        del made["pdf"]
    return made


def _keep(page: Page, document: Document, made: Mapping[str, tuple[str, Callable[[], bytes]]]) -> None:
    """A button that keeps the report in the record, in the form chosen, under the visitor's name."""
    opened = st.popover(page.say("keep"), key="keep_report", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.markdown(page.say("keep_note", snapshot=page.serving.snapshot))
        writer.ask_name(page.words)
        labels = {kind: page.words(f"pages.impact.take_{kind}") for kind in made if kind in FORMS}
        form = st.selectbox(page.say("keep_form"), list(labels), format_func=labels.__getitem__, key="keep_form")
        if not st.button(page.say("keep_do"), key="keep_do", type="primary"):
            return
        done = writer.write(page.words, lambda who: report.keep(Store.open(), document, form, made[form][1](), who))
        if done is not None:
            kept, is_new = done
            said = "kept" if is_new else "kept_before"
            when = page.words.moment(kept.time)
            blanks = {"sha256": kept.short, "name": kept.name, "author": kept.author, "when": when}
            st.session_state["told"] = page.words(f"pages.impact.{said}", **blanks)
            st.rerun()


def share(page: Page) -> None:
    """The link to copy."""
    st.code(link.link(page), language=None, wrap_lines=True)
    pinned = page.serving.published is not None
    st.caption(page.say("share_kept", snapshot=page.serving.snapshot) if pinned else page.say("share_unpinned"))
