"""Files that are small or plain to look at and would take a machine down; what each must come to.

    python -m tests.bombs                    # each in a worker: its answer, seconds, memory
    CADENCE_PROVE=1 python -m tests.bombs    # at their whole size

Every bomb is written when it is asked for, at a share of its whole size: 1 is what was seen to end a server.
"""

from __future__ import annotations

import dataclasses
import io
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil

from cadence.reading import FILES, Reading, read_apart
from cadence.words import words_in
from cadence.worker import WorkerError, pool_of
from tests.proving import is_proving, part

READ = "read"
WHOLE = is_proving()
SAMPLE = 0.004
BLOCK, BLOCKS = 1 << 16, 16  # bytes, and how many make a megabyte
SECONDS = 20.0
CALLER_MEGABYTES = 100
HEADER = "id;name;country;persons;note\n"
ROW = "AD-{i};Lomé {i};TG;{n};note of the day\n"

Writer = Callable[[Path, float], None]


@dataclass(frozen=True)
class Bomb:
    """One file. ends: ``read``, or the codes it may be refused with. rows: how many are read, when known."""

    name: str
    write: Writer
    ends: tuple[str, ...]
    rows: int | None = None
    ending: str = "csv"


def _times(n: float, share: float, least: int = 3) -> int:
    return max(least, int(n * share))


# Text


def _text(head: str, body: str, tail: str, megabytes: int) -> Writer:
    """``body`` over and over, from a head to a tail."""

    def write(path: Path, share: float) -> None:
        block = body.encode() * max(1, BLOCK // len(body.encode()))
        with path.open("wb") as file:
            file.write(head.encode())
            for _ in range(_times(megabytes * BLOCKS, share, 2)):
                file.write(block)
            file.write(tail.encode())

    return write


def _encoded(encoding: str, unit: str, megabytes: int) -> Writer:
    def write(path: Path, share: float) -> None:
        block = unit.encode(encoding, "surrogatepass")
        block *= BLOCK // len(block)
        with path.open("wb") as file:
            file.write({"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b""))
            file.write(HEADER.encode(encoding))
            for _ in range(_times(megabytes * BLOCKS, share, 2)):
                file.write(block)

    return write


def _bytes(head: bytes, unit: bytes, megabytes: int) -> Writer:
    def write(path: Path, share: float) -> None:
        with path.open("wb") as file:
            file.write(head)
            for _ in range(_times(megabytes * BLOCKS, share, 2)):
                file.write(unit * (BLOCK // len(unit)))

    return write


def _columns(path: Path, share: float) -> None:
    width = _times(100_000, max(share, 0.2))
    row = ";".join(["x"] * width)
    path.write_text(";".join(f"h{i}" for i in range(width)) + "\n" + f"{row}\n" * _times(200, share), "utf-8")


PLAIN = "AD-1;Lomé;TG;120;note of the day\n"


def texts() -> list[Bomb]:
    """Delimited text."""
    open_quote = 'AD-1;"Lomé;TG;120;note\n'
    big = _text
    return [
        Bomb("80 MB with one open quote at the top", big(HEADER + open_quote, PLAIN, "", 80), (READ,)),
        Bomb("80 MB of short rows with one open quote", big('a;b\n1;"2\n', "1;2\n", "", 80), (READ,)),
        Bomb("80 MB with one open quote at the end", big(HEADER, PLAIN, open_quote, 80), (READ,)),
        Bomb(
            "80 MB with an open quote in every row",
            big(HEADER, open_quote, "", 80),
            ("rows_do_not_fit", "too_many_set_aside"),
        ),
        Bomb(
            "80 MB with a quote mark for inches in every row",
            big(HEADER, 'AD-1;pipe 5";TG;1;a\n', "", 80),
            (READ, "file_time"),
        ),
        Bomb("80 MB of short rows with inches", big("a;b\n", '5";1\n', "", 80), (READ, "file_time")),
        Bomb(
            "80 MB of quotation marks",
            big(HEADER, '"', "", 80),
            ("row_too_long", "header_quote", "rows_do_not_fit", "no_rows", READ),
        ),
        Bomb(
            "a quoted cell of 200 MB",
            big(HEADER + 'AD-1;"', "all that was said at the meeting, ", '";TG;1;x\n', 200),
            ("row_too_long",),
        ),
        Bomb(
            "a quoted cell of 200 MB in lines",
            big(HEADER + 'AD-1;"', "all that was said\n", '";TG;1;x\n', 200),
            ("row_too_long", READ),
        ),
        Bomb(
            "a bare cell of 200 MB",
            big(HEADER + "AD-1;", "all that was said at the meeting ", ";TG;1;x\n", 200),
            ("row_too_long",),
        ),
        Bomb(
            "a first cell of 200 MB",
            big('"', "all that was said\n", '";b\n1;2\n', 200),
            ("row_too_long", "header_quote"),
        ),
        Bomb("one line of 500 MB", big("", "no line ever ends ", "", 500), ("row_too_long",)),
        Bomb("one line of 500 MB of separators", big("a;b", ";", "", 500), ("row_too_long", "too_many_columns")),
        Bomb(
            "a second line of 500 MB of separators",
            big("a;b\n", ";", "", 500),
            ("row_too_long", "too_many_columns", "file_memory"),
        ),
        Bomb("500 MB of digits in one line", big("a;b\n1;", "1", "x", 500), ("row_too_long",)),
        Bomb("100,000 columns", _columns, ("too_many_columns",)),
        Bomb(
            "100 MB of blank lines",
            big(HEADER + PLAIN, "\n", PLAIN, 100),
            ("text_too_many_rows", "too_many_blank"),
        ),
        Bomb(
            "100 MB of bare separators",
            big(HEADER + PLAIN, ";;;;\n", PLAIN, 100),
            ("text_too_many_rows", "too_many_blank"),
        ),
        Bomb(
            "100 MB of carriage returns",
            big(HEADER + PLAIN, "\r", "", 100),
            ("text_too_many_rows", "too_many_blank", "rows_do_not_fit"),
        ),
        Bomb(
            "every third row too short, 100 MB",
            big(HEADER, PLAIN * 2 + "AD-1;Lomé\n", "", 100),
            ("too_many_set_aside",),
        ),
        Bomb(
            "a NUL in every row, 100 MB",
            big(HEADER, "AD-1;Lo\0mé;TG;1;x\n", "", 100),
            ("too_many_set_aside", "not_text"),
        ),
        Bomb("a lost letter in every row, 100 MB", big(HEADER, "AD-1;Lom\ufffd;TG;1;x\n", "", 100), (READ,)),
        Bomb("300 MB of UTF-16", _encoded("utf-16-le", PLAIN, 300), (READ,)),
        Bomb("UTF-16 without a line end, 300 MB", _encoded("utf-16-be", "é", 300), ("row_too_long",)),
        Bomb("half letters in UTF-16, 200 MB", _encoded("utf-16-le", "\ud800a", 200), ("row_too_long",)),
        Bomb(
            "bytes of no encoding, 200 MB",
            _bytes(HEADER.encode(), b"\x81\x8d;\x9d\n", 200),
            ("rows_do_not_fit", "too_many_set_aside", "not_text", "header_mismatch"),
        ),
        Bomb("zeros, 500 MB", _bytes(b"", b"\0", 500), ("not_text",)),
        Bomb("a plain file of 500 MB", big(HEADER, PLAIN, "", 500), (READ,)),
    ]


# Zips


def _packed(name: str, write: Writer, ending: str = "zip") -> Writer:
    """A file inside a zip."""

    def pack(path: Path, share: float) -> None:
        inner = path.with_suffix(".inner")
        write(inner, share)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(inner, name)
        inner.unlink()

    return pack


def _zeros(archive: zipfile.ZipFile, name: str, head: bytes, block: bytes, tail: bytes, blocks: int) -> None:
    with archive.open(name, "w", force_zip64=True) as file:
        file.write(head)
        for _ in range(blocks):
            file.write(block)
        file.write(tail)


def _unpacking(megabytes: int) -> Writer:
    def write(path: Path, share: float) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            _zeros(archive, "a.csv", HEADER.encode(), b"1;2;3;4;5\n" * 6_553, b"", _times(megabytes * BLOCKS, share))

    return write


def _many_members(path: Path, share: float) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(_times(60_000, share)):
            archive.writestr(f"{i}.csv", "a;b\n1;2\n")


def _lying(path: Path, share: float) -> None:
    """A member that says that it has ten bytes and has very many."""
    _unpacking(400)(path, share)
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = archive.infolist()[0].file_size
    path.write_bytes(
        data.replace(true.to_bytes(8, "little"), (10).to_bytes(8, "little")).replace(
            true.to_bytes(4, "little"), (10).to_bytes(4, "little")
        )
    )


def _shared_data(path: Path, share: float) -> None:
    """Many entries of the list that all stand for one member's bytes."""
    _unpacking(20)(path, share)
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    end = data.rindex(b"PK\x05\x06")
    entry, n = data[start:end], _times(400, share)
    closing = bytearray(data[end:])
    closing[8:10] = closing[10:12] = n.to_bytes(2, "little")
    closing[12:16] = (len(entry) * n).to_bytes(4, "little")
    path.write_bytes(data[:start] + entry * n + bytes(closing))


def _before_the_beginning(path: Path, share: float) -> None:
    """A list that puts its member before the file's first byte."""
    _unpacking(1)(path, share)
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    path.write_bytes(data)


def zips() -> list[Bomb]:
    """Zips of text."""
    inside = {bomb.name: bomb for bomb in texts()}
    packed = ("80 MB of short rows with one open quote", "a quoted cell of 200 MB", "one line of 500 MB")
    return [
        *(
            Bomb(
                f"zip of: {name}", _packed("a.csv", inside[name].write), (*inside[name].ends, "file_time"), ending="zip"
            )
            for name in packed
        ),
        Bomb("zip that unpacks to 4 GB", _unpacking(4096), ("archive_too_large",), ending="zip"),
        Bomb(
            "zip that unpacks to 1.9 GB",
            _unpacking(1900),
            (READ, "text_too_many_rows", "file_time", "file_memory"),
            ending="zip",
        ),
        Bomb("zip of 60,000 files", _many_members, ("archive_too_many",), ending="zip"),
        Bomb("zip that lies about a size", _lying, ("damaged_archive",), ending="zip"),
        Bomb(
            "zip whose 400 members are one",
            _shared_data,
            ("archive_too_large", "damaged_archive", "file_time", READ),
            ending="zip",
        ),
        Bomb("zip that begins before itself", _before_the_beginning, ("damaged_archive",), ending="zip"),
    ]


# Workbooks

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TOP = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>7</v></c></row>'
)
Pieces = Sequence[tuple[bytes, int]]
"""Texts, each with how many times it stands there."""
LONG_TEXT = [(b"<si><t>" + b"a long story, " * 2_000 + b"</t></si>", 1)]


def workbook(path: Path, sheet: Pieces, strings: Pieces = (), styles: str = "", sheets: int = 1) -> None:
    """An xlsx by hand: the sheet's XML and what it refers to."""
    names = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(1, sheets + 1))
    ids = "".join(
        f'<Relationship Id="r{i}" Type="{KIND}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, sheets + 1)
    )
    ids += f'<Relationship Id="s" Type="{KIND}/sharedStrings" Target="sharedStrings.xml"/>'
    ids += f'<Relationship Id="t" Type="{KIND}/styles" Target="styles.xml"/>'
    root = f'<Relationship Id="w" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/>'
    plain = "".join(f"<si><t>{text}</t></si>" for text in ("id", "persons", "AD-1"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(root))
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(ids))
        archive.writestr("xl/workbook.xml", f"<workbook {MAIN} {LINKS}><sheets>{names}</sheets></workbook>")
        archive.writestr("xl/styles.xml", styles or f"<styleSheet {MAIN}/>")
        _write_pieces(archive, "xl/sharedStrings.xml", [(f"<sst {MAIN}>{plain}".encode(), 1), *strings, (b"</sst>", 1)])
        for i in range(1, sheets + 1):
            _write_pieces(archive, f"xl/worksheets/sheet{i}.xml", sheet)


def _write_pieces(archive: zipfile.ZipFile, name: str, texts: Pieces) -> None:
    with archive.open(name, "w", force_zip64=True) as file:
        for text, times in texts:
            at_once = max(1, (1 << 20) // len(text)) if text else 1
            for _ in range(times // at_once):
                file.write(text * at_once)
            file.write(text * (times % at_once))


def _sheet(*inside: tuple[str, float] | str, before: str = "", after: str = "", **more: object) -> Writer:
    """A sheet of texts, some repeated (text, times at whole size)."""

    def write(path: Path, share: float) -> None:
        texts = [(t.encode(), 1) if isinstance(t, str) else (t[0].encode(), _times(t[1], share)) for t in inside]
        head, tail = f"<worksheet {MAIN} {LINKS}>{before}<sheetData>", f"</sheetData>{after}</worksheet>"
        kept = {k: [(t.encode(), _times(n, share)) for t, n in v] if k == "strings" else v for k, v in more.items()}  # type: ignore[attr-defined]
        workbook(path, [(head.encode(), 1), *texts, (tail.encode(), 1)], **kept)  # type: ignore[arg-type]

    return write


def _numbered(row: Callable[[int], str], n: float, strings: Pieces = ()) -> Writer:
    """A sheet whose rows are each written by a function of their number, from 3."""

    def write(path: Path, share: float) -> None:
        rows = "".join(row(i) for i in range(3, 3 + _times(n, share))).encode()
        head, tail = f"<worksheet {MAIN}><sheetData>{TOP}".encode(), b"</sheetData></worksheet>"
        workbook(path, [(head, 1), (rows, 1), (tail, 1)], strings)

    return write


def _number_cell(place: str, value: str = "1", more: str = "") -> str:
    return f'<c r="{place}"{more}><v>{value}</v></c>'


def _diagonal(i: int) -> str:
    from cadence.reading.extent import letters_of

    return f'<row r="{i}">{_number_cell(letters_of(i).decode() + str(i))}</row>'


def sheets() -> list[Bomb]:
    """Workbooks."""
    far, last = '<row r="1048576">{}</row>', "XFD1048576"
    first = TOP.replace("</row>", _number_cell("XFD1") + "</row>", 1)
    wide = '<row r="3">' + "".join(_number_cell(f"{a}{b}3") for a in "ABCDEFGH" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    known = (READ,)
    one = known, 1
    found = [
        Bomb("cell in the last row", _sheet(TOP, far.format(_number_cell("A1048576"))), known, 2),
        Bomb("cell in the last column", _sheet(first), *one),
        Bomb("cells in the last row and column", _sheet(first, far.format(_number_cell("A1048576"))), *one),
        Bomb("cell in the last corner", _sheet(TOP, far.format(_number_cell(last))), *one),
        Bomb("coloured cells in the last row and column", _sheet(TOP, far.format(f'<c r="{last}" s="1"/>')), *one),
        Bomb("error in the last corner", _sheet(TOP, far.format(f'<c r="{last}" t="e"><v>#REF!</v></c>')), *one),
        Bomb(
            "formula never calculated in the last corner",
            _sheet(TOP, far.format(f'<c r="{last}"><f>A1</f></c>')),
            known,
        ),
        Bomb("cells that do not say their row", _sheet(TOP, f"<row>{_number_cell('A1048576')}</row>"), known, 2),
        Bomb(
            "row that says 3, cell that says the last",
            _sheet(TOP, f'<row r="3">{_number_cell("XFD1048576")}</row>'),
            (READ, "file_memory"),
        ),
        Bomb("a size that lies", _sheet(TOP, before=f'<dimension ref="A1:{last}"/>'), *one),
        Bomb(
            "a size beyond all sheets",
            _sheet(TOP, before='<dimension ref="A1:ZZZZZZ99999999999"/>'),
            (READ, "damaged_archive", "file_failed"),
        ),
        Bomb(
            "a column beyond all sheets",
            _sheet(TOP, f'<row r="3">{_number_cell("ZZZZZZZZ3")}</row>'),
            ("cell_outside_sheet", "damaged_archive"),
        ),
        Bomb(
            "a row beyond all sheets",
            _sheet(TOP, f'<row r="4294967295">{_number_cell("A4294967295")}</row>'),
            ("cell_outside_sheet", "damaged_archive"),
        ),
        Bomb(
            "a row number without end",
            _sheet(TOP, f'<row r="{"9" * 5000}">{_number_cell("A" + "9" * 5000)}</row>'),
            ("cell_outside_sheet", "damaged_archive", "file_failed"),
        ),
        Bomb("a million coloured rows", _numbered(lambda i: f'<row r="{i}" s="5" customFormat="1"/>', 1_048_570), *one),
        Bomb(
            "a million coloured cells",
            _numbered(lambda i: f'<row r="{i}"><c r="A{i}" s="1"/><c r="D{i}" s="1"/></row>', 1_048_570),
            *one,
        ),
        Bomb("cells on the diagonal", _numbered(_diagonal, 16_380), ("scattered_cells", READ)),
        Bomb(
            "a cell every 101 rows",
            _numbered(lambda i: f'<row r="{i * 101}">{_number_cell(f"A{i * 101}")}</row>', 10_000),
            known,
        ),
        Bomb("rows that are one row, 4 GB", _sheet(TOP, (wide + "</row>", 500_000)), ("archive_too_large",)),
        Bomb(
            "rows that are one row, 1.5 GB",
            _sheet(TOP, (wide + "</row>", 300_000)),
            ("sheet_too_many_cells", READ),
        ),
        Bomb(
            "rows without numbers, 1 GB",
            _sheet(TOP, ("<row><c><v>1</v></c><c><v>2</v></c></row>", 24_000_000)),
            ("cell_outside_sheet", "file_memory", "file_time"),
        ),
        Bomb(
            "a row without end",
            _sheet(TOP, '<row r="3">', (_number_cell("C3"), 20_000_000)),
            ("sheet_row_too_long", "damaged_archive"),
        ),
        Bomb("spaces before the rows, 1.9 GB", _sheet((" ", 1_900_000_000), TOP), ("sheet_row_too_long", READ)),
        Bomb(
            "1.5 GB of shared texts",
            _sheet(TOP, strings=[("<si><t>" + "x" * 1000 + "</t></si>", 1_500_000)]),
            ("file_memory", "file_time"),
        ),
        Bomb(
            "a long text shared by a million cells",
            _numbered(lambda i: f'<row r="{i}"><c r="A{i}" t="s"><v>3</v></c></row>', 1_000_000, LONG_TEXT),
            ("file_memory", "file_time"),
        ),
        Bomb(
            "a number of 100 MB",
            _sheet(TOP, '<row r="3"><c r="A3"><v>', ("1", 100_000_000), "</v></c></row>"),
            ("sheet_row_too_long", "damaged_archive", "file_failed"),
        ),
        Bomb(
            "a text of 200 MB in a cell",
            _sheet(TOP, '<row r="3"><c r="A3" t="inlineStr"><is><t>', ("word ", 40_000_000), "</t></is></c></row>"),
            ("sheet_row_too_long",),
        ),
        Bomb(
            "the whole sheet merged", _sheet(TOP, after=f'<mergeCells><mergeCell ref="A1:{last}"/></mergeCells>'), *one
        ),
        Bomb(
            "a million merged ranges",
            _sheet(TOP, after="<mergeCells>" + '<mergeCell ref="A3:XFD9"/>' * 1_000_000 + "</mergeCells>"),
            *one,
        ),
        Bomb(
            "a million styles",
            _sheet(
                TOP,
                styles=f"<styleSheet {MAIN}><cellXfs>" + '<xf numFmtId="14"/>' * 1_000_000 + "</cellXfs></styleSheet>",
            ),
            *one,
        ),
        Bomb(
            "brackets in brackets, a million deep",
            _sheet(TOP, ("<a>", 1_000_000), ("</a>", 1_000_000)),
            (READ, "damaged_archive", "file_failed", "sheet_row_too_long"),
        ),
        Bomb(
            "an entity of entities",
            _sheet('<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>', TOP),
            (READ, "damaged_archive", "file_failed"),
        ),
        Bomb(
            "2,000 sheets",
            lambda path, share: workbook(
                path,
                [(f"<worksheet {MAIN}><sheetData>{TOP}</sheetData></worksheet>".encode(), 1)],
                sheets=_times(2_000, share),
            ),
            (READ, "too_many_sheets"),
        ),
        Bomb(
            "an error in every cell",
            _numbered(
                lambda i: f'<row r="{i}"><c r="A{i}" t="e"><v>#N/A</v></c><c r="B{i}" t="e"><v>#N/A</v></c></row>',
                1_000_000,
            ),
            known,
        ),
        Bomb(
            "a formula never calculated in every row",
            _numbered(lambda i: f'<row r="{i}"><c r="A{i}"><f>B1</f></c></row>', 1_000_000),
            ("too_many_set_aside",),
        ),
        Bomb(
            "a million rows of 20 columns",
            _numbered(
                lambda i: (
                    f'<row r="{i}">'
                    + "".join(_number_cell(f"{c}{i}", str(i)) for c in "ABCDEFGHIJKLMNOPQRST")
                    + "</row>"
                ),
                1_000_000,
            ),
            known,
        ),
    ]
    return [dataclasses.replace(bomb, ending="xlsx") for bomb in found]


def bombs() -> list[Bomb]:
    """All of them."""
    far = next(bomb for bomb in sheets() if bomb.name == "cells in the last row and column")
    packed = Bomb("zip of a workbook with far cells", _packed("a.xlsx", far.write), (READ,), 1, "zip")
    return [*texts(), *zips(), *sheets(), packed]


@dataclass(frozen=True)
class Outcome:
    """What became of a bomb. Memory in MB: the worker's most, and what this process grew by."""

    bomb: Bomb
    answer: str
    sentence: str
    rows: int
    seconds: float
    worker: float
    growth: float
    size: float
    neighbour: float

    def is_right(self, share: float = 1.0) -> bool:
        """Whether the answer is one of those it must be (a part of a bomb may be read), and all its rows are there."""
        if self.answer == READ:
            return (READ in self.bomb.ends or share < 1) and self.bomb.rows in (None, self.rows)
        return self.answer in self.bomb.ends


class Watch:
    """A thread that looks at memory, and one that works on beside."""

    def __init__(self) -> None:
        self.worker = self.own = 0
        self.slowest = 0.0
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=work) for work in (self._look, self._work)]

    def __enter__(self) -> Watch:
        self.start = psutil.Process().memory_info().rss
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _look(self) -> None:
        own = psutil.Process()
        while not self._is_over.wait(0.02):
            self.own = max(self.own, own.memory_info().rss - self.start)
            for pid in pool_of(FILES).workers():
                try:
                    self.worker = max(self.worker, psutil.Process(pid).memory_info().rss)
                except psutil.Error:
                    continue

    def _work(self) -> None:
        with duckdb.connect(config={"threads": "1"}) as con:
            while not self._is_over.wait(0.05):
                began = time.monotonic()
                con.execute("select sum(i) from range(1000) t(i)").fetchall()
                self.slowest = max(self.slowest, time.monotonic() - began)


def explode(bomb: Bomb, folder: Path, share: float) -> Outcome:
    """Write one bomb, read it in a worker, and look meanwhile."""
    path = folder / f"bomb.{bomb.ending}"
    bomb.write(path, share)
    size = path.stat().st_size / (1 << 20)
    pool_of(FILES).warm()
    with duckdb.connect(config={"threads": "1"}) as con, Watch() as watch:
        began = time.monotonic()
        try:
            readings = read_apart(path, con)
        except WorkerError as error:  # none may come here
            readings = [Reading(error.code)]
        seconds = time.monotonic() - began
        growth = watch.own
    path.unlink()
    first = readings[0]
    answer = first.problems[0].code if first.is_refused else READ
    sentence = first.problems[0].says(words_in("en")) if first.is_refused else ""
    mb = 1 << 20
    return Outcome(bomb, answer, sentence, first.rows, seconds, watch.worker / mb, growth / mb, size, watch.slowest)


def outcomes(share: float, wanted: str = "") -> Iterator[Outcome]:
    """What becomes of each bomb whose name holds ``wanted``."""
    with tempfile.TemporaryDirectory() as folder:
        for bomb in bombs() if share == 1 or wanted else part(bombs(), 12):
            if wanted in bomb.name:
                yield explode(bomb, Path(folder), share)


def main() -> int:
    """Print the table; 1 when one comes to something else than it must, too late or too large."""
    wrong, share = 0, 1.0 if WHOLE else SAMPLE
    print(f"{'bomb':52} {'MB':>6} {'answer':20} {'s':>5} {'worker':>7} {'caller':>7} {'neighbour':>9}")
    for one in outcomes(share, *sys.argv[1:2]):
        print(
            f"{one.bomb.name:52} {one.size:6.1f} {one.answer:20} {one.seconds:5.1f} {one.worker:7.0f} "
            f"{one.growth:7.0f} {one.neighbour:8.2f}s {'' if one.is_right(share) else 'WRONG'} {one.sentence}",
            flush=True,
        )
        wrong += not one.is_right(share) or one.seconds > SECONDS and one.answer != READ
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
