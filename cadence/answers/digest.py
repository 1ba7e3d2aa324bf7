"""A short mark of all definitions together: two reports with one mark counted everything the same way."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from cadence.answers.questions import QUERIES
from cadence.contract.counting_rules import FILE as RULES
from cadence.contract.ladders import FILE as LADDERS

LETTERS = 12
ROOMS = ("macros", "metrics", "questions", "situations")  # what is imported is rows, and told with them
# A text, a quoted name, or spaces and remarks (up to the end of their line) in a row.
_PIECE = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|(?:\s|--[^\n]*)+""")


def bare(sql: str) -> str:
    """SQL without its remarks and with single spaces: what is left when only words about it change."""
    return _PIECE.sub(lambda found: found[0] if found[0][0] in "'\"" else " ", sql).strip()


@cache
def definitions_digest() -> str:
    """Twelve letters of the SHA-256 of every question, metric, situation and macro, the ladders and the default rules.

    Remarks and spaces do not count; a rule that a network has changed is data, and told beside it.
    """
    whole = hashlib.sha256()
    for path in _files():
        whole.update(f"{path.relative_to(QUERIES)}\n{bare(path.read_text(encoding='utf-8'))}\n".encode())
    for path in (LADDERS, RULES):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:LETTERS]


def definition_marks() -> dict[str, str]:
    """The mark of each definition by itself, by its place below ``queries`` without ending, ``ladders`` and ``rules``.

    Of two reports that were counted otherwise it tells which definitions are others.
    """
    marks = {
        path.relative_to(QUERIES).with_suffix("").as_posix(): _mark(bare(path.read_text(encoding="utf-8")).encode())
        for path in _files()
    }
    return {**marks, "ladders": _mark(LADDERS.read_bytes()), "rules": _mark(RULES.read_bytes())}


def _files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (QUERIES / room).rglob("*.sql"))


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LETTERS]
