"""Answers typed in a conversation and not published yet, kept on the server for a while: a page that is loaded anew, or
a lost connection, takes the session away, and what was typed is people's data that stands in no address.

They are kept for one scope of visitors, under a name that nobody guesses and that the page's address carries; they are
given back with the very bytes that they are about. They end with the process.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from cadence.access.scope import EVERYTHING

MOST_KEPT = 500
LONGEST = 200_000  # characters of the answers about one file


@dataclass(frozen=True)
class Draft:
    """What was typed about one file: the answers by key, and at which step its conversation stood."""

    answers: Mapping[str, str]
    step: int | None = None


_kept: OrderedDict[tuple[str, str, str], Draft] = OrderedDict()
_lock = threading.Lock()


def new_name() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(16)


def keep(name: str, file: str, draft: Draft, scope: str = EVERYTHING) -> None:
    """Keep what was typed about a file (its hash); the longest untouched go when there are too many."""
    if sum(len(key) + len(text) for key, text in draft.answers.items()) > LONGEST:
        return
    with _lock:
        _kept[scope, name, file] = draft
        _kept.move_to_end((scope, name, file))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def find(name: str, file: str, scope: str = EVERYTHING) -> Draft | None:
    """What was typed about these very bytes under a name; None where nothing is kept."""
    with _lock:
        return _kept.get((scope, name, file))


def forget(name: str, scope: str = EVERYTHING) -> None:
    """Let go of all that is kept under a name: it was published, or taken away."""
    with _lock:
        for key in [key for key in _kept if key[:2] == (scope, name)]:
            del _kept[key]
