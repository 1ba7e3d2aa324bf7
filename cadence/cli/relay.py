"""A command sent to the dashboard that holds the embedded record, and what comes back of it.

The dashboard leaves, beside the record, an address and a secret that only its owner can read
(cadence/server/command_relay.py).
"""

from __future__ import annotations

import json
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

FILE = "running.json"
PATH = "/cadence/command"
SECRET_HEADER = "x-cadence-secret"
SECONDS = 3600.0


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def relay(place: str, arguments: list[str], folder: Path) -> Outcome | None:
    """Run a command in the process that holds the record; None when none answers there."""
    path = Path(place) / FILE
    try:
        running = json.loads(path.read_text(encoding="utf-8"))
        asked = urllib.request.Request(
            running["address"] + PATH,
            data=json.dumps({"arguments": arguments, "folder": str(folder)}).encode(),
            headers={SECRET_HEADER: running["secret"], "content-type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            found = json.load(answer)
    except (OSError, ValueError, KeyError):
        return None
    return Outcome(int(found["code"]), str(found["out"]), str(found["err"]))


def print_outcome(outcome: Outcome) -> int:
    """Print what a relayed command printed; gives its exit code."""
    sys.stdout.write(outcome.out)
    sys.stderr.write(outcome.err)
    return outcome.code
