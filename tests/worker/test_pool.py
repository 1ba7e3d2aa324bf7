"""Workers: whatever a job does, its caller gets a sentence, its process goes on, and the next job is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from cadence import settings as settings_module
from cadence.errors import QuestionError
from cadence.settings import PROJECT
from cadence.words import Words
from cadence.worker import HAS_LIMITS, Kind, Pool, WorkerError, process
from cadence.worker.process import why
from tests.worker_jobs import WAYS

JOBS = {"echo": "tests.worker_jobs:echo", "misbehave": "tests.worker_jobs:misbehave"}
SMALL = Kind("test", JOBS, megabytes=300, size=2, wait_seconds=0.3, file_megabytes=20)
# What each way of misbehaving must give; all the others an answer.
ENDS = {
    "grow": "worker_memory",
    "ask too much": "worker_memory",
    "killed by the system": "worker_memory",
    "spin": "worker_time",
    "sleep": "worker_time",
    "write much": "worker_disk",
    "segmentation fault": "worker_ended",
    "abort": "worker_ended",
    "exit": "worker_ended",
    "nonsense": "worker_ended",
    "an endless answer": "worker_ended",
    "fail": "worker_failed",
    "an answer that is no data": "worker_failed",
    "refuse": "sandbox_time",
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One pool for all: that it goes on working is part of every claim."""
    pool = Pool(SMALL)
    yield pool
    pool.close()


def misbehave(pool: Pool, how: str, folder: Path, **limits: float) -> Any:
    return pool.run("misbehave", {"how": how, "n": 40}, folder, **{"seconds": 1, "wall": 1.5} | limits)  # type: ignore[arg-type]


def test_whatever_a_job_does_its_caller_gets_a_sentence_and_the_next_job_is_done(
    pool: Pool, tmp_path: Path, words_en: Words, words_fr: Words
) -> None:
    assert set(ENDS) < set(WAYS)
    known = {key.removeprefix("errors.") for key in words_en.sentences if key.startswith("errors.worker_")}
    assert known - set(ENDS.values()) == {"worker_busy"}, "what no job does, but too many of them"
    for how, code in ENDS.items():
        began = time.monotonic()
        # A slow machine must have the time to come to the end of the memory, or of what an answer may be.
        longer = {"seconds": 5.0, "wall": 5.5} if code == "worker_memory" or "endless" in how else {}
        with pytest.raises((WorkerError, QuestionError)) as ended:
            misbehave(pool, how, tmp_path, **longer)
        assert ended.value.code == code, how
        assert time.monotonic() - began < 6, how
        assert "secret" not in str(ended.value)
        for words in (words_en, words_fr):
            assert "{" not in ended.value.says(words)
        if code.startswith("worker"):
            assert ended.value.blanks["place"] == "row 7", "the place the job was at is known"
        assert pool.run("echo", {"a": how}, tmp_path, seconds=1)["said"] == {"a": how}


def test_what_a_job_prints_is_not_its_answer(pool: Pool, tmp_path: Path) -> None:
    assert misbehave(pool, "print", tmp_path) == "said"


def test_a_worker_holds_its_memory_limit_and_this_process_does_not_grow(pool: Pool, tmp_path: Path) -> None:
    base = pool.run("echo", {}, tmp_path, seconds=1)["pid"]
    before, most = psutil.Process().memory_info().rss, [0]
    start = psutil.Process(base).memory_info().rss
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.005):
            for pid in pool.workers():
                most[0] = max(most[0], process.resident(pid))  # type: ignore[attr-defined]

    watcher = threading.Thread(target=look)
    watcher.start()
    with pytest.raises(WorkerError):
        misbehave(pool, "grow", tmp_path, seconds=5, wall=10)
    is_over.set()
    watcher.join()
    assert start < most[0] <= start + (SMALL.megabytes + 20 << 20)
    assert psutil.Process().memory_info().rss - before < 30 << 20


def test_the_memory_of_a_worker_is_watched_where_the_system_has_no_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "HAS_LIMITS", False)
    monkeypatch.setattr(process, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(process, "resident", lambda _pid: (SMALL.megabytes + 1) << 20)
    pool = Pool(SMALL)
    with pytest.raises(WorkerError) as ended:
        misbehave(pool, "sleep", tmp_path, seconds=9, wall=9)
    pool.close()
    assert ended.value.code == "worker_memory"


@pytest.mark.skipif(not HAS_LIMITS, reason="the system does not limit processor time")
def test_processor_time_is_each_jobs_own(pool: Pool, tmp_path: Path) -> None:
    answers = {misbehave(pool, "work a while", tmp_path, seconds=1, wall=9) for _ in range(5)}
    assert len(answers) == 1, "one worker did all of them, two seconds and a half of work in jobs of one second"


def test_no_more_jobs_at_once_than_the_pool_has_and_the_next_one_waits_or_is_told(tmp_path: Path) -> None:
    pool = Pool(SMALL)
    ended: list[str] = []

    def sleep() -> None:
        try:
            ended.append(pool.run("misbehave", {"how": "sleep", "n": 1}, tmp_path, seconds=5))
        except WorkerError as error:
            ended.append(error.code)

    threads = [threading.Thread(target=sleep) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert len(pool.workers()) <= SMALL.size
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["awake", "awake", "worker_busy"]
    assert pool.run("echo", {}, tmp_path, seconds=1)
    pool.close()


def test_many_threads_each_get_their_own_answer(pool: Pool, tmp_path: Path) -> None:
    patient = Pool(Kind("patient", JOBS, megabytes=300))
    answers: dict[int, Any] = {}

    def ask(n: int) -> None:
        answers[n] = patient.run("echo", {"n": n}, tmp_path, seconds=1)["said"]["n"]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    patient.close()
    assert answers == {n: n for n in range(40)}


def test_a_worker_is_replaced_after_many_jobs_or_when_it_has_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value, workers in (("JOBS_EACH", 3, 2), ("GROWN_BYTES", -(1 << 40), 6), ("JOBS_EACH", 100, 1)):
        with monkeypatch.context() as patched:
            patched.setattr(process, name, value)
            pool = Pool(SMALL)
            assert len({pool.run("echo", {}, tmp_path, seconds=1)["pid"] for _ in range(6)}) == workers, name
            pool.close()


def test_a_caller_that_is_interrupted_leaves_no_answer_for_the_next(pool: Pool, tmp_path: Path) -> None:
    def interrupt(_share: float, _place: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pool.run("echo", {"n": 1}, tmp_path, seconds=1, tell=interrupt)
    assert pool.run("echo", {"n": 2}, tmp_path, seconds=1)["said"] == {"n": 2}


def test_no_secret_reaches_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "CADENCE_STORE", "CADENCE_DATA", "PGPASSWORD", "ANYTHING_ELSE"):
        monkeypatch.setenv(name, "s3cret")
    pool = Pool(SMALL)
    known = pool.run("echo", {}, tmp_path, seconds=1)["environment"]
    inherited = set(known) - set(settings_module.WORKER_KNOWS)
    pool.close()
    assert "s3cret" not in known.values()
    assert {"PATH"} <= set(known) and inherited <= set(settings_module.worker_environment())


@pytest.mark.skipif(not HAS_LIMITS, reason="processes are told apart by Linux's own means")
def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    script = (
        "import sys, threading, time; from pathlib import Path; from tests.worker.test_pool import SMALL\n"
        "from cadence.worker import pool_of\n"
        "pool = pool_of(SMALL); pool.run('echo', {}, Path('.'), seconds=1)\n"
        "job = lambda: pool.run('misbehave', {'how': 'sleep', 'n': 60}, Path('.'), seconds=60)\n"
        "threading.Thread(target=job, daemon=True).start(); time.sleep(0.2); pool.warm()\n"
        "print(*pool.workers(), flush=True); sys.stdin.read()\n"
    )
    for end in ("killed", "at its end"):
        with subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, text=True
        ) as parent:
            assert parent.stdout is not None
            assert parent.stdin is not None
            workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
            assert workers and all(worker.is_running() for worker in workers)
            os.kill(parent.pid, signal.SIGKILL) if end == "killed" else parent.stdin.close()
            parent.wait(timeout=20)
            _, left = psutil.wait_procs(workers, timeout=5)
            assert left == [], end


def test_closing_a_pool_ends_its_workers_even_in_the_middle_of_a_job(tmp_path: Path) -> None:
    pool = Pool(SMALL)
    ended: list[str] = []

    def sleep() -> None:
        try:
            pool.run("misbehave", {"how": "sleep", "n": 60}, tmp_path, seconds=60)
        except WorkerError as error:
            ended.append(error.code)

    thread = threading.Thread(target=sleep)
    thread.start()
    while not (workers := pool.workers()):
        time.sleep(0.01)
    time.sleep(0.3)
    pool.close()
    thread.join(timeout=5)
    assert ended == ["worker_ended"]
    assert not any(psutil.pid_exists(pid) for pid in workers)


def test_a_death_is_told_by_how_it_came() -> None:
    said = b"memory allocation of 549755813888 bytes failed"
    assert why(-signal.SIGABRT, said) == why(-signal.SIGKILL, b"") == "worker_memory"
    assert why(-signal.SIGABRT, b"terminate called: std::bad_alloc") == "worker_memory"
    assert why(-signal.SIGXCPU, b"") == "worker_time"
    assert why(-signal.SIGXFSZ, b"") == "worker_disk"
    assert why(-signal.SIGSEGV, b"") == why(1, b"Traceback") == "worker_ended"
