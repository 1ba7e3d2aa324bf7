"""Rules of counting are data: each changes what it says, for its network alone, and no variable changes a number."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence import report
from cadence.answers.questions import load_questions
from cadence.answers.serving import Serving
from cadence.app.markup import markdown_safe
from cadence.cli import COMMANDS, commands
from cadence.contract import load_contract
from cadence.contract.counting_rules import default_rules
from cadence.settings import MOVED, PROJECT
from cadence.words import languages, words_in
from tests.from_folder import from_folder
from tests.proving import sampled

SAMPLE = PROJECT / "data" / "sample"
DAY = "2026-09-30"
NETWORKS = ("astrolabe", "estuaires")
# What the report leaves out by small_cell, no question does.
OF_QUESTIONS = [rule for rule in default_rules() if rule != "small_cell"]


def ruled(folder: Path, *rows: tuple[str, str, int]) -> Serving:
    """The sample network under these rules."""
    shutil.copytree(SAMPLE, folder)
    with (folder / "rules.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("network_id", "rule", "value"), *rows])
    return from_folder(folder)


@pytest.fixture(scope="module")
def plain() -> Serving:
    """The sample network, all of whose rules are those by default."""
    return from_folder(SAMPLE)


def in_force(serving: Serving, network: str) -> dict[str, tuple[int, str]]:
    rows = serving.frame("counting_rules", network=network)
    held = zip(rows["rule"], rows["value"], rows["set_for"], strict=True)
    return {rule: (int(value), who) for rule, value, who in held}


def differing(one: Serving, other: Serving, network: str) -> set[str]:
    """Questions that the two answer differently for a network."""
    found = set()
    for question in load_questions().values():
        if "network" in question.parameters and question.name != "counting_rules":
            given = {name: value for name, value in question.example.items() if name in question.parameters}
            asked = {**given, "network": network, **({"data_date": DAY} if "data_date" in question.parameters else {})}
            left, right = (side.frame(question.name, **asked).astype(str) for side in (one, other))
            if not left.equals(right):
                found.add(question.name)
    return found


def test_the_contract_names_every_rule_and_the_words_say_each() -> None:
    assert next(f for f in load_contract("rules").fields if f.name == "rule").enum == tuple(default_rules())
    for language in languages():
        said = [words_in(language).code("rule", rule) for rule in default_rules()]
        assert len(set(said)) == len(said)


def test_without_a_row_the_default_holds(tmp_path: Path) -> None:
    plain = ruled(tmp_path / "plain")
    for network in NETWORKS:
        assert in_force(plain, network) == {rule: (value, "default") for rule, value in default_rules().items()}


def test_a_networks_own_rule_goes_before_that_of_all_and_behind_is_never_less_than_on_plan(tmp_path: Path) -> None:
    own = ("astrolabe", "silent_days", 30)
    serving = ruled(tmp_path / "own", ("*", "silent_days", 90), own, ("*", "behind_days", 7))
    assert in_force(serving, "astrolabe")["silent_days"] == (30, "network")
    assert in_force(serving, "estuaires")["silent_days"] == (90, "everyone")
    with serving.cursor() as cursor:
        held = cursor.execute("select on_plan_days, behind_days from rules_in_force").fetchall()
    assert held == [(30, 30), (30, 30)]


@sampled("rule", OF_QUESTIONS, 3)
def test_every_rule_changes_an_answer_of_its_network_and_none_of_the_other(
    rule: str, plain: Serving, tmp_path: Path
) -> None:
    far = 3650 if default_rules()[rule] <= 60 else 1
    other = ruled(tmp_path / "ruled", ("astrolabe", rule, far))
    assert differing(plain, other, "astrolabe")
    assert differing(plain, other, "estuaires") == set()


# What each command needs to be typed; that the files are not there is never come to.
TYPED = {
    "run": [], "read": ["x.csv"], "check": ["x.csv"], "publish": ["x.csv", "-m", "m"], "import": ["ocha_4w", "x.csv"],
    "ask": ["networks"], "history": [], "diff": ["1", "2"], "restore": ["1"], "undo": ["1"], "template": ["cities"],
    "export": ["x"], "attention": [], "report": ["x", "--network", "n"], "verify": [], "recover": [],
    "backtest": ["candidates", "--network", "n"], "recipe": ["list"], "names": ["list"], "reports": [],
}  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_every_command_refuses_every_variable_that_is_a_rule_now(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert TYPED.keys() == COMMANDS.keys()
    for command, more in TYPED.items():
        for name, rule in MOVED.items():
            with monkeypatch.context() as patched:
                patched.setenv(name, "60")
                spoken = [] if command == "run" else ["--language", language]
                done = CliRunner().invoke(commands(), [command, *more, *spoken])
            said = words_in(language if spoken else "en")("errors.setting_moved", name=name, rule=rule)
            assert done.exit_code == 2, (command, done.output)
            assert " ".join(said.split()) in " ".join(done.output.split()), (command, done.output)


@pytest.mark.parametrize("language", languages())
def test_a_page_says_where_the_variable_went_and_shows_nothing(
    language: str, app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, rule in MOVED.items():
        with monkeypatch.context() as patched:
            patched.setenv(name, "60")
            at = app("overview", lang=language)
        said = words_in(language)("errors.setting_moved", name=name, rule=rule)
        assert markdown_safe(said) in [error.value for error in at.error], name
        assert not at.metric and not at.dataframe


def test_the_silent_partnerships_are_those_of_the_rule(tmp_path: Path) -> None:
    """By the rule alone: a partnership is silent from the day after so many days without an activity on."""
    for days in (10, 182, 400):
        serving = ruled(tmp_path / str(days), ("*", "silent_days", days))
        rows = serving.frame("partnership_freshness", network="astrolabe", data_date=DAY)
        lights = pd.cut(rows["days"], [-1, days / 2, days, 10_000], labels=["fresh", "ageing", "silent"])
        assert rows["light"].tolist() == [one if isinstance(one, str) else "never" for one in lights.astype(object)]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_smallest_count_printed_is_that_of_the_network(network: str, tmp_path: Path) -> None:
    """Withheld counts are more where the rule is larger, in the report of its own network alone."""
    served = ruled(tmp_path / "large", ("astrolabe", "small_cell", 60))
    plain = ruled(tmp_path / "plain")
    made = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    pages = [report.html(report.write(one, words_in("en"), network, None, made, "")) for one in (plain, served)]
    withheld = [page.count(words_in("en")("report.withheld")) for page in pages]
    assert (withheld[1] > withheld[0]) is (network == "astrolabe")
    assert ("fewer than 60 persons" in pages[1]) is (network == "astrolabe")
