"""How far the cells of a sheet may reach, how many there may be, and what its XML says of them, at the very limit."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cadence.errors import RefusedFile
from cadence.reading import closed_sheet, read, sheet_xml
from cadence.reading.extent import MOST_CELLS, Cell, Extent, letters_of, places, without_gaps
from cadence.reading.sheets import MOST_SHEETS
from tests.bombs import MAIN, TOP, workbook

MEGABYTE = 1 << 20
LAST = b'<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'


def sheet(folder: Path, rows: bytes) -> zipfile.ZipFile:
    with zipfile.ZipFile(folder / "sheet.zip", "w") as archive:
        archive.writestr("s.xml", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    return zipfile.ZipFile(folder / "sheet.zip")


def refusal(of: Any, *given: Any) -> tuple[str, object, object]:
    with pytest.raises(RefusedFile) as caught:
        of(*given)
    return caught.value.code, caught.value.blanks.get("found"), caught.value.blanks.get("expected")


def test_the_last_cell_of_a_sheet_is_one_and_none_stands_beyond(tmp_path: Path) -> None:
    assert [(cell.row, cell.column) for cell in places(LAST)] == [(1_048_576, 1), (1_048_576, 16_384)]
    with sheet(tmp_path, LAST) as archive:
        _, extent = sheet_xml.survey(archive, "s.xml")
    assert (extent.cells, extent.last_row, extent.width) == (2, 1_048_576, 16_384)
    for name, row in ((b"A", 1_048_577), (b"XFE", 1), (b"AAAA", 2)):
        rows = b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (row, name, row)
        assert refusal(list, places(rows))[:2] == ("cell_outside_sheet", f"{name.decode()}{row}")
        with sheet(tmp_path, rows) as archive:
            assert refusal(sheet_xml.survey, archive, "s.xml")[:2] == ("cell_outside_sheet", f"{name.decode()}{row}")


def test_a_cell_that_does_not_say_its_place_follows_the_one_before() -> None:
    rows = b'<row><c/><c s="1"><v>1</v></c></row><row r="9"><c r="D9"/><c><f>A1</f></c></row><row><c><is/></c></row>'
    found = [(cell.row, cell.column, cell.is_filled) for cell in places(rows, 4)]
    assert found == [(5, 1, False), (5, 2, True), (9, 4, False), (9, 5, True), (10, 1, True)]
    assert not Cell(1, 1, b"", b"<v></v>").is_filled


@pytest.mark.parametrize(
    ("cells", "rows", "width", "is_sparse"),
    [
        (1, 10_000, 200, False),
        (1, 10_001, 200, True),
        (1_000_100, 10_001, 200, False),
        (1_000_099, 10_001, 200, True),
        (1, 1, 200, False),
        (1, 1, 201, True),
        (101, 1, 201, False),
        (100, 1, 201, True),
        (0, 0, 0, False),
    ],
)
def test_a_grid_is_sparse_when_large_or_wide_and_less_than_half_full(
    cells: int, rows: int, width: int, is_sparse: bool
) -> None:
    extent = Extent(cells, rows, {letters_of(width)} if width else set())
    assert (extent.width, extent.is_sparse) == (width, is_sparse)


def test_emptiness_is_left_out_only_when_longer_than_borne() -> None:
    assert without_gaps([5, 16, 27, 39, 40], 10) == {5: 5, 16: 16, 27: 27, 39: 28, 40: 29}
    assert without_gaps([12, 11], 10) == {11: 11, 12: 12}
    assert without_gaps([12], 10) == {12: 1}


def test_a_sheet_may_have_thirty_million_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_CELLS == 30_000_000
    monkeypatch.setattr(sheet_xml, "MOST_CELLS", 2)
    monkeypatch.setattr(closed_sheet, "MOST_CELLS", 4)
    cross = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>'
    with sheet(tmp_path, cross) as archive:
        sheet_xml.survey(archive, "s.xml")
        closed_sheet.gaps_of(archive, "s.xml")
        monkeypatch.setattr(sheet_xml, "MOST_CELLS", 1)
        monkeypatch.setattr(closed_sheet, "MOST_CELLS", 3)
        assert refusal(sheet_xml.survey, archive, "s.xml") == ("sheet_too_many_cells", None, 1)
        assert refusal(closed_sheet.gaps_of, archive, "s.xml") == ("scattered_cells", "2 × 2", 3)


def test_a_row_of_a_sheet_may_have_so_much_xml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sheet_xml.LONGEST_ROW_XML == 64 * MEGABYTE
    monkeypatch.setattr(sheet_xml, "CHUNK", 1 << 16)
    monkeypatch.setattr(sheet_xml, "LONGEST_ROW_XML", MEGABYTE)
    row = b'<row r="1"><c r="A1"><v>%s</v></c></row>' % (b"9" * (MEGABYTE + 99_000))
    with sheet(tmp_path, row) as archive:
        assert refusal(list, sheet_xml.pieces(archive, "s.xml")) == ("sheet_row_too_long", None, 1)
    with sheet(tmp_path, row[:-100_000] + b"</v></c></row>") as archive:
        assert b"".join(sheet_xml.pieces(archive, "s.xml")).count(b"9") == MEGABYTE - 1_000 + 14


def test_marks_of_a_sheet_stand_at_their_cells_and_one_without_a_place_is_damage(tmp_path: Path) -> None:
    rows = (
        b'<cols><col min="1" max="2" hidden="1"/><col min="3" hidden="0"/></cols><row r="2" hidden="true"/>'
        b'<row r="3"><c r="B3" t="e"><v>#REF!</v></c><c r="AA3" t="e"/><c r="AB3"><f>1</f></c>'
        b'<c r="AC3"><f>1</f><v>0</v></c><c r="AD3" t="str"><f>1</f></c><c r="AE3" t="e"><f>1</f></c></row>'
    )
    with sheet(tmp_path, rows) as archive:
        marks, _ = sheet_xml.survey(archive, "s.xml")
    assert marks.errors == {(3, 1): "#REF!", (3, 30): "#N/A"}
    assert (marks.uncalculated, marks.hidden_rows, marks.hidden_columns) == ([(3, 27)], 1, 1)
    with sheet(tmp_path, b'<row r="3"><c t="e"><v>#REF!</v></c></row>') as archive:
        assert refusal(sheet_xml.survey, archive, "s.xml")[0] == "damaged_archive"


def test_a_workbook_has_no_more_sheets_than_are_read_at_once_unless_one_is_named(tmp_path: Path) -> None:
    """At the very limit, and with sheets that were never looked into as quick as the refusal itself."""
    cells = [(f"<worksheet {MAIN}><sheetData>{TOP}</sheetData></worksheet>".encode(), 1)]
    for sheets, codes in ((MOST_SHEETS, []), (MOST_SHEETS + 1, ["too_many_sheets"])):
        path = tmp_path / f"{sheets}.xlsx"
        workbook(path, cells, sheets=sheets)
        with duckdb.connect() as con:
            readings = read(path, con)
        assert len(readings) == (1 if codes else sheets)
        assert [problem.code for reading in readings for problem in reading.problems] == codes
    with duckdb.connect() as con:
        (one,) = read(path, con, sheet=f"S{MOST_SHEETS + 1}")
    assert not one.problems
