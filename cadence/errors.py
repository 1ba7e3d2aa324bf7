"""Everything Cadence refuses to do, said in one sentence.

    CadenceError            root: a code and the blanks of its sentence
    ├── SetupError          the machine or the settings lack something (an extension, a folder, a right)
    ├── RefusedFile         a file cannot be read as a table at all
    ├── StoreError          the record cannot do what was asked (busy, damaged, unknown snapshot)
    └── QuestionError       an unknown question, or parameters it does not have

The sentence itself lives in the language files under ``errors.<code>``; ``str(error)`` is the English one.
"""

from __future__ import annotations

from typing import Any


class CadenceError(Exception):
    """A refusal with a code; its sentence is ``words("errors.<code>", **blanks)``."""

    def __init__(self, code: str, **blanks: Any) -> None:
        super().__init__(code)
        self.code = code
        self.blanks = blanks

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        """The sentence in one language."""
        from cadence.words import words_in  # words need settings, which may themselves be refused

        return words_in(language)(f"errors.{self.code}", **self.blanks)


class SetupError(CadenceError):
    """The machine or the settings lack something Cadence needs."""


class RefusedFile(CadenceError):  # noqa: N818 - reads as the sentence it stands for
    """A file cannot be read as a table at all."""


class StoreError(CadenceError):
    """The record of publications cannot do what was asked."""


class QuestionError(CadenceError):
    """A question that does not exist, or a parameter it does not have."""
