"""A text whose bytes are words in several encodings: asked with the readings side by side, and read as was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cadence.cli import commands
from cadence.intake.asked import open_questions
from cadence.intake.model import Choice
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.reading.encoding import OLDER
from cadence.store import Store
from cadence.words import languages, words_in
from tests.store_tools import published

TEXT = "partner_id,name,sector\nq,{name},ngo\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    record = Store(str(tmp_path / "store"))
    yield record
    record.close()


def unsure(folder: Path, word: bytes = b"\xd2t\xd2") -> Path:
    """A file whose only letters say nothing sure: Ò in cp1252, a quotation mark on a Mac, Ê in cp850."""
    path = folder / "partenaires.csv"
    path.write_bytes(TEXT.format(name="@").encode().replace(b"@", b"L" + word))
    return path


def test_it_is_asked_with_every_reading_and_nothing_is_published_before(store: Store, tmp_path: Path) -> None:
    with prepare([unsure(tmp_path)], store) as preparation:
        assert preparation.is_refused
        asked = open_questions(preparation, 0)[0]
        assert asked.key == "encoding" and set(asked.answers) == set(OLDER)
        for language in languages():
            words = words_in(language)
            labels = [asked.label(one, words) for one in asked.answers]
            assert asked.asks(words) and len(set(labels)) == len(OLDER), "the same words, each way"


@pytest.mark.parametrize("encoding", OLDER)
def test_it_is_read_as_was_said(store: Store, tmp_path: Path, encoding: str) -> None:
    path = unsure(tmp_path)
    with prepare([path], store, {path: Choice(encoding=encoding)}) as preparation:
        assert not preparation.questions and not preparation.is_refused
        facts = {fact.code: fact.blanks for fact in preparation.parts[0].facts}
        assert facts["encoding_said"] == {"encoding": encoding} and "encoding_likely" not in facts
        publish(preparation, message="m", author="Awa")
    assert list(published(store, "partners")["name"]) == [(b"L\xd2t\xd2").decode(encoding)]
    (file,) = store.history()[0].files
    assert file.details["answers"]["encoding"] == encoding, "kept with the publication"


@pytest.mark.parametrize("encoding", OLDER)
def test_what_is_said_of_a_text_that_tells_itself_changes_nothing(store: Store, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "partenaires.csv"
    path.write_text(TEXT.format(name="Été"), "utf-8")
    with prepare([path], store, {path: Choice(encoding=encoding)}) as preparation:
        publish(preparation, message="m", author="Awa")
    assert list(published(store, "partners")["name"]) == ["Été"]


def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CADENCE_STORE", str(tmp_path / "record"))
    path, run = unsure(tmp_path), CliRunner()
    asked = run.invoke(commands(), ["check", str(path), "--language", "fr"])
    assert asked.exit_code == 2 and "--encoding cp850" in asked.output and "--encoding mac_roman" in asked.output
    done = run.invoke(commands(), ["check", str(path), "--language", "fr", "--encoding", "cp1252"])
    assert done.exit_code == 0 and "cp1252" in done.output
    wrong = run.invoke(commands(), ["check", str(path), "--language", "fr", "--encoding", "latin"])
    assert wrong.exit_code == 2 and "latin" in wrong.output
