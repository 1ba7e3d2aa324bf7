"""``python -m tests.mutants``: change one thing at a time, see whether a test fails, and print what lived.

It works in a copy of the checkout. ``MUTANTS=all`` tries every mutant, ``MUTANTS=50`` that many (hand-made ones come
on top), ``ROOMS="checks status"`` only some rooms. It ends with 1 when too many live, or one whose reason is not told.
"""

from __future__ import annotations

import compileall
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from py_compile import PycInvalidationMode

from tests.mutants.making import chosen
from tests.mutants.rooms import EQUIVALENT, ROOT, Mutant, Room, rooms, survivors, told
from tests.mutants.trying import Trial, load_libraries

COPY = "CADENCE_MUTANTS_COPY"
LEFT_OUT = (".git", ".venv", ".venv-*", "__pycache__", ".*_cache", ".hypothesis", "screenshots")


def in_a_copy() -> int:
    """Run this again in a copy of the checkout: what is changed is never the working tree."""
    with tempfile.TemporaryDirectory(prefix="cadence-mutants-") as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        shutil.rmtree(copy / "data" / "store", ignore_errors=True)
        # Compiled by their content: a file changed and changed back within a second is not mistaken for its mutant.
        compileall.compile_dir(copy / "cadence", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        environment = os.environ | {COPY: "1", "CADENCE_STORE": str(Path(folder) / "record")}
        running = subprocess.Popen([sys.executable, "-m", "tests.mutants"], cwd=copy, env=environment)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever breaks it off is answered by that process
        return running.wait()


def tried(mutants: list[Mutant]) -> dict[str, list[tuple[Mutant, bool]]]:
    """Each mutant and whether it was killed, by room; whoever breaks it off gets the table of those tried."""
    load_libraries()
    trial, found = Trial(), dict[str, list[tuple[Mutant, bool]]]()
    started = time.monotonic()
    for number, mutant in enumerate(mutants, start=1):
        try:
            is_killed = trial.is_killed(mutant)
        except KeyboardInterrupt:
            print("broken off: the table is of what was tried", file=sys.stderr)
            break
        found.setdefault(mutant.room.name, []).append((mutant, is_killed))
        word = "killed" if is_killed else "LIVES"
        seconds = time.monotonic() - started
        print(
            f"{number}/{len(mutants)} {seconds:.0f} s {word} {mutant.path}:{mutant.line}", file=sys.stderr, flush=True
        )
    return found


def print_survivor(mutant: Mutant, reason: str | None) -> None:
    """Where it lives, what was changed, and why it may."""
    print(f"\n{mutant.path}:{mutant.line} {mutant.kind}: {reason or 'NO REASON IN SURVIVORS.toml'}")
    for mark, lines in (("-", mutant.was), ("+", mutant.now)):
        for line in lines.splitlines():
            print(f"  {mark} {line.strip()}")


def print_table(found: dict[str, list[tuple[Mutant, bool]]], least: float) -> bool:
    """Print what was tried, by room; whether enough died everywhere, and only what may lives.

    The share is of the mutants that change something: what is told to be equivalent no test can kill.
    """
    known, is_well = survivors(), True
    for room in found.values():
        for mutant in (mutant for mutant, is_killed in room if not is_killed):
            print_survivor(mutant, known.get(mutant.key))
            is_well &= mutant.key in known
    print(f"\n{'room':<12}{'mutants':>10}{'killed':>10}{'equivalent':>12}{'others':>10}{'share':>10}")
    for name, room in found.items():
        killed = sum(is_killed for _, is_killed in room)
        equal = sum(known.get(mutant.key, "").startswith(EQUIVALENT) for mutant, is_killed in room if not is_killed)
        share = killed / max(1, len(room) - equal)
        is_well &= share >= least
        others = len(room) - killed - equal
        print(f"{name:<12}{len(room):>10}{killed:>10}{equal:>12}{others:>10}{share:>10.1%}{' !' * (share < least)}")
    return is_well


def asked_rooms() -> list[Room]:
    """Those named in ROOMS, or all."""
    names = os.environ.get("ROOMS", "").split()
    return [room for room in rooms() if not names or room.name in names]


def main() -> int:
    """Try the mutants; 0 when enough of them died."""
    if COPY not in os.environ:
        return in_a_copy()
    how = told("rooms.toml")
    count = os.environ.get("MUTANTS") or str(how["sample"])
    found = tried(chosen(asked_rooms(), None if count == "all" else int(count)))
    return 0 if print_table(found, how["least_share"]) else 1


if __name__ == "__main__":
    sys.exit(main())
