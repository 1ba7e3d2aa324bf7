"""What a publication would change, before it is made; and making it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cadence import foreseeing
from cadence import serving as servings
from cadence.errors import CadenceError
from cadence.preparing import Preparation
from cadence.publishing import preview, preview_rows, publish
from cadence.store import Publication
from cadence.ui import choices, differences, frame, state, tables, writing
from cadence.ui.markup import plain
from cadence.ui.page import Page
from cadence.ui.uploading import Upload
from cadence.values import said

ROWS = 500
SKIPPED = ("_low", "_high", "_why", "_from")


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


def changes(page: Page, preparation: Preparation) -> None:
    """Rows added, changed, unchanged and missing from the files, by table; then the rows themselves."""
    words = page.words
    try:
        found = preview(preparation)
    except CadenceError as error:
        st.error(plain(error.say(words.language)))
        return
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
        st.markdown("- " + words("pages.history.table_changes", table=plain(title), changes=plain(", ".join(parts))))
    touched = [table for table, counts in found.items() if counts.added or counts.changed or counts.is_removing]
    if not touched:
        st.info(page.say("nothing_changes"))
        return
    with st.expander(page.say("changed_rows")):
        titles = {name: frame.table_title(name, words.language) for name in touched}
        table = choices.one(words("pages.history.rows_of"), titles, "preview_of") or touched[0]
        rows = differences.changed_cells(page, table, preview_rows(preparation, table, ROWS))
        tables.show(words, rows, list(rows.columns), {}, "preview_rows")
    _foreseen(page, preparation)


def _foreseen(page: Page, preparation: Preparation) -> None:
    """Key figures before and after and the pages that move, computed when asked: it builds all metrics once."""
    opened = st.expander(page.say("foreseen"), key="foreseen", on_change="rerun")
    if not opened.open:
        return
    with opened, st.spinner(page.say("foreseeing")):
        before = servings.current()
        after = foreseeing.foresee(preparation, before)
        networks = after.ask("networks")
        for network, name in zip(networks["network_id"], networks["name"], strict=True):
            moved = foreseeing.moved(before, after, network).pages
            if not moved:
                continue
            st.markdown(f"**{plain(name)}**")
            rows = key_figures(page, before, after, network)
            tables.show(page.words, rows, list(rows.columns), {}, f"foreseen_{network}")
            pages = [page.words(f"pages.{name.split('_', 1)[1]}.menu") for name in moved]
            st.markdown(page.say("pages_move", n=len(pages), pages=", ".join(pages)))


def key_figures(page: Page, before: servings.Serving, after: servings.Serving, network: str) -> pd.DataFrame:
    """Columns figure, before, after: as texts; an unknown network has no before."""
    sides = []
    for side in (before, after):
        known = set(side.ask("networks")["network_id"])
        row = side.ask("key_figures", network=network).iloc[0] if network in known else pd.Series(dtype=object)
        sides.append({n: said(page.words, n, row[n]) for n in row.index if not str(n).endswith(SKIPPED)})
    return pd.DataFrame(
        {
            "figure": [page.words.column(name) for name in sides[1]],
            "before": [sides[0].get(name, "") for name in sides[1]],
            "after": list(sides[1].values()),
        }
    )


def publishing(page: Page, upload: Upload, preparation: Preparation) -> None:
    """Message, name, and what is left out said; then one step with its progress."""
    words = page.words
    if preparation.questions:
        st.info(page.say("answer_first", n=len(preparation.questions)))
        return
    if preparation.is_refused:
        st.info(page.say("refused_first"))
        return
    if not writing.ask_name(words):
        return
    message = st.text_input(page.say("message"), key="publication_message", max_chars=200)
    accepted = True
    if preparation.set_aside:
        accepted = st.checkbox(page.say("set_aside_ok", n=preparation.set_aside), key="set_aside_ok")
    if not st.button(page.say("publish"), type="primary", key="publish", disabled=not accepted):
        return
    if not message.strip():
        st.error(page.say("message_first"))
        return
    done = _publish(page, preparation, message.strip(), accepted)
    if done is None:
        return
    upload.forget()
    for path in upload.files:
        upload.drop(path)
    st.session_state["published"] = done
    st.rerun()


def _publish(page: Page, preparation: Preparation, message: str, accepted: bool) -> Publication | None:
    """The step itself; refused where it happens, whatever button was drawn."""
    bar = st.progress(0.0, text=page.say("step_compare"))

    def report(step: str, done: int, of: int) -> None:
        steps = ("compare", "originals", "write", "commit", "seal")
        share = (steps.index(step) + done / max(of, 1)) / len(steps) if step in steps else 0.0
        bar.progress(min(share, 1.0), text=page.words(f"pages.upload.step_{step}"))

    def act(author: str) -> tuple[Publication | None]:
        return (publish(preparation, message=message, author=author, set_aside_ok=accepted, progress=report),)

    done = writing.write(page.words, act)
    bar.empty()
    if done is not None and done[0] is None:
        st.info(page.say("nothing_changes"))
    return done[0] if done else None


def result(page: Page) -> None:
    """What was just published, with links to the pages and to taking it back."""
    done: Publication | None = st.session_state.pop("published", None)
    if done is None:
        return
    st.success(page.say("published", snapshot=done.snapshot, message=done.message))
    from cadence.ui import history

    history.changed(page.words, done.changes)
    if done.set_aside:
        st.markdown(page.words("pages.history.set_aside", n=done.set_aside))
    with st.container(horizontal=True):
        st.link_button(page.say("see_overview"), state.link("overview"))
        st.link_button(page.say("see_history"), state.link("history"))
