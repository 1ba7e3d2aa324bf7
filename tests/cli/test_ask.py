"""``ask --columns`` as it is typed: what each column of an answer is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from typer.testing import CliRunner

from cadence.cli import commands


def test_columns_are_described_one_a_line_in_the_chosen_language(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no record")
    for language, title in (("en", "City code"), ("fr", "Code de la ville")):
        typed = ["ask", "momentum", "--columns", "--language", language, "--store", nowhere]
        done = CliRunner().invoke(commands(), typed)
        lines = list(csv.reader(io.StringIO(done.stdout)))
        assert (done.exit_code, done.stderr, lines[0]) == (0, "", ["column", "description"])
        assert lines[1] == ["city_id", title]
        assert ["weight_left", "weight, of the steps neither done nor dropped; null without a plan"] in lines
        assert len(lines) == 1 + 17
        listed = json.loads(CliRunner().invoke(commands(), [*typed, "--format", "json"]).stdout)
        assert [[row["column"], row["description"]] for row in listed] == lines[1:]
    assert not Path(nowhere).exists(), "nothing was opened"


def test_an_unknown_question_has_no_columns() -> None:
    done = CliRunner().invoke(commands(), ["ask", "momentun", "--columns", "--language", "en"])
    assert done.exit_code == 2 and "momentum" in done.stderr
