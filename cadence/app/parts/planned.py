"""What is planned, listed apart from what happened on every page that lists what happened."""

from __future__ import annotations

from typing import Any

from cadence.app.page import Page
from cadence.cards import planned


def show(page: Page, **asked: Any) -> None:
    """The list of what is planned; nothing where nothing is. ``asked``: the subject, as ``planned_facts`` takes it."""
    answer = page.ask("planned_facts", **asked)
    # Who is chosen is said above.
    columns = [name for name in planned.COLUMNS if name.removesuffix("_names") not in asked]
    if not answer.is_empty:
        page.table(answer, columns, title="planned", note="planned_note", said=planned.with_names)
