"""The limits a worker sets itself, kept by the operating system."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

NICENESS = 5
STATM = Path("/proc/self/statm")


def at_start(file_megabytes: int) -> None:
    """Before anything is imported: modest, no core files (they hold people's data), no endless files."""
    os.umask(0o077)
    if resource is None:
        return
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, file_megabytes << 20)


def address_space() -> int:
    """Bytes of this process's address space; 0 where the system does not say."""
    try:
        return int(STATM.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def before_job(base: int, megabytes: int, seconds: float) -> None:
    """What one job may take: ``megabytes`` above ``base``, ``seconds`` of processor time from now on.

    Both are soft limits, so that the next job can have its own.
    """
    if resource is None:
        return
    if base:
        _lower(resource.RLIMIT_AS, base + (megabytes << 20))
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds))


def _lower(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
