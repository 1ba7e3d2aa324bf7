"""The record, as a reader sees it: publications, what each changed, taking one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePath

import pandas as pd
import streamlit as st

from cadence.answers import health
from cadence.answers import serving as servings
from cadence.answers.digest import definitions_digest
from cadence.app import address, frame, headings, writer
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.app.parts import tables
from cadence.app.record import days_typed, kept
from cadence.cards.compared import compared_figures
from cadence.contract import load_contracts
from cadence.forms.safe_csv import safe_csv
from cadence.intake.recipe import load_recipes
from cadence.intake.rejects import read_kept, table_to_mend
from cadence.store import Changes, Publication, PublishedFile, Store
from cadence.words import Words

ON_A_PAGE = 10
ROWS_SHOWN = 20


def publications(page: Page, store: Store) -> None:
    """Every publication, newest first, each with its details and the ways back; those typed on one day are folded."""
    history = store.history()
    if not history:
        st.info(page.say("nothing"))
        return
    number, folded = 1, days_typed.by_day(history, page.view.zone)
    if len(folded) > ON_A_PAGE:
        number = st.pagination(-(-len(folded) // ON_A_PAGE), key="history_page")
    may_write = writer.ask_name(page.words)
    newest = history[0].snapshot

    def draw(publication: Publication) -> None:
        with st.container(border=True, key=f"publication_{publication.snapshot}"):
            _one(page, store, publication, is_newest=publication.snapshot == newest, may_write=may_write)

    for steps in folded[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]:
        if len(steps) > 1:
            days_typed.show(page, steps, draw)
        else:
            draw(steps[0])


def _one(page: Page, store: Store, publication: Publication, *, is_newest: bool, may_write: bool) -> None:
    words, say = page.words, page.say
    headings.part(markdown_safe(publication.message or words(f"pages.history.kind_{publication.kind}")))
    line = say(
        f"line_{publication.kind}",
        snapshot=publication.snapshot,
        author=publication.author,
        when=words.moment(publication.time),
        of=publication.of or "",
    )
    st.caption(line + (f" · {say('in_force')}" if is_newest else ""))
    if publication.program:
        st.caption(say("counted_by", program=publication.program, definitions=publication.definitions or "–"))
    if paths := [found.path for found in health.last().damaged if found.publication == publication.number]:
        st.warning(say("is_damaged", paths=", ".join(paths)))
    if publication.is_lost:
        st.caption(say("is_lost"))
    show_changes(words, publication.changes)
    if publication.set_aside:
        st.markdown(say("set_aside", n=publication.set_aside))
    with st.container(horizontal=True):
        _details(page, store, publication)
        key = f"as_known_{publication.snapshot}"
        if not (is_newest or publication.is_lost) and st.button(say("as_known"), key=key, type="tertiary"):
            address.put("known", None)
            address.put("snapshot", str(publication.snapshot))
            st.session_state["open_page"] = "overview"
            st.rerun()
        if may_write and not publication.is_lost:
            _ways_back(page, store, publication, is_newest)


def show_changes(words: Words, changes: Mapping[str, Changes]) -> None:
    """What a step changes, a sentence per table."""
    for table, count in changes.items():
        title = frame.table_title(table, words.language)
        parts = [
            words(f"pages.history.rows_{kind}", n=getattr(count, kind))
            for kind in ("added", "changed", "removed", "unchanged")
            if getattr(count, kind)
        ]
        st.markdown(
            "- "
            + words("pages.history.table_changes", table=markdown_safe(title), changes=markdown_safe(", ".join(parts)))
        )


def _details(page: Page, store: Store, publication: Publication) -> None:
    """Files to download and key figures before and after, computed only when opened."""
    opened = st.popover(page.say("details"), key=f"details_{publication.snapshot}", on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        for file in publication.files:
            _fixes(page, file)
            size = page.words.number(file.bytes / 1024, 0 if file.bytes > 10_000 else 1)
            st.markdown(page.say("file", name=file.name, size=size, about=_about(page, file.about)))
            with st.container(horizontal=True):
                key = f"{publication.snapshot}_{file.file_id}"
                _file(page.say("original"), partial(store.original, file.sha256), file.name, key)
                if file.rejects_sha256:
                    name = f"{PurePath(file.name).stem}_{page.words('pages.history.rejects_name')}.csv"
                    content = partial(_rejects, page, store, file.rejects_sha256)
                    _file(page.say("rejects", n=file.set_aside), content, name, f"{key}_rejects")
        if not publication.is_lost:
            _key_figures(page, publication)


def _about(page: Page, about: str) -> str:
    """A file was read as one table or several, or through an import recipe."""
    language, recipes = page.words.language, load_recipes()
    return ", ".join(
        frame.table_title(name, language)
        if name in load_contracts()
        else page.words("pages.upload.recipe", title=recipes[name].title[language])
        if name in recipes
        else name
        for name in about.split(", ")
    )


def _fixes(page: Page, file: PublishedFile) -> None:
    """The cells that were corrected on the upload page before the file was published."""
    fixes = file.details.get("fixes", [])
    if not fixes:
        return
    st.markdown(page.say("fixes", n=len(fixes), name=file.name))
    rows = pd.DataFrame(
        {
            "line": [page.say("everywhere") if fix["line"] is None else str(fix["line"]) for fix in fixes],
            "column": [" ".join(fix["header"].split()) for fix in fixes],
            "found": [fix["found"] for fix in fixes],
            "corrected": [fix["new"] for fix in fixes],
        }
    )
    tables.show(page.words, rows, list(rows.columns), {}, f"fixes_{file.file_id}")


def _file(label: str, content: Callable[[], bytes], name: str, key: str) -> None:
    st.download_button(label, content, file_name=name, key=f"file_{key}", on_click="ignore", type="tertiary")


def _rejects(page: Page, store: Store, sha256: str) -> bytes:
    rows = table_to_mend(read_kept(store.original(sha256)), page.words)
    return safe_csv(rows, page.words("language.csv_separator"))


def _key_figures(page: Page, publication: Publication) -> None:
    """The network's key figures in the snapshot before and in this one, at each one's own data date."""
    st.markdown(f"**{page.say('key_figures')}**")
    sides = [None if n is None else servings.current(n) for n in (_before(publication), publication.snapshot)]
    rows = compared_figures(sides, page.network, page.words)
    if rows is None:
        st.caption(page.say("no_figures"))
        return
    tables.show(page.words, rows, list(rows.columns), {}, f"figures_{publication.snapshot}")


def _before(publication: Publication) -> int | None:
    """The snapshot in force before a publication; None before the first."""
    earlier = [n for n in servings.snapshots() if n < publication.snapshot]
    return max(earlier, default=None)


def _ways_back(page: Page, store: Store, publication: Publication, is_newest: bool) -> None:
    """Undo this publication, or return to what was known then; each is previewed before it is done."""
    number = publication.snapshot
    if publication.kind in ("publication", "undo"):
        way_to_undo(page, store, number)
    if not is_newest:
        _way(
            page,
            f"restore_{number}",
            page.say("restore"),
            lambda: _preview(page, store.preview_restore(number)),
            lambda author: store.restore(
                number,
                author=author,
                message=page.words("pages.history.restored", of=number),
                definitions=definitions_digest(),
            ),
        )


def way_to_undo(page: Page, store: Store, number: int, where: str = "") -> None:
    """A button that opens the preview of taking one publication back. where: tells it from another on the same page."""
    _way(
        page,
        f"{where}undo_{number}",
        page.words("pages.history.undo"),
        lambda: _preview_undo(page, store, number),
        lambda author: store.undo(
            number,
            author=author,
            message=page.words("pages.history.undone", of=number),
            definitions=definitions_digest(),
        ),
    )


def _preview(page: Page, changes: Mapping[str, Changes]) -> None:
    """What a step back changes, or that nothing would."""
    if any(changes.values()):
        show_changes(page.words, changes)
    else:
        st.info(markdown_safe(page.words("pages.history.nothing_left")))


def _way(
    page: Page, key: str, label: str, preview: Callable[[], None], act: Callable[[str], Publication | None]
) -> None:
    """A button that opens the preview of a step back, and in it the button that does it."""
    opened = st.popover(label, key=key, on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        st.markdown(markdown_safe(page.words("pages.history.would_change")))
        if not writer.kindly(page.words, preview):
            return
        if st.button(page.words("pages.history.do_it"), key=f"do_{key}", type="primary"):
            done = writer.write(page.words, act)
            if done is not None:
                st.session_state.pop("published", None)
                st.session_state["told"] = page.words("pages.history.done", snapshot=done.snapshot)
                st.rerun()


def _preview_undo(page: Page, store: Store, number: int) -> None:
    """What an undo changes, and the rows it leaves because a later publication touched them."""
    undo = store.preview_undo(number)
    _preview(page, undo.changes)
    kept.staying(page, store, number)
    for table, rows in undo.kept_later.items():
        title = frame.table_title(table, page.words.language)
        st.warning(markdown_safe(page.words("pages.history.kept_later", n=len(rows), table=title)))
        tables.show(page.words, rows.head(ROWS_SHOWN), list(rows.columns), {}, f"kept_{number}_{table}")
