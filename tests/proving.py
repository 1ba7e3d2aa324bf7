"""How much of a long claim is tried: a seeded sample every day, all of it by ``make prove``."""

from __future__ import annotations

import os


def is_proving() -> bool:
    """Whether every long claim is run whole, and a missing input fails."""
    return bool(os.environ.get("CADENCE_PROVE"))


def rounds(sample: int, whole: int) -> int:
    """How many rounds of a long claim to run."""
    return whole if is_proving() else sample
