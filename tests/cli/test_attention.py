"""``attention`` and ``export`` on the command line, as they are typed: the page's list, the field's formats."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence.answers.serving import Serving
from cadence.app.markup import markdown_safe
from cadence.cards import attention
from cadence.cli import commands
from cadence.exports import FORMATS
from cadence.forms.safe_csv import safe_csv
from cadence.settings import PROJECT
from cadence.words import Words, words_in
from tests import kept_records

Run = Callable[..., Result]
DAY = "2026-06-30"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that holds the sample network."""
    return kept_records.copied_to(tmp_path_factory.mktemp("store"))


@pytest.fixture
def run(store: Path) -> Run:
    """Types a command about that record."""
    return lambda *words: CliRunner().invoke(commands(), [*map(str, words), "--store", str(store)])  # type: ignore[return-value]


def test_the_list_is_the_one_of_the_question(run: Run, sample: Serving, words: Words):
    typed = ("attention", "--network", "estuaires", "--data-date", DAY, "--language", words.language)
    answer = attention.with_sentences(sample.ask("attention", network="estuaires", data_date=DAY), words)
    told = answer.frame
    assert len(told) > 3
    assert run(*typed, "--format", "csv").stdout_bytes == safe_csv(told)
    listed = json.loads(run(*typed, "--format", "json").stdout)
    assert [row["says"] for row in listed] == told["says"].tolist()
    assert [row["since"] for row in listed] == told["since"].dt.strftime("%Y-%m-%d").tolist()
    done = run(*typed)
    assert done.exit_code == 0
    heading, *items = done.stdout.rstrip("\n").split("\n\n")
    assert words.date(answer.data_date) in heading and "Estuaires" in heading
    assert len(items) == len(told)
    for item, row in zip(items, told.to_dict("records"), strict=True):
        urgency, says, matters = item.split("\n")
        assert urgency.startswith(str(row["urgency_said"])) and matters == row["matters"]
        assert says.startswith(str(row["says"])) and str(row["ago"]) in says


def test_without_options_it_is_what_the_overview_page_shows(run: Run, app: Callable[..., AppTest]):
    listed = json.loads(run("attention", "--format", "json").stdout)
    shown = [text.value for text in app("overview").markdown if text.value.startswith("- [")]
    lines = [line for text in shown for line in text.split("\n")]
    assert len(lines) == len(listed) > 10
    for row in listed:
        assert [
            line for line in lines if f"{row['opens']}={row['opens_id']}" in line and markdown_safe(row["says"]) in line
        ]


def test_a_quiet_day_says_so(run: Run, sample: Serving):
    first = sample.frame("data_dates", network="estuaires")["earliest"].iloc[0].date()
    done = run("attention", "--network", "estuaires", "--data-date", first)
    assert sample.frame("attention", network="estuaires", data_date=first).empty
    assert done.exit_code == 0 and words_in("en")("pages.overview.attention_none") in done.stdout
    assert json.loads(run("attention", "--network", "estuaires", "--data-date", first, "--format", "json").stdout) == []


def test_what_cannot_be_listed_is_one_sentence(run: Run, tmp_path: Path):
    for typed in (("--network", "nowhere"), ("--data-date", "yesterday"), ("--snapshot", 99)):
        done = run("attention", *typed)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    empty = CliRunner().invoke(commands(), ["attention", "--store", str(tmp_path / "new"), "--language", "fr"])
    assert (empty.exit_code, empty.stdout) == (2, "") and "pas de registre" in empty.stderr


def test_a_scheduler_without_a_locale_gets_utf8(store: Path):
    typed = [sys.executable, "-m", "cadence", "attention", "--language", "fr", "--store", str(store)]
    bare = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(typed, capture_output=True, cwd=PROJECT, env=bare, check=True)
    assert "réseau" in done.stdout.decode("utf-8") and done.stderr == b""


def test_export_writes_every_format_and_its_catalogue(run: Run, tmp_path: Path):
    newest = json.loads(run("history", "--format", "json").stdout)[0]["number"]
    done = run("export", tmp_path / "out", "--format", "all", "--network", "astrolabe", "--snapshot", newest)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert done.exit_code == 0 and f"{len(files)} files written" in done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == set(FORMATS)
    for path in files:
        assert path.suffix != ".csv" or "estuaires" not in path.read_text("utf-8"), path
    catalog = json.loads((tmp_path / "out" / "catalog.jsonld").read_text("utf-8"))
    cities = next(node for node in catalog["dcat:dataset"] if node["@id"] == "#cities")
    assert cities["dcterms:issued"]["@value"] == cities["dcterms:modified"]["@value"]
    assert catalog["dcterms:modified"]["@value"] >= cities["dcterms:modified"]["@value"]
    # Cadence reads the hashtag row of its own export as such: nothing new, nothing set aside.
    again = run("publish", tmp_path / "out" / "hxl", "--message", "again")
    assert again.exit_code == 0 and "Nothing to publish" in again.stderr


def test_export_refuses_in_one_sentence(run: Run, tmp_path: Path):
    for typed in (("--format", "excel"), ("--network", "nowhere")):
        done = run("export", tmp_path / "x", *typed)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "x").exists()


def test_the_columns_of_the_csv_open_in_a_spreadsheet(run: Run):
    text = run("attention", "--format", "csv").stdout_bytes.decode("utf-8-sig")
    (first, *_) = csv.DictReader(io.StringIO(text))
    assert {"urgency_said", "says", "ago", "matters", "since", "opens", "opens_id"} <= set(first)
