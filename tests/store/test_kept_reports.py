"""Reports kept with the record: whole or not there, kept once, told when damaged, left by undo and recovery."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cadence.cli import commands
from cadence.errors import StoreError
from cadence.settings import PROJECT
from cadence.store import KeptReport, Store, recovery
from tests import kept_records
from tests.proving import rounds
from tests.small_store import begin
from tests.store_tools import settings_for

WHEN = dt.datetime(2026, 10, 3, 9, 30, tzinfo=dt.UTC)
A_REPORT = KeptReport(
    form="html",
    name="report_n_2026-09-30_fr.html",
    network="n",
    data_date=dt.date(2026, 9, 30),
    snapshot=2,
    language="fr",
    content="c0",
    program="0.2.0",
    definitions="0123456789ab",
    author="Awa",
    time=WHEN,
    marks={"questions/pace": "a"},
)
# Keeps reports of five megabytes until it is killed, saying each hash once it is kept.
VICTIM = """
import sys
from tests.store.test_kept_reports import keep
from tests.store_tools import settings_for
from cadence.store import Store
store = Store.open(settings_for(sys.argv[1]))
for number in range(10_000):
    print(keep(store, bytes([number % 256]) * 5_000_000 + sys.argv[2].encode()).sha256, flush=True)
"""


def keep(store: Store, data: bytes, **more: object) -> KeptReport:
    """Keep bytes as a report that says them."""
    asked = replace(A_REPORT, content=hashlib.sha256(data).hexdigest(), **more)  # type: ignore[arg-type]
    return store.reports.keep(asked, data)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return kept_records.copied_to(tmp_path / "record", begin)


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(place))
    yield opened
    opened.close()


def files(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((place / "reports").iterdir())}


def test_it_comes_back_as_the_same_bytes_with_what_it_is(store: Store, place: Path) -> None:
    data = bytes(range(256)) * 99
    made = keep(store, data)
    assert (made.sha256, made.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert store.reports.all() == [made] and store.reports.find(made.sha256[:6]) == (made, data)
    assert {**vars(made)} == {**vars(A_REPORT), "content": made.sha256, "sha256": made.sha256, "bytes": len(data)}
    assert list(files(place)) == [f"{made.sha256}.html", f"{made.sha256}.json"]


def test_what_says_the_same_in_the_same_form_is_kept_once_and_never_written_again(store: Store, place: Path) -> None:
    first = keep(store, b"made at nine")
    before = files(place)
    again = store.reports.keep(replace(A_REPORT, content=first.content, author="Bob"), b"made at ten")
    assert again == first and files(place) == before
    printed = store.reports.keep(replace(A_REPORT, content=first.content, form="pdf"), b"printed")
    later = keep(store, b"says more", time=WHEN + dt.timedelta(days=1))
    assert store.reports.all()[0] == later
    assert {one.sha256 for one in store.reports.all()} == {first.sha256, printed.sha256, later.sha256}
    assert files(place).items() >= before.items()


@pytest.mark.parametrize("typed", ["", "zz", "../../catalog", "0" * 64])
def test_a_hash_of_no_report_is_refused(typed: str, store: Store) -> None:
    keep(store, b"one")
    with pytest.raises(StoreError) as refused:
        store.reports.find(typed)
    assert refused.value.code == "no_such_report"


def test_a_beginning_that_two_share_is_refused(store: Store) -> None:
    shared = [keep(store, bytes([n])).sha256[0] for n in range(17)]  # 17 reports, 16 digits to begin with
    twice = next(digit for digit in shared if shared.count(digit) > 1)
    with pytest.raises(StoreError) as refused:
        store.reports.find(twice)
    assert refused.value.code == "several_such_reports"


def test_every_changed_byte_of_it_is_told(store: Store, place: Path) -> None:
    made = keep(store, b"as handed on")
    assert store.verify() == []
    for path in (place / "reports").iterdir():
        whole = path.read_bytes()
        for at in range(len(whole)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            told = [(one.path, one.code) for one in store.verify()] if at % 40 == 0 or path.suffix == ".html" else None
            if told is None:
                continue
            if path.suffix == ".html":
                assert told == [(f"reports/{path.name}", "changed")], at
                with pytest.raises(StoreError) as refused:
                    store.reports.find(made.sha256)
                assert refused.value.code == "report_damaged"
            else:
                is_space = bytes([whole[at]]).isspace()  # spaces say nothing
                assert told == [(f"reports/{path.name}", "changed")] or is_space, at
        path.write_bytes(whole)
    (place / made.path).unlink()
    assert [(one.path, one.code) for one in store.verify()] == [(made.path, "missing")]
    assert keep(store, b"as handed on").sha256 == made.sha256 and store.verify() == [], "kept again, it is whole again"


def test_an_undo_and_a_recovery_leave_them_and_the_command_lists_them(
    store: Store, place: Path, tmp_path: Path
) -> None:
    made = keep(store, b"as handed on")
    before = files(place)
    assert store.undo(2, author="Ada") is not None
    assert store.reports.all() == [made] and files(place) == before
    store.close()
    (place / "catalog.ducklake").unlink()
    assert recovery.recover(str(place), "", lambda *_: None).reports == 1
    assert files(place) == before
    listed = CliRunner().invoke(commands(), ["reports", "--format", "csv", "--store", str(place)])
    assert listed.exit_code == 0 and listed.stdout.splitlines()[1] == (
        f"{made.sha256},html,n,2026-09-30,2,fr,12,2026-10-03T09:30:00+00:00,Awa,0.2.0,0123456789ab"
    )
    out = tmp_path / "out.html"
    typed = ["reports", "--fetch", made.short, "--output", str(out), "--store", str(place)]
    assert CliRunner().invoke(commands(), typed).exit_code == 0
    assert out.read_bytes() == b"as handed on"


def test_a_record_that_can_only_be_read_keeps_none(place: Path) -> None:
    reading = Store.open(settings_for(place), reading=True)
    try:
        with pytest.raises(StoreError) as refused:
            keep(reading, b"one")
        assert refused.value.code == "record_opened_to_read" and not (place / "reports").exists()
    finally:
        reading.close()


@pytest.mark.prove
def test_a_process_killed_while_it_keeps_leaves_whole_reports_only(place: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    for number in range(rounds(2, 40)):
        with subprocess.Popen(
            [sys.executable, "-c", VICTIM, str(place), str(number)],
            cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True,
        ) as victim:  # fmt: skip
            assert victim.stdout
            said = [victim.stdout.readline().strip()]
            time.sleep(0.01 * number)
            victim.kill()
            said += [line.strip() for line in victim.stdout.readlines() if line.endswith("\n")]
        store = Store.open(settings_for(place))
        try:
            kept = {one.sha256: one for one in store.reports.all()}
            assert kept.keys() >= set(said), "what was acknowledged is kept"
            assert all(hashlib.sha256((place / one.path).read_bytes()).hexdigest() == sha for sha, one in kept.items())
            assert store.verify() == []
            keep(store, b"the next one" + bytes([number]))
            assert not [name for name in files(place) if name.endswith(".part")]
        finally:
            store.close()
