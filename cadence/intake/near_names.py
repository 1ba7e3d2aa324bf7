"""The known code that a name or code nearly is."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from cadence.checks.folding import fold

# Two names this alike are proposed as one; 1 is the same name.
ALIKE = 0.84
WORDS_ALIKE = 0.6


def nearest_known(text: str, known: Sequence[str], names: dict[str, str]) -> str | None:
    """The one known code, or code of the known name, that nearly is the text; None when two are as near."""
    candidates = {fold(code): code for code in known} | {fold(name): code for name, code in names.items()}
    near = difflib.get_close_matches(fold(text), list(candidates), n=2, cutoff=ALIKE)
    codes = list(dict.fromkeys(candidates[shape] for shape in near if _keeps_every_word(fold(text), shape)))
    return codes[0] if len(codes) == 1 else None


def _keeps_every_word(text: str, known: str) -> bool:
    """Whether each word of the text is nearly one of the known name's: a cell may hold two names, and none is lost."""
    words = known.split()
    return all(difflib.get_close_matches(word, words, n=1, cutoff=WORDS_ALIKE) for word in text.split())
