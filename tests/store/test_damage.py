"""Damage is told in a sentence that names what is damaged, by every command, for every kind of file of a record."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

import tests
from cadence.answers.pool import ANSWERS_WITHIN, OpenSnapshots
from cadence.answers.serving import open_serving
from cadence.cli import commands
from cadence.contract import load_contracts
from cadence.errors import StoreError
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.store.lake import HASHES
from cadence.words import words_in
from tests.postgres import server
from tests.proving import rounds, sampled
from tests.store.test_identity import READING, run
from tests.store_tools import publish, published, settings_for

KEPT = tests.RECORDS / "0.1_folder.zip"
KINDS = {
    "rows": "files/main/partners/*.parquet",
    "the list of files": "files/main/_files/*.parquet",
    "deleted rows": "files/main/partners/*-delete.parquet",
    "original": "originals/*/*",
    "manifest": "manifests/*/manifest.json",
    "rows of a manifest": "manifests/*/*.parquet",
    "catalogue": "catalog.ducklake",
    "id": "record.json",
}
WAYS = ("missing", "truncated", "empty", "flipped")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of 0.1 that this version has published on, undone and let go of."""
    folder = tmp_path_factory.mktemp("damage")
    record = folder / "record"
    with zipfile.ZipFile(KEPT) as archive:
        archive.extractall(record)
    store = Store.open(settings_for(record))
    made = publish(store, folder, {"partners": [{"partner_id": "z", "name": "Z", "sector": "ngo"}]})
    assert made and store.undo(made.number, author="A")
    publish(store, folder, {"partners": [{"partner_id": "y", "name": "Y", "sector": "ngo"}]})
    store.close()
    return record


def harm(record: Path, pattern: str, way: str, dice: random.Random) -> Path:
    path = dice.choice(sorted(path for path in record.glob(pattern) if path.is_file()))
    content = bytearray(path.read_bytes())
    if way == "missing":
        path.unlink()
        return path
    if way == "flipped":
        for _ in range(3):
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(bytes(content[: len(content) // 2] if way == "truncated" else b"" if way == "empty" else content))
    return path


@pytest.mark.prove
@sampled(("kind", "way"), itertools.product(KINDS, WAYS), 6)
def test_no_command_ends_in_a_traceback_and_verify_never_says_all_is_well(
    kind: str, way: str, whole: Path, tmp_path: Path
) -> None:
    for seed in range(rounds(1, 6)):
        record = tmp_path / f"record_{seed}"
        shutil.copytree(whole, record)
        dice = random.Random(f"{kind}{way}{seed}")
        hurt = harm(record, KINDS[kind], way, dice)
        commands = READING if rounds(0, 1) else (("history",), ("verify",), ("ask", "networks"))
        for command in commands:
            code, text = run(*command, place=record, folder=tmp_path)  # asserts that nothing but a sentence came
            assert code in (0, 1, 2) and "Traceback" not in text, (command, text)
            is_harmless = way == "flipped" and kind in ("catalogue", "id", "manifest")  # a bit nothing depends on
            if (
                command[0] == "verify"
                and not is_harmless
                and kind != "id"
                and not (kind == "manifest" and way == "missing")
            ):
                assert code != 0, f"{hurt} is {way}, and verify says all is well"


def test_a_postgresql_that_stops_leaves_the_pages_and_one_that_is_back_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with server() as running:
        store = Store.open(settings_for(running.address, str(data)))
        try:
            publish(store, tmp_path, {"networks": [{"network_id": "n", "name": "N", "starts_on": "2024-01-01"}]})
            shown = open_serving(store, patience=60)
            running.stop()
            assert open_serving(store).frame("networks")["name"].tolist() == ["N"], "pages in memory go on"
            with pytest.raises(Exception) as told:  # noqa: PT011 - whatever it is, it must be a sentence
                publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]})
            assert isinstance(told.value, StoreError) or "postgres" in str(told.value).lower()
            running.start()
            for _ in range(5):
                try:
                    made = publish(store, tmp_path, {"partners": [{"partner_id": "a", "name": "A"}]})
                    break
                except Exception:  # noqa: BLE001 - the first questions after a restart find old sessions
                    continue
            assert made and published(store, "partners")["partner_id"].tolist() == ["a"]
            assert open_serving(store, patience=60).snapshot > shown.snapshot
        finally:
            store.close()


def test_a_catalogue_that_hangs_keeps_no_page_waiting_and_no_command_for_long(tmp_path: Path) -> None:
    """The server's processes are stopped in the middle of their work: its wire is open, and nothing comes."""
    data = tmp_path / "data"
    data.mkdir()
    with server() as running:
        store = Store.open(settings_for(running.address, str(data)))
        publish(store, tmp_path, {"networks": [{"network_id": "n", "name": "N", "starts_on": "2024-01-01"}]})
        open_serving(store, patience=60)
        main = int((running.folder / "data" / "postmaster.pid").read_text().split()[0])
        hung = [psutil.Process(main), *psutil.Process(main).children(recursive=True)]
        for process in hung:
            process.suspend()
        try:
            took = []
            for _ in range(5):
                started = time.monotonic()
                assert open_serving(store).frame("networks")["name"].tolist() == ["N"]
                took.append(time.monotonic() - started)
            assert took[0] < ANSWERS_WITHIN + 2 and max(took[1:]) < 1, took
            started = time.monotonic()
            environment = {"CADENCE_STORE": running.address, "CADENCE_DATA": str(data)}
            done = subprocess.run(
                [sys.executable, "-m", "cadence", "history"],
                capture_output=True, text=True, env={**os.environ, **environment}, cwd=PROJECT, timeout=60,
            )  # fmt: skip
            assert time.monotonic() - started < 20 and done.returncode == 2 and "Traceback" not in done.stderr
        finally:
            for process in hung:
                process.resume()
        assert open_serving(store).frame("networks")["name"].tolist() == ["N"]
        store.close()


def test_a_record_that_does_not_answer_is_marked_until_it_does() -> None:
    answers: list[int | Exception] = [1, OSError(), OSError(), 1]

    def newest() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    opened = OpenSnapshots(2, lambda number: f"snapshot {number}", newest)
    assert opened.current(5) == "snapshot 1" and opened.silent_since is None
    assert opened.current(5) == "snapshot 1"
    since = opened.silent_since
    assert since is not None
    assert opened.current(5) == "snapshot 1" and opened.silent_since == since
    assert opened.current(5) == "snapshot 1" and opened.silent_since is None
    opened.close()


@pytest.mark.parametrize("kind", ["rows", "the list of files", "deleted rows", "original", "rows of a manifest"])
def test_verify_names_file_table_and_publication_and_what_still_reads(kind: str, whole: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    shutil.copytree(whole, record)
    hurt = harm(record, KINDS[kind], "missing", random.Random(1))
    for language, says in (("en", "Publication "), ("fr", "La publication ")):
        words = words_in(language)
        done = CliRunner().invoke(commands(), ["verify", "--store", str(record), "--language", language])
        line = next(line for line in done.output.splitlines() if hurt.name in line)
        assert done.exit_code == 1 and (says in line or kind == "the list of files"), done.output
        partners = load_contracts()["partners"].title[language]
        assert (partners in line) == (kind in ("rows", "deleted rows"))
        reads = words("commands.verify.reads", tables="").rstrip(". ")
        assert (reads in done.output) == (kind not in ("original", "rows of a manifest")), done.output
        assert words("commands.verify.mend") in done.output


def test_a_file_without_a_hash_is_told_in_a_sentence(whole: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    shutil.copytree(whole, record)
    store = Store.open(settings_for(record))
    store.lake.con.execute(f"delete from {HASHES}")
    store.close()
    done = CliRunner().invoke(commands(), ["verify", "--store", str(record)])
    assert done.exit_code == 1 and "no hash" in done.output, done.output


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(rounds(1, 60)))
def test_any_byte_of_a_manifest_that_changed_is_told_and_recovery_goes_on_without_that_step(
    seed: int, whole: Path, tmp_path: Path
) -> None:
    record = tmp_path / "record"
    shutil.copytree(whole, record)
    hurt = harm(record, KINDS["manifest"], "flipped", random.Random(seed))
    number = int(hurt.parent.name.partition("-")[0])
    done = CliRunner().invoke(commands(), ["verify", "--store", str(record)])
    line = next(line for line in done.output.splitlines() if hurt.parent.name in line)
    assert done.exit_code == 1 and f"Publication {number} " in line, done.output
    (record / "catalog.ducklake").unlink()
    done = CliRunner().invoke(commands(), ["recover", "--store", str(record)])
    assert not isinstance(done.exception, KeyError) and hurt.parent.name in done.output, done.output
    shown = CliRunner().invoke(commands(), ["history", "--store", str(record)])
    assert shown.exit_code == 0, shown.output


@sampled("how", [None, lambda whole: whole[:40], lambda whole: whole[:60] + b"x" + whole[61:]], 3)
@pytest.mark.parametrize("deed", ["publish", "undo", "restore"])
def test_no_step_is_written_over_a_damaged_list_of_files_even_when_the_steps_were_asked_before(
    deed: str, how: Callable[[bytes], bytes] | None, tmp_path: Path
) -> None:
    """A file of the list is missing, cut off, changed in one byte: refused in a sentence before anything is written."""
    partner = {"partner_id": "a", "sector": "ngo"}
    with closing(Store.open(settings_for(tmp_path / "record"))) as store:
        for number in range(3):
            publish(store, tmp_path, {"partners": [partner | {"name": f"A{number}"}]}, name=f"{number}.csv")
        newest, *_, first = (step.snapshot for step in store.history())
        for file in (tmp_path / "record" / "files" / "main" / "_files").glob("*.parquet"):
            whole = file.read_bytes()
            file.unlink() if how is None else file.write_bytes(how(whole))
        with pytest.raises(StoreError) as refused:
            if deed == "publish":
                publish(store, tmp_path, {"partners": [partner | {"name": "B"}]})
            else:
                getattr(store, deed)(newest if deed == "undo" else first, author="A")
        assert refused.value.code == "snapshot_damaged"
        assert store.newest() == newest
