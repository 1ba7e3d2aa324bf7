"""The frame around every page: language, network, data date, the list of pages, the header line."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from cadence.answers import health
from cadence.app import address, headings
from cadence.app.markup import markdown_safe
from cadence.app.parts import missing, why
from cadence.app.visitor import View, look
from cadence.contract import load_contracts
from cadence.contract.counting_rules import refuse_moved
from cadence.errors import CadenceError
from cadence.settings import PROJECT, settings
from cadence.store.damage import damage
from cadence.words import Words, words_in

log = logging.getLogger(__name__)

VIEW = "view"
# Pages about one subject: its code stands in the address under the page's name.
SUBJECTS = ("city", "partner", "joint_actions")
# What else is chosen on a page, and stands in its address.
ROW_KEYS = sorted({f"key_{name}" for contract in load_contracts().values() for name in contract.primary_key})
CHOSEN = {"city_pace": ("milestone",), "history": ("row_table", *ROW_KEYS), "upload": ("files",)}
# Pages that work on an empty store.
WITHOUT_DATA = ("upload", "start", "history", "definitions")
# The first digit of a page's file name puts it under a heading of the menu.
SECTIONS = {"1": "menu.start", "2": "menu.cities", "3": "menu.partners", "4": "menu.actions"}
SECTIONS |= {"5": "menu.impact", "6": "menu.impact", "7": "menu.data", "8": "menu.data", "9": "menu.data"}

# The light theme writes the text of charts in a grey of 3.7:1 on white; this one has 7:1. The dark theme's is fine.
# What is open over the page darkens its button: on the dark theme to 3:1, so that it keeps the colour of the text.
READABLE = """.stPlotlyChart text[style*="fill: rgb(128, 132, 149)"] { fill: #555A66 !important; }
[data-testid=stPopoverButton][aria-expanded=true] { color: inherit !important; }"""


def page_files() -> list[Path]:
    """The page scripts in menu order."""
    return sorted((PROJECT / "pages").glob("[0-9]*.py"))


def page_name(path: Path) -> str:
    """``pages/20_city_pace.py`` is the page ``city_pace``."""
    return re.sub(r"^\d+_", "", path.stem)


def page_path(name: str) -> str:
    """The script of a page, as Streamlit's links want it."""
    return next(f"pages/{p.name}" for p in page_files() if page_name(p) == name)


def table_title(table: str, language: str) -> str:
    """The title of a contract table."""
    return load_contracts()[table].title[language]


def run() -> None:
    """Draw the frame and run the chosen page."""
    address.take_from_address()
    words = words_in(address.text("lang") or settings().get("language"))
    # All pages at once: beyond twelve the menu would end in a button that speaks English only.
    chosen = st.navigation(menu(words), expanded=True)
    st.set_page_config(page_title=f"{chosen.title} · Cadence", page_icon="🎵", layout="wide")
    speak(words)
    wanted = st.session_state.pop("open_page", None)
    if wanted and wanted != page_name(Path(str(chosen._page))):  # noqa: SLF001
        st.switch_page(page_path(wanted))
    try:
        refuse_moved()
        st.session_state[VIEW] = look(words)
        chosen.run()
        missing.show(st.session_state[VIEW], page_path("upload"))
    except CadenceError as error:
        st.error(markdown_safe(error.says(words)))
        if any(map(address.text, address.WAYS_TO_KNOW)):
            _to_newest(words)
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.HTTPException, OSError) as error:
        log.exception("the record could not be read")
        st.error(markdown_safe(damage(error).says(words)))


def menu(words: Words) -> dict[str, list[st.Page]]:
    """All pages by menu heading, in the visitor's language; addresses are the same in all languages."""
    sections: dict[str, list[st.Page]] = {}
    for path in page_files():
        name = page_name(path)
        page = st.Page(path, title=words(f"pages.{name}.menu"), default=name == "overview")
        sections.setdefault(words(SECTIONS[path.name[0]]), []).append(page)
    return sections


def speak(words: Words) -> None:
    """Tell the browser, and so the screen reader, which language the page is in; make pale chart text readable."""
    st.html(
        f"<style>{READABLE}</style><script>document.documentElement.lang = '{words.language}'</script>",
        unsafe_allow_javascript=True,
    )


def header(name: str, view: View) -> None:
    """The page's title and question, and what its numbers stand on."""
    words = view.words
    headings.title(markdown_safe(words(f"pages.{name}.title")))
    st.markdown(markdown_safe(words(f"pages.{name}.question")))
    for mark in health.marks(words):
        st.warning(markdown_safe(mark))
    if not view.network:
        if name not in WITHOUT_DATA:
            st.info(markdown_safe(words("frame.empty_store")))
            st.page_link(page_path("start"), label=words("frame.start_link"))
            st.page_link(page_path("upload"), label=words("frame.lacks_link"))
            st.stop()
        return
    if view.is_pinned:
        with st.container(horizontal=True, vertical_alignment="center", key="as_known"):
            st.warning(markdown_safe(_as_known(view)))
            _to_newest(words)
    for said in view.misread:
        st.warning(markdown_safe(said))
    if view.data_date > view.newest:
        st.info(markdown_safe(words("frame.nothing_known_after", day=view.newest, chosen=view.data_date)))
    situation = words(
        "frame.situation", network=view.network_name, date=words.date(view.data_date, "long"), zone=view.zone
    )
    with st.container(horizontal=True, vertical_alignment="center", key="header_line"):
        st.caption(markdown_safe(f"{situation} · {why.publication_line(view.serving, words)}"))
        _freshness(view)


def _as_known(view: View) -> str:
    """As of when the data are looked at: by a day, by a snapshot, or by both, of which the snapshot is shown."""
    words, snapshot = view.words, view.serving.snapshot
    if view.known is None:
        return words("frame.as_known", snapshot=snapshot)
    if view.of_known in (None, snapshot):
        return words("frame.as_known_on", day=view.known, snapshot=snapshot)
    return words("frame.as_known_both", day=view.known, of_day=view.of_known, snapshot=snapshot)


def _to_newest(words: Words) -> None:
    """The way back to what is known now."""
    if st.button(words("frame.to_newest"), key="to_newest"):
        for name in address.WAYS_TO_KNOW:
            address.put(name, None)
        st.rerun()


def _freshness(view: View) -> None:
    """How old each export is, at a click."""
    words = view.words
    opened = st.popover(words("frame.freshness"), key="freshness", on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        for row in view.serving.frame("freshness", network=view.network).to_dict("records"):
            newest = "" if pd.isna(row["newest"]) else words("frame.newest_fact", day=row["newest"].date())
            known = words("frame.known_until_day", day=row["facts_until"].date())
            said = " · ".join(filter(None, (known, newest)))
            st.markdown(f"**{markdown_safe(table_title(row['export'], words.language))}** · {markdown_safe(said)}")
