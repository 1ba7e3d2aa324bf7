"""The reports kept with the record, as a reader sees them: what each is, and its bytes to download."""

from __future__ import annotations

import streamlit as st

from cadence.app import headings
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.store import KeptReport, Store

ON_A_PAGE = 10
TYPES = {"html": "text/html", "pdf": "application/pdf", "zip": "application/zip"}


def reports(page: Page, store: Store) -> None:
    """Every kept report, newest first, of every network."""
    found = store.reports.all()
    if not found:
        st.info(page.say("no_reports"))
        return
    st.caption(page.say("reports_note"))
    number = 1
    if len(found) > ON_A_PAGE:
        number = st.pagination(-(-len(found) // ON_A_PAGE), key="reports_page")
    undone = {step.of: step.snapshot for step in store.history() if step.kind == "undo"}
    for report in found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]:
        with st.container(border=True, key=f"report_{report.short}"):
            _one(page, store, report, undone.get(report.snapshot))


def _one(page: Page, store: Store, report: KeptReport, undone: int | None) -> None:
    """What a kept report is, who kept it, what it was counted by; and the button that gives its bytes.

    undone: the step that took its publication back since, which it outlives.
    """
    words = page.words
    headings.part(markdown_safe(report.name))
    kept = page.say("report_kept", author=report.author, when=words.moment(report.time))
    stands = page.say("report_stands", network=report.network, day=report.data_date, snapshot=report.snapshot)
    st.caption(f"{stands} · {kept}")
    counted = page.say("counted_by", program=report.program, definitions=report.definitions)
    st.caption(f"{counted} · sha256 {report.sha256}")
    if undone:
        st.caption(page.say("report_undone", snapshot=report.snapshot, by=undone))
    st.download_button(
        page.say("report_take", size=words.number(report.bytes / 1024)),
        lambda: store.reports.find(report.sha256)[1],
        file_name=report.name,
        mime=TYPES[report.form],
        key=f"take_{report.short}",
        on_click="ignore",
        type="tertiary",
    )


def staying(page: Page, store: Store, snapshot: int) -> None:
    """Say how many kept reports were made from a snapshot: taking its publication back leaves them as they are."""
    if n := sum(one.snapshot == snapshot for one in store.reports.all()):
        st.info(markdown_safe(page.words("pages.history.reports_stay", n=n)))
