"""Which modules are tried, by which tests, and what may survive: the three TOML files of this folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REASONS = ("equivalent", "message", "speed")


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
    never = tuple(one.get("never", ()))
    quick = Tests(tuple(one["tests"]), (*one.get("slow_only", ()), *never))
    slow = Tests(tuple(one.get("slow", ())), never)
    return Room(one["name"], tuple(sorted(modules)), tuple(tests for tests in (quick, slow) if tests.files))


def survivors() -> dict[tuple[str, str, str], str]:
    """Which mutants may live, and why."""
    return {(one["path"], one["was"], one["now"]): one["reason"] for one in told("SURVIVORS.toml").get("survivor", ())}
