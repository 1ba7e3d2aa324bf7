"""What a worker may be asked and how much it may take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cadence.errors import CadenceError

# Where the system ends a process that takes too much; elsewhere this process watches, and is a little late.
HAS_LIMITS = sys.platform == "linux"

Tell = Callable[[float, str], None]
"""Told the share of a job that is done, 0 to 1, and the place it is at ("" when there is nothing to name)."""


class WorkerError(CadenceError):
    """A job was ended: worker_memory, _disk, _time, _ended or _failed; worker_busy: it was never begun."""


@dataclass(frozen=True)
class Kind:
    """One kind of worker.

    jobs: what it can do, each ``module:function``; all are imported when it starts. megabytes: what a job may
    add to the address space that the imports took. size: jobs at once. wait_seconds: how long a caller waits
    for its turn. file_megabytes: the largest file a job may write. is_kept_ready: when one ends the next is started at
    once; otherwise when it is asked for.
    """

    name: str
    jobs: Mapping[str, str]
    megabytes: int
    size: int = 2
    wait_seconds: float = 60.0
    file_megabytes: int = 8192
    is_kept_ready: bool = True

    def __hash__(self) -> int:
        return hash(self.name)
