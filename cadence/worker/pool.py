"""Workers kept ready: so many at once, one after another, replaced when they end."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cadence.worker.kind import Kind, Tell, WorkerError
from cadence.worker.process import Worker


class Pool:
    """The workers of one kind in this process. Safe to be used from several threads."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.is_closed = False
        self._turns = threading.BoundedSemaphore(kind.size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []

    def warm(self) -> None:
        """Start a worker ahead, unless one is there; does not wait until it is ready."""
        with self._lock:
            if not self.is_closed and not self._idle and not self._busy:
                self._idle.append(Worker(self.kind))

    def run(
        self,
        job: str,
        arguments: Mapping[str, Any],
        folder: Path,
        *,
        seconds: float,
        wall: float | None = None,
        tell: Tell | None = None,
    ) -> Any:
        """The plain data a job gives; its own CadenceError when it refuses, WorkerError when it was ended.

        folder: the job's own, for files. seconds: of processor time; wall: of the clock, by default the double.
        """
        if not self._turns.acquire(timeout=self.kind.wait_seconds):
            raise WorkerError("worker_busy", n=self.kind.size, seconds=round(self.kind.wait_seconds))
        try:
            worker = self._take()
            try:
                return worker.run(job, dict(arguments), folder, seconds, wall or 2 * seconds, tell or _silent)
            finally:
                self._give_back(worker)
        finally:
            self._turns.release()

    def workers(self) -> list[int]:
        """The numbers of the processes there are."""
        with self._lock:
            return [worker.pid for worker in (*self._idle, *self._busy)]

    def close(self) -> None:
        """End every worker; jobs that are running end with worker_ended."""
        with self._lock:
            self.is_closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for worker in (*idle, *busy):
            worker.close()

    def _take(self) -> Worker:
        with self._lock:
            if self.is_closed:
                raise WorkerError("worker_ended", place="")
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    break
                worker.close()
            else:
                worker = Worker(self.kind)
            self._busy.append(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        """Keep it, or let its successor begin, so that nobody waits for it."""
        is_spent = not worker.is_alive or worker.is_worn
        if is_spent:
            worker.close()
        with self._lock:
            self._busy.remove(worker)
            if self.is_closed:
                worker.close()
            elif not is_spent:
                self._idle.append(worker)
            elif self.kind.is_kept_ready:
                with contextlib.suppress(WorkerError):  # the next caller tries again, and is told
                    self._idle.append(Worker(self.kind))


def _silent(_share: float, _place: str) -> None:
    """Progress that nobody watches."""


_pools: dict[Kind, Pool] = {}
_owner = os.getpid()
_making = threading.Lock()


def pool_of(kind: Kind) -> Pool:
    """The pool of a kind in this process; a copy of the process (fork) has none of its parent's."""
    global _owner
    with _making:
        if _owner != os.getpid():
            _pools.clear()
            _owner = os.getpid()
        pool = _pools.get(kind)
        if pool is None or pool.is_closed:
            pool = _pools[kind] = Pool(kind)
        return pool


def run(kind: Kind, job: str, arguments: Mapping[str, Any], folder: Path, **limits: Any) -> Any:
    """One job in this process's pool of a kind; see Pool.run."""
    return pool_of(kind).run(job, arguments, folder, **limits)


def warm(kind: Kind) -> None:
    """Start a worker ahead, so that the first job does not wait for it."""
    pool_of(kind).warm()


@atexit.register
def close() -> None:
    """End every worker of this process."""
    with _making:
        for pool in _pools.values() if _owner == os.getpid() else ():
            pool.close()
        _pools.clear()
