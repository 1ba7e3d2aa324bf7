"""Each reason for which reading refuses a file, at the very limit, with what it found and what it bears."""

from __future__ import annotations

import errno
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from cadence import worker
from cadence.errors import RefusedFile
from cadence.reading import FILES, apart, dialect, exact, files, read, read_apart, text
from cadence.reading.job import READINGS
from cadence.reading.results import Notes
from cadence.reading.text_table import TextTable
from tests import hostile

MEGABYTE = 1 << 20
Told = tuple[str, int | None, str | None, str | None]


def told(path: Path, **more: Any) -> list[Told]:
    with duckdb.connect() as con:
        problems = [problem for reading in read(path, con, **more) for problem in reading.problems]
    return [(one.code, one.line, one.found, one.expected) for one in problems if one.severity == "refused"]


def written(folder: Path, content: str) -> Path:
    path = folder / "a.csv"
    path.write_text(content, "utf-8", newline="")
    return path


# --- texts --------------------------------------------------------------------------------------------------------


def test_a_text_may_have_so_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert text.MOST_ROWS == 25_000_000
    monkeypatch.setattr(text, "MOST_ROWS", 3)
    assert told(written(tmp_path, "a;b\n1;2\n3;4\n")) == []
    assert told(written(tmp_path, "a;b\n1;2\n3;4\n5;6\n")) == [("text_too_many_rows", None, "4", "3")]


def test_a_first_row_may_fill_the_largest_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dialect.LARGEST_SAMPLE == 32 * MEGABYTE
    monkeypatch.setattr(dialect, "SAMPLE_BYTES", 16)
    monkeypatch.setattr(dialect, "LARGEST_SAMPLE", MEGABYTE)
    assert ("row_too_long", 1, None, "1") not in told(written(tmp_path, "a" * MEGABYTE))
    assert told(written(tmp_path, "a" * (MEGABYTE + 1))) == [("row_too_long", 1, None, "1")]


def test_a_row_among_irregular_ones_may_be_so_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exact.LONGEST_ROW == 32 * MEGABYTE
    monkeypatch.setattr(exact, "LONGEST_ROW", 100)
    rows = 'a;b\n1;"x"y\n2;{}\n3;4\n'
    assert told(written(tmp_path, rows.format("z" * 97))) == []
    ((code, line, _, _),) = told(written(tmp_path, rows.format("z" * 98)))
    assert (code, line) == ("row_too_long", 3)


def test_a_quote_never_closed_in_a_single_column_refuses_the_file(tmp_path: Path) -> None:
    assert told(written(tmp_path, 'nom\nAy\n"Be\nCe\nDe\n')) == [("unclosed_quote", 3, '"Be', None)]


def test_lines_cut_alike_by_another_separator_are_named(tmp_path: Path) -> None:
    above = "".join(f"a{i};b{i};c{i}\n" for i in range(4))
    below = "nom,pays,code,note\n" + "".join(f"Ay{i},SN,{i},x\n" for i in range(12))
    assert told(written(tmp_path, above + below)) == [("mixed_separators", 1, "a0;b0;c0", ",")]


def test_a_header_cut_into_more_cells_than_its_rows_by_another_separator_is_broken(tmp_path: Path) -> None:
    rows = "".join(f"{i},2,3,4\n" for i in range(12))
    assert told(written(tmp_path, "a;b,c,d,e,f\n" + rows)) == [("header_mismatch", 1, "5", "4")]


def test_half_a_pair_of_quotes_in_several_cells_of_a_row_is_the_sign_of_a_wrong_separator() -> None:
    rows = [['"a', 'b"'], ['"a"', 'b"'], ["a", "b"], ['"a"b"', '"c']]
    assert dialect._irregular(rows) == 0.5


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_a_workbook_with_half_a_part_is_a_damaged_archive(part: str, tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        hostile._sheet(book, [["a", "b"], ["x", "y"]], "S")

    whole = hostile.workbook(fill)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, content[: len(content) // 2] if info.filename == part else content)
    assert told(path) == [("damaged_archive", None, None, None)]


def test_a_first_line_may_have_twice_as_many_separators_as_a_sheet_has_columns(tmp_path: Path) -> None:
    head = ";".join(f"h{i}" for i in range(2 * 16_384 + 2))
    assert told(written(tmp_path, f"{head}\n")) == [("too_many_columns", None, str(2 * 16_384 + 1), "16384")]
    assert ("too_many_columns", None, str(2 * 16_384), "16384") not in told(
        written(tmp_path, f"{head.rpartition(';')[0]}\n")
    )


def test_fifty_thousand_rows_may_be_set_aside() -> None:
    notes = Notes("a.csv")
    for line in range(2, 50_002):
        notes.aside("too_few_cells", line, "x")
    with pytest.raises(RefusedFile) as caught:
        notes.aside("too_few_cells", 50_002, "y")
    assert (caught.value.code, caught.value.blanks) == (
        "too_many_set_aside", {"line": 2, "found": "x", "expected": 50_000},
    )  # fmt: skip
    table = TextTable(None, "t", SimpleNamespace(width=1), notes)  # type: ignore[arg-type]
    with pytest.raises(RefusedFile) as caught:
        table.set_aside("swallowed_rows", range(7, 50_008), ";")
    assert (caught.value.code, caught.value.blanks) == (
        "too_many_set_aside", {"line": 7, "found": "", "expected": 50_000},
    )  # fmt: skip


def test_rows_set_aside_may_hold_sixteen_megabytes() -> None:
    notes = Notes("a.csv")
    notes.aside("too_few_cells", 2, "x" * 16 * MEGABYTE)
    with pytest.raises(RefusedFile) as caught:
        notes.aside("too_few_cells", 3, "y")
    assert (caught.value.blanks["line"], caught.value.blanks["expected"]) == (2, 1)
    notes.forget({2})
    notes.aside("too_few_cells", 3, "y")
    assert (notes.aside_rows, notes.aside_length) == (1, 1)


# --- apart --------------------------------------------------------------------------------------------------------


def apart_from(path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> list[Told]:
    monkeypatch.setattr(worker, "run", run)
    with duckdb.connect() as con:
        problems = [problem for reading in read_apart(path, con) for problem in reading.problems]
    return [(one.code, one.line, one.found, one.expected) for one in problems]


@pytest.mark.parametrize(
    ("ended", "code", "limit"),
    [
        ("worker_memory", "file_memory", "1500"),
        ("worker_time", "file_time", "12"),
        ("worker_disk", "file_disk", "1500"),
        ("worker_ended", "file_failed", "1500"),
    ],
)
def test_what_ended_a_worker_is_the_reason(
    ended: str, code: str, limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_args: object, **_limits: object) -> None:
        raise worker.WorkerError(ended, place="", seconds=12, megabytes=1500)

    assert apart_from(written(tmp_path, "a\nx\n"), monkeypatch, run) == [(code, None, "a.csv", limit)]


def test_a_busy_worker_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_args: object, **_limits: object) -> None:
        raise worker.WorkerError("worker_busy")

    with pytest.raises(worker.WorkerError) as caught:
        apart_from(written(tmp_path, "a\nx\n"), monkeypatch, run)
    assert caught.value.code == "worker_busy"


def test_a_worker_has_its_seconds_and_more_for_each_megabyte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    for content in ("a" * MEGABYTE, "PK" + "a" * (MEGABYTE - 2)):
        apart_from(written(tmp_path, content), monkeypatch, lambda *_args, **limits: given.append(limits))
    assert [(round(one["seconds"], 6), round(one["wall"], 6)) for one in given] == [(9.1, 27.3), (15.25, 45.75)]


def test_memory_that_ends_here_and_an_answer_too_long_are_said_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "a\nx\n")

    def answer(*args: Any, **_limits: object) -> None:
        (args[3] / READINGS).write_text("[]" + " " * (MEGABYTE - 2))

    monkeypatch.setattr(apart, "LONGEST_READINGS", MEGABYTE)
    assert apart_from(path, monkeypatch, answer) == []
    monkeypatch.setattr(apart, "LONGEST_READINGS", MEGABYTE - 1)
    assert apart_from(path, monkeypatch, answer) == [("file_failed", None, "a.csv", None)]

    def fail(*_args: object) -> None:
        raise duckdb.OutOfMemoryException("no more")

    monkeypatch.setattr(apart, "_take_over", fail)
    assert apart_from(path, monkeypatch, answer) == [("file_memory", None, "a.csv", str(FILES.megabytes))]


def test_a_full_disk_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04")
    for number, is_raised in ((errno.ENOSPC, True), (errno.EINVAL, False), (None, False)):

        def fail(*_args: object, _number: int | None = number) -> None:
            raise OSError(_number, "no") if _number else OSError("no")

        monkeypatch.setattr(files.zipfile, "ZipFile", fail)  # type: ignore[attr-defined]
        if is_raised:
            with pytest.raises(OSError, match="no"):
                told(path)
        else:
            assert told(path) == [("damaged_archive", None, None, None)]
