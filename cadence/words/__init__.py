"""Sentences, numbers, dates and country names in the visitor's language.

Words live in ``cadence/languages/<language>/*.toml``. A sentence has named blanks, and a blank may say how
it is written: ``{n}``, ``{share:percent}``, ``{since:month}``, ``{behind:gap}``. A word that agrees with a
count is a blank of that count with its forms: ``{n} {n:city|cities}``; a form may hold blanks in its turn:
``{k} of {n} {n:city is|cities {k:is|are}} late``. A sentence that is another one for one than for many is a
table of plural forms (``one``, ``other``) chosen by the blank ``n``, or by the blank that the table names in
``plural``; ``zero``, where it stands, is said of none.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd
from babel import Locale

from cadence import errors
from cadence.words.formats import DAYS_IN_A_MONTH, Formats
from cadence.words.sentences import Sentence, languages, place, read_language, typeset, typeset_all

# A longer word would not fit on a card.
UNIT_LETTERS = 40

__all__ = ["DAYS_IN_A_MONTH", "Words", "languages", "place", "read_language", "typeset", "words_in"]


class Words(Formats):
    """One language: call it with a key and the sentence's blanks."""

    def __init__(self, language: str, sentences: Mapping[str, Sentence]) -> None:
        self.language = language
        self._is_narrow = sentences.get("language.narrow_spaces") == "yes"
        self.sentences = {key: typeset_all(sentence, self._is_narrow) for key, sentence in sentences.items()}
        self.locale = Locale.parse(str(sentences["language.locale"]))
        self.reach_unit = ""

    def of_unit(self, unit: object) -> Words:
        """The same language, for a network whose audience is counted in a ``unit`` of its own: a plural word, as typed.

        Of the word stay letters, spaces, apostrophes and hyphens, so that it is safe wherever it is said; of anything
        else, or of nothing, come the plain words.
        """
        said = re.sub(r"[^\w '’-]|[\d_]", "", unit).strip()[:UNIT_LETTERS] if isinstance(unit, str) else ""
        if not said:
            return self
        own = copy.copy(self)
        own.reach_unit = said
        return own

    def __call__(self, key: str, /, **blanks: Any) -> str:
        if self.reach_unit and f"{key}_of_unit" in self.sentences:
            key, blanks = f"{key}_of_unit", {**blanks, "reach_unit": self.reach_unit}
        sentence = self.sentences[key]
        if isinstance(sentence, dict):
            count = blanks[sentence.get("plural", "n")]
            # "None at all" may be said in its own way, though no grammar here asks for it.
            form = "zero" if count == 0 and "zero" in sentence else self.locale.plural_form(count)
            sentence = sentence.get(form, sentence["other"])
        return self.vformat(sentence, (), blanks)

    def typeset(self, text: str) -> str:
        """A sentence kept outside the words (a question's header), with this language's apostrophes and spaces."""
        return typeset(text, self._is_narrow)

    def has(self, key: str) -> bool:
        """Whether this language has a sentence under the key."""
        return key in self.sentences

    def code(self, kind: str, code: object) -> str:
        """What a code means to a reader: ``code("sector", "ngo")``; without words, the code itself."""
        key = f"codes.{kind}.{code}"
        return self(key) if self.has(key) else str(code)

    def own_column(self, what: str, columns: Container[object]) -> str:
        """Which column of data says something in this language: ``name_fr``; the English one where there is none."""
        own = f"{what}_{self.language}"
        return own if own in columns else f"{what}_en"

    def own_text(self, row: Mapping[Any, Any], what: str = "name") -> str:
        """What a row of data says in this language; in English where it says nothing in this one."""
        text = row[self.own_column(what, row)]
        return str(row[f"{what}_en"] if text is None or text != text else text)

    def own_texts(self, rows: pd.DataFrame, what: str = "name") -> pd.Series:
        """The same of every row of a frame, missing where neither language says anything."""
        return rows[self.own_column(what, rows.columns)].fillna(rows[f"{what}_en"])

    def column(self, name: str) -> str:
        """The heading of a column of an answer or of a contract table."""
        if self.has(f"columns.{name}"):
            return self(f"columns.{name}")
        from cadence.contract import field_titles  # contracts are read only where a heading is missing

        return field_titles(self.language).get(name, name)


@lru_cache(maxsize=8)
def words_in(language: str) -> Words:
    """The words of one language; one that Cadence does not speak, or a sentence it does not have, is English."""
    chosen = language if language in languages() else "en"
    return Words(chosen, {**read_language("en"), **read_language(chosen)})


errors.speak_english(lambda key, /, **blanks: words_in("en")(key, **blanks))
