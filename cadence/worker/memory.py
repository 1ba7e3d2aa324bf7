"""How much memory a process takes, in bytes; 0 when it is gone."""

from __future__ import annotations

import psutil


def resident(pid: int) -> int:
    """What it holds of the machine's memory."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def address_space(pid: int) -> int:
    """What it has asked for, held or not."""
    try:
        return int(psutil.Process(pid).memory_info().vms)
    except psutil.Error:
        return 0
