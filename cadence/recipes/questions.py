"""What has to be asked before a foreign file can be published, and what the answers make of it.

    draft = make_draft(con, sheets, names_of, answers)
    draft.recipe, draft.open, draft.settled

A draft is made anew from the file and the answers each time, so page, command line and watched folder ask the same
questions in the same order, and an answer given is never asked again. Answers are texts by key; a question with several
items (near names, words for codes) takes ``yes`` for every guess, another answer for all of them, or one answer an
item, under ``key.item``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LEAVE_OUT = "leave_out"
YES = "yes"
NO = "no"


@dataclass(frozen=True)
class Item:
    """One of several things that a question asks about: its name, what it may be, the guess."""

    name: str
    options: tuple[str, ...]
    guess: str = ""
    shown: Mapping[str, str] = field(
        default_factory=dict, hash=False
    )  # what an option is called, in the data's own words


@dataclass(frozen=True)
class Question:
    """One question: ``questions.<code>`` asks it, ``reasons.<reason>`` says why the guess.

    options: what may be answered; none: any text. items: the question asked of each of several things. reads: what a
    text is taken as, a day or a country as it is kept; empty where it names none, and then it is no answer.
    """

    key: str
    code: str
    options: tuple[str, ...] = ()
    guess: str = ""
    reason: str = ""
    blanks: Mapping[str, object] = field(default_factory=dict, hash=False)
    items: tuple[Item, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict, hash=False)
    reads: Callable[[str], str] | None = field(default=None, hash=False, compare=False)

    def read(self, said: str, options: tuple[str, ...]) -> str:
        """The answer that a text is; empty when it is none."""
        if options:
            return said if said in options else ""
        return self.reads(said) if self.reads and said else said

    @property
    def is_guessed(self) -> bool:
        """Whether ``yes`` answers it."""
        return all(item.guess for item in self.items) if self.items else bool(self.guess)


class Asking:
    """Questions gathered while a draft is made: those answered, those open; by key, the answers that are none."""

    def __init__(self, answers: Mapping[str, str], *, accept: bool) -> None:
        self.answers, self.accept = answers, accept
        self.open: list[Question] = []
        self.answered: list[Question] = []
        self.used: set[str] = set()
        self.unread: dict[str, str] = {}

    def _read(self, question: Question, key: str, said: str, options: tuple[str, ...]) -> str:
        """The answer that a text is; what is none is noted, so that the person is told."""
        read = question.read(said, options)
        if said and not read:
            self.unread[key] = said
        return read

    def ask(self, question: Question) -> str:
        """The answer; where there is none yet, or one that may not be, the guess, and the question stays open."""
        said = self.answers.get(question.key, "").strip()
        if said:
            self.used.add(question.key)
        if said == YES and YES not in question.options and question.guess:
            said = question.guess
        if read := self._read(question, question.key, said, question.options):
            self.answered.append(question)
            return read
        (self.answered if self.accept and question.guess and not said else self.open).append(question)
        return question.guess

    def ask_each(self, question: Question) -> dict[str, str]:
        """The answer for each item, by its name; empty where there is neither answer nor guess.

        What is answered to the question itself holds for every item without an answer of its own: ``yes`` takes the
        guesses, another answer is the same for all.
        """
        if not question.items:
            return {}
        whole = self.answers.get(question.key, "").strip()
        takes_guesses = whole == YES or self.accept
        if whole:
            self.used.add(question.key)
        found, is_open = {}, False
        for item in question.items:
            key = f"{question.key}.{item.name}"
            said = self.answers.get(key, "").strip()
            if said:
                self.used.add(key)
            where = key if said else question.key
            said = said or (whole if whole != YES else "")
            if read := self._read(question, where, said, item.options):
                found[item.name] = read
            else:
                found[item.name] = item.guess
                is_open |= bool(said) or not (takes_guesses and item.guess)
        (self.open if is_open else self.answered).append(question)
        return found


def short(name: str) -> str:
    """What a sheet is called in a key: the sheet of a workbook, else the file without its ending."""
    return name.split(" › ")[-1].rsplit(".", 1)[0] if " › " not in name else name.split(" › ")[-1]
