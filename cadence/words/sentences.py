"""The sentences of every language, as ``cadence/languages/<language>/*.toml`` holds them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGUAGES_FOLDER = Path(__file__).parent.parent / "languages"
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other", "plural"}

Sentence = str | dict[str, str]


def languages() -> tuple[str, ...]:
    """Codes of the languages Cadence speaks: the folders of words."""
    return tuple(sorted(p.name for p in LANGUAGES_FOLDER.iterdir() if p.is_dir()))


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Sentence]:
    flat: dict[str, Sentence] = {}
    for name, value in tree.items():
        if isinstance(value, dict) and not ("other" in value and set(value) <= PLURAL_FORMS):
            flat.update(_flatten(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def typeset(sentence: str, has_narrow_spaces: bool) -> str:
    """Typographic apostrophes and, where the language has them, narrow no-break spaces before ; : ! ? and in « ».

    The files may so be written on any keyboard, without characters that nobody sees.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", sentence)
    if not has_narrow_spaces:
        return text
    text = re.sub(r"[ \u00a0](?=[;:!?»%](?!\w))", "\u202f", text)
    return re.sub(r"«[ \u00a0]", "«\u202f", text)


def within_sentence(text: str) -> str:
    """A sentence or a label that goes on in another: with a small letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def place(text: object) -> str:
    """Where a name stands in a list by the alphabet: whatever its capitals and accents, as a reader looks for it."""
    parts = unicodedata.normalize("NFKD", str(text).strip().casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(maxsize=8)
def read_language(language: str) -> Mapping[str, Sentence]:
    """The sentences that one language has of its own, by dotted key; the same key in two files is an error."""
    sentences: dict[str, Sentence] = {}
    for path in sorted((LANGUAGES_FOLDER / language).glob("*.toml")):
        found = _flatten(tomllib.loads(path.read_text("utf-8")))
        if twice := sorted(set(found) & set(sentences)):
            raise ValueError(f"{path.name}: already said in another file: {', '.join(twice)}")
        sentences.update(found)
    return MappingProxyType(sentences)


def typeset_all(sentence: Sentence, narrow: bool) -> Sentence:
    """The same for a sentence in its plural forms."""
    if isinstance(sentence, str):
        return typeset(sentence, narrow)
    return {form: typeset(text, narrow) for form, text in sentence.items()}
