"""The published tables as files in the formats of the field, packed when a visitor asks for them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cadence import exports
from cadence.app.markup import markdown_safe
from cadence.app.page import Page
from cadence.contract import load_contracts

# More rows than this are not packed while a visitor waits; the command line writes any number.
MOST_ROWS = 1_000_000
WHOLE_TABLES = ("datapackage", "hxl", "dcat", "all")


def show(page: Page) -> None:
    """One button per format, for this network or for every one."""
    st.markdown(page.say("exports_intro"))
    names = {page.network: page.view.network_name, "": page.words("pages.explore.exports_every")}
    chosen = st.radio(
        page.say("exports_of"), list(names), format_func=names.__getitem__, horizontal=True, key="export_of"
    )
    rows = sum(page.serving.rows(table) for table in load_contracts())
    silent = exports.silent_formats(page.serving, page.words)
    for choice in exports.CHOICES:
        with st.container(border=True, key=f"export_{choice}"):
            title = page.words(f"pages.explore.formats.{choice}.title")
            st.markdown(f"**{markdown_safe(title)}** · {page.say(f'formats.{choice}.sentence')}")
            if choice in silent:
                st.caption(markdown_safe(silent[choice]))
            elif rows > MOST_ROWS and choice in WHOLE_TABLES:
                st.info(page.say("exports_too_large", n=rows, format=choice))
            else:
                st.download_button(
                    page.words("pages.explore.exports_download", title=title),
                    _packer(page, choice, chosen or None),
                    file_name=f"{chosen or 'cadence'}-{choice}.zip",
                    mime="application/zip",
                    key=f"export_button_{choice}",
                    on_click="ignore",
                )


def _packer(page: Page, choice: str, network: str | None) -> Callable[[], bytes]:
    """The zip, made only when the button is pressed."""

    def pack() -> bytes:
        with exports.open_source(page.serving, page.words, network) as source:
            return exports.export_zip(source, choice)

    return pack
