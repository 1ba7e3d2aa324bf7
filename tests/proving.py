"""How much of a long claim is tried: a seeded part every day, all of it by ``make prove``."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from cadence.settings import PROJECT

T = TypeVar("T")
# Real public exports, and small inputs with what is right for each: beside the project, not in it.
REAL = PROJECT.parent / "shared" / "data" / "real"
CASES = PROJECT.parent / "shared" / "cases"


def is_proving() -> bool:
    """Whether every long claim is run whole, and a missing input fails."""
    return bool(os.environ.get("CADENCE_PROVE"))


def rounds(sample: int, whole: int) -> int:
    """How many rounds of a long claim to run."""
    return whole if is_proving() else sample


def part(items: Iterable[T], one_in: int) -> list[T]:
    """One in so many of the items, in their order and always the same ones; all of them by ``make prove``."""
    every = list(items)
    if is_proving():
        return every
    chosen = random.Random(len(every)).sample(range(len(every)), max(1, len(every) // one_in))
    return [every[place] for place in sorted(chosen)]


def needs(folder: Path) -> Callable[[Any], Any]:
    """Skip a test where its inputs are not on this machine; ``make prove`` runs it, and fails without them."""

    def decorate(test: Any) -> Any:
        is_missing = not folder.is_dir() and not is_proving()
        return pytest.mark.prove(pytest.mark.skipif(is_missing, reason=f"{folder.name} is not on this machine")(test))

    return decorate


def sampled(names: str | tuple[str, ...], items: Iterable[Any], one_in: int, **how: Any) -> Callable[[Any], Any]:
    """``parametrize`` by a part of the items, and by every one of them in ``make prove``."""

    def decorate(test: Any) -> Any:
        return pytest.mark.prove(pytest.mark.parametrize(names, part(items, one_in), **how)(test))

    return decorate
