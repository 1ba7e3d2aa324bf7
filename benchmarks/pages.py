"""Which questions each page asks, read from its source and from that of the modules it hands its questions to."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from cadence.cards import partner_figures
from cadence.settings import PROJECT

# What every page asks once: the header line and the filters.
FRAME = ("freshness", "filter_options")


def questions_of_pages() -> dict[str, list[str]]:
    """Page name -> the questions it asks; one asked of two days stands twice, one asked twice of a day once."""
    asked = {path.stem: _of_page(path) for path in sorted((PROJECT / "pages").glob("*.py"))}
    return {page: [*names, *FRAME] for page, names in asked.items() if names}


def _of_page(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    now, before = _asked(text, "ask"), _asked(text, "ask_before")
    if "reach_figures" in text:  # five figures of now and of the day compared with
        figures = _asked(inspect.getsource(partner_figures), "ask")
        now, before = now + figures, before + figures
    return [*dict.fromkeys(now), *before]


def _asked(text: str, way: str) -> list[str]:
    """Names that stand as the first argument of a call of ``ask`` or ``ask_before``."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [
        str(call.args[0].value)
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) == way
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
