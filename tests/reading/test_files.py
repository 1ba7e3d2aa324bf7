"""Reading: exactly, or the bad rows set aside, or refused; never silently different, never a crash."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cadence.reading import Reading, read
from cadence.reading.cells import duration_text, number_text
from cadence.reading.layout import is_value
from cadence.reading.results import ranges
from cadence.words import Words
from tests import hostile
from tests.proving import REAL, needs, sampled

RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@lru_cache(maxsize=1)
def workshop() -> tuple[Path, duckdb.DuckDBPyConnection]:
    """A folder and a connection for all generated files: opening new ones would be most of the time."""
    return Path(mkdtemp(prefix="cadence-test-")), duckdb.connect()


def reading_of(data: bytes, name: str = "file.csv") -> tuple[Reading, dict[int, list[str]]]:
    """The first reading of some bytes, and its rows by line."""
    folder, con = workshop()
    path = folder / name
    path.write_bytes(data)
    reading = read(path, con)[0]
    path.unlink()
    if reading.is_refused:
        return reading, {}
    loaded = con.execute(f'select * from "{reading.table}"').fetchall()
    return reading, {row[0]: list(row[1:]) for row in loaded}


# The hostile corpus


@sampled("case", hostile.corpus(), 4, ids=lambda case: case.name)
def test_hostile_file_has_its_stated_outcome(
    case: hostile.Case, tmp_path: Path, words_en: Words, words_fr: Words
) -> None:
    result = hostile.try_case(case, tmp_path)
    assert result.differences == ()
    for reading in result.readings:
        assert all(said.says(words) for said in (*reading.facts, *reading.problems) for words in (words_en, words_fr))  # type: ignore[attr-defined]
        assert all(problem.mend(words_en) and problem.mend(words_fr) and problem.file for problem in reading.problems)


def test_corpus_is_large_and_shows_every_outcome() -> None:
    corpus = hostile.corpus()
    assert len({case.name for case in corpus}) == len(corpus) >= 60
    assert {case.outcome for case in corpus} == {"exact", "set aside", "refused"}


# Properties: what is written is what is read

CELL = st.text(st.characters(codec="cp1252", exclude_categories=("Cc",)), max_size=12)  # type: ignore[arg-type]
WORD = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzé_"), min_size=1, max_size=8)
BREAKS = st.sampled_from(["", "", "", "\n", '"', "; ", ", "])


def natural(cell: str) -> str:
    """Only what people write: an encoding that does not say itself is known by the letters of a language."""
    return "".join(c if c.isascii() or c in "éèêàçôîù’«»€É" else "é" for c in cell)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header of distinct words, then rows of any text; the first cell makes each row a row."""
    width = draw(st.integers(2, 6))
    header = draw(st.lists(WORD, min_size=width, max_size=width, unique=True))
    cell = st.builds(lambda a, b, c: a + b + c, CELL, BREAKS, CELL)
    rows = draw(st.lists(st.lists(cell, min_size=width - 1, max_size=width - 1), max_size=8))
    return [header, *([f"row{i} é", *row] for i, row in enumerate(rows))]


@RELAXED
@given(
    table=tables(),
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n"]),
    every_quote=st.booleans(),
)
def test_a_written_table_reads_back_exactly(
    table: list[list[str]], separator: str, encoding: str, end: str, every_quote: bool
) -> None:
    if encoding == "cp1252":
        table = [[natural(cell) for cell in row] for row in table]
    buffer = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if every_quote else csv.QUOTE_MINIMAL
    buffer.write(f"sep={separator}{end}")
    csv.writer(buffer, delimiter=separator, lineterminator=end, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    reading, loaded = reading_of(buffer.getvalue().encode(encoding))
    codes = {problem.code for problem in reading.problems}
    assert not reading.is_refused, reading.problems
    assert reading.columns == tuple(table[0])
    if not codes & {"unsure_encoding", "mixed_encoding"}:
        assert loaded | _aside(reading) == {i + 2: row for i, row in enumerate(table[1:])} | _aside(reading)


def _aside(reading: Reading) -> dict[int, Any]:
    return dict.fromkeys((problem.line or 0 for problem in reading.set_aside), "aside")


@RELAXED
@given(table=tables(), separator=st.sampled_from(";,\t|"))
def test_the_separator_is_found(table: list[list[str]], separator: str) -> None:
    rows = [table[0], *([cell.translate({ord(c): " " for c in ';,|\t"\n'}) for cell in row] for row in table[1:])]
    reading, loaded = reading_of(hostile.text(rows, separator).encode())
    assert reading.columns == tuple(table[0])
    assert loaded == {i + 2: row for i, row in enumerate(rows[1:])}


FRAGMENTS = st.sampled_from(
    [
        b";",
        b",",
        b"\t",
        b'"',
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"a",
        b"b c",
        b"12",
        b"3,5",
        b"\xe9",
        "é".encode(),
        b"\xff\xfe",
    ]
    + [b"sep=;\n", b"id;name\n", b"1;x\n", b'"x\ny";2\n', b'"', b'""', b"\xef\xbb\xbf", b"Total;3\n", b"#id\n", b"\x81"]
)
ANY_BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(FRAGMENTS, max_size=40).map(b"".join),
    st.lists(FRAGMENTS, max_size=30).map(lambda parts: b"id;name;n\n" + b"".join(parts)),
)


@settings(RELAXED, max_examples=200)
@given(data=ANY_BYTES)
@example(b'a;b\n1;"x\n2;y\n')
@example(b'a;b\n"x"\r;2\n')
def test_any_bytes_are_read_as_the_csv_module_reads_them_or_listed(data: bytes) -> None:
    reading, loaded = reading_of(data)
    if reading.is_refused:
        assert len(reading.problems) == 1
        return
    expected = _rows_by_python(data, reading)
    seen: dict[int, list[str]] = {}
    for line, row in expected.items():
        if any(p.line == line and p.code == "unclosed_quote" for p in reading.set_aside):
            break  # from here on Python swallows what Cadence lists line by line
        seen[line] = row
    width = len(reading.columns)
    skipped = {line for s in reading.skipped for line in range(s.first, s.last + 1)}
    listed = skipped | {problem.line for problem in reading.set_aside}
    header = next(fact.blanks["line"] for fact in reading.facts if fact.code == "header")
    for line, row in seen.items():
        if line != header and line not in listed:
            assert loaded[line] == row[:width], (line, reading)
            assert not any(row[width:])
    if len(seen) == len(expected):
        assert set(loaded) <= set(expected) - listed - {header}


def _rows_by_python(data: bytes, reading: Reading) -> dict[int, list[str]]:
    """The same bytes by Python's csv module, with the encoding and separator that the reading states."""
    facts = {fact.code: fact.blanks for fact in reading.facts}
    how = next(code for code in facts if code.startswith("encoding_"))
    text = _decoded(data, str(facts[how]["encoding"]), how)
    declared = "separator_declared" in facts
    separator = next(
        (str(b["separator"]) for c, b in facts.items() if "separator" in b and c != "separator_declared"), "\x1f"
    )
    if declared:
        text = text.split("\n" if "\n" in text[:9] else "\r", 1)[1]
    return dict(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1))


def _decoded(data: bytes, encoding: str, how: str) -> str:
    marks = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    if how in ("encoding_mark", "encoding_mixed", "encoding_likely"):
        data = data.removeprefix(marks.get(encoding, b"\xef\xbb\xbf"))
    if how != "encoding_mixed":
        return data.decode(encoding, "replace")
    return "".join(_one_by_one(data, encoding))


def _one_by_one(data: bytes, encoding: str) -> list[str]:
    """UTF-8 where it is, the older encoding elsewhere, found by trying at each byte."""
    found, at = [], 0
    while at < len(data):
        for size in (4, 3, 2, 1):
            try:
                found.append(data[at : at + size].decode("utf-8"))
            except UnicodeDecodeError:
                continue
            break
        else:
            size = 1
            found.append(data[at : at + 1].decode(encoding, "replace"))
        at += min(size, len(data) - at)
    return found


# Real exports


@needs(REAL)
def test_real_french_excel_exports_agree_in_all_three_forms(tmp_path: Path) -> None:
    con = duckdb.connect()
    folder = REAL / "ocha_drc_4w"
    forms = ["_export_excel_fr_cp1252.csv", "_export_excel_fr_utf8.csv", ".xlsx"]
    readings = [read(folder / f"extrait_mai_2025{form}", con, table=f"t{i}")[0] for i, form in enumerate(forms)]
    for reading in readings:
        assert (reading.rows, len(reading.columns), reading.problems) == (4343, 39, ())
    assert readings[0].columns == readings[1].columns == readings[2].columns
    names = con.execute("select count(*) from t1 join t2 using (_line) where t1.c31 = t2.c31").fetchone()
    assert names == (4343,)


@needs(REAL)
@pytest.mark.parametrize("path", sorted(REAL.glob("*/*.csv")) or [REAL / "none.csv"], ids=lambda path: path.name)
def test_real_csv_reads_as_the_csv_module_reads_it(path: Path) -> None:
    con = duckdb.connect()
    reading = read(path, con)[0]
    encoding = "cp1252" if "cp1252" in path.name else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=";" if "excel" in path.name else ","))
    loaded = con.execute("select * from text order by _line").fetchall()
    assert reading.columns == tuple(rows[0])
    assert [list(row[1:]) for row in loaded] == rows[1:]
    assert [row[0] for row in loaded] == list(range(2, len(rows) + 1))


# Places: sheets, members, names


def test_every_sheet_is_a_reading(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        hostile._sheet(book, [["city_id"], ["A"]], "Cities")
        hostile._sheet(book, [["partner_id", "name"], ["P", "Awa"]], "Partners")

    path = tmp_path / "book.xlsx"
    path.write_bytes(hostile.workbook(fill))
    con = duckdb.connect()
    cities, partners = read(path, con)
    assert (cities.name, cities.sheet, partners.sheet) == ("book.xlsx › Cities", "Cities", "Partners")
    assert con.table(partners.table).fetchall() == [(2, "P", "Awa")]
    assert [reading.sheet for reading in read(path, con, sheet="Partners")] == ["Partners"]
    assert read(path, con, sheet="Cties")[0].problems[0].code == "no_such_sheet"


def test_every_member_of_a_zip_is_a_reading_and_a_bad_one_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "may.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cities.csv", "city_id;name\nA;Dakar\n")
        archive.writestr("empty.csv", "")
    con = duckdb.connect()
    cities, empty = read(path, con)
    assert (cities.name, cities.rows) == ("may.zip › cities.csv", 1)
    assert empty.is_refused and empty.problems[0].file == "may.zip › empty.csv"


def test_problems_name_the_file_as_it_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "upload-17"
    path.write_text("a;b\n1;2\n3\n")
    assert read(path, duckdb.connect(), name="mai.csv")[0].problems[0].file == "mai.csv"


def test_a_mostly_unfitting_file_is_refused_however_long() -> None:
    rows = ["a;b;c"] + ["1;2;3"] * 500 + ["4;5"] * 30_000
    reading, _ = reading_of("\n".join(rows).encode())
    assert [problem.code for problem in reading.problems] == ["rows_do_not_fit"]


def test_row_numbers_hold_across_blocks_with_rows_left_out() -> None:
    rows = ["id;text", *(f"{i};{'x' * 90}" if i % 9_973 else f"{i}" for i in range(2, 120_000))]
    reading, loaded = reading_of("\n".join(rows).encode())
    assert all(row[0] == str(line) for line, row in loaded.items())
    assert {problem.line for problem in reading.set_aside} == {i for i in range(2, 120_000) if i % 9_973 == 0}


def test_a_stray_quote_early_does_not_swallow_a_long_file() -> None:
    rows = ["id;text;n", '2;"open;1', *(f"{i};b;c" for i in range(3, 40_000))]
    reading, loaded = reading_of("\n".join(rows).encode())
    assert [(p.code, p.line) for p in reading.set_aside] == [("unclosed_quote", 2)]
    assert set(loaded) == set(range(3, 40_000))


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a;b\n" + "1;2\n" * 1_500_000)
    shares: list[float] = []
    read(path, duckdb.connect(), progress=shares.append)
    assert shares == sorted(shares) and len(shares) > 1 and shares[-1] == 1.0


# Small parts


@pytest.mark.parametrize(
    ("number", "shown"),
    [(306.0, "306"), (0.1 + 0.2, "0.3"), (1e20, "1" + "0" * 20), (-2.5, "-2.5"), (1e-7, "0.0000001")],
)
def test_numbers_are_shown_without_noise(number: float, shown: str) -> None:
    assert number_text(number) == shown


def test_durations_go_beyond_a_day() -> None:
    import datetime as dt

    assert duration_text(dt.timedelta(days=1, minutes=5)) == "24:05:00"


@pytest.mark.parametrize("cell", ["12", "3,5", "1 200", "12%", "2025-03-14", "14/03/2025", "-3", "€ 5"[2:]])
def test_values_name_no_column(cell: str) -> None:
    assert is_value(cell)


@pytest.mark.parametrize("cell", ["2025", "name", "01/2021 plan", "", "A1", "% of total"])
def test_words_and_years_may_name_a_column(cell: str) -> None:
    assert not is_value(cell)


def test_lines_are_told_as_ranges() -> None:
    assert ranges([5, 1, 2, 3, 9]) == [(1, 3), (5, 5), (9, 9)]
