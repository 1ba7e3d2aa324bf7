"""Everything Cadence refuses to do, said in one sentence.

    CadenceError            root: a code and the blanks of its sentence
    ├── SetupError          the machine or the settings lack something (an extension, a folder, a right)
    ├── RefusedFile         a file cannot be read as a table at all
    ├── StoreError          the record cannot do what was asked (busy, damaged, unknown snapshot)
    └── QuestionError       an unknown question, or parameters it does not have

The sentence itself lives in the language files under ``errors.<code>``; ``str(error)`` is the English one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Speaker = Callable[..., str]
"""Gives the sentence under a key, its blanks filled: the words of a language."""

_english: list[Speaker] = []


class CadenceError(Exception):
    """A refusal: a code, and the blanks of its sentence."""

    def __init__(self, code: str, **blanks: Any) -> None:
        super().__init__(code)
        self.code = code
        self.blanks = blanks

    def __str__(self) -> str:
        return self.says(_english[0]) if _english else f"{self.code} {self.blanks}"

    def says(self, words: Speaker) -> str:
        """The sentence in the language of ``words``."""
        return words(f"errors.{self.code}", **self.blanks)


def speak_english(words: Speaker) -> None:
    """Have ``str(error)`` give sentences. Words say so when they are loaded: errors know nobody above them."""
    _english[:] = [words]


class SetupError(CadenceError):
    """The machine or the settings lack something Cadence needs."""


class RefusedFile(CadenceError):  # noqa: N818 - reads as the sentence it stands for
    """A file cannot be read as a table at all."""


class StoreError(CadenceError):
    """The record of publications cannot do what was asked."""


class QuestionError(CadenceError):
    """A question that does not exist, or a parameter it does not have."""
