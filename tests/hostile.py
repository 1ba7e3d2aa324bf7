"""Hostile files, made here: every kind of damage that real exports show, each with what must become of it.

``python -m tests.hostile`` prints the table of outcomes. A case states the rows that must be loaded, to the
character, so that a silent difference shows whatever the outcome is.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import xlsxwriter

from cadence.reading import Reading, read

Rows = list[list[str]]

HEADER = ["city_id", "name", "country", "persons"]
DATA = [["AD-1", "Bè-Klikamé", "TG", "1200"], ["AD-2", "Sèmè-Podji", "BJ", "35"], ["AD-3", "Thiès", "SN", "7"]]


@dataclass(frozen=True)
class Case:
    """One hostile file. outcome: exact, set aside or refused; rows: what is loaded, with its line numbers."""

    name: str
    data: bytes
    outcome: str
    codes: tuple[str, ...] = ()
    rows: Rows | None = None
    lines: Sequence[int] | None = None
    columns: list[str] | None = None
    facts: tuple[str, ...] = ()
    file: str = "file.csv"


def text(rows: Rows, separator: str = ";", end: str = "\r\n") -> str:
    """Rows as delimited text, quoted where needed."""
    marks = (separator, '"', "\n", "\r")

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in marks) else value

    return "".join(separator.join(map(cell, row)) + end for row in rows)


PLAIN = text([HEADER, *DATA])


def workbook(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    """The bytes of a workbook that ``fill`` writes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        fill(book)
    return buffer.getvalue()


def archive(**members: bytes) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return buffer.getvalue()


def _sheet(book: xlsxwriter.Workbook, rows: Sequence[Sequence[object]], name: str = "Data") -> object:
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    return sheet


def _plain_sheet(book: xlsxwriter.Workbook) -> None:
    _sheet(book, [HEADER, *DATA])


def exact(name: str, data: bytes | str, rows: Rows | None = None, **more: object) -> Case:
    """A file that must be loaded exactly."""
    raw = data.encode() if isinstance(data, str) else data
    return Case(name, raw, "exact", rows=DATA if rows is None else rows, **more)  # type: ignore[arg-type]


def aside(name: str, data: bytes | str, codes: str, rows: Rows, **more: object) -> Case:
    """A file some of whose rows must be set aside."""
    raw = data.encode() if isinstance(data, str) else data
    return Case(name, raw, "set aside", tuple(codes.split()), rows, **more)  # type: ignore[arg-type]


def refused(name: str, data: bytes | str, code: str, **more: object) -> Case:
    """A file that must be refused."""
    return Case(name, data.encode() if isinstance(data, str) else data, "refused", (code,), **more)  # type: ignore[arg-type]


def encodings() -> list[Case]:
    """The same table in every encoding."""
    mixed = text([HEADER, DATA[0]]).encode() + text(DATA[1:]).encode("cp1252")
    undefined = PLAIN.encode("cp1252").replace(b"AD-2", b"AD\x81-2")
    return [
        exact("UTF-8 without mark", PLAIN, facts=("encoding_valid",)),
        exact("UTF-8 with mark", PLAIN.encode("utf-8-sig"), facts=("encoding_mark",)),
        exact("UTF-16 little-endian with mark", b"\xff\xfe" + PLAIN.encode("utf-16-le")),
        exact("UTF-16 big-endian with mark", b"\xfe\xff" + PLAIN.encode("utf-16-be")),
        exact("UTF-16 without mark", PLAIN.encode("utf-16-le")),
        exact("UTF-32 with mark", b"\xff\xfe\0\0" + PLAIN.encode("utf-32-le")),
        exact("windows-1252", PLAIN.encode("cp1252"), facts=("encoding_likely",)),
        exact("Mac Roman", PLAIN.encode("mac_roman"), facts=("encoding_likely",)),
        exact("DOS code page 850", PLAIN.encode("cp850")),
        exact("windows-1252 and UTF-8 in one file", mixed, codes=("mixed_encoding",)),
        exact(
            "windows-1252 typography",
            text([["id", "note"], ["1", "l’été — « déjà » … 5 €"]]).encode("cp1252"),
            [["1", "l’été — « déjà » … 5 €"]],
        ),
        aside("bytes without a meaning", undefined, "unreadable_characters", [DATA[0], DATA[2]], lines=[2, 4]),
        exact(
            "letters lost before",
            PLAIN.replace("Thiès", "Thi\ufffds"),
            [*DATA[:2], ["AD-3", "Thi\ufffds", "SN", "7"]],
            codes=("lost_characters",),
        ),
        exact(
            "Arabic, Amharic and emoji",
            text([["id", "n"], ["1", "القاهرة"], ["2", "አዲስ 🌍"]]),
            [["1", "القاهرة"], ["2", "አዲስ 🌍"]],
        ),
    ]


def dialects() -> list[Case]:
    """Separators, line ends, quotes that are regular."""
    header_with_breaks = text([["city\nid", "name (in\nfull)", "country", "persons"], *DATA])
    return [
        exact("comma", text([HEADER, *DATA], ","), facts=("separator_comma",)),
        exact("tab", text([HEADER, *DATA], "\t"), facts=("separator_tab",), file="file.tsv"),
        exact("vertical bar", text([HEADER, *DATA], "|"), facts=("separator_bar",)),
        exact("sep= line", "sep=;\r\n" + PLAIN, lines=[2, 3, 4], facts=("separator_declared",)),
        exact("sep= line after a mark", b"\xef\xbb\xbfsep=;\r\n" + PLAIN.encode(), lines=[2, 3, 4]),
        exact("unusual separator that is declared", "sep=^\n" + text([HEADER, *DATA], "^", "\n")),
        exact("line feeds", text([HEADER, *DATA], end="\n")),
        exact("carriage returns only", text([HEADER, *DATA], end="\r")),
        exact("no line end at the end", PLAIN.rstrip("\r\n")),
        exact("every cell quoted", '"a";"b"\r\n"1";"x;y"\r\n"";""""\r\n', [["1", "x;y"], ["", '"']]),
        exact(
            "line breaks in header cells, rows in CRLF",
            header_with_breaks,
            lines=[2, 3, 4],
            columns=["city\nid", "name (in\nfull)", "country", "persons"],
        ),
        exact(
            "line breaks in cells",
            text([["a", "b"], ["1", "x\ny"], ["2", "x\r\ny\n"], ["3", "z"]]),
            [["1", "x\ny"], ["2", "x\r\ny\n"], ["3", "z"]],
            lines=[2, 3, 4],
        ),
        exact(
            "decimal commas between semicolons",
            "x;y\n1,5;2,5\n3,5;4,5\n",
            [["1,5", "2,5"], ["3,5", "4,5"]],
            facts=("decimal_comma",),
        ),
        exact("decimal commas quoted between commas", 'x,y\n"1,5",a\n"3,5",b\n', [["1,5", "a"], ["3,5", "b"]]),
        exact("quotation marks inside bare cells", 'size;name\n5" pipe;a "b" c\n', [['5" pipe', 'a "b" c']]),
        exact("one column", "city_id\nAD-1\nAD-2\n", [["AD-1"], ["AD-2"]], facts=("one_column",)),
        exact(
            "one column holding commas",
            "name\nDakar, Sénégal\nLagos\nLomé\n",
            [["Dakar, Sénégal"], ["Lagos"], ["Lomé"]],
        ),
        exact("spaces around cells are kept", "a;b\n x ;\u00a0y\n", [[" x ", "\u00a0y"]]),
        exact(
            "formulas and markup are text",
            text([["id", "n"], ["1", '=HYPERLINK("http://x")'], ["2", "<img onerror=x>"]]),
            [["1", '=HYPERLINK("http://x")'], ["2", "<img onerror=x>"]],
        ),
    ]


def layouts() -> list[Case]:
    """What stands around the table."""
    bare = ";;;\r\n" * 3000
    two_rows = "city_id;;Persons;\r\n;name;elected;staff\r\nA;Dakar;3;4\r\nB;Lomé;5;6\r\n"
    columns = ["city_id", "name", "elected", "staff"]
    return [
        exact("title lines above", "Export of May 2026\r\n\r\n" + PLAIN, lines=[4, 5, 6], facts=("skipped_title",)),
        exact("title lines with separators", "Export;;;\r\nMay 2026;;;\r\n" + PLAIN, lines=[4, 5, 6], columns=HEADER),
        exact("parameters above", "Period;May 2026\r\nAuthor;Awa\r\n" + PLAIN, lines=[4, 5, 6], columns=HEADER),
        exact(
            "two header rows",
            two_rows,
            [["A", "Dakar", "3", "4"], ["B", "Lomé", "5", "6"]],
            columns=columns,
            facts=("skipped_group",),
        ),
        exact("group names above the header", ";;Persons;\r\n" + PLAIN, columns=HEADER, lines=[3, 4, 5]),
        exact(
            "HXL tags below the header",
            text([HEADER, ["#city", "#name", "#country", "#reached"], *DATA]),
            lines=[3, 4, 5],
            facts=("skipped_hxl",),
        ),
        exact("total below", PLAIN + "Total;;;1242\r\n", facts=("skipped_footer",)),
        exact("remark below, after a blank line", PLAIN + "\r\nSource: network office\r\n", facts=("skipped_footer",)),
        exact("remark below with separators", PLAIN + ";;;\r\nUpdated in May;;;\r\n", facts=("skipped_footer",)),
        exact(
            "a partner called Total is a row",
            text([["partner_id", "name", "sector"], ["p1", "Awa", "ngo"], ["total", "Total", "private"]]),
            [["p1", "Awa", "ngo"], ["total", "Total", "private"]],
        ),
        exact("thousands of bare separators", PLAIN + bare, facts=("skipped_blank",)),
        exact("blank rows in between", PLAIN.replace("AD-3", "\r\n;;;\r\nAD-3"), lines=[2, 3, 6]),
        exact("header repeated", PLAIN + PLAIN, [*DATA, *DATA], lines=[2, 3, 4, 6, 7, 8], facts=("skipped_repeated",)),
        exact(
            "duplicate headers",
            "id;name;name\n1;a;b\n",
            [["1", "a", "b"]],
            columns=["id", "name", "name"],
            codes=("duplicate_header",),
        ),
        exact(
            "empty header",
            "id;;name\n1;a;b\n2;c;d\n",
            [["1", "a", "b"], ["2", "c", "d"]],
            columns=["id", "", "name"],
            codes=("empty_header",),
        ),
        exact(
            "empty columns at the right",
            text([[*HEADER, "", ""], *([*row, "", ""] for row in DATA)]),
            facts=("empty_columns",),
            columns=HEADER,
        ),
        exact("rows end in a separator, the header does not", "a;b\n1;2;\n3;4;\n", [["1", "2"], ["3", "4"]]),
        exact("header ends in a separator, rows do not", "a;b;\n1;2\n3;4\n", [["1", "2"], ["3", "4"]]),
        exact("years as headers", "city;2024;2025\nDakar;1;2\n", [["Dakar", "1", "2"]]),
        exact("header only", text([HEADER]), [], codes=("no_rows",), columns=HEADER),
        exact("10,000 columns", text([[f"h{i}" for i in range(10_000)], ["x"] * 10_000]), [["x"] * 10_000]),
        exact(
            "a cell of 2 MB",
            text([["a", "b"], ["1", "é" * 1_000_000], ["2", "x"]]),
            [["1", "é" * 1_000_000], ["2", "x"]],
        ),
        exact(
            "a quoted cell of 6 MB and many lines",
            text([["a", "b"], ["1", "line\n" * 1_200_000], ["2", "x"]]),
            [["1", "line\n" * 1_200_000], ["2", "x"]],
            lines=[2, 3],
        ),
    ]


def damaged_rows() -> list[Case]:
    """Rows that have no certain meaning, among rows that have."""
    swallowed = 'id;name;country;persons\nA;"Dakar;SN;1\nB;Lomé;TG;2\nC;Thiès";SN;3\nD;Kumasi;GH;4\n'
    two_stray = 'a;b;c\n1;"x;y\n2;"p";q\n3;r;s\n4;t;u\n5;v;w\n'
    wide = [["1", "2", "3"]] * 30
    return [
        aside(
            "one separator too many",
            PLAIN.replace("BJ;35", "BJ;35;9"),
            "too_many_cells",
            [DATA[0], DATA[2]],
            lines=[2, 4],
        ),
        aside(
            "one separator too many, last cell empty",
            PLAIN.replace("BJ;35", "BJ;35;"),
            "too_many_cells",
            [DATA[0], DATA[2]],
            lines=[2, 4],
        ),
        aside("one separator too few", PLAIN.replace("BJ;35", "35"), "too_few_cells", [DATA[0], DATA[2]], lines=[2, 4]),
        aside(
            "unquoted decimal comma in a comma file",
            text([["a", "b"], *[["1", "2"]] * 5], ",") + "1,5,2\n",
            "too_many_cells",
            [["1", "2"]] * 5,
        ),
        aside(
            "bad row after a cell with line breaks",
            'a;b\n"x\ny\nz";1\n2\n3;4\n',
            "too_few_cells",
            [["x\ny\nz", "1"], ["3", "4"]],
            lines=[2, 4],
        ),
        aside("last row cut short", PLAIN[: PLAIN.index(";SN")], "too_few_cells", DATA[:2]),
        aside("text after a closing quote", 'a;b\n"x"y;1\nz;2\n', "stray_quote", [["z", "2"]], lines=[3]),
        aside("quotation marks not doubled", 'a;b\n"Le "Grand" Port";1\nz;2\n', "stray_quote", [["z", "2"]], lines=[3]),
        aside("unclosed quote", 'a;b;c\n1;2;3\n4;"5;6\n7;8;9\n', "unclosed_quote", [["1", "2", "3"], ["7", "8", "9"]]),
        aside("unclosed quote in the last row", 'a;b\n1;2\n3;"4\n', "unclosed_quote", [["1", "2"]]),
        aside(
            "unclosed quote closed by a later one",
            two_stray,
            "unclosed_quote",
            [["2", "p", "q"], ["3", "r", "s"], ["4", "t", "u"], ["5", "v", "w"]],
        ),
        aside("a quote that swallows whole rows", swallowed, "swallowed_rows", [["D", "Kumasi", "GH", "4"]]),
        aside("NUL byte", PLAIN.replace("Sèmè", "S\0m"), "nul_character", [DATA[0], DATA[2]], lines=[2, 4]),
        aside(
            "another table below",
            text([["a", "b", "c"], *wide]) + text([["x", "y"], ["1", "2"]]),
            "too_few_cells",
            wide,
        ),
        aside(
            "cut in the middle of a letter",
            PLAIN.encode()[: PLAIN.encode().index("è".encode() + b"s;SN") + 1],
            "too_few_cells",
            DATA[:2],
        ),
    ]


def refusals() -> list[Case]:
    """Files that hold no table, or not one alone."""
    xls = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    broken = archive(**{"a.csv": PLAIN.encode()})
    return [
        refused("empty file", b"", "empty_file"),
        refused("only a mark", b"\xef\xbb\xbf", "empty_file"),
        refused("only blank lines", "\r\n" * 40, "empty_file"),
        refused("only separators", ";;;\r\n" * 40, "empty_file"),
        refused("only NUL bytes", bytes(4000), "not_text"),
        refused("PDF", b"%PDF-1.7\n" + bytes(range(256)) * 4, "not_text"),
        refused("picture called csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not_text"),
        refused("random bytes", bytes((i * 7919 + i // 3) % 256 for i in range(5000)), "not_text"),
        refused("old xls", xls, "old_or_protected_workbook", file="file.xls"),
        refused("web page called csv", "<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        refused("JSON called csv", '{"cities": [{"id": 1}]}', "not_a_table"),
        refused("XML called csv", '<?xml version="1.0"?><a><b/></a>', "not_a_table"),
        refused("no header", "1;2;3\n4;5;6\n7;8;9\n", "no_header"),
        refused("header shorter than its rows", "a,b\n1,5,2\n2,5,3\n3,5,4\n", "header_mismatch"),
        refused("unclosed quote in the header", '"a;b\n1;2\n3;4\n5;6\n', "header_quote"),
        refused("damaged zip", broken[:-40], "damaged_archive", file="file.zip"),
        refused("zip with a flipped byte", broken[:45] + bytes([broken[45] ^ 255]) + broken[46:], "damaged_archive"),
        refused("zip without files", archive(), "no_table_in_archive"),
        refused("zip in a zip", archive(**{"in.zip": broken}), "archive_in_archive"),
        refused("workbook cut short", workbook(_plain_sheet)[:3000], "damaged_archive", file="file.xlsx"),
        refused("workbook without cells", workbook(lambda book: book.add_worksheet()), "empty_file"),  # type: ignore[arg-type,return-value]
    ]


def _odd_cells(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_row(0, 0, ["id", "n", "on", "at", "ok", "error", "cached"])
    sheet.write_row(1, 0, ["01004", 306.0])
    sheet.write_datetime(1, 2, dt.datetime(2025, 3, 14), day)
    sheet.write_datetime(1, 3, dt.datetime(2025, 3, 14, 10, 5), moment)
    sheet.write_boolean(1, 4, True)
    sheet.write_formula(1, 5, "=A99", None, "#REF!")
    sheet.write_formula(1, 6, "=B2*2", None, 612)
    sheet.write_row(2, 0, ["x", 0.1 + 0.2, "2025", "", False, "", 1e20])


def _titles_and_offset(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()
    sheet.write(1, 2, "Export of May 2026")
    for at, row in enumerate([HEADER, *DATA]):
        sheet.write_row(at + 4, 2, row)


def _hidden_and_empty(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("Empty")
    sheet = _sheet(book, [HEADER, *DATA], "Old")
    sheet.hide()  # type: ignore[attr-defined]


def _filtered(book: xlsxwriter.Workbook) -> None:
    sheet = _sheet(book, [HEADER, *DATA])
    sheet.set_row(2, None, None, {"hidden": True})  # type: ignore[attr-defined]
    sheet.set_column(1, 1, None, None, {"hidden": True})  # type: ignore[attr-defined]


def _merged(book: xlsxwriter.Workbook) -> None:
    sheet = _sheet(book, [HEADER, *DATA])
    sheet.merge_range(1, 2, 2, 2, "TG", book.add_format({"bold": True}))  # type: ignore[attr-defined]


def _uncalculated(book: xlsxwriter.Workbook) -> None:
    sheet = _sheet(book, [HEADER, *DATA])
    sheet.write_formula(2, 3, "=30+5", None, "")  # type: ignore[attr-defined]


def _total(book: xlsxwriter.Workbook) -> None:
    _sheet(book, [HEADER, *DATA, ["Total", None, None, 1242]])


def workbooks() -> list[Case]:
    """xlsx and zips."""
    odd = [
        ["01004", "306", "2025-03-14", "2025-03-14 10:05:00", "TRUE", "#REF!", "612"],
        ["x", "0.3", "2025", "", "FALSE", "", "100000000000000000000"],
    ]
    merged = [["AD-1", "Bè-Klikamé", "TG", "1200"], ["AD-2", "Sèmè-Podji", "", "35"], DATA[2]]
    plain, made = workbook(_plain_sheet), dt.datetime(2025, 3, 14)

    def old_calendar(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "on"])
        sheet.write(1, 0, "a")
        sheet.write_datetime(1, 1, made, book.add_format({"num_format": "yyyy-mm-dd"}))

    return [
        exact("xlsx", plain, file="file.xlsx"),
        exact("xlsx called csv", plain),
        exact("csv called xlsx", PLAIN, file="file.xlsx"),
        exact("numbers, dates, booleans, errors, formulas", workbook(_odd_cells), odd, file="file.xlsx"),
        exact(
            "dates counted from 1904", workbook(old_calendar, date_1904=True), [["a", "2025-03-14"]], file="file.xlsx"
        ),
        exact(
            "title and empty rows and columns before the table",
            workbook(_titles_and_offset),
            [["", "", *row] for row in DATA],
            lines=[6, 7, 8],
            file="file.xlsx",
        ),
        exact("hidden and empty sheets", workbook(_hidden_and_empty), codes=("hidden_sheet",), facts=("empty_sheets",)),
        exact("hidden rows and columns", workbook(_filtered), codes=("hidden_rows", "hidden_columns")),
        exact("merged cells", workbook(_merged), merged, codes=("merged_cells",)),
        aside(
            "formula never calculated",
            workbook(_uncalculated),
            "formula_not_calculated",
            [DATA[0], DATA[2]],
            lines=[2, 4],
        ),
        exact("total below on a sheet", workbook(_total), facts=("skipped_footer",)),
        exact("zip of a csv", archive(**{"data/may.csv": PLAIN.encode("cp1252"), "__MACOSX/._may.csv": b"\0\1"})),
    ]


def corpus() -> list[Case]:
    """All hostile files."""
    return [*encodings(), *dialects(), *layouts(), *damaged_rows(), *refusals(), *workbooks()]


def outcome(readings: Sequence[Reading]) -> str:
    """What became of a file, from its first table."""
    if readings[0].is_refused:
        return "refused"
    return "set aside" if readings[0].set_aside else "exact"


@dataclass(frozen=True)
class Result:
    """What became of one case, and every way in which that differs from what it states."""

    case: Case
    outcome: str
    codes: tuple[str, ...]
    readings: tuple[Reading, ...]
    differences: tuple[str, ...] = field(default=())


def try_case(case: Case, folder: Path) -> Result:
    """Read one case and compare."""
    path = folder / case.file
    path.write_bytes(case.data)
    con = duckdb.connect()
    readings = read(path, con)
    first = readings[0]
    codes = tuple(dict.fromkeys(p.code for p in first.problems))
    found = {
        "outcome": (outcome(readings), case.outcome),
        "codes": (set(case.codes) - set(codes), set()),
        "facts": (set(case.facts) - {fact.code for fact in first.facts}, set()),
    }
    if case.rows is not None and not first.is_refused:
        loaded = con.execute(f'select * from "{first.table}" order by _line').fetchall()
        found["rows"] = ([list(row[1:]) for row in loaded], case.rows)  # type: ignore[assignment, misc]
        if case.lines is not None:
            found["lines"] = ([row[0] for row in loaded], list(case.lines))  # type: ignore[assignment, arg-type]
    if case.columns is not None:
        found["columns"] = (list(first.columns), case.columns)  # type: ignore[assignment]
    wrong = tuple(f"{what}: {str(a)[:200]} instead of {str(b)[:200]}" for what, (a, b) in found.items() if a != b)
    return Result(case, outcome(readings), codes, tuple(readings), wrong)


def main() -> int:
    """Print the table of outcomes; 1 when one differs from what it must be."""
    with tempfile.TemporaryDirectory() as folder:
        results = [try_case(case, Path(folder)) for case in corpus()]
    for result in results:
        print(f"{result.case.name:52} {result.outcome:10} {', '.join(result.codes):40}")
        for difference in result.differences:
            print(f"    {difference}")
    wrong = sum(bool(result.differences) for result in results)
    print(f"{len(results)} hostile files, {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
