"""Answers typed in a conversation and not published yet, kept on the server for a while: a page that is loaded anew, or
a lost connection, takes the session away, and what was typed is people's data that stands in no address.

They are kept for one scope of visitors, under a name that nobody guesses and that the page's address carries; they are
given back with the very bytes that they are about. They end with the process. Where there are too many, who keeps the
most loses what was longest untouched: nobody's answers go because another typed much.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cadence.access.scope import EVERYTHING

MOST_KEPT = 500
LONGEST = 200_000  # characters of the answers about one file
MOST_CHARACTERS = 10_000_000  # of all answers together


@dataclass(frozen=True)
class Draft:
    """What was typed about one file: the answers by key, and at which step its conversation stood."""

    answers: Mapping[str, str]
    step: int | None = None

    @cached_property
    def characters(self) -> int:
        """How long the answers are, with their keys."""
        return sum(len(key) + len(text) for key, text in self.answers.items())


_kept: OrderedDict[tuple[str, str, str], Draft] = OrderedDict()
_lock = threading.Lock()


def new_name() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(16)


def keep(name: str, file: str, draft: Draft, scope: str = EVERYTHING) -> None:
    """Keep what was typed about a file (its hash); what is too long is not kept."""
    if draft.characters > LONGEST:
        return
    with _lock:
        _kept[scope, name, file] = draft
        _kept.move_to_end((scope, name, file))
        while len(_kept) > MOST_KEPT or sum(one.characters for one in _kept.values()) > MOST_CHARACTERS:
            _let_go()


def _let_go() -> None:
    """Of the name that keeps the most, by characters and then by files, what was longest untouched."""
    held: dict[tuple[str, str], list[int]] = {}
    for (scope, name, _), draft in _kept.items():
        held.setdefault((scope, name), []).append(draft.characters)
    most = max(held, key=lambda one: (sum(held[one]), len(held[one])))
    del _kept[next(key for key in _kept if key[:2] == most)]


def find(name: str, file: str, scope: str = EVERYTHING) -> Draft | None:
    """What was typed about these very bytes under a name; None where nothing is kept."""
    with _lock:
        return _kept.get((scope, name, file))


def forget(name: str, scope: str = EVERYTHING) -> None:
    """Let go of all that is kept under a name: it was published, or taken away."""
    with _lock:
        for key in [key for key in _kept if key[:2] == (scope, name)]:
            del _kept[key]
