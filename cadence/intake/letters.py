"""In which encoding a text file is written, where its bytes make sense in several: asked with the readings side by
side, and read as was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cadence.errors import RefusedFile
from cadence.problems import Fact, Problem, Says
from cadence.reading import Reading
from cadence.reading.encoding import OLDER, Encoding, as_utf8, detect

UNSURE, SIGN = "unsure_encoding", " · "  # the sign stands between the words that show it


@dataclass(frozen=True)
class Letters:
    """The question: by encoding, what the same words are; the likeliest first."""

    readings: Mapping[str, str] = field(hash=False)
    kind: Literal["encoding"] = "encoding"

    def asks(self, words: Says) -> str:
        """The question."""
        return words("questions.encoding")

    def label(self, encoding: str, words: Says) -> str:
        """One encoding, with what the words are in it."""
        return words("questions.encoding_option", encoding=encoding, read=self.readings[encoding])


def letters_in(problems: Iterable[Problem]) -> Letters | None:
    """The question about a text that was read, by what was noted of it; None where its bytes tell."""
    noted = next((one for one in problems if one.code == UNSURE and one.found and one.expected in OLDER), None)
    if noted is None or noted.found is None or noted.expected is None:
        return None
    samples = [sample.encode(noted.expected, "replace") for sample in noted.found.split(SIGN)]
    names = dict.fromkeys((noted.expected, *OLDER))
    readings = {name: SIGN.join(dict.fromkeys(one.decode(name, "replace") for one in samples)) for name in names}
    return Letters(readings) if len(set(readings.values())) > 1 else None


def as_said(path: Path, encoding: str | None, folder: Path) -> Path:
    """The file to read: a copy in UTF-8 where its encoding was said and its bytes do not tell it, else itself."""
    if encoding not in OLDER:
        return path
    try:
        found = detect(path)
    except RefusedFile:
        return path
    return as_utf8(path, Encoding(encoding, "likely", found.mark), folder) if found.how == "likely" else path


def tell_said(readings: list[Reading], encoding: str) -> list[Reading]:
    """The readings of such a copy, with what was said in place of what its bytes are."""
    fact = Fact("encoding_said", {"encoding": encoding})
    return [
        replace(one, facts=(fact, *(other for other in one.facts if not other.code.startswith("encoding_"))))
        for one in readings
    ]
