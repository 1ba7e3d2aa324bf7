"""Ladders: lists of codes that have an order, from ``data/contracts/codelists/ladders.toml``; levels in one place.

Contracts take their allowed values from here (``ladder = "stage"``), SQL its levels (the macros ``ladder``,
``level_of`` and ``rung``), charts the order in which they draw.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cadence.settings import PROJECT

FILE = PROJECT / "data" / "contracts" / "codelists" / "ladders.toml"


@dataclass(frozen=True)
class Ladder:
    """Levels from the lowest to the highest; ``outside`` are values that stand on none; ``rungs`` names some levels."""

    name: str
    levels: tuple[str, ...]
    outside: tuple[str, ...] = ()
    rungs: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every allowed value: the levels, then those outside."""
        return (*self.levels, *self.outside)

    def since(self, rung: str) -> tuple[str, ...]:
        """The levels from a named rung on."""
        return self.levels[self.levels.index(self.rungs[rung]) :]


def load_ladders() -> dict[str, Ladder]:
    """All ladders by name. Raises ValueError for a rung that is no level, or a level named twice."""
    return dict(_load(FILE))


@cache
def _load(path: Path) -> dict[str, Ladder]:
    declared = tomllib.loads(path.read_text("utf-8"))
    found = {
        name: Ladder(name, tuple(one["levels"]), tuple(one.get("outside", ())), one.get("rungs", {}))
        for name, one in declared.items()
    }
    for ladder in found.values():
        if len(set(ladder.codes)) < len(ladder.codes) or not set(ladder.rungs.values()) <= set(ladder.levels):
            raise ValueError(f"{path.name}: {ladder.name}")
    return found
