"""The sample, some of its tables known a month less than the rest: what figures then say of themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

from cadence.answers.serving import Serving
from cadence.settings import PROJECT
from tests.from_folder import from_folder

OLDER = ("progress", "results", "partnerships")


def older_sample(folder: Path) -> Serving:
    """Its tracker, results and partnerships known until 31 August 2026, the rest until 30 September."""
    shutil.copytree(PROJECT / "data" / "sample", folder, dirs_exist_ok=True)
    path = folder / "extracts.csv"
    lines = path.read_text("utf-8").splitlines()
    held = [line.replace("09-30", "08-31") if line.split(",")[1] in OLDER else line for line in lines]
    path.write_text("\n".join(held) + "\n", encoding="utf-8")
    return from_folder(folder)
