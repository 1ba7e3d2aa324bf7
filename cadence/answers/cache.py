"""Answers already computed, kept within a limit of memory, and handed out so that nobody can spoil them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from cadence.answers.questions import Question

BYTES_KEPT = 64_000_000


class Answers:
    """Least recently used first out; one per snapshot, so that a publication needs no clearing."""

    def __init__(self, bytes_kept: int = BYTES_KEPT) -> None:
        self._bytes_kept = bytes_kept
        self._frames: OrderedDict[Hashable, tuple[pd.DataFrame, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, question: Question, values: Mapping[str, Any]) -> pd.DataFrame | None:
        """The kept answer, or None."""
        key = _key(question, values)
        with self._lock:
            if key not in self._frames:
                return None
            self._frames.move_to_end(key)
            return self._frames[key][0].copy(deep=False)

    def keep(self, question: Question, values: Mapping[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
        """Keep an answer; gives back the frame to hand out."""
        _freeze_lists(frame)
        key, size = _key(question, values), int(frame.memory_usage(deep=True).sum())
        with self._lock:
            if key not in self._frames:
                self._frames[key] = (frame, size)
                self._size += size
            while self._size > self._bytes_kept:
                self._size -= self._frames.popitem(last=False)[1][1]
        return frame.copy(deep=False)  # pandas copies a column the moment somebody writes to it


def _key(question: Question, values: Mapping[str, Any]) -> Hashable:
    """Text of the SQL (a developer may change it) and the parameters, lists made hashable."""
    fixed = [(name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(values.items())]
    return (question.name, question.sql, tuple(fixed))


def _freeze_lists(frame: pd.DataFrame) -> None:
    """List cells are arrays that copies of the frame share: make them unwritable."""
    for column in (name for name, kind in frame.dtypes.items() if str(kind) == "object"):
        for cell in frame[column]:
            if isinstance(cell, np.ndarray):
                cell.flags.writeable = False
