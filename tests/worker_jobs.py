"""Jobs that behave badly, each in a way of its own, for the tests of the worker room."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from cadence.errors import QuestionError
from cadence.worker import Tell


def echo(folder: Path, tell: Tell, **said: Any) -> dict[str, Any]:
    """Gives back what it was given, and what it knows."""
    tell(0.5, "half way")
    return {"said": said, "folder": str(folder), "pid": os.getpid(), "environment": dict(os.environ)}


def misbehave(folder: Path, tell: Tell, how: str, n: int = 1) -> Any:
    """Does one thing that no job should."""
    tell(0.1, "row 7")
    return WAYS[how](folder, n)


def _grow(_folder: Path, _n: int) -> None:
    kept = []
    while True:
        kept.append(np.ones(1 << 20))


def _ask_too_much(_folder: Path, _n: int) -> int:
    return len(bytearray(1 << 40))


def _spin(_folder: Path, _n: int) -> None:
    while True:
        pass


def _sleep(_folder: Path, n: int) -> str:
    time.sleep(n)
    return "awake"


def _work_a_while(_folder: Path, _n: int) -> int:
    until = time.process_time() + 0.5
    while time.process_time() < until:
        pass
    return os.getpid()


def _refuse(_folder: Path, n: int) -> None:
    raise QuestionError("sandbox_time", seconds=n)


def _fail(_folder: Path, _n: int) -> None:
    raise ValueError("a secret of the file")


def _crash(_folder: Path, _n: int) -> None:
    ctypes.string_at(0)


def _write_much(folder: Path, n: int) -> None:
    with (folder / "much").open("wb") as file:
        for _ in range(n):
            file.write(bytes(1 << 20))


WAYS: dict[str, Any] = {
    "grow": _grow,
    "ask too much": _ask_too_much,
    "spin": _spin,
    "sleep": _sleep,
    "work a while": _work_a_while,
    "refuse": _refuse,
    "fail": _fail,
    "segmentation fault": _crash,
    "abort": lambda _f, _n: os.abort(),
    "exit": lambda _f, _n: os._exit(3),
    "killed by the system": lambda _f, _n: os.kill(os.getpid(), signal.SIGKILL),
    "nonsense": lambda _f, _n: os.write(3, b"\x00\xff{nonsense\n") and time.sleep(30),  # type: ignore[func-returns-value]
    "an answer that is no data": lambda _f, _n: object(),
    "an endless answer": lambda _f, n: "x" * (n << 20),
    "print": lambda _f, _n: print('{"answer": "printed"}', flush=True) or "said",
    "write much": _write_much,
}
