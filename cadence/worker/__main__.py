"""A worker: ``python -m cadence.worker '{"jobs": {...}, ...}'``, started and spoken to by cadence.worker only.

It reads one job a line from its input and writes lines of JSON: ready, progress, and how each job ended. It
ends when its input does, that is when the process that started it is gone.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import queue
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from cadence.worker import limits

SECONDS_BETWEEN_WORDS = 0.1


def main() -> None:
    """Import the jobs, then do them one after another."""
    kind = json.loads(sys.argv[1])
    limits.at_start(kind["file_megabytes"])
    # What a library prints must not look like an answer.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    jobs = {name: _function(place) for name, place in kind["jobs"].items()}
    base = limits.address_space()
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    _say(out, {"ready": base})
    while True:
        _say(out, _outcome(jobs, json.loads(asked.get()), base, out))


def _function(place: str) -> Callable[..., Any]:
    module, name = place.split(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _listen(asked: queue.SimpleQueue[bytes]) -> None:
    """Beside the job, so that a worker whose starter is gone ends in the middle of one."""
    for line in sys.stdin.buffer:
        asked.put(line)
    os._exit(0)


def _say(out: BinaryIO, said: dict[str, Any]) -> None:
    try:
        out.write(json.dumps(said).encode() + b"\n")
    except BrokenPipeError:
        os._exit(0)


def _outcome(jobs: dict[str, Callable[..., Any]], asked: dict[str, Any], base: int, out: BinaryIO) -> dict[str, Any]:
    from cadence.errors import CadenceError

    tempfile.tempdir = asked["folder"]  # what is left of a job that was ended goes with its folder
    limits.before_job(base, asked["megabytes"], asked["seconds"])
    try:
        answer = jobs[asked["job"]](Path(asked["folder"]), _teller(out), **asked["arguments"])
        json.dumps(answer)  # whatever this lacks, memory or a plain type, is told below
        return {"answer": answer}
    except CadenceError as error:
        return {"refused": {"class": type(error).__name__, "code": error.code, "blanks": _plain(error.blanks)}}
    except BaseException as error:  # noqa: BLE001 - a worker has nobody else to tell
        return {"failed": _reason(error), "where": _where(error)}


def _plain(blanks: dict[str, Any]) -> dict[str, Any]:
    return {name: v if v is None or isinstance(v, str | int | float) else str(v) for name, v in blanks.items()}


def _teller(out: BinaryIO) -> Callable[[float, str], None]:
    last, place = 0.0, ""

    def tell(share: float, at: str = "") -> None:
        nonlocal last, place
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_WORDS or at != place:
            last, place = now, at
            _say(out, {"share": share, "place": at})

    return tell


def _reason(error: BaseException) -> str:
    """memory or disk, in whatever way a library says that it was refused; else error."""
    chain: BaseException | None = error
    while chain is not None:
        number = chain.errno if isinstance(chain, OSError) else None
        if number in (errno.EFBIG, errno.ENOSPC):
            return "disk"
        is_memory = isinstance(chain, MemoryError) or type(chain).__name__ == "OutOfMemoryException"
        if is_memory or number == errno.ENOMEM or "start new thread" in str(chain)[:100]:
            return "memory"
        chain = chain.__cause__ or chain.__context__
    return "error"


def _where(error: BaseException) -> str:
    """The kind of an unforeseen error and its place in the code: its text may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


if __name__ == "__main__":
    main()
