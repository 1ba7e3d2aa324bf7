"""What tables come in: workbooks of other programs are read; what is no table in a zip is left out, and said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from cadence.reading import read
from cadence.words import languages, words_in

ROWS = [["partner_id", "name", "joined"], ["p-1", "Awa", "2026-03-04"], ["p-2", "Bè", "2026-03-05"]]
DAY = 'office:value-type="date" office:date-value="{0}"'
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = b"http://purl.oclc.org/ooxml/"
TEXT = 'office:value-type="string"'


def xlsx() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet("Suivi")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def ods_cell(text: str) -> str:
    kind = DAY.format(text) if text.startswith("2026") else TEXT
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def ods(rows: str | None = None) -> bytes:
    """The least that LibreOffice writes."""
    if rows is None:
        rows = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in ROWS)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Suivi">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = ODS
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def packed(members: dict[str, str | bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return kept.getvalue()


def renamed(content: bytes) -> bytes:
    """The workbook with the folders of its members written with backslashes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name.replace("/", "\\"): archive.read(name) for name in archive.namelist()}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as anew:
        for name, text in members.items():
            info = zipfile.ZipInfo("x")
            info.filename = name
            anew.writestr(info, text)
    return kept.getvalue()


def strict(content: bytes) -> bytes:
    """The workbook as Excel saves "Strict Open XML"."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    spaces = {MAIN: STRICT + b"spreadsheetml/main", RELATIONS: STRICT + b"officeDocument/relationships"}
    for transitional, other in spaces.items():
        members = {name: text.replace(transitional, other) for name, text in members.items()}
    return packed(dict(members))


def readings_of(content: bytes, folder: Path) -> list[tuple[str, list[list[str]], list[str], list[str]]]:
    """Of each reading: its name, header and rows, the codes of its problems and of its facts."""
    path = folder / "file"
    path.write_bytes(content)
    with duckdb.connect() as con:
        found = []
        for one in read(path, con, name="f.zip"):
            rows = [] if one.is_refused else con.execute(f'select * exclude (_line) from "{one.table}"').fetchall()
            table = [list(one.columns), *map(list, rows)] if one.columns else []
            for language in languages():
                assert all(
                    problem.says(words_in(language)) and problem.mend(words_in(language)) for problem in one.problems
                )
                assert all(fact.says(words_in(language)) for fact in one.facts)
            found.append((one.name, table, [p.code for p in one.problems], [f.code for f in one.facts]))
        return found


@pytest.mark.parametrize(
    "content", [xlsx(), renamed(xlsx()), strict(xlsx()), ods()], ids=["plain", "backslashes", "strict", "ods"]
)
def test_a_workbook_is_read_whoever_wrote_it(content, tmp_path):
    ((_, rows, problems, _),) = readings_of(content, tmp_path)
    assert (rows, problems) == (ROWS, [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}), "numbers_workbook"),
        (
            packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<broken"}),
            "old_or_protected_workbook",
        ),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_or_protected_workbook"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_one_sentence(content, code, tmp_path):
    ((_, _, problems, _),) = readings_of(content, tmp_path)
    assert problems == [code]


def test_what_is_no_export_in_a_zip_is_left_out_and_said(tmp_path):
    table = "partner_id,name\np-1,Awa\n"
    content = packed({"a.csv": table, "photo.png": b"\x89PNG1", "notes.docx": b"PK", "b/c.CSV": table, "data": table})
    found = readings_of(content, tmp_path)
    assert [(name, problems) for name, _, problems, _ in found] == [
        ("f.zip › a.csv", []),
        ("f.zip › c.CSV", []),
        ("f.zip › data", []),
    ]
    assert "members_left_out" in found[0][3]


def test_a_zip_without_any_table_says_what_is_in_it(tmp_path):
    assert [problems for _, _, problems, _ in readings_of(packed({"photo.png": b"\x89PNG1"}), tmp_path)] == [
        ["not_text"]
    ]
