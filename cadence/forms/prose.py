"""A field in words: what may stand in its cells, and what its codes mean. For templates, dictionary and pages."""

from __future__ import annotations

from cadence.checks.cells import word_of
from cadence.contract import Field
from cadence.words import Words


def limits(field: Field, words: Words, *, is_spoken: bool = False) -> str:
    """What may stand in a cell of the field, in one sentence. is_spoken: allowed values by their words, not codes."""
    if field.codelist:
        return words(f"describing.{field.codelist}")
    if field.enum:
        several = "any" if field.type == "list" else "one"
        if is_spoken:
            said = [meaning(field, code, words) for code in field.enum]
            return words(f"describing.{several}_word_of", said=(" | " if several == "any" else ", ").join(said))
        return words(f"describing.{several}_of", codes=", ".join(field.enum))
    if field.type in ("integer", "number"):
        return words(f"describing.{field.type}.{_range_key(field)}", low=_low(field), high=_number(field.maximum))
    return words(f"describing.{field.type}")


def _range_key(field: Field) -> str:
    if field.exclusive_minimum is not None:
        return "above"
    if field.minimum is None:
        return "any"
    return "at_least" if field.maximum is None else "between"


def _low(field: Field) -> str:
    return _number(field.minimum if field.minimum is not None else field.exclusive_minimum)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace("-", "\u2212")


def meaning(field: Field, code: str, words: Words) -> str:
    """What one allowed code means: from the standard's names for countries, currencies and languages."""
    return word_of(field, code, words.language)
