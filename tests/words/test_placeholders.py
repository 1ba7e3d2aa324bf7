"""What stands in an empty choice is said in the visitor's language: Streamlit's own is English."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cadence.settings import PROJECT

CHOICES = ("selectbox", "multiselect")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every choice that the app draws, with the place it stands in."""
    for folder in ("cadence", "pages"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in CHOICES:
                    yield f"{path.name}:{node.lineno}", node


def may_be_empty(call: ast.Call) -> bool:
    """Whether nothing may be chosen: of several always, of one where its place is not a number of its own."""
    if getattr(call.func, "attr", "") == "multiselect":
        return True
    given = [one.value for one in call.keywords if one.arg == "index"] or call.args[2:3]
    return any(isinstance(node, ast.Constant) and node.value is None for one in given for node in ast.walk(one)) or any(
        isinstance(one, ast.Name) for one in given
    )


def test_every_choice_that_may_be_empty_says_what_to_do_in_words_of_its_own() -> None:
    found = [(place, {one.arg for one in call.keywords}) for place, call in calls() if may_be_empty(call)]
    assert len(found) > 8
    assert [place for place, given in found if "placeholder" not in given] == []
