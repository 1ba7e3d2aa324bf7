"""What is tried in part says so: the run lists it, and ``make prove`` finds it by its mark."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from cadence.settings import PROJECT

MARKED = re.compile(r"mark\.prove|@(?:sampled|needs)\(")
TRIED_IN_PART = re.compile(r"\b(?:rounds|part)\(|\bis_proving\(\)")


def test_what_lies_beside_the_project_is_named_in_one_place_which_marks_the_tests_that_need_it() -> None:
    named = [path for path in (PROJECT / "tests").rglob("*.py") if '"shared"' in path.read_text("utf-8")]
    assert {path.name for path in named} == {"proving.py", Path(__file__).name}


def test_every_file_of_tests_that_tries_a_part_marks_what_it_tries() -> None:
    tests = (PROJECT / "tests").rglob("test_*.py")
    in_part = [path for path in tests if path != Path(__file__) and TRIED_IN_PART.search(path.read_text("utf-8"))]
    assert in_part
    unmarked = [path.name for path in in_part if not MARKED.search(path.read_text("utf-8"))]
    assert unmarked == []


def test_every_test_that_tries_a_part_is_marked_itself() -> None:
    """By its own decorators or those of its whole file; what a name of its file says in part counts as its own."""
    unmarked = []
    for path in (PROJECT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        if path == Path(__file__) or re.search(r"^pytestmark = .*mark\.prove", text, re.MULTILINE):
            continue
        pieces = {node: _source(node, text) for node in ast.parse(text).body}
        assigned = [node for node, piece in pieces.items() if isinstance(node, ast.Assign) and _is_in_part(piece)]
        names = [name.id for node in assigned for name in node.targets if isinstance(name, ast.Name)]
        named = re.compile(rf"\b(?:{'|'.join(names)})\b") if names else None
        for node, piece in pieces.items():
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            if is_test and (_is_in_part(piece) or (named and named.search(piece))) and not MARKED.search(piece):
                unmarked.append(f"{path.name}::{node.name}")  # type: ignore[attr-defined]
    assert unmarked == []


def _is_in_part(piece: str) -> bool:
    return TRIED_IN_PART.search(piece) is not None


def _source(node: ast.stmt, text: str) -> str:
    """The lines of a statement, decorators included."""
    first = min(one.lineno for one in (node, *getattr(node, "decorator_list", ())))
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
