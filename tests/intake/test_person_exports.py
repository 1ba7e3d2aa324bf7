"""Lists of persons become counts, and nothing of a person stays: every kind of export, by every way in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cadence.cli import commands
from cadence.intake.model import Choice
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.recipes.model import parse
from cadence.server import inbox_questions
from cadence.server.inbox import Inbox
from cadence.server.inbox_files import PUBLISHED
from cadence.store import Store
from cadence.words import words_in
from tests import kept_records
from tests.intake.person_exports import Export, every
from tests.intake.persons_kept import found_in, rows_of
from tests.store_tools import published, settings_for

NAMES = [one.name for one in every(Path("/tmp"))]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Export]:
    return {one.name: one for one in every(tmp_path_factory.mktemp("made"))}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(kept_records.copied_to(tmp_path / "record")))
    yield opened
    opened.close()


def counts(store: Store, since: int) -> dict[tuple[str, str, str], int]:
    """The persons that publications after a snapshot brought, by title, segment and channel."""
    was = [published(store, "audience", one).to_dict("records") for one in (since, store.newest())]
    titles = {row["activity_id"]: row["title"] for row in published(store, "activities").to_dict("records")}
    rows = [row for row in was[1] if row["activity_id"] not in {one["activity_id"] for one in was[0]}]
    return {(titles[row["activity_id"]], row["segment"], row["channel"]): row["persons"] for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_counted_by_hand_and_nobody_stays(
    name: str, exports: dict[str, Export], store: Store, tmp_path: Path
) -> None:
    export, path = exports[name], exports[name].write(tmp_path)
    since = store.newest()
    choice = Choice(answers={"network": "astrolabe", **export.answers}, accept=True)
    with prepare([path], store, {path: choice}) as ready:
        assert not ready.is_refused, [(one.code, one.found) for one in ready.problems()]
        told = {fact.code: fact.blanks.get("n") for part in ready.parts for fact in part.facts}
        assert told.items() >= export.told.items()
        done = publish(ready, message="m", author="A", set_aside_ok=True)
    assert done is not None and counts(store, since) == export.counts
    answered = {key.partition(".")[0] for text in published(store, "recipes")["body"] for key in parse(text).answers}
    assert not answered & {"activity", "held_on", "kind", "counted", "hosts"}, "said of this list alone"
    place = Path(store.place)
    assert found_in(place, export.personal) == []
    assert not [value for value in export.personal if value.encode() in rows_of(store)]
    with prepare([path], store, {path: Choice(accept=True)}) as again:
        assert again.sources[0].seen is not None and again.sources[0].seen.snapshot == done.snapshot
        assert publish(again, message="m", author="A", set_aside_ok=True) is None
    kept = tmp_path / f"kept_{done.files[0].name}"
    kept.write_bytes(store.original(done.files[0].sha256))
    with prepare([path], store, {path: choice}) as first, prepare([kept], store) as second:
        # Lines and columns stay where they are.
        (before, after) = [{p.reading.columns: p.reading.rows for p in ready.parts} for ready in (first, second)]
        assert after.items() <= before.items() and max(after.values()) == max(before.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_command_line_publishes_with_answers_and_shows_nobody(
    name: str, exports: dict[str, Export], tmp_path: Path
) -> None:
    export, path = exports[name], exports[name].write(tmp_path)
    place = kept_records.copied_to(tmp_path / "record")
    said = {"network": "astrolabe", **export.answers}
    answers = [word for key, value in said.items() for word in ("--answer", f"{key}={value}")]
    end = ["--yes", "--store", str(place)]
    for typed in (["check", str(path)], ["publish", str(path), "-m", "m", "--author", "A"]):
        done = CliRunner().invoke(commands(), [*typed, *answers, *end])
        assert done.exit_code == 0, done.output
        assert not [value for value in export.personal if value in done.output]
    assert found_in(place, export.personal) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_inbox_asks_and_publishes_and_keeps_nobody(
    name: str, exports: dict[str, Export], store: Store, tmp_path: Path
) -> None:
    export, folder = exports[name], tmp_path / "inbox"
    folder.mkdir()
    path = export.write(folder)
    inbox, since = Inbox(folder, store, words_in("fr")), store.newest()
    for _ in range(6):
        inbox.look()
        if inbox.look() is not None or not path.exists():
            break
        beside = inbox_questions.beside(path)
        text = beside.read_text("utf-8-sig")
        assert not [value for value in export.personal if value in text]
        beside.write_text(answered(text, {"network": "astrolabe", **export.answers}), "utf-8")
    assert counts(store, since) == export.counts, inbox_questions.beside(path).read_text("utf-8-sig")
    assert not path.exists()
    assert found_in(folder / PUBLISHED, export.personal) == []
    assert found_in(Path(store.place), export.personal) == []
    shutil.rmtree(folder)


def answered(text: str, answers: dict[str, str]) -> str:
    """The file of questions, with every first answer ticked, and these in place of others."""
    means = {mark: (key, answer) for mark, key, answer in inbox_questions.meanings_in(text)}
    lines, asked = [], set[str]()
    for line in text.replace("\r\n", "\n").split("\n"):
        begins = re.match(r"(?:\[[ x]\] )?(A\d+)(?: >>|  )", line)
        key, answer = means.get(begins[1], ("", "")) if begins else ("", "")
        is_question = bool(key)
        if is_question and key in answers and answer == "*":
            line = f"{begins[1]} >> {answers[key]}" if begins else line
        elif is_question and key in answers:
            line = line.replace("[ ]", "[x]") if answer == answers[key] else line.replace("[x]", "[ ]")
        elif is_question and key not in asked and answer != "*":
            line = line.replace("[ ]", "[x]")
        asked.add(key)
        lines.append(line)
    return "\n".join(lines)
