"""The command line, each command as it is typed: exit code, standard output, sentences on stderr."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cadence.cli import COMMANDS, ask, commands
from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.forms.start_sheets import SHEETS, heading, sheet_name
from cadence.report import files, pdf_file
from cadence.settings import PROJECT
from cadence.words import Words, languages, words_in
from tests import hostile, kept_records
from tests.forms.filling import lists, visible
from tests.proving import REAL, needs

Run = Callable[..., Result]
CITIES = PROJECT / "data" / "sample" / "cities.csv"


@pytest.fixture
def run() -> Run:
    """Types a command."""
    return lambda *words: CliRunner().invoke(commands(), [str(word) for word in words])  # type: ignore[return-value]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that holds the sample network."""
    return kept_records.copied_to(tmp_path_factory.mktemp("store"))


def test_every_command_has_help_in_both_languages(words: Words) -> None:
    assert all(words.has(f"commands.{name}.help") for name in COMMANDS)


def test_read_prints_the_table_unchanged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mai.csv"
    path.write_bytes('id;nom\r\n1; "x" é\r\n2;"a\nb, c"\r\n3;=1+1\r\n'.encode("cp1252"))
    done = run("read", path)
    assert done.exit_code == 0
    assert list(csv.reader(io.StringIO(done.stdout))) == [
        ["id", "nom"], ["1", ' "x" é'], ["2", "a\nb, c"], ["3", "=1+1"]
    ]  # fmt: skip


def test_read_lists_rows_set_aside_as_json_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mai.csv"
    path.write_text("a;b\n1;2\n3\n")
    done = run("read", path, "--language", "fr")
    problem = json.loads(done.stderr)
    assert done.exit_code == 1 and done.stdout == "a,b\n1,2\n"
    assert (problem["code"], problem["line"], problem["found"]) == ("too_few_cells", 3, "3")
    assert problem["says"].startswith("La ligne 3 a moins de cellules")


def test_read_refuses_in_one_sentence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mai.csv"
    path.write_bytes(b"%PDF-1.7 ...")
    done = run("read", path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "The file is neither a text table nor a workbook.\n"


def test_read_as_a_program_writes_utf8_whatever_the_locale(tmp_path: Path) -> None:
    path = tmp_path / "mai.csv"
    path.write_text('a;b\né;"x\r\ny"\n', encoding="utf-8", newline="")
    typed = [sys.executable, "-m", "cadence", "read", str(path)]
    done = subprocess.run(
        typed, capture_output=True, cwd=PROJECT, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, check=True
    )
    assert done.stdout == 'a,b\né,"x\r\ny"\n'.encode()


@pytest.mark.parametrize(("sheet", "code"), [("Partners", 0), ("Nothing", 2), (None, 2)])
def test_read_asks_which_sheet(run: Run, tmp_path: Path, sheet: str | None, code: int) -> None:
    def fill(book: object) -> None:
        hostile._sheet(book, [["city_id"], ["A"]], "Cities")  # type: ignore[arg-type]
        hostile._sheet(book, [["partner_id", "name"], ["P", "Awa"]], "Partners")  # type: ignore[arg-type]

    path = tmp_path / "book.xlsx"
    path.write_bytes(hostile.workbook(fill))
    done = run("read", path, *(["--sheet", sheet] if sheet else []))
    assert done.exit_code == code
    assert done.stdout == ("partner_id,name\nP,Awa\n" if code == 0 else "")
    assert code == 0 or "Cities, Partners" in done.stderr


@pytest.mark.parametrize("command", [("read",), ("check",), ("publish", "--message", "x")])
def test_a_missing_file_is_said_in_the_chosen_language(run: Run, store: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "nowhere.csv", "--store", store, "--language", "fr")
    assert (done.exit_code, done.stderr) == (2, "Il n’y a pas de fichier ni de dossier nowhere.csv.\n")


def test_an_unknown_language_is_refused(run: Run) -> None:
    done = run("read", CITIES, "--language", "xx")
    assert done.exit_code == 2 and "en, fr" in done.stderr


def test_check_publishes_nothing(run: Run, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_text(CITIES.read_text("utf-8").replace("SN", "XX", 1), "utf-8")
    before = run("history", "--store", store, "--format", "json").stdout
    done = run("check", path, "--store", store)
    assert done.exit_code == 1 and "XX" in done.stderr
    assert run("check", CITIES, "--store", store).exit_code == 0
    assert run("history", "--store", store, "--format", "json").stdout == before


def test_check_says_when_a_file_is_nothing_known(run: Run, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "menu.csv"
    path.write_text("plat;prix\nmafé;3\n")
    done = run("check", path, "--store", store)
    assert done.exit_code == 2 and "no known table" in done.stderr


def test_publishing_again_publishes_nothing(run: Run, store: Path) -> None:
    before = len(json.loads(run("history", "--store", store, "--format", "json").stdout))
    done = run("publish", CITIES, "--message", "again", "--store", store)
    assert done.exit_code == 0 and "Nothing to publish" in done.stderr
    assert len(json.loads(run("history", "--store", store, "--format", "json").stdout)) == before


def test_publish_needs_leave_to_set_rows_aside(run: Run, store: Path, tmp_path: Path) -> None:
    rows = CITIES.read_text("utf-8").splitlines()
    new = rows[1].replace(rows[1].split(",")[0], "newcity", 1)
    path = tmp_path / "cities.csv"
    path.write_text("\n".join([rows[0], new, new + ",surplus"]), "utf-8")
    refused = run("publish", path, "--message", "new", "--store", store)
    assert refused.exit_code == 2 and "set aside" in refused.stderr
    done = run("publish", path, "--message", "new", "--set-aside", "--store", store)
    assert done.exit_code == 0 and "Cities: rows added 1, changed 0, removed 0." in done.stderr
    newest = json.loads(run("history", "--store", store, "--format", "json").stdout)[0]
    assert (newest["message"], newest["added"], newest["set_aside"]) == ("new", 1, 1)
    assert run("undo", newest["number"], "--store", store).exit_code == 0


def test_restore_is_a_new_publication(run: Run, store: Path, tmp_path: Path) -> None:
    first = json.loads(run("history", "--store", store, "--format", "json").stdout)[-1]["number"]
    path = tmp_path / "cities.csv"
    name = next(csv.DictReader(io.StringIO(CITIES.read_text("utf-8"))))["name"]
    path.write_text(CITIES.read_text("utf-8").replace(f",{name},", f",{name}-Nord,"), "utf-8")
    assert run("publish", path, "--message", "renamed", "--store", store).exit_code == 0
    assert "cities,0,1,0" in run("diff", first, _newest(run, store), "--format", "csv", "--store", store).stdout
    assert run("restore", first, "--store", store).exit_code == 0
    assert run("diff", first, _newest(run, store), "--format", "csv", "--store", store).stdout.count("\n") == 1


def _newest(run: Run, store: Path) -> int:
    return int(json.loads(run("history", "--store", store, "--format", "json").stdout)[0]["number"])


def test_an_unknown_publication_is_one_sentence(run: Run, store: Path) -> None:
    done = run("restore", 999, "--store", store)
    assert done.exit_code == 2 and done.stderr.count("\n") == 1


def test_ask_answers_as_csv_and_json(run: Run, store: Path) -> None:
    typed = ("ask", "handful", "network=astrolabe", "data_date=2026-06-30", "--store", store)
    (row,) = csv.DictReader(io.StringIO(run(*typed).stdout))
    (same,) = json.loads(run(*typed, "--format", "json").stdout)
    assert {name: float(value) for name, value in row.items()} == pytest.approx(same, abs=1e-9)
    assert list(row) == ["k", "n", "low", "high"] and int(row["k"]) > 0


def test_ask_takes_lists_for_filters(run: Run, store: Path) -> None:
    typed = ("ask", "city_pace", "network=astrolabe", "data_date=2026-06-30", "--store", store)
    every = [row["city_id"] for row in csv.DictReader(io.StringIO(run(*typed).stdout))]
    assert len(every) > 2
    done = run("ask", "city_pace", "astrolabe", "--store", store)
    assert done.exit_code == 2 and "name=value" in done.stderr


def test_ask_suggests_the_question_meant(run: Run, store: Path) -> None:
    done = run("ask", "city_pce", "network=astrolabe", "--store", store)
    assert done.exit_code == 2 and "city_pace" in done.stderr


def test_template_in_each_form(run: Run, tmp_path: Path) -> None:
    assert (
        run("template", "cities", "--language", "fr").stdout_bytes.decode("utf-8-sig").startswith("Code de la ville;")
    )
    path = tmp_path / "cities.xlsx"
    assert run("template", "cities", "--xlsx", "--output", path).exit_code == 0
    assert path.read_bytes().startswith(b"PK")
    assert run("template", "citees").exit_code == 2


@pytest.mark.parametrize("language", languages())
def test_the_workbook_to_begin_with_offers_what_the_record_has(
    run: Run, store: Path, tmp_path: Path, language: str
) -> None:
    path, words = tmp_path / "start.xlsx", words_in(language)
    with (PROJECT / "data" / "sample" / "networks.csv").open(encoding="utf-8-sig", newline="") as file:
        sample = list(csv.DictReader(file))
    for place, networks in ((tmp_path / "none", None), (store, sorted(row["name"] for row in sample))):
        done = run("template", "--start", "--language", language, "--output", path, "--store", place)
        assert done.exit_code == 0, done.stderr
        assert visible(path.read_bytes()) == [sheet_name(sheet, words) for sheet in SHEETS]
        offered = lists(path.read_bytes(), sheet_name(SHEETS[0], words))
        assert offered.get(heading(SHEETS[0], SHEETS[0].columns[0], words)) == networks
    assert not (tmp_path / "none").exists(), "looking begins nothing"
    path = tmp_path / "partnerships.xlsx"
    assert run("template", "partnerships", "--xlsx", "--output", path, "--store", store).exit_code == 0
    contract = load_contracts()["partnerships"]
    offered = lists(path.read_bytes(), contract.title["en"])
    assert "Atelier des Lacets" in offered[contract.column("partner_id").title["en"]]


@pytest.mark.parametrize("typed", [("template",), ("template", "cities", "--start")])
def test_a_template_is_of_one_table_or_to_begin_with(run: Run, typed: tuple[str, ...]) -> None:
    for language in languages():
        done = run(*typed, "--language", language)
        assert done.exit_code == 2 and "--start" in done.stderr and "cities" in done.stderr


def test_export_is_a_data_package_that_can_be_read_back(run: Run, store: Path, tmp_path: Path) -> None:
    assert run("export", tmp_path / "out", "--store", store).exit_code == 0
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert {resource["path"] for resource in package["resources"]} == {p.name for p in (tmp_path / "out").glob("*.csv")}
    done = run("publish", tmp_path / "out", "--message", "again", "--store", store)
    assert done.exit_code == 0 and "Nothing to publish" in done.stderr


def test_verify_finds_a_changed_byte(run: Run, tmp_path: Path) -> None:
    kept_records.copied_to(tmp_path / "s")
    assert run("verify", "--store", tmp_path / "s").exit_code == 0
    parquet = next((tmp_path / "s").rglob("*.parquet"))
    parquet.write_bytes(parquet.read_bytes()[:-1] + b"\0")
    done = run("verify", "--store", tmp_path / "s")
    assert done.exit_code == 1 and parquet.name in done.stderr


@needs(REAL)
def test_import_by_a_recipe(run: Run, tmp_path: Path) -> None:
    real = REAL / "barometre" / "barometre-resultats-synthese-departemental.csv"
    done = run("import", "barometre", real, "--set-aside", "--store", tmp_path / "s")
    assert done.exit_code == 0 and "Indicators:" in done.stderr
    assert run("import", "nothing_such", real, "--store", tmp_path / "s").exit_code == 2


def test_a_report_that_cannot_be_written_is_one_sentence(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    for language, sentence in (("en", "cannot be written to"), ("fr", "ne peut être écrit dans")):
        out = tmp_path / "taken" / "report.html"
        done = run("report", out, "--network", "astrolabe", "--language", language, "--store", store)
        assert done.exit_code == 2 and sentence in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "taken").read_text() == "a file"


def test_without_a_browser_the_report_has_no_pdf_and_says_so(
    run: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pdf_file, files):
        monkeypatch.setattr(module, "browser", lambda: None)
    done = run("report", tmp_path, "--network", "astrolabe", "--pdf", "--store", store)
    assert done.exit_code == 2 and "Chromium" in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is written when what was asked for cannot be"
    assert run("report", tmp_path, "--network", "astrolabe", "--zip", "--store", store).exit_code == 0
    (bundle,) = tmp_path.glob("*.zip")
    assert not [name for name in zipfile.ZipFile(bundle).namelist() if name.endswith(".pdf")]


def test_a_list_of_a_record_without_a_network_says_that_nothing_is_there(
    run: Run, tmp_path: Path, words: Words
) -> None:
    partners = tmp_path / "partners.csv"
    partners.write_text("partner_id,name,sector\np,P,ngo\n")
    assert run("publish", partners, "--message", "m", "--store", tmp_path / "empty").exit_code == 0
    done = run("attention", "--language", words.language, "--store", tmp_path / "empty")
    assert done.exit_code == 2 and done.stderr.strip() == words("errors.nothing_published")


def test_a_workbook_is_never_written_onto_a_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(CadenceError) as refused:
        ask.template("cities", xlsx=True)
    assert refused.value.code == "needs_output" and "cities.xlsx" in str(refused.value)
    assert capsys.readouterr().out == ""


def test_the_day_of_extraction_is_typed_or_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    store = kept_records.copied_to(tmp_path / "s")
    path = tmp_path / "activities.csv"
    path.write_text("activity_id,network_id,held_on,kind\nzz,estuaires,2026-10-05,funding\n", encoding="utf-8")
    for language in languages():
        words = words_in(language)
        for typed, sentence in (
            ("30/09/2026", words("commands.publish.no_day", typed="30/09/2026")),
            (
                "2999-01-01",
                words("commands.publish.day_to_come", day=dt.date(2999, 1, 1), today=dt.datetime.now(dt.UTC).date()),
            ),
        ):
            for command in (["check", path], ["publish", path, "--message", "m"], ["import", "ocha_4w", path]):
                done = run(*command, "--facts-until", typed, "--store", store, "--language", language)
                assert done.exit_code == 2, (command, typed)
                assert " ".join(sentence.split()) in " ".join(done.stderr.replace("│", "").split()), done.stderr
    assert run("publish", path, "--message", "m", "--facts-until", "2026-10-31", "--store", store).exit_code == 0
    done = run("ask", "data_dates", "network=estuaires", "--format", "csv", "--store", store)
    assert "2026-10-31" in done.stdout
