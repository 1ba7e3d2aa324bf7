"""A report kept with its snapshot: by the command, on the pages, and named once definitions are others."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cadence import report
from cadence.access import rights
from cadence.answers import digest
from cadence.answers.digest import definition_marks, definitions_digest
from cadence.answers.questions import load_metrics, load_questions, load_situations
from cadence.answers.serving import open_serving
from cadence.app import writer
from cadence.cli import commands
from cadence.contract import counting_rules
from cadence.report.kept import changed_since, content_of, newest_counted_otherwise
from cadence.report.model import Document, Paragraph
from cadence.settings import PROJECT
from cadence.store import KeptReport, Store
from cadence.words import Words, languages, words_in
from tests import kept_records

MADE = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)
NUMBER = 2  # the snapshot of the sample


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The record as the pages open it."""
    opened = kept_records.opened_at(tmp_path / "record")
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: opened))
    yield opened
    monkeypatch.undo()
    opened.close()


def made(store: Store, words: Words, when: dt.datetime = MADE, kept: tuple[KeptReport, ...] = ()) -> Document:
    return report.write(open_serving(store, NUMBER), words, "astrolabe", None, when, kept=kept)


def texts(document: Document) -> list[str]:
    (method,) = (chapter for chapter in document.chapters if chapter.name == "method")
    return [one.text for block in method.blocks if isinstance(block, Paragraph) for one in block.sentences]


def test_kept_twice_it_is_one_file_whatever_the_time_of_making(store: Store, words_en: Words) -> None:
    first, later = made(store, words_en), made(store, words_en, MADE + dt.timedelta(hours=1))
    assert report.html(first) != report.html(later) and content_of(first) == content_of(later)
    kept, is_new = report.keep(store, first, "html", report.html(first).encode(), "Ada")
    assert is_new and kept.definitions == definitions_digest() and kept.marks == definition_marks()
    again, is_new = report.keep(store, later, "html", report.html(later).encode(), "Bob")
    assert not is_new and again == kept
    assert store.reports.find(kept.sha256)[1] == report.html(first).encode()
    french = made(store, words_in("fr"))
    assert report.keep(store, french, "html", report.html(french).encode(), "Ada")[1]


@pytest.mark.parametrize("language", languages())
def test_made_again_under_other_definitions_it_names_them_and_the_one_kept(language: str, store: Store) -> None:
    words = words_in(language)
    document = made(store, words)
    kept, _ = report.keep(store, document, "html", report.html(document).encode(), "Awa")
    marks = dict(definition_marks())
    question, metric, situation = min(load_questions()), min(load_metrics()), min(load_situations())
    changed = {
        next(name for name in marks if name.endswith(f"/{question}")): load_questions()[question],
        f"metrics/{metric}": load_metrics()[metric],
        f"situations/{situation}": load_situations()[situation],
    }
    others = {"macros/pace": "macros", "ladders": "ladders", "rules": "rules"}
    then = {**marks, **dict.fromkeys([*changed, *others], "another"), "questions/went": "gone"}
    older = replace(kept, definitions="0123456789ab", program="0.1.9", marks=then)
    said = texts(made(store, words, kept=(older,)))
    blanks = {"version": "0.1.9", "digest": "0123456789ab", "when": kept.time.date(), "author": "Awa"}
    assert said.count(words("report.method.kept", sha256=kept.short, **blanks)) == 1
    for definition in changed.values():
        assert said.count(definition.says("meaning", language)) == 1
    for name, kind in others.items():
        assert said.count(words(f"report.method.defined_{kind}", name=name.partition("/")[2])) == 1
    assert said.count(words("report.method.defined_gone", name="went")) == 1
    assert len(said) == len(texts(document)) + 1 + len(changed) + len(others) + 1


def test_nothing_is_said_of_one_that_was_counted_the_same_or_stands_on_something_else(
    store: Store, words_en: Words
) -> None:
    document = made(store, words_en)
    kept, _ = report.keep(store, document, "html", report.html(document).encode(), "Ada")
    assert report.html(made(store, words_en, kept=(kept,))) == report.html(document)
    older = replace(kept, definitions="0123456789ab")
    for other in ({"network": "estuaires"}, {"data_date": dt.date(2026, 6, 30)}, {"snapshot": NUMBER + 1}):
        assert newest_counted_otherwise([replace(older, **other)], document.about) is None  # type: ignore[arg-type]
    newer = replace(kept, time=kept.time + dt.timedelta(days=1))
    assert newest_counted_otherwise([older, newer], document.about) is None, "the newest kept is counted as today"
    assert newest_counted_otherwise([older], document.about) == older


def test_the_marks_change_with_what_they_are_of_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = definition_marks()
    assert len(marks) == len(list(digest._files())) + 2  # noqa: SLF001 - every file that the mark of all is made of
    kept = KeptReport("html", "", "n", dt.date(2026, 1, 1), 2, "en", "", "", "", "", MADE, marks)
    assert changed_since(kept) == []
    other = tmp_path / "rules.toml"
    other.write_bytes(counting_rules.FILE.read_bytes() + b"more = 1\n")
    monkeypatch.setattr(digest, "RULES", other)
    assert changed_since(kept) == ["rules"]


@pytest.mark.parametrize("language", languages())
def test_the_command_keeps_lists_and_fetches(language: str, tmp_path: Path) -> None:
    record, out = kept_records.copied_to(tmp_path / "record"), tmp_path / "made.html"

    def run(*typed: str, code: int = 0) -> str:
        done = CliRunner().invoke(commands(), [*typed, "--store", str(record), "--language", language])
        assert done.exit_code == code, done.output
        return done.output

    typed = ("report", str(out), "--network", "astrolabe", "--keep", "--author")
    assert words_in(language)("commands.reports.none") in run("reports")
    said = run(*typed, "Ada")
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    first = out.read_bytes()
    assert sha256[:12] in said
    assert "Ada" in run(*typed, "Bob") and sha256 in run("reports", "--format", "csv")
    assert len(list((record / "reports").iterdir())) == 2
    run("reports", "--fetch", sha256[:12], "--output", str(tmp_path / "again.html"))
    assert (tmp_path / "again.html").read_bytes() == first
    words = words_in(language)
    assert words("errors.fetch_needs_output") in run("reports", "--fetch", sha256[:12], code=2)
    assert words("errors.no_such_report", sha256="zz") in run("reports", "--fetch", "zz", "-o", str(out), code=2)


def opened(language: str, page: str, **state: object) -> AppTest:
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    at.query_params["lang"], at.query_params["network"] = language, "astrolabe"
    at.session_state["open_page"] = page
    for name, value in state.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def plain(at: AppTest) -> str:
    said = [*at.caption, *at.success, *at.info, *at.error, *at.markdown, *at.subheader]
    return "\n".join(re.sub(r"\\(.)", r"\1", one.value) for one in said)


def open_popover(at: AppTest, key: str) -> AppTest:
    at.session_state[key] = True
    at.run()
    assert not at.exception, at.exception
    return at


@pytest.mark.parametrize("language", languages())
def test_the_page_keeps_it_and_history_lists_it_before_and_after_an_undo(language: str, store: Store) -> None:
    words = words_in(language)
    at = open_popover(opened(language, "impact", given_name="Awa"), "keep_report")
    at.button(key="keep_do").click().run()
    assert not at.exception, at.exception
    (kept,) = store.reports.all()
    assert (kept.author, kept.snapshot, kept.form) == ("Awa", NUMBER, "html")
    assert words("pages.impact.kept", name=kept.name, sha256=kept.short) in plain(at)
    told = words("pages.history.report_kept", author="Awa", when=words.moment(kept.time))
    history = opened(language, "history")
    assert told in plain(history) and kept.sha256 in plain(history)
    foreseen = plain(open_popover(history, f"undo_{NUMBER}"))
    assert words("pages.history.reports_stay", n=1) in foreseen
    undone = store.undo(NUMBER, author="Ada")
    assert undone is not None
    after = plain(opened(language, "history"))
    assert told in after
    assert words("pages.history.report_undone", snapshot=NUMBER, by=undone.snapshot) in after


def test_who_may_not_write_is_offered_nothing_and_refused_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "visitor", lambda: rights.Visitor(None, "", has_login=True))
    at = opened("en", "impact", keep_report=True)
    assert not [button for button in at.button if button.key == "keep_do"]
    with pytest.raises(rights.AccessError):
        rights.author(writer.visitor())
