"""A report kept with the record: the bytes as they were handed on, who kept them, and what they were counted by."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from cadence import __version__, days
from cadence.answers.digest import definition_marks, definitions_digest
from cadence.report.files import name_of
from cadence.report.html_file import html
from cadence.report.model import About, Document
from cadence.store import KeptReport, Store

# Stands in for the time of making where two reports are compared: all else that they say has to be the same.
ONCE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def keep(store: Store, document: Document, form: str, data: bytes, author: str) -> tuple[KeptReport, bool]:
    """Keep a report's bytes in a form (html, pdf or zip); the kept one, and whether it is new.

    One that says the same in the same form was kept already where only the time of making differs. StoreError where
    the record cannot be written.
    """
    about, now = document.about, days.now()
    asked = KeptReport(
        form=form,
        name=name_of(document, form),
        network=about.network,
        data_date=about.data_date,
        snapshot=about.snapshot,
        language=about.language,
        content=content_of(document),
        program=__version__,
        definitions=definitions_digest(),
        author=author,
        time=now,
        marks=definition_marks(),
    )
    found = store.reports.keep(asked, data)
    return found, found.time == now


def content_of(document: Document) -> str:
    """The sha256 of all that a report says but its time of making."""
    as_if = replace(document, about=replace(document.about, made=ONCE))
    return hashlib.sha256(html(as_if).encode("utf-8")).hexdigest()


def newest_counted_otherwise(kept: Sequence[KeptReport], about: About) -> KeptReport | None:
    """The newest kept report of the same network, day and snapshot, where it was counted by other definitions."""
    same = (one for one in kept if (one.network, one.data_date, one.snapshot) == _stands_on(about))
    newest = max(same, key=lambda one: (one.time, one.language == about.language), default=None)
    return None if newest is None or newest.definitions == definitions_digest() else newest


def changed_since(kept: KeptReport) -> list[str]:
    """The definitions that are others than when a report was kept, came since or went, by their places."""
    now = definition_marks()
    return sorted(name for name in {*now, *kept.marks} if now.get(name) != kept.marks.get(name))


def _stands_on(about: About) -> tuple[str, dt.date, int]:
    return about.network, about.data_date, about.snapshot
