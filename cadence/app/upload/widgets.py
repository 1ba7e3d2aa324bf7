"""What the fields of a conversation share: their keys, and what stands in them at first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cadence.intake.model import Foreign
from cadence.recipes.questions import YES, Item, Question


def key_of(found: Foreign, question: str, preset: str) -> str:
    """The key of a field: another one when something else stands in it at first, so that it begins anew."""
    digest = hashlib.sha256(f"{question}\n{preset}".encode()).hexdigest()[:12]
    return f"talk_{found.file}_{digest}"


def preset(question: Question, said: Mapping[str, str], item: Item | None = None) -> str:
    """What stands in a field at first: what was answered, else the guess; empty where there is neither."""
    guess = item.guess if item else question.guess
    answer = said.get(f"{question.key}.{item.name}" if item else question.key, "")
    is_taken = answer == YES and YES not in (item.options if item else question.options)
    return guess if is_taken or not answer else answer
