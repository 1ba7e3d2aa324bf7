"""An answer is made of what the rows say, not of the order in which they stand in their files: neither its figures and
names nor the order of its own rows; not even where names and figures tie, so that nothing but a code tells rows apart.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cadence import report
from cadence.answers.questions import FILTERS, Question, load_questions
from cadence.answers.serving import Serving
from cadence.settings import PROJECT
from cadence.store.model import ORIGIN
from cadence.words import languages, words_in
from tests.from_folder import from_folder

QUESTIONS = load_questions()
each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
KINDS = ["joint_session", "expert_input"]  # of activities: no page offers them as a filter of all its figures
# What ties: every city and partner has one name, every activity has met as many, every need weighs the same.
TIED = {
    "cities": {"name": "Ville", "country": "SN", "language": "fr", "theme": "markets"},
    "partners": {"name": "Partenaire", "sector": "ngo"},
    "milestones": {"name_en": "Step", "name_fr": "Étape", "weight": "1"},
    "activities": {"external_persons": "10", "starts_on": "2026-03-02"},
    "audience": {"persons": "10"},
    "actions": {"title": "Action"},
    "indicators": {"name": "Indicator"},
    "needs": {"priority": "1"},
    "stages": {"stage": "cooperating"},
}


@pytest.fixture(scope="module", params=["sample", "tied"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Serving]:
    """The sample, as it is or with many ties; and the same with the rows of every table in another order."""
    ties = TIED if request.param == "tied" else {}
    return [_serving(tmp_path_factory.mktemp("rows"), ties, dice) for dice in (None, random.Random(1))]


def _serving(folder: Path, ties: dict[str, dict[str, str]], dice: random.Random | None) -> Serving:
    shutil.copytree(PROJECT / "data" / "sample", folder, dirs_exist_ok=True)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row | ties.get(path.stem, {}) for row in csv.DictReader(file)]
        if dice:
            dice.shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return from_folder(folder)


def _one_by_one(question: Question, serving: Serving) -> Iterator[dict[str, Any]]:
    """Nothing chosen, the question's example, and each filter it has by itself."""
    yield {}
    yield question.example
    options = serving.frame("filter_options", network="astrolabe")
    for name in question.parameters & set(FILTERS):
        known = sorted(options.loc[options["filter"] == name, "code"])
        yield {name: known[:2] if name in set(options["filter"]) else KINDS}


@each_question
def test_no_answer_knows_in_which_order_the_rows_stand(question: Question, both: list[Serving]) -> None:
    asked = {"network": "astrolabe"} if "network" in question.parameters else {}
    for values in _one_by_one(question, both[0]):
        before, after = (one.frame(question.name, **{**asked, **values}) for one in both)
        told = [column for column in before.columns if column not in ORIGIN]
        pd.testing.assert_frame_equal(before[told], after[told], rtol=1e-9, obj=question.name)


@pytest.mark.parametrize("language", languages())
def test_no_report_knows_in_which_order_the_rows_stand(language: str, both: list[Serving]) -> None:
    made = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
    before, after = (report.html(report.write(one, words_in(language), "astrolabe", None, made)) for one in both)
    assert before == after
