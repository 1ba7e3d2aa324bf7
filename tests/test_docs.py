"""What README, CONTRIBUTING and docs/ say of the code is there: every path, every module, every command."""

from __future__ import annotations

import importlib.util
import re

import pytest

from cadence.cli import COMMANDS
from cadence.settings import PROJECT

PAPERS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
TEXTS = {path.relative_to(PROJECT).as_posix(): path.read_text("utf-8") for path in PAPERS}
TYPED = re.compile(r"python -m ((?:cadence|tests|benchmarks)(?:\.\w+)*)(?: ([a-z][a-z_]+))?")
ROOTS = ("cadence", "pages", "data", "queries", "tests", "docs", "benchmarks", ".ci")
# What a reader puts a name of their own into, and what is made when somebody asks for it.
IN_PLACE_OF = re.compile(r"data/store|NN_|/name|recipe/$|[*…{<]")


@pytest.mark.parametrize("paper", TEXTS)
def test_every_path_named_is_there(paper: str) -> None:
    named = {text for text in re.findall(r"`([\w./-]+)`", TEXTS[paper]) if text.split("/")[0] in ROOTS and "/" in text}
    named |= set(re.findall(r"\]\(([\w./-]+)\)", TEXTS[paper]))
    missing = [path for path in sorted(named) if not IN_PLACE_OF.search(path) and not (PROJECT / path).exists()]
    assert [path for path in missing if not (PROJECT / paper).parent.joinpath(path).exists()] == []


@pytest.mark.parametrize("paper", TEXTS)
def test_every_module_named_is_there(paper: str) -> None:
    for dotted in re.findall(r"\b(?:cadence|tests|benchmarks)(?:\.\w+)+", TEXTS[paper]):
        module, _, name = dotted.rpartition(".")
        if dotted.endswith((".toml", ".md", ".duckdb", ".py", ".example", ".sql")):
            continue
        is_module = _is_there(dotted)
        assert is_module or (_is_there(module) and hasattr(importlib.import_module(module), name)), dotted


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("paper", TEXTS)
def test_every_command_named_is_one(paper: str) -> None:
    named = set(re.findall(r"python -m cadence ([a-z_]+)", TEXTS[paper]))
    assert named <= COMMANDS.keys()


def test_every_command_named_anywhere_is_one() -> None:
    """In the program, its words and its SQL as in the papers: what somebody is told to type exists."""
    folders = ("cadence", "pages", "queries", "benchmarks", "tests", "data")
    paths = [path for folder in folders for path in (PROJECT / folder).rglob("*.*")]
    named = 0
    for path in (path for path in paths if path.suffix in (".py", ".toml", ".sql", ".md", ".txt")):
        text = path.read_text("utf-8", "replace")
        for module, command in TYPED.findall(text):
            named += 1
            assert _is_there(module), (path.name, module)
            if module == "cadence" and command and not path.is_relative_to(PROJECT / "tests"):
                assert command in COMMANDS, (path.name, command)
    assert named > 20
