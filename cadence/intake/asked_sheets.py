"""What a recipe asks of the sheets of a file, for ways in without a page: one question a line, its answers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cadence.contract import load_contracts
from cadence.intake.asked import Asked
from cadence.intake.preparation import Preparation
from cadence.problems import Says
from cadence.recipes.model import SIGNS, Column
from cadence.recipes.names import NEW, OTHER
from cadence.recipes.questions import LEAVE_OUT, Item, Question

TYPED = "*"  # an answer of one's own
GUESSES = "guesses"
# What a text of one's own has to name, by the question.
EXPECTED = {"day": ("network_starts", "joined_on", "attended_day"), "priority": ("need_priority",)}
ROLES = {"progress.done_on": "step_done", "progress.baseline_on": "step_agreed", "progress.planned_on": "step_planned"}
# The field whose codes a question offers.
CODES = {"activity_kind": "kind", "action_status": "status", "attended_kind": "kind"}


@dataclass(frozen=True)
class AskedOfSheet(Asked):
    """One question of a recipe, or one item of it; ``TYPED`` among its answers stands for any text."""

    of: Question = field(default_factory=lambda: Question("", ""))
    item: Item | None = None

    def asks(self, words: Says) -> str:
        """The question, with what it is asked of."""
        said = words(f"recipes.questions.{self.of.code}", **self.of.blanks)
        return f"{said} — {self.item.name}" if self.item else said

    def label(self, answer: str, words: Says) -> str:
        """One answer in words."""
        if answer == TYPED:
            return words("inbox.typed")
        shown = {**self.of.shown, **(self.item.shown if self.item else {})}
        if self.of.code == "same" and answer != NEW:
            return words("recipes.answers.same", name=shown.get(answer) or answer.removeprefix(OTHER))
        return shown.get(answer) or answer_in_words(self.of, answer, words)


def answer_in_words(question: Question, answer: str, words: Says) -> str:
    """An answer of a few: by a sentence of its own, a meaning, or the word of a code."""
    if question.code in ("column", "column_new"):
        return meaning(words, answer)
    for own in (f"recipes.answers.{question.code}_{answer}", f"recipes.answers.{answer}"):
        if words.has(own):
            return words(own)
    if question.code == "values":
        return words.code(str(question.blanks["meaning"]).partition(".")[2], answer)
    return words.code(CODES.get(question.code, question.code), answer)


def not_an_answer(question: Question, said: str, words: Says, item: Item | None = None) -> str:
    """Why a text that was answered is no answer, and what is expected."""
    options = item.options if item else question.options
    if options:
        named = ", ".join(dict.fromkeys(_in_words(question, one, words, item) for one in options if one != said))
        return words("recipes.not_read.option", said=said, options=named)
    kind = next((kind for kind, codes in EXPECTED.items() if question.code in codes), question.code)
    return words(f"recipes.not_read.{kind}", said=said)


def _in_words(question: Question, answer: str, words: Says, item: Item | None) -> str:
    return (
        (item.shown.get(answer) if item else "")
        or question.shown.get(answer)
        or answer_in_words(question, answer, words)
    )


def what_is_wrong(questions: Iterable[Question], unread: Mapping[str, str], words: Says) -> dict[str, str]:
    """By key, why each answer that was given is none."""
    found = {}
    for question in questions:
        if question.key in unread:
            item = question.items[0] if question.items else None
            found[question.key] = not_an_answer(question, unread[question.key], words, item)
        for item in question.items:
            if (key := f"{question.key}.{item.name}") in unread:
                found[key] = not_an_answer(question, unread[key], words, item)
    return found


def meaning(words: Says, code: str, column: Column | None = None) -> str:
    """What a column may hold, in words: a field by its title and that of its table, or a sign."""
    if code in (LEAVE_OUT, "step"):
        return words(f"recipes.meanings.{code}")
    if code.startswith("step:"):
        role = next((ROLES[one] for one in (column.means if column else ()) if one in ROLES), "step_done")
        return words(f"recipes.meanings.{role}", step=code.partition(":")[2])
    if code in SIGNS:
        return words(f"recipes.meanings.{code.replace('.', '_')}")
    table, _, name = code.partition(".")
    contract = load_contracts()[table]
    title, owner = contract.column(name).title[words.language], contract.title[words.language]
    return words("recipes.meanings.field", field=title, table=owner)


def questions_of_sheets(preparation: Preparation, place: int) -> list[Asked]:
    """What is still to be asked of the foreign sheets of a file, the guess first among the answers of each."""
    found = [one for foreign in preparation.foreign if foreign.file == place for one in _each(foreign.draft.questions)]
    if sum(bool(_guess(one)) for one in found) > 1:
        every = Asked(GUESSES, "questions.guesses", {"n": sum(bool(_guess(one)) for one in found)}, ("yes",))
        return [every, *found]
    return list(found)


def _each(questions: Iterable[Question]) -> Iterable[AskedOfSheet]:
    for question in questions:
        if not question.items:
            known = question.options or (*question.shown, TYPED)
            yield AskedOfSheet(question.key, "", {}, _answers(known, question.guess), of=question)
        for item in question.items:
            answers = _answers(item.options, item.guess)
            yield AskedOfSheet(f"{question.key}.{item.name}", "", {}, answers, of=question, item=item)


def _answers(options: Iterable[str], guess: str) -> tuple[str, ...]:
    """The answers of which one is chosen, the guess first; where any text may be one, the guess and that."""
    every = list(options)
    return tuple(dict.fromkeys([*([guess] if guess else []), *(every or [TYPED])]))


def _guess(asked: AskedOfSheet) -> str:
    return asked.item.guess if asked.item else asked.of.guess
