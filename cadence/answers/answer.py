"""An answer and where it comes from: the question, its parameters, the snapshot, the scope it was asked in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cadence.access.scope import EVERYTHING


@dataclass(frozen=True)
class Answer:
    """The rows a question was answered with; ``frame`` has the question's columns, and its grain is the question's.

    held_back: the tables of facts it is made of that are known until an earlier day than asked for, each with the
    day at which it was counted.
    """

    frame: pd.DataFrame
    question: str
    parameters: Mapping[str, Any]
    snapshot: int
    scope: str = EVERYTHING
    held_back: Mapping[str, dt.date] = field(default_factory=dict)

    def of(self, frame: pd.DataFrame) -> Answer:
        """Other rows or columns of the same answer: cut, sorted, or said in words; its origin stays."""
        return replace(self, frame=frame)

    @property
    def is_empty(self) -> bool:
        """Whether no row answers the question."""
        return bool(self.frame.empty)

    @property
    def data_date(self) -> dt.date | None:
        """The day it is true of; None where the question asks for none."""
        day = self.parameters.get("data_date")
        return day if isinstance(day, dt.date) and not pd.isna(day) else None

    def rows(self) -> list[dict[str, Any]]:
        """Its rows as dictionaries by column name."""
        return [{str(name): value for name, value in row.items()} for row in self.frame.to_dict("records")]
