"""What a publication would leave out, empty, remove or double: counted, and asked before it is made."""

from __future__ import annotations

import streamlit as st

from cadence.app import frame
from cadence.app.page import Page
from cadence.app.upload.files import Upload
from cadence.intake.preparation import Preparation
from cadence.intake.publication import preview


def request(page: Page, upload: Upload, preparation: Preparation) -> bool:
    """A box for all that would be left out, emptied, removed or perhaps doubled; whether the person ticked them all."""
    replaces = preparation.mode == "replace"
    found = upload.once("preview", lambda: preview(preparation)) if replaces else {}
    counts = {
        "set_aside_ok": _lines_aside(preparation),
        "emptied_ok": sum(one.rows for one in upload.once("emptied", preparation.cells_to_empty)),
        "removed_ok": sum(counts.absent for counts in found.values()),
        "new_codes_ok": sum(one.rows for one in upload.once("other_forms", preparation.other_forms)),
    }
    for one in upload.once("other_forms", preparation.other_forms):
        pairs = ", ".join(f"{new} → {known}" for new, known in one.pairs)
        title = frame.table_title(one.table, page.words.language)
        st.warning(page.say("other_forms", n=one.rows, table=title, pairs=pairs))
    return all([st.checkbox(page.say(key, n=n), key=key) for key, n in counts.items() if n])


def _lines_aside(preparation: Preparation) -> int:
    return sum(part.lines_aside for part in preparation.parts)
