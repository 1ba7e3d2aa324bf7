"""A catalogue is opened only over its own files, and opening never deletes, whatever was mistyped or lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cadence.cli import COMMANDS, commands
from cadence.errors import StoreError
from cadence.settings import PROJECT, settings
from cadence.store import Store, recovery
from cadence.store.identity import FORMAT
from tests.kept_records import copied_to
from tests.postgres import Server, server
from tests.proving import part, sampled
from tests.store_tools import publish, published, settings_for

# Every command that only reads; "{folder}" is somewhere to write to.
READING = (
    ("history",),
    ("verify",),
    ("diff", "2", "3"),
    ("ask", "networks"),
    ("attention",),
    ("backtest", "candidates", "--network", "n"),
    ("export", "{folder}"),
    ("report", "--network", "n", "{folder}"),
    ("reports",),
    ("check", "{folder}/check.csv"),
    ("recipe", "list"),
    ("recipe", "guess", "{folder}/check.csv"),
    ("names", "list"),
    ("template", "partnerships", "--xlsx", "--output", "{folder}/template.xlsx"),
)
# These open no record, or are what rebuilds one.
OTHERS = {"run", "read", "recover"}
WRITING = (
    ("publish", "{folder}/check.csv", "-m", "m"),
    ("undo", "2"),
    ("recipe", "keep", "mine", "{folder}/recipe.toml"),
    ("restore", "2"),
    ("names", "merge", "partner", "a", "b"),
    ("import", "ocha_4w", "{folder}/check.csv"),
    ("report", "--network", "n", "{folder}", "--keep"),
)


@pytest.fixture
def running() -> Iterator[Server]:
    with server() as made:
        yield made


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a record but its catalogue, which an attached DuckDB may touch, and what it spills."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {str(name): path.read_bytes() for name, path in found.items() if "catalog" not in name.name}


def filled(place: str | Path, data: str, folder: Path, steps: int = 3) -> None:
    """A record with some steps, let go of."""
    store = Store.open(settings_for(place, data))
    try:
        fill(store, folder, steps)
    finally:
        store.close()


def fill(store: Store, folder: Path, steps: int = 3) -> None:
    """Some steps, each of which changes the network and brings a partner."""
    for number in range(1, steps + 1):
        networks = [{"network_id": "n", "name": f"N{number}"}]
        partners = [{"partner_id": f"p{number}", "name": f"P{number}"}]
        publish(store, folder, {"networks": networks, "partners": partners}, name=f"{number}.csv")


def run(*typed: str, place: str | Path, data: str = "", folder: Path) -> tuple[int, str]:
    """A command typed at a record; its exit code and what it printed."""
    (folder / "check.csv").write_text("partner_id,name,sector\nz,Z,ngo\n", encoding="utf-8")
    environment = {"CADENCE_STORE": str(place), "CADENCE_DATA": data}
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        settings.cache_clear()
        try:
            done = CliRunner().invoke(commands(), [part.format(folder=folder) for part in typed])
        finally:
            settings.cache_clear()
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_every_command_is_tried() -> None:
    assert {typed[0] for typed in (*READING, *WRITING)} | OTHERS == COMMANDS.keys()


@sampled("command", [*READING, *WRITING], 3, ids=lambda typed: typed[0])
def test_every_command_refuses_a_record_without_its_catalogue_and_touches_nothing(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    record = tmp_path / "record"
    copied_to(record, fill)
    (record / "catalog.ducklake").unlink()
    before = tree(record)
    code, text = run(*command, place=record, folder=tmp_path)
    assert code == 2 and "recover" in text and text.count("\n") == 1, text
    assert tree(record) == before


@sampled("command", [*READING, *WRITING], 3, ids=lambda typed: typed[0])
def test_every_command_leaves_a_whole_record_whole(command: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing that lies below the folder goes: not the record's files, not somebody else's."""
    record = tmp_path / "record"
    copied_to(record, fill)
    for name in ("files/main/partners/mine.parquet", "files/notes.parquet", "main/partners/x.parquet", "budget.xlsx"):
        (record / name).parent.mkdir(parents=True, exist_ok=True)
        (record / name).write_bytes(b"somebody else's")
    before = tree(record)
    code, text = run(*command, place=record, folder=tmp_path)
    assert code in (0, 1, 2), text
    after = tree(record)
    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize("command", READING, ids=lambda typed: typed[0])
def test_every_command_that_reads_begins_no_record(command: tuple[str, ...], tmp_path: Path) -> None:
    nowhere = tmp_path / "mistyped"
    code, text = run(*command, place=nowhere, folder=tmp_path)
    assert not nowhere.exists()
    assert code == (0 if command[0] in ("check", "template") else 2), text


@pytest.mark.prove
def test_a_mistyped_database_is_refused_by_every_command_and_the_folder_stays(running: Server, tmp_path: Path) -> None:
    """A database that exists and is empty, one with another record, one of before the last publications."""
    data = tmp_path / "data"
    data.mkdir()
    filled(running.address, str(data), tmp_path)
    for name in ("empty", "other"):
        running.sql(f"create database {name}")
    filled(running.database("other"), str(tmp_path / "elsewhere"), tmp_path)
    before = tree(data)
    assert before
    for name, code_expected in (("empty", "catalogue"), ("other", "another record")):
        for command in part([*READING, *WRITING], 3):
            code, text = run(*command, place=running.database(name), data=str(data), folder=tmp_path)
            assert code == 2 and code_expected in text, (command, text)
            assert tree(data) == before, command
    for name in ("main/partners/mine.parquet", "mine.parquet", "budget/2026.parquet", "originals/note.txt"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(b"somebody else's")
    before = tree(data)
    for command in part([*READING, *WRITING], 3):
        code, text = run(*command, place=running.address, data=str(data), folder=tmp_path)
        after = tree(data)
        assert {name: after.get(name) for name in before} == before, (command, text)


def test_an_older_catalogue_brought_back_is_refused(tmp_path: Path) -> None:
    record = tmp_path / "record"
    filled(record, "", tmp_path, steps=2)
    shutil.copy(record / "catalog.ducklake", tmp_path / "backup")
    filled(record, "", tmp_path, steps=3)
    shutil.copy(tmp_path / "backup", record / "catalog.ducklake")
    before = tree(record)
    for reading in (True, False):
        with pytest.raises(StoreError, match="knows steps up to 3, the folder up to 6"):
            Store.open(settings_for(record), reading=reading)
    assert tree(record) == before
    told = recovery.recover(str(record), "", lambda *_: None)
    assert told.lost == [] and told.last == 6
    store = Store.open(settings_for(record))
    try:
        assert published(store, "partners")["partner_id"].tolist() == ["p1", "p2", "p3"]
    finally:
        store.close()


@pytest.mark.parametrize("theirs", ["another record", "no id"])
def test_the_folder_of_another_record_is_refused(theirs: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    filled(one, "", tmp_path)
    filled(other, "", tmp_path)
    for piece in ("files", "originals", "manifests", "record.json"):
        target = one / piece
        if target.is_dir():
            shutil.rmtree(target)
            shutil.copytree(other / piece, target)
        else:
            shutil.copy(other / piece, target)
    if theirs == "no id":
        (one / "record.json").unlink()
    before = tree(one)
    for reading in (True, False):
        with pytest.raises(StoreError, match="another record|not those of the catalogue"):
            Store.open(settings_for(one), reading=reading)
    assert tree(one) == before


@pytest.mark.parametrize("where", ["folder", "catalogue", "catalogue's own version"])
def test_a_record_newer_than_the_program_is_refused_and_not_changed(where: str, tmp_path: Path) -> None:
    record = tmp_path / "record"
    copied_to(record, fill)
    if where == "folder":
        said = json.loads((record / "record.json").read_text())
        (record / "record.json").write_text(json.dumps({**said, "format": FORMAT + 1, "program": "9.9"}))
    else:
        import duckdb

        sql = {
            "catalogue": f"update cadence_record set value = '{FORMAT + 1}' where name = 'format'",
            "catalogue's own version": "update ducklake_metadata set value = '9.0' where key = 'version'",
        }[where]
        with duckdb.connect(str(record / "catalog.ducklake")) as con:
            con.execute(sql)
    before = tree(record)
    for reading in (True, False):
        with pytest.raises(StoreError, match="newer program"):
            Store.open(settings_for(record), reading=reading)
    assert tree(record) == before


def forget_id(record: Path) -> None:
    """The record as one of 0.1 would be: no id anywhere, no manifests."""
    import duckdb

    with duckdb.connect(str(record / "catalog.ducklake")) as con:
        con.execute("drop table cadence_record")
    (record / "record.json").unlink()
    shutil.rmtree(record / "manifests")


def test_a_record_without_id_and_with_a_missing_file_is_read_as_it_is_and_not_written(tmp_path: Path) -> None:
    record = tmp_path / "record"
    copied_to(record, fill)
    forget_id(record)
    lost = next((record / "files" / "main" / "partners").glob("*.parquet"))
    lost.unlink()
    store = Store.open(settings_for(record))
    try:
        assert len(store.history()) == 3
        assert published(store, "networks")["name"].tolist() == ["N3"]
        with pytest.raises(StoreError, match=r"1 of the \d+ files of the record is missing"):
            publish(store, tmp_path, {"partners": [{"partner_id": "z", "name": "Z"}]})
        assert store.lake.record_id is None
    finally:
        store.close()
    assert not (record / "record.json").exists()


def test_a_record_without_id_over_publications_it_does_not_know_is_not_written(tmp_path: Path) -> None:
    """An older catalogue of 0.1, brought back from a backup: read as it is; ``--keep-catalogue`` keeps it."""
    record = tmp_path / "record"
    filled(record, "", tmp_path, steps=2)
    forget_id(record)
    shutil.copy(record / "catalog.ducklake", tmp_path / "backup")
    filled(record, "", tmp_path, steps=3)
    forget_id(record)
    shutil.copy(tmp_path / "backup", record / "catalog.ducklake")
    before = tree(record)
    code, text = run("publish", "{folder}/check.csv", "-m", "m", place=record, folder=tmp_path)
    assert code == 2 and "--keep-catalogue" in text, text
    assert run("history", place=record, folder=tmp_path)[0] == 0
    assert tree(record) == before
    code, text = run("recover", "--keep-catalogue", place=record, folder=tmp_path)
    assert code == 0 and "trash" in text, text
    trash = [path for path in (record / "trash").rglob("*.parquet")]
    assert trash and {path.read_bytes() for path in trash} <= set(before.values())
    assert run("publish", "{folder}/check.csv", "-m", "m", place=record, folder=tmp_path)[0] == 0
    assert run("verify", place=record, folder=tmp_path)[0] == 0


def test_the_folders_small_file_is_made_again_when_every_file_is_there(tmp_path: Path) -> None:
    record = tmp_path / "record"
    copied_to(record, fill)
    said = json.loads((record / "record.json").read_text())
    (record / "record.json").unlink()
    Store.open(settings_for(record)).close()
    assert json.loads((record / "record.json").read_text())["id"] == said["id"]


@pytest.mark.skipif(os.name != "posix", reason="rights of folders")
def test_a_read_only_folder_is_read_and_publishing_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "record"
    copied_to(record, fill)
    monkeypatch.setattr("cadence.store.lake.is_writable", lambda folder: False)  # a test may run as root
    store = Store.open(settings_for(record))
    try:
        assert len(store.history()) == 3
        with pytest.raises(StoreError, match="read-only"):
            publish(store, tmp_path, {"partners": [{"partner_id": "z", "name": "Z"}]})
    finally:
        store.close()


def test_what_a_killed_write_left_goes_to_the_trash_at_the_next_writing_open_only(tmp_path: Path) -> None:
    """The marker names its files: those move, with the manifest; a file begun before it, or another's, stays."""
    record = tmp_path / "record"
    filled(record, "", tmp_path, steps=1)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(record), str(tmp_path)], cwd=PROJECT, capture_output=True, text=True
    )
    assert killed.returncode == -9, killed.stderr
    assert (record / "unfinished.json").exists()
    stranger = record / "files/main/partners/stranger.parquet"
    stranger.write_bytes(b"mine")
    left = tree(record)
    for command in READING:
        run(*command, place=record, folder=tmp_path)
        assert {name: tree(record).get(name) for name in left} == left, command
    store = Store.open(settings_for(record))
    try:
        assert [step.number for step in store.history()] == [2]
        assert store.verify() == []
    finally:
        store.close()
    trash = {path.name for path in (record / "trash").rglob("*") if path.is_file()}
    assert {"unfinished.json", "manifest.json"} <= trash
    assert any(name.startswith("ducklake-") for name in trash)
    assert stranger.read_bytes() == b"mine"
    kept = {path.name for path in (record / "files").rglob("ducklake-*.parquet")}
    assert {Path(name).name for name in left if "ducklake-" in name} == kept | {n for n in trash if "ducklake-" in n}


KILLED = """
import os, signal, sys
from pathlib import Path
from cadence.store import Store, change_set
from tests.proving import part, sampled
from tests.store_tools import publish, settings_for

apply = change_set.apply
def stop(con, change):
    apply(con, change)
    os.kill(os.getpid(), signal.SIGKILL)
change_set.apply = stop
store = Store.open(settings_for(sys.argv[1]))
publish(store, Path(sys.argv[2]), {"partners": [{"partner_id": "k", "name": "K"}]}, name="killed.csv")
"""
