"""Publishes into the record of the settings until it is killed, saying each number once it is acknowledged.

Publication k brings 400 rows into each of two tables, all named k: a state is whole when they agree.

    python -m tests.kill_victim commands FOLDER FIRST    each through the command line's own ``publish``
    python -m tests.kill_victim library FOLDER FIRST     each straight into the record
"""

from __future__ import annotations

import sys
from pathlib import Path

from cadence.cli import commands
from cadence.store import Store
from tests.store_tools import publish

ROWS = 400


def export(folder: Path, number: int) -> list[Path]:
    """The two files of publication ``number``."""
    networks = "".join(f"n{row},{number},2024-01-01\n" for row in range(ROWS))
    partners = "".join(f"p{row},{number},ngo\n" for row in range(ROWS))
    files = [folder / "networks.csv", folder / "partners.csv"]
    files[0].write_text(f"network_id,name,starts_on\n{networks}", encoding="utf-8")
    files[1].write_text(f"partner_id,name,sector\n{partners}", encoding="utf-8")
    return files


def by_command(folder: Path, number: int) -> None:
    """One publication by the command line; SystemExit when it is refused."""
    typed = ["publish", *map(str, export(folder, number)), "-m", str(number)]
    if code := commands()(typed, standalone_mode=False):
        raise SystemExit(code)


def by_library(folder: Path, number: int) -> None:
    """One publication straight into the record."""
    networks = [{"network_id": f"n{row}", "name": str(number)} for row in range(ROWS)]
    partners = [{"partner_id": f"p{row}", "name": str(number)} for row in range(ROWS)]
    publish(Store.open(), folder, {"networks": networks, "partners": partners}, name=f"{number}.csv")


if __name__ == "__main__":
    way = {"commands": by_command, "library": by_library}[sys.argv[1]]
    record = Store.open()  # from here on it is the publications that are killed, not the start
    if sys.argv[1] == "commands":
        record.close()
    print(0, flush=True)
    for each in range(int(sys.argv[3]), 10_000):
        way(Path(sys.argv[2]), each)
        print(each, flush=True)
