"""Which questions each page asks, read from its source."""

from __future__ import annotations

import ast
from pathlib import Path

from cadence.settings import PROJECT


def questions_of_pages() -> dict[str, list[str]]:
    """Page name -> the questions it asks, in order; a question asked twice counts once (answers are kept)."""
    return {path.stem: _asked(path) for path in sorted((PROJECT / "pages").glob("*.py"))}


def _asked(path: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    names = [
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("ask", "asked_before")
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    return list(dict.fromkeys(names))
