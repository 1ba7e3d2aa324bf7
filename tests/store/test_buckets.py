"""A record whose files lie in a bucket: everything works there, and a bucket that hangs is said within 20 seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyarrow import fs

from cadence.errors import CadenceError, SetupError
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import PROJECT, read_settings
from cadence.store import Store
from cadence.store.buckets import file_system
from cadence.words import words_in
from tests.buckets import BUCKET, KEYS, Wire, bucket, free_port
from tests.postgres import Server, server
from tests.proving import is_proving, sampled
from tests.store.test_kept_reports import keep

# Seconds: of a command that finds the bucket silent, and of one in whose middle it falls silent and that rolls back.
LONGEST, LONGEST_IN_THE_MIDDLE = 20.0, 25.0
CITY = "network_id,name,starts_on"


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with bucket() as found:
        yield found


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Server]:
    with server() as found:
        yield found


@pytest.fixture
def environment(
    wire: Wire, catalogue: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    name = f"record_{abs(hash(tmp_path))}"
    catalogue.sql(f"create database {name}")
    found = {
        **wire.environment,
        "CADENCE_STORE": catalogue.database(name),
        "CADENCE_DATA": f"s3://{BUCKET}/{tmp_path.name}/",
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    yield found
    wire.hang.clear()
    wire.answer = b""


def bring(store: Store, folder: Path, *rows: str) -> None:
    path = folder / "networks.csv"
    path.write_text("\n".join([CITY, *rows]) + "\n")
    with prepare([path], store) as ready:
        publish(ready, message="m", author="A", set_aside_ok=True)


def names(store: Store) -> list[str]:
    with store.workspace() as work:
        return [n for (n,) in work.con.execute("select network_id from published.networks order by 1").fetchall()]


def test_a_record_in_a_bucket_is_published_undone_verified_and_recovered(
    environment: dict[str, str], catalogue: Server, tmp_path: Path
) -> None:
    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
        bring(store, tmp_path, "m,M,2024-01-01")
        store.undo(store.newest(), author="A")
        assert names(store) == ["n"]
        report = keep(store, b"as handed on")
        assert keep(store, b"as handed on") == report
        assert store.verify() == []
        numbers = [(one.snapshot, one.number) for one in store.history()]
        assert all(store.original(file.sha256) for one in store.history() for file in one.files)
    catalogue.sql("create database empty_one")
    environment["CADENCE_STORE"] = catalogue.database("empty_one")
    with pytest.raises(CadenceError, match="catalogue"):
        Store.open(read_settings(environment))
    done = command(environment, "recover")
    assert done.returncode == 0, done.stderr
    with closing(Store.open(read_settings(environment))) as store:
        assert names(store) == ["n"] and [(one.snapshot, one.number) for one in store.history()] == numbers
        assert store.reports.find(report.short) == (report, b"as handed on")
        files, root = file_system(environment["CADENCE_DATA"])
        with files.open_output_stream(f"{root}/{report.path}") as stream:
            stream.write(b"as handed oN")
        assert [(one.path, one.code) for one in store.verify()] == [(report.path, "changed")]


def test_without_keys_a_bucket_is_refused_in_a_sentence(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    with pytest.raises(SetupError, match="AWS_ACCESS_KEY_ID"):
        Store.open(read_settings(environment))


def command(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cadence", *arguments],
        capture_output=True, text=True, env={**os.environ, **environment}, cwd=PROJECT, timeout=120,
    )  # fmt: skip


COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "publish": lambda file: ["publish", str(file), "--message", "m", "--author", "A"],
    "history": lambda file: ["history"],
    "ask": lambda file: ["ask", "networks"],
    "verify": lambda file: ["verify"],
    "undo": lambda file: ["undo", "1"],
    "recover": lambda file: ["recover"],
}


@pytest.mark.prove
@pytest.mark.parametrize("name", COMMANDS if is_proving() else ["publish"])
def test_a_hanging_bucket_is_told_in_a_sentence_within_20_seconds(
    name: str, environment: dict[str, str], wire: Wire, tmp_path: Path
) -> None:
    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
    file = tmp_path / "networks.csv"
    file.write_text(f"{CITY}\nm,M,2024-01-01\n")
    wire.hang.set()
    started = time.monotonic()
    done = command(environment, *COMMANDS[name](file))
    took = time.monotonic() - started
    said = done.stdout + done.stderr
    assert took < LONGEST, f"{took:.1f} s"
    assert "Traceback" not in said and done.returncode in (1, 2), said
    assert words_in("en")("errors.bucket_silent", place="").split("(")[0].strip() in " ".join(said.split()), said


@pytest.mark.prove
@pytest.mark.parametrize("step", ["originals", "manifest", "write", "commit", "seal"] if is_proving() else ["write"])
def test_a_bucket_that_falls_silent_in_the_middle_of_a_publication_loses_nothing(
    step: str, environment: dict[str, str], wire: Wire, tmp_path: Path
) -> None:
    def fall_silent(now: str, _done: int, _of: int) -> None:
        if now == step:
            wire.hang.set()

    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
        path = tmp_path / "networks.csv"
        path.write_text(f"{CITY}\nm,M,2024-01-01\n")
        started, told = time.monotonic(), None
        with prepare([path], store) as ready:
            try:
                publish(ready, message="m", author="A", progress=fall_silent)
            except CadenceError as error:
                told = error.code
        took = time.monotonic() - started
        wire.hang.clear()
        is_written = step in ("commit", "seal")  # the commit is the catalogue's alone
        assert told == ("written_then_silent" if is_written else "bucket_silent")
        assert names(store) == (["m", "n"] if is_written else ["n"])
        bring(store, tmp_path, "m,M,2024-01-01")
        assert names(store) == ["m", "n"]
    with closing(Store.open(read_settings(environment))) as store:
        assert store.verify() == [] and names(store) == ["m", "n"]
    assert took < LONGEST_IN_THE_MIDDLE, f"{took:.1f} s"


def said(environment: dict[str, str], *arguments: str) -> str:
    started = time.monotonic()
    done = command(environment, *arguments)
    assert time.monotonic() - started < LONGEST and done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())


ANSWERS = {
    "busy": (b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "does not answer"),
    "broken": (
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "does not answer",
    ),
    "forbidden": (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "refuses"),
    "no web at all": (b"220 mail.example ESMTP\r\n", "does not answer"),
}


@sampled("way", ANSWERS, 2)
def test_a_bucket_that_answers_otherwise_is_told_as_what_it_is(
    way: str, environment: dict[str, str], wire: Wire, tmp_path: Path
) -> None:
    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
    wire.answer, sentence = ANSWERS[way]
    for arguments in (("history",), ("verify",)):
        assert sentence in said(environment, *arguments)


def test_no_service_at_all_and_no_such_bucket_are_told(environment: dict[str, str], tmp_path: Path) -> None:
    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
    assert "does not answer" in said({**environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}"}, "history")
    elsewhere = said({**environment, "CADENCE_DATA": "s3://no-such-bucket/x/"}, "history")
    assert "refuses" in elsewhere or "not there" in elsewhere or "record" in elsewhere


def test_what_postgresql_says_is_never_said_of_the_bucket(
    environment: dict[str, str], catalogue: Server, tmp_path: Path
) -> None:
    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
        catalogue.stop()
        try:
            for arguments in (("history",), ("verify",)):
                assert "bucket" not in said(environment, *arguments)
            path = tmp_path / "networks.csv"
            path.write_text(f"{CITY}\nm,M,2024-01-01\n")
            with pytest.raises(Exception) as told:  # noqa: PT011 - whatever it is, it is not of the bucket
                bring(store, tmp_path, "m,M,2024-01-01")
            assert getattr(told.value, "code", "") not in ("bucket_silent", "bucket_refused")
        finally:
            catalogue.start()


def test_a_file_missing_in_the_bucket_is_damage_and_named(environment: dict[str, str], tmp_path: Path) -> None:
    with closing(Store.open(read_settings(environment))) as store:
        bring(store, tmp_path, "n,N,2024-01-01")
        files, root = file_system(environment["CADENCE_DATA"])
        gone = next(one.path for one in files.get_file_info(fs.FileSelector(f"{root}/main/networks")))
        files.delete_file(gone)
    text = said(environment, "verify")
    assert gone.rpartition("/")[2] in text and "missing" in text and "bucket" not in text.replace("Bring", "")
