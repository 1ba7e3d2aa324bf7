"""The text of a workbook's cell, and what is said of how the cells of a table look."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cadence.reading import read
from cadence.reading.cells import number_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (306.0, "306"),
        (0.1 + 0.2, "0.3"),
        (0.1234567890123456, "0.123456789012346"),
        (123456789012345.6, "123456789012346"),
        (1e20, "100000000000000000000"),
        (-2.5e-7, "-0.00000025"),
    ],
)
def test_a_number_is_written_with_fifteen_digits_and_no_exponent(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (("13/02/2026", "05/06/2026"), "dates_day_first"),
        (("02/13/2026", "05/06/2026"), "dates_month_first"),
        (("13/02/2026", "02/13/2026"), "dates_mixed"),
        (("05/06/2026", "07/08/2026"), "dates_ambiguous"),
        (("2026-06-05", "2026-08-07"), "dates_iso"),
    ],
)
def test_the_order_of_dates_is_told(days: tuple[str, ...], code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("nom;le\n" + "".join(f"a{n};{day}\n" for n, day in enumerate(days)), "utf-8")
    with duckdb.connect() as con:
        (reading,) = read(path, con)
    assert [fact.code for fact in reading.facts if fact.code.startswith("dates_")] == [code]
