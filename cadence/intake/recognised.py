"""What a text table may be, as it was recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cadence.contract import load_contracts

How = Literal["name", "title", "alias", "hxl", "chosen"]


@dataclass(frozen=True)
class Match:
    """One column that was recognised: the field, the place of the column, its header, and by what."""

    field: str
    place: int
    header: str
    how: How


@dataclass(frozen=True)
class Recognised:
    """What a text table may be. ``about`` names a contract table or a recipe; ``score`` is 0 to 1.

    unknown: headers that no field answers to (kept with the original, not published). absent: optional fields,
    missing: required fields that no column answers to. rivals: a column that was taken for a field, and another that
    answers to it as well.
    """

    about: str
    kind: Literal["table", "recipe"]
    score: float
    matches: tuple[Match, ...] = ()
    unknown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rivals: tuple[tuple[Match, Match], ...] = ()

    def lacks(self, language: str) -> tuple[str, ...]:
        """The titles of the required fields that no column answers to; of a recipe, the headers it asks for."""
        fields = (
            {} if self.kind == "recipe" else {f.name: f.title[language] for f in load_contracts()[self.about].fields}
        )
        return tuple(fields.get(name, name) for name in self.missing)

    @property
    def mapping(self) -> dict[str, str]:
        """Field -> text column (``c0``, ``c1``, ...)."""
        return {match.field: f"c{match.place}" for match in self.matches}

    @property
    def is_complete(self) -> bool:
        """Whether every required field has its column."""
        return not self.missing
