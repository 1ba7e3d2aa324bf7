"""What a publication would change, before it is made; and making it."""

from __future__ import annotations

import streamlit as st

from cadence.answers import serving as servings
from cadence.app import address, choices, frame, writer
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.app.record import differences, publications
from cadence.app.upload import consent
from cadence.app.upload.files import Upload
from cadence.cards.compared import compared_figures
from cadence.errors import CadenceError
from cadence.intake import outlook
from cadence.intake.asked import Rows
from cadence.intake.preparation import Preparation
from cadence.intake.publication import preview, preview_rows, publish
from cadence.store import STEPS, Publication, Store

ROWS = 500
DONE = "published"


def mode(page: Page, upload: Upload) -> None:
    """Merge or replace; the sentence says what becomes of rows that the files do not hold."""
    labels = {"merge": page.say("mode_merge"), "replace": page.say("mode_replace")}
    picked = st.radio(
        page.say("mode"),
        list(labels),
        format_func=labels.__getitem__,
        index=list(labels).index(upload.mode),
        key="mode",
    )
    if picked != upload.mode:
        upload.mode = "replace" if picked == "replace" else "merge"
        st.rerun()


def changes(page: Page, upload: Upload, preparation: Preparation) -> None:
    """Rows added, changed, unchanged and missing from the files, by table; then the rows themselves."""
    words = page.words
    try:
        found = upload.once("preview", lambda: preview(preparation))
    except CadenceError as error:
        st.error(markdown_safe(error.says(words)))
        return
    if removed := sum(counts.absent for counts in found.values() if counts.is_removing):
        names = Rows(tuple(upload.once("removed", preparation.rows_to_remove))).in_words(words)
        st.warning(markdown_safe(page.say("replace_removes", n=removed, rows=names)))
    for one in upload.once("emptied", preparation.cells_to_empty):
        title, (key, old) = frame.table_title(one.table, words.language), one.examples[0]
        said_so = page.say("emptied", n=one.rows, table=title, column=words.column(one.column), row=key, old=old)
        st.warning(said_so)
    for table, counts in found.items():
        title = frame.table_title(table, words.language)
        parts = [
            words(f"pages.history.rows_{kind}", n=getattr(counts, kind))
            for kind in ("added", "changed", "unchanged")
            if getattr(counts, kind)
        ]
        if counts.absent:
            key = "absent_removed" if counts.is_removing else "absent_kept"
            parts.append(words(f"pages.upload.{key}", n=counts.absent))
        st.markdown(
            "- "
            + words("pages.history.table_changes", table=markdown_safe(title), changes=markdown_safe(", ".join(parts)))
        )
    touched = [name for name, n in found.items() if n.added or n.changed or (n.is_removing and n.absent)]
    if not touched:
        st.info(page.say("nothing_changes" if preparation.good else "nothing_is_good", n=preparation.set_aside))
        return
    _changed_rows(page, upload, preparation, touched)
    _show_outlook(page, upload, preparation)


def _changed_rows(page: Page, upload: Upload, preparation: Preparation, touched: list[str]) -> None:
    """The rows of one table that change, old and new values beside each other, when asked."""
    opened = st.expander(page.say("changed_rows"), key="changed_rows", on_change="rerun")
    if not opened.open:
        return
    with opened:
        titles = {name: frame.table_title(name, page.words.language) for name in touched}
        table = choices.one(page.words("pages.history.rows_of"), titles, "preview_of") or touched[0]
        found = upload.once(f"rows of {table}", lambda: preview_rows(preparation, table, ROWS))
        rows = differences.changed_cells(page, table, found)
        tables.show(page.words, rows, list(rows.columns), {}, "preview_rows")
        if len(found) >= ROWS:
            st.caption(page.say("first_changes", n=ROWS))


def _show_outlook(page: Page, upload: Upload, preparation: Preparation) -> None:
    """Key figures before and after and the pages that move, computed when asked: it builds all metrics once."""
    opened = st.expander(page.say("foreseen"), key="foreseen", on_change="rerun")
    if not opened.open:
        return
    with opened:
        with st.spinner(page.say("foreseeing")):
            before = servings.current()
            found = upload.once("foreseen", lambda: outlook.networks_that_move(preparation, before))
        if not found:
            st.info(page.say("nothing_moves"))
        for one in found:
            st.markdown(f"**{markdown_safe(one.name)}**")
            rows = compared_figures((before, one.after), one.network, page.words)
            if rows is not None:
                tables.show(page.words, rows, list(rows.columns), {}, f"foreseen_{one.network}")
            pages = [page.words(f"pages.{name.split('_', 1)[1]}.menu") for name in one.pages]
            st.markdown(page.say("pages_move", n=len(pages), pages=", ".join(pages)))


def publishing(page: Page, upload: Upload, preparation: Preparation) -> None:
    """Message, name, and what is left out said; then one step with its progress."""
    words = page.words
    if preparation.questions:
        st.info(page.say("answer_first", n=len(preparation.questions)))
        return
    if preparation.is_refused:
        st.info(page.say("refused_first"))
        return
    if not writer.ask_name(words):
        return
    message = st.text_input(page.say("message"), key="publication_message", max_chars=200)
    accepted = consent.request(page, upload, preparation)
    if not st.button(page.say("publish"), type="primary", key="publish"):
        return
    if not accepted:
        st.error(page.say("accept_first"))
        return
    if not message.strip():
        st.error(page.say("message_first"))
        return
    network = _new_network(preparation)
    done = _publish(page, preparation, message.strip(), accepted)
    if done is None:
        return
    upload.forget()
    for path in upload.files:
        upload.drop(path)
    st.session_state[DONE] = (done, network)
    st.rerun()


def _new_network(preparation: Preparation) -> str | None:
    """The one network that these files bring, for the links behind the publication."""
    parts = preparation.tables().get("networks", [])
    codes = [code for one in parts for (code,) in one.con.execute(f"select network_id from {one.staged}").fetchall()]
    return str(codes[0]) if len(codes) == 1 else None


def _publish(page: Page, preparation: Preparation, message: str, accepted: bool) -> Publication | None:
    """The step itself; refused where it happens, whatever button was drawn."""
    bar = st.progress(0.0, text=page.say("step_compare"))

    def report(step: str, done: int, of: int) -> None:
        steps = (*STEPS, "show")
        share = (steps.index(step) + done / max(of, 1)) / len(steps) if step in steps else 0.0
        bar.progress(min(share, 1.0), text=page.words(f"pages.upload.step_{step}"))

    def act(author: str) -> tuple[Publication | None]:
        made = publish(
            preparation,
            message=message,
            author=author,
            set_aside_ok=accepted,
            emptied_ok=accepted,
            new_codes_ok=accepted,
            removed_ok=accepted,
            progress=report,
        )
        if made is not None:
            report("show", 0, 1)
            servings.open_serving(preparation.store, made.snapshot)
        return (made,)

    done = writer.write(page.words, act)
    bar.empty()
    if done is not None and done[0] is None:
        st.info(page.say("nothing_changes"))
    return done[0] if done else None


def result(page: Page) -> None:
    """What was just published, with ways to the pages and a way back; it stays until other files are dropped."""
    page.tell()
    done, network = st.session_state.get(DONE, (None, None))
    if done is None:
        return
    with st.container(border=True, key="published_result"):
        st.success(page.say("published", snapshot=done.snapshot, message=done.message))
        publications.show_changes(page.words, done.changes)
        if done.set_aside:
            st.markdown(page.say("kept_aside", n=done.set_aside))
        with st.container(horizontal=True):
            if st.button(page.say("see_overview"), key="see_overview", type="primary"):
                address.put("network", network or page.network)
                st.session_state["open_page"] = "overview"
                st.rerun()
            if st.button(page.say("see_history"), key="see_history"):
                address.put("row_table", None)
                st.session_state["open_page"] = "history"
                st.rerun()
            publications.way_to_undo(page, Store.open(), done.snapshot)
