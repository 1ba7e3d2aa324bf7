"""Each step keeps the program's version and the mark of the definitions then; those of earlier versions have none."""

from __future__ import annotations

import ast
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import tests
from cadence import __version__
from cadence.answers.digest import definitions_digest
from cadence.app.markup import markdown_safe
from cadence.cli import commands
from cadence.settings import PROJECT
from cadence.store import Store, recovery
from cadence.words import languages, words_in
from tests import kept_records
from tests.small_store import begin, bring, write
from tests.store_tools import publish, settings_for

PARTNERS = {"partners": [{"partner_id": "p1", "name": "P", "sector": "ngo"}]}


def kept(store: Store) -> dict[int, tuple[str, str]]:
    """Version and mark of each step, by its number."""
    return {step.number: (step.program, step.definitions) for step in store.history()}


def test_every_kind_of_step_keeps_them_and_a_recovery_brings_them_back(tmp_path: Path) -> None:
    place = tmp_path / "record"
    store = Store.open(settings_for(place))
    publish(store, tmp_path, PARTNERS, definitions="aaaaaaaaaaaa")
    publish(store, tmp_path, {"partners": [{"partner_id": "p2", "name": "Q"}]}, definitions="bbbbbbbbbbbb")
    assert store.undo(3, author="Ada", definitions="cccccccccccc")
    assert store.restore(3, author="Ada", definitions="dddddddddddd")
    publish(store, tmp_path, {"partners": [{"partner_id": "p3", "name": "R"}]})
    before = kept(store)
    store.close()
    marks = {2: "aaaaaaaaaaaa", 3: "bbbbbbbbbbbb", 4: "cccccccccccc", 5: "dddddddddddd", 6: ""}
    assert before == {number: (__version__, mark) for number, mark in marks.items()}
    for number, path in enumerate(sorted((place / "manifests").iterdir()), start=2):
        said = json.loads((path / "manifest.json").read_text("utf-8"))
        assert (said["program"], said["definitions"]) == (__version__, marks[number])
    (place / "catalog.ducklake").unlink()
    recovery.recover(str(place), "", lambda *_: None)
    store = Store.open(settings_for(place))
    assert kept(store) == before
    store.close()


def test_a_record_of_before_goes_on_and_its_steps_have_none_also_after_a_recovery(tmp_path: Path) -> None:
    place = tmp_path / "record"
    with zipfile.ZipFile(tests.RECORDS / "0.1_folder.zip") as archive:
        archive.extractall(place)
    store = Store.open(settings_for(place))
    publish(store, tmp_path, PARTNERS, definitions="aaaaaaaaaaaa")
    before = kept(store)
    store.close()
    newest = max(before)
    assert before == {**dict.fromkeys((2, 3, 4, 5, 6), ("", "")), newest: (__version__, "aaaaaaaaaaaa")}
    (place / "catalog.ducklake").unlink()
    recovery.recover(str(place), "", lambda *_: None)
    store = Store.open(settings_for(place))
    assert kept(store) == before
    store.close()


def test_every_step_that_the_program_writes_is_told_the_mark() -> None:
    """Wherever pages, commands or intake call publish, undo or restore of the store."""
    found = []
    for path in (PROJECT / "cadence").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            given = {one.arg for one in node.keywords} if isinstance(node, ast.Call) else set()
            if {"author", "message"} <= given and isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("publish", "undo", "restore", "step") and isinstance(node.func, ast.Attribute | ast.Name):
                    found.append((path.name, name, "definitions" in given or name == "publish" and "preparation" in
                                  ast.unparse(node.args[0])))  # fmt: skip
    told = {(name, is_told) for _, name, is_told in found}
    assert {name for name, _ in told} == {"publish", "undo", "restore", "step"}
    assert [one for one in found if not one[2]] == []


@pytest.mark.parametrize("language", languages())
def test_history_shows_them_on_the_page_and_on_the_command_line(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = kept_records.opened_at(tmp_path / "store", begin)
    bring(store, write(tmp_path, "partners.csv", "partner_id,name,sector\np9,Neuf,ngo\n"))
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_args, **_options: store))
    at = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=60)
    at.query_params["lang"] = language
    at.session_state["open_page"] = "history"
    at.run()
    assert not at.exception, at.exception
    blanks = {"program": __version__, "definitions": definitions_digest()}
    said = markdown_safe(words_in(language)("pages.history.counted_by", **blanks))
    assert [caption.value for caption in at.caption].count(said) == 2
    monkeypatch.undo()
    store.close()
    typed = ["--store", str(tmp_path / "store"), "--author", "Ada"]
    assert CliRunner().invoke(commands(), ["undo", "3", *typed]).exit_code == 0
    assert CliRunner().invoke(commands(), ["restore", "3", *typed]).exit_code == 0
    done = CliRunner().invoke(commands(), ["history", "--format", "json", "--store", str(tmp_path / "store")])
    steps = json.loads(done.stdout)
    assert len(steps) == 4
    assert {(step["program"], step["definitions"]) for step in steps} == {(__version__, definitions_digest())}
