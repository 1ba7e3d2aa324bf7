"""Networks in several time zones in one record: today and the last day known are each network's own."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cadence import days
from cadence.answers.questions import load_questions
from cadence.answers.serving import open_exactly
from cadence.cli import commands
from cadence.intake.publication import publish_folder
from cadence.settings import PROJECT
from cadence.store import Store
from tests.store_tools import settings_for

# In Auckland it is 29 November, nine in the morning; in Lima 28 November, three in the afternoon.
MOMENT = dt.datetime(2026, 11, 28, 20, 0, tzinfo=dt.UTC)
ZONES = {"astrolabe": "Pacific/Auckland", "estuaires": "America/Lima"}
TODAY = {"astrolabe": dt.date(2026, 11, 29), "estuaires": dt.date(2026, 11, 28)}
HELD = ("2026-11-28", "2026-11-29", "2026-11-30")
SUBJECTS = {
    "estuaires": {"city", "partner", "action", "milestone", "measure"},  # the examples are of the other network
    "astrolabe": set(),
}


def changed(path: Path, change: dict[str, dict[str, str]], added: list[dict[str, str]]) -> None:
    """Rewrite a CSV: some cells of the rows of a network, and rows more."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, fields = list(reader), list(reader.fieldnames or [])
    fields += [name for cells in change.values() for name in cells if name not in fields]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(fields)), restval="")
        writer.writeheader()
        writer.writerows([{**row, **change.get(row["network_id"], {})} for row in rows] + added)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in two zones, an activity on three days around today, published at MOMENT."""
    files, place = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("store")
    shutil.copytree(PROJECT / "data" / "sample", files, dirs_exist_ok=True)
    (files / "extracts.csv").unlink()
    changed(files / "networks.csv", {code: {"timezone": zone} for code, zone in ZONES.items()}, [])
    activities = [
        {"activity_id": f"{code}-{day}", "network_id": code, "held_on": day, "kind": "joint_session",
         "title": f"On {day}", "format": "on_site"}
        for code in ZONES for day in HELD
    ]  # fmt: skip
    changed(files / "activities.csv", {}, activities)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(days, "now", lambda: MOMENT)
        record = Store.open(settings_for(place))
        publish_folder(record, files, message="Two zones", author="Ada")
        record.close()
    return place


@pytest.fixture(autouse=True)
def at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "now", lambda: MOMENT)


@pytest.mark.parametrize("network", ZONES)
def test_every_question_stands_on_the_day_of_the_network(store: Path, network: str) -> None:
    record = Store.open(settings_for(store))
    serving = open_exactly(record, None)
    dated = 0
    for name, question in load_questions().items():
        if "network" not in question.parameters:
            continue
        given = {
            key: value for key, value in question.example.items()
            if key not in {"network", "data_date"} | SUBJECTS[network]
        }  # fmt: skip
        by_default = serving.ask(name, network=network, **given)
        if "data_date" in question.parameters:
            dated += 1
            assert by_default.data_date == TODAY[network], name
            named = serving.ask(name, network=network, data_date=TODAY[network], **given)
            assert by_default.frame.equals(named.frame), name
    assert dated > 60
    held = serving.frame("held_activities", network=network)["held_on"].max().date()
    planned = serving.frame("planned_facts", network=network)["foreseen_on"].min().date()
    assert held == TODAY[network] and planned == TODAY[network] + dt.timedelta(days=1)
    record.close()


@pytest.mark.parametrize("network", ZONES)
def test_every_command_stands_on_the_day_of_the_network(store: Path, network: str, tmp_path: Path) -> None:
    def typed(*words: str) -> str:
        found = CliRunner().invoke(commands(), [*words, "--store", str(store)])
        assert found.exit_code == 0, found.output
        return found.stdout

    day = TODAY[network]
    (dates,) = json.loads(typed("ask", "data_dates", f"network={network}", "--format", "json"))
    assert str(dates["newest"]).startswith(day.isoformat())
    listed = typed("ask", "held_activities", f"network={network}")
    assert day.isoformat() in listed and (day + dt.timedelta(days=1)).isoformat() not in listed
    assert f"{day.day} Nov 2026" in typed("attention", "--network", network)
    page = tmp_path / "report.html"
    typed("report", "--network", network, str(page))
    assert f"{day.day} November 2026" in page.read_text("utf-8")


def test_a_day_that_has_begun_somewhere_is_not_to_come() -> None:
    """An answer given in Auckland about today is kept, although it is still yesterday in UTC."""
    assert days.latest() == dt.date(2026, 11, 29) > days.today()
