"""What recipes ask where there is no page: answers are in words, and the inbox reads back what it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadence.intake.asked_sheets import answer_in_words, questions_of_sheets
from cadence.intake.model import Choice
from cadence.intake.steps import prepare
from cadence.recipes.questions import Question
from cadence.server import inbox_questions
from cadence.store import Store
from cadence.words import languages, words_in
from tests import kept_records
from tests.app.test_conversation import asked_codes
from tests.recipes.workbooks import SHEETS, workbook
from tests.store_tools import settings_for

CLOSED = {"column_gone": "yes", "things_gone": "keep", "hosts": "no", "answers": "absent", "attended_again": "add",
          "attended_activity": "new", "attended_kind": "funding", "line": "attendee", "column": "leave_out",
          "column_new": "persons.mail", "activity_kind": "funding", "split": "yes", "value_kind": "flow"}  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_every_answer_is_said_in_words(language: str) -> None:
    words = words_in(language)
    assert CLOSED.keys() <= asked_codes() | {"column", "column_new"}
    for code, answer in CLOSED.items():
        said = answer_in_words(Question("key", code), answer, words)
        assert said != answer and "_" not in said, (code, said)


@pytest.mark.parametrize("language", languages())
def test_what_is_ticked_or_typed_comes_back_whatever_signs_a_key_holds(language: str, tmp_path: Path) -> None:
    opened, words = Store.open(settings_for(kept_records.copied_to(tmp_path / "record"))), words_in(language)
    path = workbook(tmp_path / "suivi.xlsx", SHEETS)
    answers = {"network": "Réseau = des rives", "column.Agenda.Avec qui": "activities.partners"}
    with prepare([path], opened, {path: Choice(answers=answers)}) as ready:
        asked = questions_of_sheets(ready, 0)
        assert asked and all(one.asks(words) and one.label(answer, words) for one in asked for answer in one.answers)
        inbox_questions.write(path, asked, answers, "0" * 64, words)
        assert inbox_questions.read(path).choice().answers == answers
        text = inbox_questions.beside(path).read_text("utf-8-sig")
        first = next(one for one in asked if "*" not in one.answers and one.key != "guesses")
        mark = next(mark for mark, key, answer in inbox_questions.meanings_in(text) if key == first.key)
        inbox_questions.beside(path).write_text(text.replace(f"[ ] {mark} ", f"[x] {mark} "), "utf-8")
        assert inbox_questions.read(path).choice().answers == {**answers, first.key: first.answers[0]}
    opened.close()
