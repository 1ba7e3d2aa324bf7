"""The worker's side of reading a file: its tables as Arrow files, all the rest as plain data."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa

from cadence.errors import RefusedFile
from cadence.reading.batches import copy_of
from cadence.reading.files import read
from cadence.reading.plain import to_plain
from cadence.reading.results import MOST_SET_ASIDE, Reading, refused_reading
from cadence.sql import quote
from cadence.worker import Tell

READINGS = "readings.json"
MOST_SAID = 48 << 20  # characters of everything that is said of a file
BATCH_ROWS, BATCH_CELLS = 100_000, 1_000_000
# DuckDB goes to the disk before the system's limit is met; the rest is for what calamine and Arrow hold.
MEMORY = "600MB"


def read_file(folder: Path, tell: Tell, path: str, table: str, name: str, sheet: str | None) -> int:
    """Read a file into ``folder``: readings.json, and 0.arrow, 1.arrow... beside it; how many readings."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": "2",
        "temp_directory": str(folder / "spilled"),
    }
    with duckdb.connect(config=config) as con:
        con.execute("set enable_external_access = false")
        con.execute("set arrow_large_buffer_size = true")  # a column of a batch may hold more than 2 GB
        stand = _Stand(tell)
        found = read(
            Path(path),
            con,
            table=table,
            name=name,
            sheet=sheet,
            progress=stand.tell_share,
            at=stand.tell_place,
            copies=folder,
        )
        for number, reading in enumerate(found):
            if not reading.is_refused:
                _hand_over(con, reading, copy_of(folder, reading.table), folder / f"{number}.arrow")
    said = json.dumps([to_plain(reading) for reading in found])
    if len(said) > MOST_SAID:
        said = json.dumps([to_plain(_too_much(name, found))])
    (folder / READINGS).write_text(said, encoding="utf-8")
    return len(found)


def _too_much(name: str, found: list[Reading]) -> Reading:
    """In place of the tables of a zip that together have more wrong than can be listed."""
    first = next((problem for reading in found for problem in reading.problems), None)
    line, text = (first.line, first.found) if first else (None, "")
    error = RefusedFile("too_many_set_aside", line=line, found=text, expected=MOST_SET_ASIDE)
    return refused_reading(name, error)


class _Stand:
    """How far the reading is and where: told together, so that the place is known when the worker is ended."""

    def __init__(self, tell: Tell) -> None:
        self.tell, self.share, self.place = tell, 0.0, ""

    def tell_share(self, share: float) -> None:
        self.share = share
        self.tell(share, self.place)

    def tell_place(self, place: str) -> None:
        self.place = place
        self.tell(self.share, place)


def _hand_over(con: duckdb.DuckDBPyConnection, reading: Reading, copy: Path, path: Path) -> None:
    """The table as an Arrow file: the copy of what was loaded when nothing was taken out since."""
    with pa.OSFile(str(copy)) as file:
        loaded = pa.ipc.open_file(file)
        is_whole = len(loaded.schema) == len(reading.columns) + 1 and loaded.count_rows() == reading.rows
    if is_whole:
        copy.rename(path)
    else:
        copy.unlink()
        _write(con, reading.table, path)


def _write(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    found = con.execute(f"from {quote(table)}")
    rows = found.to_arrow_reader(min(BATCH_ROWS, max(100, BATCH_CELLS // len(found.description or [0]))))
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
