"""The sample as several files would bring it: each table of facts known until a day of its own, two cities longer."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from cadence.answers.serving import Serving
from cadence.settings import PROJECT
from tests.from_folder import from_folder

UNTIL = {
    "progress": "2026-08-31",
    "checkins": "2026-06-30",
    "decisions": "2026-09-15",
    "partnerships": "2026-07-31",
    "stages": "2026-09-20",
    "activities": "2026-06-30",
    "actions": "2026-09-10",
    "results": "2026-08-15",
}
OF_CITIES = (
    ("progress", "kpalobe", "2026-09-30"),
    ("checkins", "kpalobe", "2026-08-31"),
    ("checkins", "ndiassore", "2026-09-10"),
)


def of_several_days(folder: Path) -> Serving:
    """The sample; its tables are known until the days of UNTIL, of the cities in OF_CITIES until a later one."""
    shutil.copytree(PROJECT / "data" / "sample", folder, dirs_exist_ok=True)
    with (folder / "extracts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["table_name"] for row in rows} == UNTIL.keys()
    told = [{**row, "facts_until": UNTIL[row["table_name"]]} for row in rows]
    told += [
        {"network_id": "astrolabe", "table_name": table, "city_id": city, "facts_until": day}
        for table, city, day in OF_CITIES
    ]
    with (folder / "extracts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(told)
    return from_folder(folder)
