"""The sample with rows in every table of facts that are dated after the last day known: they are planned."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from cadence.answers.serving import Serving
from cadence.settings import PROJECT
from tests.from_folder import from_folder

# The sample is known until 30 September 2026.
DAY = "2026-10-20"
# In the text of every planned row that has one: found on a page, it is the row.
SIGN = "Zephyr"
CITY, PARTNER, ACTION, PARTNERSHIP = "ndiassore", "atelier-lacets", "receipts-one-market", "lacets-markets"
STEP = {"city_id": CITY, "milestone_id": "ast-11"}

PLANNED: dict[str, list[dict[str, str]]] = {
    "checkins": [
        {"city_id": CITY, "held_on": DAY, "sessions_due": "3", "sessions_attended": "0",
         "is_asking_for_help": "true", "note": f"{SIGN} check-in"},
    ],
    "stages": [{"partnership_id": PARTNERSHIP, "entered_on": DAY, "stage": "closed"}],
    "decisions": [
        {"decided_on": DAY, "subject": "city", "subject_id": CITY, "decision": "end", "reason": f"{SIGN} city"},
        {"decided_on": DAY, "subject": "partnership", "subject_id": PARTNERSHIP, "decision": "end",
         "reason": f"{SIGN} partnership"},
        {"decided_on": DAY, "subject": "action", "subject_id": ACTION, "decision": "stop", "reason": f"{SIGN} action"},
    ],
    "activities": [
        {"activity_id": "planned-session", "network_id": "astrolabe", "held_on": DAY, "kind": "joint_session",
         "title": f"{SIGN} session", "format": "on_site", "hosted_by": "city", "partners": PARTNER, "cities": CITY,
         "action_id": ACTION, "usefulness": "4"},
        {"activity_id": "planned-message", "network_id": "astrolabe", "held_on": DAY, "kind": "joint_communication",
         "title": f"{SIGN} campaign", "format": "online", "hosted_by": "partner", "partners": PARTNER, "cities": CITY,
         "message": f"{SIGN} message"},
    ],
    "audience": [
        {"activity_id": "planned-session", "segment": "residents", "channel": "on_site", "persons": "50",
         "new_persons": "20", "method": "sign_in"},
    ],
    "partnerships": [
        {"partnership_id": "planned-partnership", "partner_id": PARTNER, "network_id": "astrolabe",
         "city_id": "kpalobe", "role": "funding", "typology": "one_off", "purpose": "exchange_learn",
         "target_stage": "collaborating", "why": f"{SIGN} partnership", "starts_on": DAY,
         "is_planned_after_funding": "true"},
    ],
    "actions": [
        {"action_id": "planned-action", "network_id": "astrolabe", "title": f"{SIGN} action", "partners": PARTNER,
         "cities": CITY, "size": "scaled", "grew_from": ACTION, "status": "implementation", "starts_on": DAY,
         "ends_on": "2026-11-10", "decision": "stop", "decided_on": "2026-11-12", "lesson": f"{SIGN} lesson",
         "cost_programme": "1000", "cost_partner_cash": "100", "currency": "EUR"},
    ],
    "results": [
        {"indicator_id": "receipts-one-share", "period_ends_on": DAY, "numerator": "144", "denominator": "144",
         "evidence_grade": "document"},
    ],
}  # fmt: skip
N_PLANNED = sum(len(rows) for table, rows in PLANNED.items() if table != "audience") + 1


def planned_sample(folder: Path) -> Serving:
    """The sample and every row of PLANNED; a step of a city is said to be done on that day too."""
    shutil.copytree(PROJECT / "data" / "sample", folder, dirs_exist_ok=True)
    for table, added in PLANNED.items():
        fields, rows = _read(folder / f"{table}.csv")
        assert set().union(*added) <= set(fields), table
        _write(folder / f"{table}.csv", fields, [*rows, *({**dict.fromkeys(fields, ""), **row} for row in added)])
    fields, rows = _read(folder / "progress.csv")
    (step,) = (row for row in rows if row.items() >= STEP.items())
    step["done_on"] = DAY
    _write(folder / "progress.csv", fields, rows)
    return from_folder(folder)


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


def _write(path: Path, fields: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)
