"""When a file was extracted: asked with every reading of its day side by side, the surest one first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import streamlit as st

from cadence.app.page import Page
from cadence.app.upload.files import Upload
from cadence.intake.model import Told
from cadence.intake.preparation import Preparation

OTHER = "other"


def ask(page: Page, upload: Upload, preparation: Preparation, path: Path, place: int) -> None:
    """Ask it of a file that holds facts; what is chosen holds for the whole file."""
    ways = preparation.known.get(place)
    if ways is None:
        return
    said = upload.choices[path].facts_until
    found = [way for way in ways if way.by != "person"]
    today = Told("upload_day", preparation.upload_day)
    known = {way.day: way for way in [*found, *([] if today.day in {way.day for way in found} else [today])]}
    options: list[dt.date | str] = [*known, *([said] if said and said not in known else []), OTHER]
    labels = {day: page.words(f"pages.upload.until_{way.by}", day=day) for day, way in known.items()}
    picked = st.radio(
        page.say("until"),
        options,
        index=options.index(said) if said else 0,
        format_func=lambda one: _label(page, labels, one),
        help=page.say("until_help"),
        key=f"until_{place}_{said}",
    )
    typed = None
    if picked == OTHER:
        typed = st.date_input(
            page.say("until_other"),
            value=None,
            max_value=preparation.upload_day,
            format="YYYY-MM-DD",
            key=f"until_day_{place}",
        )
    wanted = picked if isinstance(picked, dt.date) else typed or said
    used = said or (found[0].day if found else None)
    if wanted is not None and wanted != used:
        upload.choices[path] = replace(upload.choices[path], facts_until=wanted)
        st.rerun()


def _label(page: Page, labels: dict[dt.date, str], one: dt.date | str) -> str:
    if isinstance(one, dt.date):
        return labels.get(one) or page.words("pages.upload.until_person", day=one)
    return page.words("pages.upload.until_other")
