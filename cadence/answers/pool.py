"""Which snapshots are open in this process: built once, shared by everybody, the least used closed first.

A new snapshot is built beside the one in use. Who asks for the newest while it is being built waits a moment
and is then served from the snapshot before, which is whole; the next question gets the new one.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from threading import Lock, Thread
from typing import Generic, TypeVar

from cadence import days

Built = TypeVar("Built")

log = logging.getLogger(__name__)


# Seconds that a visitor waits for the record to say which snapshot is the newest, when an older one can be shown.
ANSWERS_WITHIN = 2.0
# A newest snapshot that could not be made is not tried again with every question.
SECONDS_BETWEEN_TRIES = 30.0


class OpenSnapshots(Generic[Built]):
    """The open snapshots of one record. ``build`` makes one; ``newest`` gives the newest snapshot's number.

    ``silent_since``: since when the record has not said which is the newest; None when it does. ``failure``: why the
    newest could not be made, so that the one before it is shown.
    """

    def __init__(self, kept: int, build: Callable[[int], Built], newest: Callable[[], int]) -> None:
        self._kept = max(kept, 1)
        self._build = build
        self._newest = newest
        self._futures: OrderedDict[int, Future[Built]] = OrderedDict()
        self._in_use: tuple[int, Built] | None = None
        self.silent_since: dt.datetime | None = None
        self.failure: Exception | None = None
        self._failed: tuple[int, float] | None = None  # the newest that could not be made, and when
        self._pending: Future[int] | None = None  # a question that the record has not answered in time
        self._lock = Lock()
        self._builders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="snapshot")

    def exactly(self, snapshot: int) -> Built:
        """One snapshot, however long it takes to build."""
        return self._future(snapshot).result()

    def current(self, patience: float) -> Built:
        """The newest snapshot; the one before it when the newest is not built within ``patience`` seconds."""
        before = self._in_use
        try:
            wanted = self._newest_number(wait=before is not None)
        except Exception:  # the record does not answer: what is open goes on being shown
            if before is None:
                raise
            self.silent_since = self.silent_since or days.now()
            return before[1]
        self.silent_since = None
        if before is not None and self._has_just_failed(wanted):
            return before[1]
        future = self._future(wanted)
        try:
            found = future.result(timeout=None if before is None else patience)
        except NotYet:
            if before is None:
                raise
            return before[1]
        except Exception as error:  # the one before is whole, and the pages say why it is shown
            if before is None:
                raise
            log.warning("snapshot %d could not be made", wanted, exc_info=error)
            self.failure, self._failed = error, (wanted, time.monotonic())
            return before[1]
        self.failure = self._failed = None
        with self._lock:
            if self._in_use is None or self._in_use[0] < wanted:
                self._in_use = (wanted, found)
        return found

    def _has_just_failed(self, snapshot: int) -> bool:
        failed = self._failed
        return failed is not None and failed[0] == snapshot and time.monotonic() - failed[1] < SECONDS_BETWEEN_TRIES

    def _newest_number(self, *, wait: bool) -> int:
        """The newest snapshot's number. With something to show, TimeoutError when the record says nothing for
        ANSWERS_WITHIN seconds; while it is silent one question is open, and nobody waits for its answer."""
        if not wait:
            return self._newest()
        with self._lock:
            if self._pending is not None and not self._pending.done():
                raise NotYet
            self._pending = None
        asked = _apart(self._newest)
        try:
            return asked.result(timeout=ANSWERS_WITHIN)
        except NotYet:
            with self._lock:
                self._pending = asked
            raise

    def _future(self, snapshot: int) -> Future[Built]:
        """The build of a snapshot, begun now if nobody has."""
        with self._lock:
            if snapshot not in self._futures:
                self._futures[snapshot] = self._builders.submit(self._make, snapshot)
                self._close_least_used()
            self._futures.move_to_end(snapshot)
            return self._futures[snapshot]

    def _make(self, snapshot: int) -> Built:
        """Build; a build that failed is forgotten, so that it is tried again."""
        try:
            return self._build(snapshot)
        except BaseException:
            with self._lock:
                self._futures.pop(snapshot, None)
            raise

    def _close_least_used(self) -> None:
        """Forget built snapshots beyond the limit; those who still read one keep it until they are done."""
        for snapshot in [number for number, future in self._futures.items() if future.done()]:
            if len(self._futures) <= self._kept:
                return
            del self._futures[snapshot]

    def close(self) -> None:
        """Forget everything and wait for builds under way, so that the record can be let go."""
        self._builders.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._futures.clear()
            self._in_use = None


def _apart(call: Callable[[], int]) -> Future[int]:
    """A call in a thread that nothing ever waits for, not even the end of the process."""
    future: Future[int] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, name="newest", daemon=True).start()
    return future
