"""Reading within bounds: no file ends or fills this process, and reading apart gives what reading here gives."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import example, given

from cadence import worker
from cadence.reading import (
    FILES,
    Reading,
    apart,
    extent,
    job,
    read,
    read_apart,
    sheet_parts,
    sheet_xml,
    sheets,
    stretches,
)
from cadence.reading.job import READINGS
from cadence.reading.plain import to_plain
from cadence.words import Words
from cadence.worker import process
from tests import bombs, hostile
from tests.proving import CASES, needs, part
from tests.reading.test_files import ANY_BYTES, RELAXED, reading_of

SHARE = 1.0 if bombs.WHOLE else bombs.SAMPLE
FORMATTED = CASES / "20_sheet_formatted_to_the_last_row"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


@pytest.mark.prove
@pytest.mark.slow
def test_every_bomb_is_read_or_refused_within_seconds_and_memory_beside_a_neighbour_that_goes_on(
    words_fr: Words,
) -> None:
    wrong = []
    for one in bombs.outcomes(SHARE):
        limits = {
            "answer": one.is_right(SHARE),
            "seconds": one.seconds < bombs.SECONDS or one.answer == bombs.READ,
            "worker": one.worker < FILES.megabytes + 200,
            "caller": one.growth < bombs.CALLER_MEGABYTES or one.answer == bombs.READ,
            "neighbour": one.neighbour < 1,
        }
        wrong += [(one.bomb.name, name, one) for name, holds in limits.items() if not holds]
    assert wrong == []


@needs(FORMATTED)
def test_the_sheets_formatted_to_the_last_row_are_read(con: duckdb.DuckDBPyConnection) -> None:
    paths = sorted(FORMATTED.glob("*.xlsx"))
    assert paths
    for path in paths:
        (reading,) = read_apart(path, con)
        assert (reading.rows, reading.columns[:4]) == (2, ("partner_id", "name", "sector", "country")), path.name
        assert not reading.set_aside


def book(path: Path, cells: dict[str, object]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet, day = made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd"})
        for place, value in cells.items():
            if isinstance(value, dt.date):
                sheet.write_datetime(place, dt.datetime.combine(value, dt.time()), day)
            elif value == "#REF!":
                sheet.write_formula(place, "=A99", None, value)
            else:
                sheet.write(place, value)
    return path


TABLE = {
    **{"A1": "id", "B1": "name", "C1": "on", "D1": "persons"},
    **{"A2": "x-1", "B2": "Awa & co", "C2": dt.date(2026, 5, 3), "D2": 12},
    **{"A3": "x-2", "B3": "<b>", "C3": "#REF!", "D3": True},
}
ROWS = [(2, "x-1", "Awa & co", "2026-05-03", "12"), (3, "x-2", "<b>", "#REF!", "TRUE")]


def test_what_stands_far_from_the_table_is_told_with_its_place(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, words: Words
) -> None:
    far: dict[str, tuple[object, list[tuple[object, ...]], str]] = {
        "A1048576": ("a remark", [(*row,) for row in ROWS], "1048576"),
        "XFD1": ("later", [(*row, "") for row in ROWS], "XFD"),
        "XFD3": ("a note", [(*ROWS[0], ""), (*ROWS[1], "a note")], "XFD"),
        "B700000": ("x", [(*row,) for row in ROWS], "700000"),
    }
    for place, (value, rows, told) in far.items():
        (reading,) = read(book(tmp_path / "far.xlsx", {**TABLE, place: value}), con)
        assert con.execute(f'from "{reading.table}"').fetchall() == rows, place
        said = [one.says(words).replace("\u202f", "").replace(",", "") for one in (*reading.facts, *reading.problems)]  # type: ignore[attr-defined]
        assert any(told in sentence for sentence in said), (place, said)


def test_a_row_far_below_keeps_its_number_and_its_cells(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    below = {"A900000": "x-3", "B900000": "Late", "C900000": dt.date(2026, 6, 1), "D900000": 1, "D900050": 7}
    (reading,) = read(book(tmp_path / "far.xlsx", {**TABLE, **below}), con)
    rows = con.execute(f'from "{reading.table}"').fetchall()
    assert rows == [*ROWS, (900000, "x-3", "Late", "2026-06-01", "1")]
    assert {fact.code for fact in reading.facts} >= {"skipped_blank", "skipped_footer"}
    assert [s.first for s in reading.skipped if s.reason == "footer"] == [900050]


def test_a_table_that_begins_far_below_is_refused_with_its_place(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    (reading,) = read(book(tmp_path / "low.xlsx", {"A800000": "id", "ZZ800001": 1}), con)
    assert [(problem.code, problem.line) for problem in reading.problems] == [("starts_too_low", 800000)]


def test_a_sheet_written_anew_is_read_as_the_sheet_itself(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {**TABLE, "A5": "x-4", "B5": "  spaces  ", "C5": 0.1 + 0.2, "D5": "é\n2", "F2": "beside"}
    path = book(tmp_path / "book.xlsx", cells)
    (plain,) = read(path, con)
    expected = con.execute(f'from "{plain.table}"').fetchall()
    monkeypatch.setattr(extent, "SMALL_GRID", 0)
    monkeypatch.setattr(extent, "EMPTY_SHARE", 2)
    (anew,) = read(path, con, table="anew")
    assert con.execute(f'from "{anew.table}"').fetchall() == expected
    assert (anew.columns, anew.facts, anew.problems) == (plain.columns, plain.facts, plain.problems)


def test_a_large_sheet_read_in_parts_is_the_sheet_read_whole(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells: dict[str, object] = {**TABLE, "A5": "x-4", "C900": "#REF!", "B901": "last", "D50": dt.date(2026, 6, 1)}
    cells |= {f"{column}{row}": f"{column}{row}" for row in range(60, 900) for column in "ABD" if row % 97}
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name in ("One", "Two"):
            sheet = made.add_worksheet(name)
            for place, value in cells.items():
                sheet.write(place, value.isoformat() if isinstance(value, dt.date) else value)
            sheet.merge_range("B903:B904", "merged")
    whole = read(path, con)
    expected = [con.execute(f'from "{one.table}"').fetchall() for one in whole]
    monkeypatch.setattr(sheets, "PART_CELLS", 1)
    monkeypatch.setattr(sheet_parts, "PART_CELLS", 400)
    monkeypatch.setattr(sheet_xml, "CHUNK", 500)
    in_parts = read(path, con, table="parts")
    assert [con.execute(f'from "{one.table}"').fetchall() for one in in_parts] == expected
    for one, other in zip(in_parts, whole, strict=True):
        assert (one.columns, one.facts, one.problems) == (other.columns, other.facts, other.problems)


@RELAXED
@given(data=ANY_BYTES)
@example(b'a;b\n1;2\n3;4\n"\n\n1')
def test_a_text_read_in_stretches_is_the_text_read_row_by_row(data: bytes) -> None:
    whole = reading_of(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stretches, "SHORTEST_STRETCH", 1)
        patched.setattr(stretches, "ROWS_BETWEEN", 1)
        in_stretches = reading_of(data)
    assert in_stretches == whole


def test_a_stray_quote_in_a_long_text_costs_its_own_row_only(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "SHORTEST_STRETCH", 1 << 10)
    monkeypatch.setattr(stretches, "ROWS_BETWEEN", 10)
    rows = [["id", "name", "n"], *([f"r{i}", f'"é{i}\n;"' if i % 7 == 0 else f"é{i}", str(i)] for i in range(30_000))]
    for at in (50, 51, 9_000, 9_001, 20_000, 29_999):
        rows[at] = [rows[at][0], f'"open {at}', "1"]
    path = tmp_path / "long.csv"
    path.write_text("".join(";".join(row) + "\n" for row in rows), "utf-8", newline="")
    (reading,) = read(path, con)
    bad = {50, 51, 9_000, 9_001, 20_000, 29_999}
    assert {problem.line for problem in reading.set_aside} == {line + 1 for line in bad}
    expected = [(i + 1, *(cell.strip('"') for cell in row)) for i, row in enumerate(rows) if i and i not in bad]
    assert con.execute(f'from "{reading.table}" order by _line').fetchall() == expected


@pytest.mark.prove
def test_every_hostile_file_read_apart_is_the_file_read_here(tmp_path: Path) -> None:
    too_wide = {"10,000 columns"}  # more than a worker's memory holds
    for case in part(hostile.corpus(), 4):
        path = tmp_path / case.file
        path.write_bytes(case.data)
        with duckdb.connect() as here, duckdb.connect() as there:
            expected, found = read(path, here), read_apart(path, there)
            if case.name in too_wide:
                assert {problem.code for one in found for problem in one.problems} <= {"file_memory"}
                continue
            assert found == expected, case.name
            for reading in expected:
                if not reading.is_refused:
                    sql = f'from "{reading.table}"'
                    assert there.execute(sql).fetchall() == here.execute(sql).fetchall(), case.name


def test_no_damaged_zip_is_more_than_a_sentence(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "id;n\nx;1\ny;2\n")
    whole = made.getvalue()
    damaged = [whole[:n] for n in range(4, len(whole))]
    damaged += [
        whole[:i] + bytes([whole[i] ^ flip]) + whole[i + 1 :] for i in range(4, len(whole)) for flip in (1, 128, 255)
    ]
    path = tmp_path / "a.zip"
    for data in damaged:
        path.write_bytes(data)
        assert all(isinstance(reading, Reading) for reading in read(path, con))


def _answer(folder: Path, table: str, columns: dict[str, object], rows: int = 1) -> None:
    reading = Reading("a.csv", table, ("a",), rows)

    (folder / READINGS).write_text(json.dumps([to_plain(reading)]))
    batch = pa.table(columns)
    with pa.OSFile(str(folder / "0.arrow"), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_table(batch)


def test_an_answer_that_is_not_a_reading_is_not_taken(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, text = pa.array([2], pa.int64()), pa.array(["x"], pa.large_string())
    offsets = pa.py_buffer(pa.array([0, 1], pa.int64()).buffers()[1])
    broken = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(b"\xff")])
    answers = {
        "another table": ("lake", {"_line": line, "c0": text}, 1),
        "more than a name": ('text"; drop table x; --', {"_line": line, "c0": text}, 1),
        "other columns": ("text", {"_line": line, "c1": text}, 1),
        "numbers": ("text", {"_line": line, "c0": line}, 1),
        "other rows": ("text", {"_line": line, "c0": text}, 5),
        "bytes that are no text": ("text", {"_line": line, "c0": broken}, 1),
    }
    path = tmp_path / "a.csv"
    path.write_text("a\nx\n")
    for name, answer in answers.items():
        monkeypatch.setattr(worker, "run", lambda *args, _a=answer, **limits: _answer(args[3], *_a))
        (reading,) = read_apart(path, con)
        assert [problem.code for problem in reading.problems] == ["file_failed"], name
        assert con.execute("show tables").fetchall() == [], name
    monkeypatch.setattr(worker, "run", lambda *args, **limits: (args[3] / READINGS).write_text("[{]"))
    assert read_apart(path, con)[0].is_refused


def test_a_zip_with_more_wrong_than_can_be_listed_is_refused(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(3):
            archive.writestr(f"{n}.csv", "id;n\n" + "x;1\n" * 40 + "bad\n" * 5)
    monkeypatch.setattr(job, "MOST_SAID", 500)
    folder = tmp_path / "job"
    folder.mkdir()
    job.read_file(folder, lambda share, place: None, str(path), "text", "a.zip", None)
    (plain,) = json.loads((folder / READINGS).read_text("utf-8"))
    assert [problem["code"] for problem in plain["problems"]] == ["too_many_set_aside"]


def test_a_worker_that_can_not_be_started_is_a_sentence(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise BlockingIOError("no more processes")

    path = tmp_path / "a.csv"
    path.write_text("a\nx\n")
    worker.pool_of(FILES).close()
    monkeypatch.setattr(process.subprocess, "Popen", fail)  # type: ignore[attr-defined]
    assert [problem.code for problem in read_apart(path, con)[0].problems] == ["file_failed"]


def test_whatever_ends_a_worker_is_said_of_the_file(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, words: Words
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\nx\n")
    codes = {key.removeprefix("errors.") for key in words.sentences if key.startswith("errors.worker_")}
    assert {"worker_memory", "worker_time", "worker_disk", "worker_ended", "worker_failed"} <= codes
    for code in sorted(codes - {"worker_busy"}):  # there nothing ended: nothing was begun

        def end(*_args: object, _code: str = code, **_limits: object) -> None:
            raise worker.WorkerError(_code, place="Feuil3", seconds=12, megabytes=1500)

        monkeypatch.setattr(apart.worker, "run", end)  # type: ignore[attr-defined]
        (reading,) = read_apart(path, con)
        (problem,) = reading.problems
        assert "a.csv › Feuil3" in problem.says(words) and "{" not in problem.mend(words)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ['c;3" wide', 'c;"3 wide"', '"c";3'])
def test_quotes_in_bare_cells_read_as_python_reads_them_whatever_the_way(end: str, last: str, tmp_path: Path) -> None:
    """Signs for inches alone are read in bulk; one cell that a quote opens has the same file read row by row."""
    lines = ["id;nom", *(f'{i};pipe {i}" of "x"' for i in range(300)), last]
    path = tmp_path / "inches.csv"
    path.write_text(end.join(lines) + end, encoding="utf-8", newline="")
    con = duckdb.connect()
    (found,) = read(path, con)
    cells = [tuple(row) for row in csv.reader(lines[1:], delimiter=";")]
    assert con.execute("select c0, c1 from text order by _line").fetchall() == cells and found.rows == len(cells)
