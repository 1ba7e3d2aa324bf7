"""The allowed value that a word nearly says: Association is an NGO, a town hall a local government.

The words that people use stand in the languages under ``nearly.<field>.<code>``; beside them a word that is
spelled nearly like a code's own.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from functools import cache

from cadence.checks.cells import spellings
from cadence.checks.folding import fold
from cadence.contract import Field, load_contracts
from cadence.problems import Problem
from cadence.words import languages, words_in

# A word spelled this alike is the same one with a slip; 1 is the same word.
ALIKE = 0.8


def nearly_said(table: str | None, field_name: str | None, text: str | None) -> str | None:
    """The code that a text nearly says in a column of allowed values; None where none is near, or two are."""
    contract = load_contracts().get(table or "")
    if contract is None or field_name not in contract.columns or not text:
        return None
    return nearest_value(contract.column(field_name), text)


def with_near(problem: Problem) -> Problem:
    """A problem with the allowed value that the cell nearly says, where there is one."""
    is_word = problem.code == "not_allowed"
    return replace(problem, near=nearly_said(problem.table, problem.field, problem.found)) if is_word else problem


def nearest_value(declared: Field, text: str) -> str | None:
    """The same for a field."""
    if not declared.enum or declared.codelist:
        return None
    known, said = {**_words_people_use(declared), **spellings(declared)}, fold(text)
    if said in known:
        return known[said]
    near = difflib.get_close_matches(said, list(known), n=3, cutoff=ALIKE)
    codes = {known[shape] for shape in near}
    return codes.pop() if len(codes) == 1 else None


@cache
def _words_people_use(declared: Field) -> dict[str, str]:
    """Each word, folded, and the code it stands for; a word that two codes claim stands for neither."""
    found: dict[str, set[str]] = {}
    for language in languages():
        words = words_in(language)
        for code in declared.enum:
            key = f"nearly.{declared.name}.{code}"
            for word in words(key).split(",") if words.has(key) else ():
                found.setdefault(fold(word), set()).add(code)
    return {word: codes.pop() for word, codes in found.items() if len(codes) == 1 and word}
