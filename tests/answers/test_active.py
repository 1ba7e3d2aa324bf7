"""An active partnership is under way and not silent: by hand, and in every question that counts or names one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import tests
from cadence.answers import columns
from cadence.answers.questions import Question, load_questions, load_situations
from cadence.answers.serving import Serving
from tests.answers.test_reach import shown
from tests.from_folder import from_folder

GOLDEN = tests.GOLDEN / "silent"
DAY = "2021-12-31"
SILENT = ("s2", "s3", "s5")
# What only an active partnership makes true or counts, in whatever question it stands.
ACTIVE = re.compile(
    r"active|^is_continuing$|^cities_with_partner$|^partner_k$|^pairs$|^density$|^network_wide_partners$|^is_met$"
)
QUESTIONS = {
    name: found
    for name, question in load_questions().items()
    if (found := [column for column in columns.names(question) if ACTIVE.search(column)])
}


@pytest.fixture(scope="module")
def silent() -> Serving:
    return from_folder(GOLDEN)


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The same network without its silent partnerships."""
    folder = tmp_path_factory.mktemp("without")
    for path in GOLDEN.glob("*.csv"):
        kept = [line for line in path.read_text().splitlines(keepends=True) if not line.startswith(SILENT)]
        (folder / path.name).write_text("".join(kept))
    return from_folder(folder)


@pytest.mark.parametrize("path", sorted((GOLDEN / "expected").glob("*.csv")), ids=lambda path: path.stem)
def test_by_hand(silent: Serving, path: Path) -> None:
    """Every row and value of expected/<question>.csv, in its order; the calculation is in README.md."""
    expected = pd.read_csv(path, dtype=str, keep_default_na=False)
    answer = silent.frame(path.stem, network="net", data_date=DAY)
    found = [
        {name: shown(row[name], want[name]) for name in expected.columns}
        for row, want in zip(answer.to_dict("records"), expected.to_dict("records"), strict=False)
    ]
    assert pd.DataFrame(found, columns=expected.columns).to_csv() == expected.to_csv()
    assert len(answer) == len(expected)


def asked(question: str) -> Iterator[dict[str, str]]:
    """The network on the day, and every partner or city where the question is about one."""
    known = load_questions()[question].parameters
    common = {"network": "net", "data_date": DAY} if "data_date" in known else {"network": "net"}
    for name, values in (("partner", ("p1", "p2", "p3", "p4")), ("city", ("a", "b", "c"))):
        if name in known:
            yield from ({**common, name: value} for value in values)
            return
    yield common


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_active_does_not_change_when_the_silent_are_gone(
    question: str, silent: Serving, without: Serving
) -> None:
    for given in asked(question):
        both, alone = silent.frame(question, **given), without.frame(question, **given)
        for column in QUESTIONS[question]:
            found, expected = (
                pd.to_numeric(frame[column], errors="coerce").fillna(0).astype(float).sum() for frame in (both, alone)
            )
            assert found == expected, (given, column)


def test_many_questions_are_tried_and_silent_partnerships_are_seen_by_them(silent: Serving, without: Serving) -> None:
    assert len(QUESTIONS) >= 12
    beside = [
        (name, column)
        for name, question in load_questions().items()
        for column in columns.names(question)
        if "silent" in column and column != "silent_days"
    ]
    told = {
        name
        for name, column in beside
        for given in asked(name)
        if (pd.to_numeric(silent.frame(name, **given)[column], errors="coerce").fillna(0) > 0).any()
    }
    assert told >= {"partner_typology", "partner_ladder", "coverage_matrix", "partner_profile", "continuity"}, told


def read(question: Question) -> set[str]:
    """Every table and situation that a question reads, through situations too."""
    situations, found, waiting = load_situations(), set(), set(question.reads)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(situations[name].reads) - found if name in situations else set()
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_takes_it_from_the_one_definition(question: str) -> None:
    assert "last_activities_now" in read(load_questions()[question]), "join last_activities_now for is_active"
