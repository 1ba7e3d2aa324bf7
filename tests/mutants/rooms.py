"""Which modules are tried, by which tests, and what may survive: the three TOML files of this folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EQUIVALENT = "equivalent"
REASONS = (EQUIVALENT, "message", "speed")


@dataclass(frozen=True)
class Tests:
    """Test files, and the tests in them that are left out."""

    files: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """Modules and the tests meant to hold them, in rounds: a mutant that lives through one is tried by the next."""

    name: str
    modules: tuple[str, ...]
    rounds: tuple[Tests, ...]
    first: Mapping[str, str]

    def rounds_of(self, module: str) -> list[Tests]:
        """The rounds of a module: the file likeliest to fail comes first."""
        return [
            replace(tests, files=tuple(sorted(tests.files, key=lambda file: file != self.first.get(module))))
            for tests in self.rounds
        ]


@dataclass(frozen=True)
class Mutant:
    """A module with one thing changed; ``was`` and ``now`` are the changed lines."""

    room: Room
    path: str
    line: int
    kind: str
    was: str
    now: str
    text: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it for good: lines move, so their numbers do not."""
        return self.path, self.was.strip(), self.now.strip()


def told(name: str) -> dict[str, Any]:
    """One of the TOML files of this folder."""
    return tomllib.loads((HERE / name).read_text("utf-8"))


def rooms() -> list[Room]:
    """The rooms in scope."""
    return [_room(one) for one in told("rooms.toml")["room"]]


def _room(one: Mapping[str, Any]) -> Room:
    modules = {str(path.relative_to(ROOT)) for glob in one["modules"] for path in ROOT.glob(glob)}
    slow, never = tuple(one.get("slow", ())), tuple(one.get("never", ()))
    rounds = Tests(tuple(one["tests"]), (*slow, *never)), Tests(slow, ())
    return Room(
        one["name"],
        tuple(sorted(modules)),
        tuple(tests for tests in rounds if tests.files),
        one.get("first", {}),
    )


def survivors() -> dict[tuple[str, str, str], str]:
    """Which mutants may live, and why."""
    return {(one["path"], one["was"], one["now"]): one["reason"] for one in told("SURVIVORS.toml").get("survivor", ())}
