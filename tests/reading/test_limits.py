"""What is just within each limit is read; one more is refused, with its code and both numbers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from cadence.errors import RefusedFile
from cadence.reading import Reading, read
from cadence.reading.archives import refuse_large
from cadence.reading.batches import Misfits, load, refuse_blank
from cadence.reading.results import Notes

MEGABYTE = 1 << 20
PLAIN = b"id;n\nx;1\n"


def member(size: int = 1, flags: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.csv")
    info.file_size, info.flag_bits, info.compress_size = size, flags, 1
    return info


def refusal(of: Any, *given: Any) -> tuple[str, object, object]:
    with pytest.raises(RefusedFile) as caught:
        of(*given)
    return caught.value.code, caught.value.blanks.get("found"), caught.value.blanks.get("expected")


def test_an_archive_may_unpack_to_two_gigabytes_and_no_more() -> None:
    refuse_large([member(1024 * MEGABYTE), member(1024 * MEGABYTE)])
    assert refusal(refuse_large, [member(1024 * MEGABYTE), member(1025 * MEGABYTE)]) == (
        "archive_too_large", 2049, 2048,
    )  # fmt: skip
    assert refusal(refuse_large, [member(1024 * MEGABYTE), member(1024 * MEGABYTE + 1)])[0] == "archive_too_large"


def test_a_workbook_may_have_ten_thousand_members() -> None:
    refuse_large([member()] * 10_000)
    assert refusal(refuse_large, [member()] * 10_001) == ("archive_too_many", 10_001, 10_000)


@pytest.mark.parametrize("flags", [1, 9, 0x801])
def test_one_protected_member_refuses_an_archive(flags: int) -> None:
    assert refusal(refuse_large, [member(), member(flags=flags)])[0] == "protected_archive"
    refuse_large([member(flags=0x808), member(flags=2)])


def zipped(path: Path, *names: str, data: bytes = PLAIN) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, data)
    return path


def codes(path: Path, **more: Any) -> list[str]:
    with duckdb.connect() as con:
        return [problem.code for reading in read(path, con, **more) for problem in reading.problems]


def test_a_zip_may_hold_five_hundred_tables(tmp_path: Path) -> None:
    with duckdb.connect() as con:
        found = read(zipped(tmp_path / "a.zip", *(f"{n}.csv" for n in range(500))), con)
        assert (len(found), {reading.rows for reading in found}) == (500, {1})
    more = zipped(tmp_path / "b.zip", *(f"{n}.csv" for n in range(501)), "__MACOSX/x.csv", ".hidden", "in/.DS_Store")
    assert codes(more) == ["archive_too_many"]


def protected(path: Path) -> Path:
    """The zip with the flag that says its first member is encrypted."""
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    path.write_bytes(bytes(data))
    return path


def test_a_protected_zip_or_workbook_is_refused_by_that_name(tmp_path: Path) -> None:
    assert codes(protected(zipped(tmp_path / "a.zip", "a.csv"))) == ["protected_archive"]
    book = zipped(tmp_path / "b.xlsx", "[Content_Types].xml", "xl/workbook.xml")
    assert codes(protected(book)) == ["protected_archive"]


@pytest.mark.parametrize("name", ["in.zip", "IN.ZIP", "a/b.Zip"])
def test_a_zip_in_a_zip_is_refused_whatever_its_name_looks_like(name: str, tmp_path: Path) -> None:
    assert codes(zipped(tmp_path / "a.zip", "a.csv", name)) == ["archive_in_archive"]


def test_traces_of_computers_in_a_zip_are_no_tables(tmp_path: Path) -> None:
    assert codes(zipped(tmp_path / "a.zip", "__MACOSX/a.csv", ".a.csv", "b/.git/a.csv")) == ["no_table_in_archive"]


def test_a_member_that_gives_more_than_it_announces_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", "a.csv", data=PLAIN * 40)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 24] -= 1
    path.write_bytes(bytes(data))
    assert codes(path) == ["damaged_archive"]


@pytest.mark.parametrize(
    "start", [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF89a", b"\x1f\x8b", b"PAR1", b"SQLite format 3", b"Rar!"]
)
def test_a_known_kind_of_file_that_is_no_table_is_told_by_its_first_bytes(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(start + b";b\n1;2\n3;4\n")
    assert codes(path) == ["not_text"]


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(PLAIN)
    assert codes(path, sheet="S") == ["no_sheets"]
    archive = zipped(tmp_path / "a.zip", "in/a.csv", "b.csv")
    with duckdb.connect() as con:
        (reading,) = read(archive, con, sheet="S")
        (problem,) = reading.problems
        assert (problem.code, problem.found, problem.expected) == ("no_such_sheet", "S", "a.csv, b.csv")
        assert [one.name for name in ("in/a.csv", "a.csv") for one in read(archive, con, sheet=name)] == [
            "a.zip › a.csv"
        ] * 2


def test_a_table_may_have_as_many_columns_as_a_sheet_and_no_more() -> None:
    with duckdb.connect() as con:
        target: Any = SimpleNamespace(con=con, table="t", copies=None)
        load(target, 16_384, [])
        assert refusal(load, target, 16_385, []) == ("too_many_columns", 16_385, 16_384)


def test_two_million_blank_rows_are_borne_and_no_more() -> None:
    refuse_blank(2_000_000)
    assert refusal(refuse_blank, 2_000_001) == ("too_many_blank", None, 2_000_000)


@pytest.mark.parametrize(("bad", "rows", "is_refused"), [(20, 20, False), (21, 42, False), (21, 41, True)])
def test_more_than_twenty_misfits_that_are_more_than_half_refuse_a_file(bad: int, rows: int, is_refused: bool) -> None:
    misfits = Misfits(SimpleNamespace(last=1, width=3), ";", Notes("a.csv"))  # type: ignore[arg-type]
    misfits.take(1, "above", 1)
    misfits.take(2, ' ;"";\t\u00a0\r\n', 2)
    for line in range(3, 3 + bad):
        misfits.take(line, "x;y\n", 2)
    assert (misfits.blank, misfits.count) == ([2], bad)
    if is_refused:
        assert refusal(misfits.judge, rows + 2) == ("rows_do_not_fit", 21, 3)
    else:
        misfits.judge(rows + 2)
    misfits.take(99, "1;2;3;4", 4)
    assert [(p.code, p.line, p.found, p.expected) for p in misfits.notes.set_aside()][-2:] == [
        ("too_few_cells", 2 + bad, "x;y", "3"), ("too_many_cells", 99, "1;2;3;4", "3"),
    ]  # fmt: skip
    misfits.forget()
    assert (misfits.blank, misfits.count, misfits.notes.set_aside()) == ([], 0, [])


def test_a_broken_list_of_members_is_a_damaged_archive(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", PLAIN)
    path = tmp_path / "a.zip"
    path.write_bytes(made.getvalue()[:-10])
    with duckdb.connect() as con:
        (reading,) = read(path, con)
    assert isinstance(reading, Reading) and [problem.code for problem in reading.problems] == ["damaged_archive"]
