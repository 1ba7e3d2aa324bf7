"""One worker as the process that started it sees it."""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from cadence import errors
from cadence.settings import PROJECT, worker_environment
from cadence.worker.kind import HAS_LIMITS, Kind, Tell, WorkerError
from cadence.worker.memory import address_space, resident

log = logging.getLogger(__name__)

STARTING_SECONDS = 60.0
SECONDS_BETWEEN_LOOKS = 0.2
LONGEST_LINE = 32 << 20
LAST_WORDS = 4096
JOBS_EACH = 100
GROWN_BYTES = 256 << 20
FAILURES = {"memory": "worker_memory", "disk": "worker_disk"}
# Signals that end a job over its processor time or its largest file; not every system has them.
OVER_TIME = getattr(signal, "SIGXCPU", None)
OVER_FILE = getattr(signal, "SIGXFSZ", None)


class Worker:
    """A process that does one job at a time. Starting it does not wait until it is ready."""

    def __init__(self, kind: Kind) -> None:
        self.kind, self.jobs, self.base, self.ended_for = kind, 0, 0, ""
        self._last_words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        asked = json.dumps({"jobs": dict(kind.jobs), "file_megabytes": kind.file_megabytes})
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cadence.worker", asked],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._last_words,
                cwd=PROJECT,
                env=worker_environment(),
            )
        except OSError as error:  # the machine has no room for another process
            self._last_words.close()
            raise WorkerError("worker_ended", place="") from error
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name=f"worker_{kind.name}", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked something."""
        return not self.ended_for and self._process.poll() is None

    @property
    def is_worn(self) -> bool:
        """Whether it should be replaced: memory grows in pieces that are never given back."""
        return self.jobs >= JOBS_EACH or (HAS_LIMITS and address_space(self.pid) > self.base + GROWN_BYTES)

    def run(self, job: str, arguments: dict[str, Any], folder: Path, seconds: float, wall: float, tell: Tell) -> Any:
        """The answer to one job; WorkerError or the job's own CadenceError otherwise. Dead after a WorkerError."""
        if not self.base:
            self.base = max(1, int(self._next(time.monotonic() + STARTING_SECONDS)["ready"]))
        asked: dict[str, Any] = {"job": job, "arguments": arguments, "folder": str(folder)}
        asked |= {"seconds": seconds, "megabytes": self.kind.megabytes}
        place, until = "", time.monotonic() + wall
        self.jobs += 1
        try:
            self._ask(json.dumps(asked).encode() + b"\n")
            while "share" in (said := self._next(until)):
                place = str(said.get("place", ""))[:200]
                tell(min(1.0, max(0.0, float(said["share"]))), place)
            return self._answer(said)
        except WorkerError as error:
            self.close()
            error.blanks |= {"place": place, "seconds": round(seconds), "megabytes": self.kind.megabytes}
            raise
        except errors.CadenceError:
            raise
        except BaseException:  # the caller was interrupted: this job's answer must not be taken for the next one's
            self.close()
            raise

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.ended_for = self.ended_for or "closed"
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout, self._last_words):
            try:
                if pipe is not None:
                    pipe.close()
            except (OSError, ValueError):  # nobody reads what was still to be written; or it is closed already
                pass

    def _ask(self, line: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise self._end() from error

    def _listen(self) -> None:
        """Lines of the worker into a queue; an empty one at its end, or when a line is too long to be an answer."""
        assert self._process.stdout is not None
        while (line := self._process.stdout.readline(LONGEST_LINE)).endswith(b"\n"):
            self._said.put(line)
        self._said.put(b"")

    def _next(self, until: float) -> dict[str, Any]:
        """What the worker says next, waited for until a moment."""
        while True:
            try:
                line = self._said.get(timeout=max(0.0, min(SECONDS_BETWEEN_LOOKS, until - time.monotonic())))
                break
            except queue.Empty:
                if time.monotonic() >= until:
                    raise self._kill("worker_time") from None
                if not HAS_LIMITS and self.base and resident(self.pid) > self.kind.megabytes << 20:
                    raise self._kill("worker_memory") from None
        if not line:
            raise self._end()
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self._kill("worker_ended") from error
        if not isinstance(said, dict):
            raise self._kill("worker_ended")
        return said

    def _answer(self, said: dict[str, Any]) -> Any:
        if "answer" in said:
            return said["answer"]
        if "refused" in said:
            raise _refusal(said["refused"])
        log.warning("a job of a %s worker failed: %s", self.kind.name, said.get("where"))
        raise WorkerError(
            {"memory": "worker_memory", "disk": "worker_disk"}.get(str(said.get("failed")), "worker_failed")
        )

    def _kill(self, code: str) -> WorkerError:
        self.ended_for = code
        self._process.kill()
        return WorkerError(code)

    def _end(self) -> WorkerError:
        """Why the process is gone, by how it went and the last it wrote."""
        if self.ended_for:  # closed by somebody else while it worked
            return WorkerError("worker_ended")
        try:
            code = self._process.wait(timeout=SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            return self._kill("worker_ended")
        self.ended_for = why(code, self._read_last_words())
        log.warning("a %s worker ended by itself (%s): %s", self.kind.name, code, self.ended_for)
        return WorkerError(self.ended_for)

    def _read_last_words(self) -> bytes:
        size = self._last_words.seek(0, os.SEEK_END)
        self._last_words.seek(max(0, size - LAST_WORDS))
        return self._last_words.read()


def why(code: int, last_words: bytes) -> str:
    """The code of the sentence for an exit code (negative: the signal) and the end of the error output."""
    if OVER_TIME is not None and code == -OVER_TIME:
        return "worker_time"
    if OVER_FILE is not None and code == -OVER_FILE:
        return "worker_disk"
    said = last_words.lower()
    is_memory = b"alloc" in said or b"memory" in said
    # The system's own guard against a machine without memory kills without a word.
    return "worker_memory" if is_memory or code == -getattr(signal, "SIGKILL", 9) else "worker_ended"


def _refusal(said: Any) -> errors.CadenceError:
    """A refusal as its own class, if it is one of ours: what a worker says is not trusted."""
    try:
        code, blanks = str(said["code"]), {str(name): value for name, value in said["blanks"].items()}
        found = vars(errors).get(str(said["class"]))
    except (KeyError, TypeError, AttributeError):
        return WorkerError("worker_ended")
    blanks.pop("code", None)
    if isinstance(found, type) and issubclass(found, errors.CadenceError):
        return found(code, **blanks)
    return errors.CadenceError(code, **blanks)
