"""Files whose cells are quoted in another way than CSV says, written anew as CSV says.

Some programs quote with the apostrophe ('Dakar','SN'), others put a backslash before a quotation mark inside a cell
("the \\"open\\" meeting") where CSV writes it twice. Either is taken for the way of a file only when every quote of the
whole file is in its place by it, and by CSV's own way not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from cadence.errors import RefusedFile
from cadence.reading.dialect import CANDIDATES, Dialect, find_dialect
from cadence.reading.encoding import chunks
from cadence.reading.quotes import Quotes, scan_quotes

HEAD = 1 << 16
ESCAPED = re.compile(rb'\\(["\\])')
BACK = str.maketrans("'\"", "\"'")
SWAPPED = bytes.maketrans(b"'\"", b"\"'")
Way = Literal["csv", "apostrophe", "backslash"]


@dataclass(frozen=True)
class Quoted:
    """The file to read, its dialect and quotes, and in which way it came."""

    path: Path
    dialect: Dialect
    quotes: Quotes
    way: Way = "csv"

    def texts(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches with every text as it was meant."""
        for batch in batches:
            if self.way == "apostrophe":
                cells = [pa.array([self.text(text) for text in column.to_pylist()]) for column in batch.columns[1:]]
                yield pa.record_batch([batch.columns[0], *cells], batch.schema)
            else:
                yield batch

    def text(self, text: str) -> str:
        """One text as it was meant: in a file written anew the two signs have changed places."""
        return text.translate(BACK) if self.way == "apostrophe" else text


def find_quoted(path: Path, start: int, folder: Path) -> Quoted:
    """A UTF-8 file whose text starts at byte ``start`` as one that is quoted as CSV says; copies go to ``folder``."""
    if _begins_with_apostrophes(path, start):
        swapped = _anew(path, start, folder / "apostrophes", lambda text: text.translate(SWAPPED))
        between, _ = _try(swapped, 0, "apostrophe")
        if between is not None and between.quotes.are_regular:
            return between
    found, refusal = _try(path, start, "csv")
    if (found is None or not found.quotes.are_regular) and _holds(path, start, rb"\""):
        plain = _anew(path, start, folder / "backslashes", _without_backslashes)
        other, _ = _try(plain, 0, "backslash")
        if other is not None and other.quotes.are_regular:
            return other
    if found is None:
        raise refusal or RefusedFile("not_a_table")
    return found


def _try(path: Path, start: int, way: Way) -> tuple[Quoted | None, RefusedFile | None]:
    try:
        return _read(path, start, way), None
    except RefusedFile as refusal:
        return None, refusal


def _read(path: Path, start: int, way: Way) -> Quoted:
    dialect = find_dialect(path, start)
    return Quoted(path, dialect, scan_quotes(path, dialect.start, dialect.separator), way)


def _begins_with_apostrophes(path: Path, start: int) -> bool:
    """Whether every cell of the first line, several of them, stands between apostrophes."""
    with path.open("rb") as file:
        file.seek(start)
        line = file.read(HEAD).lstrip(b"\r\n").splitlines()[:1]
    cell = rb"'(?:[^']|'')*'"
    cut = b"|".join(re.escape(sign.encode()) for sign in CANDIDATES)
    return bool(line and re.fullmatch(rb"\s*%b(?:(?:%b) ?%b)+\s*" % (cell, cut, cell), line[0]))


def _holds(path: Path, start: int, sign: bytes) -> bool:
    last = b""
    for chunk in chunks(path, start):
        if sign in last + chunk:
            return True
        last = chunk[-len(sign) :]
    return False


def _without_backslashes(text: bytes) -> bytes:
    return ESCAPED.sub(lambda found: b'""' if found[1] == b'"' else b"\\", text)


def _anew(path: Path, start: int, copy: Path, change: Callable[[bytes], bytes]) -> Path:
    """The text changed piece by piece; a piece never ends between a backslash and what it stands before."""
    rest = b""
    with copy.open("wb") as out:
        for chunk in chunks(path, start):
            text = rest + chunk
            odd = (len(text) - len(text.rstrip(b"\\"))) % 2
            rest = text[len(text) - odd :]
            out.write(change(text[: len(text) - odd]))
        out.write(rest)
    return copy
