"""A third language is one folder: every page, the report and the forms speak it, and English where it is silent."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cadence import report
from cadence.answers.questions import load_questions
from cadence.answers.serving import Serving
from cadence.app.frame import page_files, page_name
from cadence.checks import cells
from cadence.contract import field_titles, load_contracts
from cadence.forms.dictionary import dictionary
from cadence.forms.template import csv_template, is_example, xlsx_template
from cadence.forms.workbook import is_help_sheet
from cadence.words import languages, sentences, words_in

MADE = dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)
# What the new language has not said yet: a whole file, and one sentence of another.
SILENT_FILE, SILENT = "reach.toml", "frame.why"


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The folder of words with a copy of the French ones beside it, made Portuguese by name and locale alone."""
    folder = tmp_path / "languages"
    shutil.copytree(sentences.LANGUAGES_FOLDER, folder)
    shutil.copytree(folder / "fr", folder / "pt")
    for name, old, new in (
        ("language.toml", 'name = "Français"\nlocale = "fr_FR"', 'name = "Português"\nlocale = "pt_PT"'),
        ("language.toml", 'percent_space = "\\u202f"', 'percent_space = ""'),
        ("frame.toml", 'why = "', 'why_unsaid = "'),
    ):
        text = (folder / "pt" / name).read_text("utf-8")
        assert old in text, (name, old)
        (folder / "pt" / name).write_text(text.replace(old, new, 1), "utf-8")
    (folder / "pt" / SILENT_FILE).unlink()
    monkeypatch.setattr(sentences, "LANGUAGES_FOLDER", folder)
    kept = (words_in, sentences.read_language, cells.spellings, field_titles)
    for one in kept:
        one.cache_clear()
    yield "pt"
    monkeypatch.undo()
    for one in kept:
        one.cache_clear()


def test_a_folder_is_all_a_language_needs(third: str) -> None:
    assert languages() == ("en", "fr", "pt")
    words = words_in(third)
    assert words("language.name") == "Português"
    assert words.date(dt.date(2026, 5, 1)) != words_in("fr").date(dt.date(2026, 5, 1))
    assert words.percent(0.25) == "25%" and words_in("fr").percent(0.25) == "25\u202f%"
    # Copied from the French, its words agree with a count by the rule of its own locale: none is many in Portugal.
    none = ("0 jalons atteints sur 2", "0 jalon atteint sur 2")
    assert tuple(spoken("pages.city.next_done", k=0, n=2) for spoken in (words, words_in("fr"))) == none
    assert words(SILENT) == words_in("en")(SILENT) != words_in("fr")(SILENT)
    assert set(words.sentences) == set(words_in("en").sentences) | {"frame.why_unsaid"}


@pytest.mark.parametrize("page", [page_name(path) for path in page_files()])
def test_every_page_opens_in_a_third_language(page: str, third: str, app: Callable[..., AppTest]) -> None:
    address = {"city": "akwamoso", "partner": "atelier-lacets", "joint_actions": "tax-reminder"}
    subject = {"action" if page == "joint_actions" else page: address[page]} if page in address else {}
    at = app(page, lang=third, **subject)
    assert not at.error, [error.value for error in at.error]
    assert any("Português" in box.options for box in at.sidebar.selectbox)
    assert at.title[0].value


@pytest.mark.parametrize("network", ["astrolabe", "estuaires"])
def test_the_report_is_written_in_a_third_language(third: str, sample: Serving, network: str) -> None:
    document = report.write(sample, words_in(third), network, None, MADE)
    html = report.html(document)
    assert '<html lang="pt">' in html
    assert report.figure_files(document)


def test_every_form_speaks_a_third_language(third: str) -> None:
    for contract in load_contracts().values():
        text = csv_template(contract, third).decode("utf-8-sig")
        heads, example = csv.reader(io.StringIO(text), delimiter=";")
        assert len(heads) == len(contract.fields)
        assert is_example(contract, example)
        assert xlsx_template(contract, third)
    words = words_in(third)
    assert is_help_sheet([words(f"templates.heads.{key}") for key in ("column", "code", "meaning")])
    assert dictionary(third).startswith("# ")


def test_every_question_says_what_it_means_in_a_third_language(third: str) -> None:
    for question in load_questions().values():
        assert question.says("meaning", third) == question.says("meaning", "en")
