"""``backtest candidates`` as it is typed: sentences, one row a need, one sentence when there is nothing to replay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import tests
from cadence.answers.backtest import as_frame, replay
from cadence.answers.serving import Serving
from cadence.cards.backtest import lines
from cadence.cli import commands
from cadence.forms.safe_csv import safe_csv
from cadence.words import Words, words_in
from tests import kept_records
from tests.from_folder import from_folder

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that holds the sample network."""
    return kept_records.copied_to(tmp_path_factory.mktemp("store"))


@pytest.fixture
def run(store: Path) -> Run:
    return lambda *words: CliRunner().invoke(commands(), ["backtest", *map(str, words), "--store", str(store)])  # type: ignore[return-value]


def test_the_golden_network_in_words() -> None:
    cases = replay(from_folder(tests.GOLDEN / "candidates"), "net", "2020-12-31")
    said = lines(cases, "Golden", cases[-1].starts_on, words_in("en"))
    assert said[2:-1] == [
        "(a) Partner already being won for that role in that city: named in 1 of 1.",
        "(b) All others: named in 3 of 6.",
        "    of these being won for the network as a whole: 1 of 1",
        "    of these at work in that role elsewhere: 2 of 2",
        "    of these without a dated trace in that role: 0 of 3",
        "    the three most active partners instead: 2 of 6",
        "In 1 case a silent partner met the need on that day: the list names nobody then, as that partner is to be "
        "woken first.",
        "Not named: Cedar, begun 1 Jul 2020, “Funding” in Cal.",
        "Not named: Birch, begun 1 Sept 2020, “Delivery” in Ayo.",
        "Not named: Alder, begun 1 Oct 2020, “Peer city” in Bor.",
    ]
    assert said[0].startswith("Golden, replayed up to 1 Oct 2020: 7 needs")


def test_the_sample_as_it_is_typed(run: Run, sample: Serving, words: Words) -> None:
    """In the pipeline 13 of 15 (two needs were met by silent partners), all others 5 of 5, the most active 0 of 5."""
    done = run("candidates", "--network", "astrolabe", "--language", words.language)
    cases = replay(sample, "astrolabe")
    name = sample.frame("networks").set_index("network_id")["name"]["astrolabe"]
    day = sample.ask("needs_met_anew", network="astrolabe").data_date
    assert done.exit_code == 0 and done.stdout.splitlines() == lines(cases, name, day, words)
    for key, k, n in (("pipeline", 13, 15), ("others", 5, 5), ("most_active", 0, 5)):
        assert words(f"backtest.{key}", k=k, n=n) in done.stdout.splitlines()


def test_a_network_without_a_case_of_one_group_says_so(run: Run, words: Words) -> None:
    done = run("candidates", "--network", "estuaires", "--language", words.language)
    assert words("backtest.others", k=0, n=0) in done.stdout.splitlines()
    assert words("backtest.most_active", k=0, n=0) not in done.stdout


def test_csv_has_one_row_a_need(run: Run, sample: Serving) -> None:
    done = run("candidates", "--network", "astrolabe", "--data-date", "2025-01-31", "--format", "csv")
    cases = replay(sample, "astrolabe", "2025-01-31")
    assert done.stdout_bytes == safe_csv(as_frame(cases))
    rows = list(csv.DictReader(io.StringIO(done.stdout_bytes.decode("utf-8-sig"))))
    assert len(rows) == len(cases) == 7
    assert {row["group"] for row in rows} == {"pipeline", "other"}
    assert all(row["replayed_on"] < row["starts_on"] > row["expressed_on"] for row in rows)


def test_what_cannot_be_replayed_is_one_sentence(run: Run, tmp_path: Path, words: Words) -> None:
    for typed in (
        ("candidates", "--network", "astrolabe", "--data-date", "2024-01-01"),  # nothing had begun
        ("candidates", "--network", "nowhere"),
        ("candidates", "--network", "astrolabe", "--data-date", "June"),
        ("forecasts", "--network", "astrolabe"),
    ):
        done = run(*typed, "--language", words.language)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), (typed, done.stderr)
    empty = CliRunner().invoke(commands(), ["backtest", "candidates", "--network", "n", "--store", str(tmp_path / "x")])
    assert (empty.exit_code, empty.stdout, empty.stderr.count("\n")) == (2, "", 1)
