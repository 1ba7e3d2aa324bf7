"""A total among the rows is left out and named; a row whose code only begins like one is a row."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.store import Store
from tests import kept_records
from tests.proving import CASES, needs, sampled

TODAY = dt.date(2026, 11, 1)
CITY = "city_id,network_id,name,country,joined_on"
CHECKIN = "city_id,held_on,sessions_due,sessions_attended,is_asking_for_help,note"
TOTALS = (
    "total", "Total", "TOTAL :", "Total général", "Sous-total", "Sous-total act-1", "Grand total", "Somme", "Moyenne :",
    "TOTAL\u00a0act-1", "Sous total", "S/Total", "Ss-total", "Totals", "Subtotals a", "TOTAUX", "Total\u202f: act-1",
)  # fmt: skip
CODES = ("total-jobs", "somme", "somme-albert", "moyenne-attente", "sum-of-all", "average", "totaux-1")


def three_cities(store: Store, folder: Path) -> None:
    """A network of three cities, of which one has checked in."""
    files = [
        write(folder, "networks", "network_id,name,starts_on", "n,N,2024-01-01"),
        write(folder, "cities", CITY, *(f"{code},n,{code},SN,2024-01-01" for code in "abc")),
        write(folder, "checkins", CHECKIN, "a,2025-12-05,3,2,,"),
    ]
    with prepare(files, store, upload_day=TODAY) as ready:
        publish(ready, message="m", author="A")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = kept_records.opened_at(tmp_path / "store", three_cities)
    yield opened
    opened.close()


def write(folder: Path, table: str, *lines: str) -> Path:
    path = folder / f"{table}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@sampled(("word", "where"), itertools.product(TOTALS, ["last", "between"]), 12)
def test_a_total_is_left_out_and_named_wherever_it_stands(word: str, where: str, store: Store, tmp_path: Path) -> None:
    rows = ["a,2026-01-05,3,2,,", "b,2026-01-05,3,3,,"]
    rows.insert(2 if where == "last" else 1, f"{word},,6,5,,")
    path = write(tmp_path, "checkins", CHECKIN, *rows)
    for mode, removed in (("merge", 0), ("replace", 1)):
        with prepare([path], store, mode=mode, upload_day=TODAY) as ready:  # type: ignore[arg-type]
            (part,) = ready.tables()["checkins"]
            assert (part.good, part.set_aside) in {(2, 0), (2, 1)}
            skipped = [s.text for one in ready.parts for s in one.reading.skipped if s.reason == "footer"]
            told = [(p.code, p.found) for p in ready.problems()]
            plain = word.replace("\u00a0", " ").replace("\u202f", " ")
            assert told == [("looks_like_subtotal", plain)] or (skipped == [word] and told == [] and where == "last")
            done = publish(ready, message="m", author="A", set_aside_ok=True, removed_ok=True)
            assert done and done.changes["checkins"].removed == removed  # a subtotal keeps no published row


@sampled(("code", "rest"), itertools.product(CODES, ["2026-02-05,3,2,,", "2026-02-05,3,2,yes,more"]), 8)
def test_a_row_that_keeps_the_contract_is_a_row_whatever_its_code(
    code: str, rest: str, store: Store, tmp_path: Path
) -> None:
    cities = write(tmp_path, "cities", CITY, f"{code},n,New town,SN,2024-01-01")
    path = write(tmp_path, "checkins", CHECKIN, f"{code},2026-01-05,3,3,,", f"{code},{rest}")
    with prepare([cities, path], store, upload_day=TODAY) as ready:
        assert not ready.set_aside and not ready.problems(), ready.problems()
        assert [part.good for parts in ready.tables().values() for part in parts] == [1, 2]


@pytest.mark.parametrize("code", ["total", "somme"])
def test_a_published_code_is_no_subtotal(code: str, store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "cities", CITY, f"{code},n,C,SN,2024-01-01")
    with prepare([path], store, upload_day=TODAY) as ready:
        publish(ready, message="m", author="A", new_codes_ok=True)
    path = write(tmp_path, "cities", CITY, f"{code},n,C,Utopia,2024-01-01")
    with prepare([path], store, mode="replace", upload_day=TODAY) as ready:
        codes = {p.code for p in ready.problems()}
        assert "not_a_country" in codes and "looks_like_subtotal" not in codes


def test_a_row_of_a_published_key_keeps_its_published_row_even_if_a_word_of_it_looks_like_a_subtotal(
    store: Store, tmp_path: Path
) -> None:
    header = "partner_id,name,sector"
    with prepare([write(tmp_path, "partners", header, "p,P,ngo", "q,Q,ngo")], store, upload_day=TODAY) as ready:
        publish(ready, message="m", author="A")
    path = write(tmp_path, "partners", header, "p,P,Total", "r,R,ngo")
    with prepare([path], store, mode="replace", upload_day=TODAY) as ready:
        codes = [p.code for p in ready.problems()]
        assert "looks_like_subtotal" in codes and "published_kept" in codes
        done = publish(ready, message="m", author="A", set_aside_ok=True, removed_ok=True)
    assert done and done.changes["partners"].removed == 1


def test_twenty_thousand_subtotals_take_no_longer_than_rows_set_aside_for_another_reason(
    store: Store, tmp_path: Path
) -> None:
    took = {}
    for word in ("Total", "Tutal"):
        path = write(
            tmp_path, "checkins", CHECKIN, *(f"{word} {i},,6,5,," for i in range(20_000)),
            *(f"city-{i},2026-01-05,3,2,," for i in range(20_001)),
        )  # fmt: skip
        started = time.process_time()
        with prepare([path], store, upload_day=TODAY) as ready:
            took[word] = time.process_time() - started
            set_aside = ready.set_aside
        assert set_aside == 40_001  # and the rows of cities that nobody published
    assert took["Total"] < 2 * took["Tutal"] + 1, took


@needs(CASES)
def test_codes_and_subtotals_of_the_cases(tmp_path: Path) -> None:
    codes, sums = CASES / "01_code_begins_with_total", CASES / "24_subtotals_between_groups"
    with contextlib.closing(kept_records.opened_at(tmp_path / "sample")) as store:
        for path, good in ((codes, 7), (codes / "somme", 3)):
            with prepare([path], store, upload_day=TODAY) as ready:
                assert ready.set_aside == 0 and ready.good == good, ready.problems()
        for name in ("publics.csv", "publics_b.csv"):
            with prepare([sums / name], store, upload_day=TODAY) as ready:
                assert {p.code for p in ready.problems()} == {"looks_like_subtotal"}
                assert ready.set_aside == 2 and ready.good == 3
