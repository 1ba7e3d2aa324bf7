"""A day is a day where the network is, asked of one function; where the server stands changes nothing."""

from __future__ import annotations

import ast
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence import days
from cadence.answers.database import _create_published_on
from cadence.answers.serving import Serving
from cadence.contract import load_contract
from cadence.intake.steps import prepare
from cadence.report.document import write
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import words_in
from tests.from_folder import from_folder
from tests.store_tools import settings_for

NOON = dt.datetime(2026, 11, 28, 10, 30, tzinfo=dt.UTC)
# Half past ten in UTC: half past midnight of the next day, and half past eleven of the day before.
DAY_IN = {"Pacific/Kiritimati": 29, "UTC": 28, "Africa/Dakar": 28, "Pacific/Pago_Pago": 27}
CLOCKS = re.compile(r"\b(current_date|current_timestamp|now\(\)|today\(\)|get_current_time)", re.IGNORECASE)
ASKED = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "localtime")}
CODE = [*(PROJECT / "cadence").rglob("*.py"), *(PROJECT / "pages").glob("*.py"), PROJECT / "dashboard.py"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "record"))
    yield opened
    opened.close()


PLACES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")


def test_a_day_is_that_of_the_place() -> None:
    assert {zone: days.today(zone, NOON).day for zone in DAY_IN} == DAY_IN
    for said in (None, "", "Nowhere/Land", "../etc", float("nan")):
        assert days.today(said, NOON).day == 28 and days.zone_name(said) == "UTC"


def test_nobody_else_asks_a_clock() -> None:
    for path in CODE:
        if path != PROJECT / "cadence" / "days.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute):
                    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
                    assert (owner, node.attr) not in ASKED, f"{path}:{node.lineno} asks a clock: use cadence.days"
    for path in (PROJECT / "queries").rglob("*.sql"):
        sql = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("--"))
        assert not CLOCKS.search(sql), f"{path} asks a clock"
    contracts = "".join(path.read_text("utf-8") for path in (PROJECT / "data" / "contracts").glob("*.toml"))
    assert not CLOCKS.search(contracts)


def test_every_time_zone_of_the_contract_is_known() -> None:
    zones = load_contract("networks").column("timezone").enum
    assert "UTC" in zones and len(zones) > 400
    assert [zone for zone in zones if days.zone_name(zone) != zone] == []


def networks(folder: Path, *rows: str) -> Path:
    """A file of networks, each a code and a time zone."""
    lines = [f"{row.split(',')[0]},Net,2024-01-01,{row.split(',')[1]}" for row in rows]
    path = folder / "networks.csv"
    path.write_text("network_id,name,starts_on,timezone\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("typed", "near"), [("Africa/Dakkar", "Africa/Dakar"), ("dakar", "Africa/Dakar"), ("Europe/Pari", "Europe/Paris")]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_unknown_time_zone_is_answered_with_the_nearest(
    tmp_path: Path, store: Store, typed: str, near: str, language: str
) -> None:
    with prepare([networks(tmp_path, f"n,{typed}")], store) as ready:
        (problem,) = ready.problems()
    assert problem.code == "not_a_timezone"
    assert typed in problem.says(words_in(language)) and near in problem.mend(words_in(language))


def test_the_day_of_an_upload_is_that_of_each_network(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "now", lambda: NOON)
    own = networks(tmp_path, "east,Pacific/Kiritimati", "west,Pacific/Pago_Pago", "plain,")
    held = ["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"]
    rows = [f"{code}{n},{code},{day},joint_session,on_site" for code in ("east", "west", "plain")
            for n, day in enumerate(held)]  # fmt: skip
    activities = tmp_path / "activities.csv"
    header = "activity_id,network_id,held_on,kind,format\n"
    activities.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    with prepare([own, activities], store) as ready:
        assert ready.upload_day == dt.date(2026, 11, 29)
        found = ready.con.execute(
            f"select network_id, facts_until from ({ready.rows_after('extracts')}) order by all"
        ).fetchall()
    assert [(network, day.day) for network, day in found] == [("east", 29), ("plain", 28), ("west", 27)]


def test_the_day_of_a_publication_is_that_of_the_network(tmp_path: Path) -> None:
    networks(tmp_path, "east,Pacific/Kiritimati", "west,Pacific/Pago_Pago", "plain,")
    serving = from_folder(tmp_path)
    with serving.cursor() as cursor:
        cursor.execute("drop macro published_on")
        _create_published_on(cursor, NOON)
        found = cursor.execute("select network_id, published_on(network_id) from networks order by all").fetchall()
    assert [(network, day.day) for network, day in found] == [("east", 29), ("plain", 28), ("west", 27)]


def test_a_report_says_whose_days_its_days_are(tmp_path: Path) -> None:
    networks(tmp_path, "east,Pacific/Kiritimati")
    serving: Serving = from_folder(tmp_path)
    document = write(serving, words_in("en"), "east", dt.date(2024, 2, 1), NOON)
    assert document.about.zone == "Pacific/Kiritimati"


REPORT = """
import datetime as dt, hashlib, sys
from cadence import report
from cadence.settings import PROJECT
from cadence.words import words_in
from tests.from_folder import from_folder
serving = from_folder(PROJECT / "data" / "sample")
made = dt.datetime(2026, 11, 28, 10, 30, tzinfo=dt.UTC)
for language in ("en", "fr"):
    document = report.write(serving, words_in(language), "astrolabe", None, made, "https://cadence.example")
    files = {"html": report.html(document).encode(), **report.figure_files(document)}
    files["zip"] = report.as_zip(files, document)
    for name, data in files.items():
        print(language, name, len(data), hashlib.sha256(data).hexdigest())
"""


def test_a_report_is_the_same_to_the_byte_wherever_the_server_stands() -> None:
    made = [
        subprocess.run(
            [sys.executable, "-c", REPORT], env={**os.environ, "TZ": place}, cwd=PROJECT,
            check=True, capture_output=True, text=True, timeout=300,
        ).stdout
        for place in PLACES
    ]  # fmt: skip
    assert made[0].count("\n") > 40 and made[0] == made[1]
