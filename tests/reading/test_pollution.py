"""Of polluted tables none is read as another without a word, no clean one is flagged, and each named fault is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cadence.reading import read
from tests.pollution import is_told, judge, polluted, sample
from tests.proving import is_proving

pytestmark = pytest.mark.prove
# How many of these files reading made exactly before it told of pollution, by kind: no kind may shrink.
# "file: no header" was 48: one was a table of titles alone that came out right by chance.
EXACT_BEFORE = {
    "clean": 56,
    "file: byte order mark": 56,
    "file: carriage returns": 56,
    "file: cp1252": 56,
    "file: footer": 56,
    "file: footer total": 56,
    "file: header twice": 56,
    "file: no header": 47,
    "file: preamble": 56,
    "file: second table": 8,
    "file: second table as wide": 56,
    "file: trailing delimiters": 56,
    "file: trailing delimiters in rows": 46,
    "file: utf-16": 56,
    "header: blank line before": 56,
    "header: cell emptied": 216,
    "header: delimiter too many": 41,
    "header: other quotes": 56,
    "header: quote after": 203,
    "header: quote inside": 224,
    "row: blank line before": 280,
    "row: cell emptied": 1304,
    "row: other quotes": 241,
    "row: quote after": 866,
    "row: quote inside": 961,
}


def test_no_polluted_table_is_silently_different_and_no_clean_one_is_flagged() -> None:
    cases = list(polluted()) if is_proving() else sample(200)
    by_kind, wrong = judge(cases)
    assert [(case.name, case.data[:200]) for case in wrong] == []
    assert set(by_kind["clean"]) <= {"exact"}
    if is_proving():
        assert {kind: n for kind, n in EXACT_BEFORE.items() if by_kind[kind]["exact"] < n} == {}


NAMED = {
    "a remark in an unnamed column": "code,nom,\na,Ay,\nb,Be,\nc,Ce,voir avec Paul\nd,De,\n",
    "lines above in another form": "".join(f"a{i};b{i};c{i}\n" for i in range(10)) + "x,y,z\n1,2,3\n4,5,6\n",
    "mixed separators": "code;nom;pays\n" + "a;b;c\n" * 4 + "".join(f"x{i},y,z\n" for i in range(12)),
    "a quote over two cells": 'id,prix,nom\n1,$3.00,Bag\n2,$78.74"Rolling Duffle, Extra-Large"\n3,$4.00,Box\n',
    "a header that lacks one separator": "code,nom pays,note\na,Ay,SN,\nb,Be,ML,\n",
    "a header written with another separator": "code;nom;pays\na,Ay,SN\nb,Be,ML\nc,Ce,SN\n",
    "a short row above the header": "code,nom,pays\na\nb,Be,ML\nc,Ce,SN\n",
}


@pytest.mark.parametrize("name", NAMED)
def test_every_named_fault_is_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(NAMED[name], encoding="utf-8")
    (found,) = read(path, duckdb.connect())
    assert found.is_refused or is_told(found), found


def test_a_semicolon_in_one_name_of_a_single_column_takes_no_row_away(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("nom\nAy\nCe\nDe\nBe;Bo\n", encoding="utf-8")
    con = duckdb.connect()
    (found,) = read(path, con)
    assert found.columns == ("nom",)
    assert con.execute("select c0 from text order by _line").fetchall() == [("Ay",), ("Ce",), ("De",), ("Be;Bo",)]


@pytest.mark.parametrize("place", [(0, 4), (1, 2), (2, 4)])
def test_a_cell_beside_a_sheets_table_stays_and_is_told(place: tuple[int, int], tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, cells in enumerate([("code", "nom"), ("a", "Ay"), ("b", "Be"), ("c", "Ce")]):
        sheet.write_row(row, 0, cells)
    sheet.write(*place, "voir Paul")
    book.close()
    con = duckdb.connect()
    (found,) = read(path, con)
    assert found.columns[:2] == ("code", "nom") and found.rows == 3
    everything = [*found.columns, *(cell for row in con.execute("from text").fetchall() for cell in row)]
    assert "voir Paul" in everything
    assert place[0] == 0 or is_told(found)


COMMAS_IN_TEXTS = {
    "montant, EUR|part, %|x, y": "montant, EUR;part, %;x, y\n1,5;2,5;3,5\n2,5;3,5;4,5\n",
    "nom, prénom|montant, EUR": "Suivi, mars 2026, v2\nExtrait\nnom, prénom;montant, EUR\nA, B;1,5\nC, D;2,5\n",
    "montant, EUR, brut|part, %, x": "montant, EUR, brut;part, %, x\n1,5;2,5\n2,5;3,5\n",
    "id|villes": "id;villes\n1;a, b, c\n2;d, e, f\n3;g, h, i\n",
    "montant, EUR|part, %": "montant, EUR\tpart, %\n1,5\t2,5\n2,5\t3,5\n",
    "id|nom|pays": "Réseau | Astrolabe\nExtrait\nid;nom;pays\n1;a|b;SN\n2;c|d;SN\n3;e|f;SN\n",
}


@pytest.mark.parametrize("columns", COMMAS_IN_TEXTS)
def test_a_comma_in_texts_and_numbers_separates_nothing(columns: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(COMMAS_IN_TEXTS[columns], encoding="utf-8")
    (found,) = read(path, duckdb.connect())
    assert list(found.columns) == columns.split("|") and not is_told(found)
