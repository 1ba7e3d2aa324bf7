"""A link that shows the same to anybody: page, filters, language, data date and snapshot, each written out."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from cadence.app import address
from cadence.app.page import Page


def origin() -> str:
    """Where the visitor reaches Cadence, without page and choices."""
    parts = urlsplit(str(st.context.url or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def link(page: Page) -> str:
    """The address of what the visitor looks at; what was left to a default is explicit, so that it stays the same."""
    explicit = {"lang": page.words.language, "network": page.network, "on": str(page.data_date)}
    if page.serving.published is not None:
        explicit["snapshot"] = str(page.serving.snapshot)
    names = [name for name in (*address.EVERYWHERE, *page.filters) if not (name == "known" and "snapshot" in explicit)]
    kept = {name: address.texts(name) for name in names if address.texts(name)}
    return f"{origin()}/{page.name}?{urlencode({**kept, **explicit}, doseq=True)}"
