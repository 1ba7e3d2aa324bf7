"""Reading in a worker: a file that would take too much, or end the process, ends the worker only.

What comes back is not trusted: tables are Arrow files that are checked before they are used, names are our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cadence import scratch, worker
from cadence.errors import CadenceError, RefusedFile
from cadence.reading.batches import Stream, schema
from cadence.reading.blanked import BLANKED, TAKEN
from cadence.reading.job import READINGS
from cadence.reading.plain import from_plain
from cadence.reading.results import Progress, Reading, refused_reading
from cadence.sql import quote
from cadence.worker.kinds import FILES

# Processor time: a small file has so much, and more for each megabyte on the disk, of what is packed or plain.
# A packed one may hold many megabytes of text in few.
SECONDS = {"packed": 14.0, "plain": 9.0}
SECONDS_EACH_MEGABYTE = {"packed": 1.25, "plain": 0.1}
# The clock runs on while other programs work; what never ends is ended all the same.
CLOCK = 3.0
LONGEST_READINGS = 64 << 20
# What an answer that is none makes of the code below.
NOT_A_READING = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException)
BUSY = ("worker_busy",)
REASONS = {"worker_memory": "file_memory", "worker_time": "file_time", "worker_disk": "file_disk"}


def read_apart(
    path: Path,
    con: duckdb.DuckDBPyConnection,
    *,
    table: str = "text",
    name: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> list[Reading]:
    """The same as :func:`cadence.reading.read`, done in a worker; WorkerError when none is free.

    A file that its worker did not survive is a reading that holds the reason.
    """
    called = name or path.name
    arguments = {"path": str(path.resolve()), "table": table, "name": called, "sheet": sheet}

    def tell(share: float, _place: str) -> None:
        if progress is not None:
            progress(share)

    with scratch.folder() as folder:
        try:
            worker.run(FILES, "read", arguments, folder, tell=tell, **_limits(path))
        except worker.WorkerError as error:
            if error.code == "worker_busy":
                raise
            return [refused_reading(called, _reason(error, called))]
        try:
            return _take_over(folder, con, table)
        except duckdb.OutOfMemoryException:
            return [refused_reading(called, RefusedFile("file_memory", found=called, expected=FILES.megabytes))]
        except NOT_A_READING:
            return [refused_reading(called, RefusedFile("file_failed", found=called))]


def blank_apart(path: Path, name: str, taken: Mapping[str, Mapping[str, Any]], folder: Path) -> tuple[Path, str]:
    """A file once more without persons, in ``folder``, and the ending that its name now needs; done in a worker.

    taken: by the name of a table, ``lines`` (line -> texts of cells) and ``texts``. CadenceError ``persons_stay``
    where it cannot be done.
    """
    (folder / TAKEN).write_text(json.dumps(taken, ensure_ascii=False), "utf-8")
    try:
        arguments = {"path": str(path.resolve()), "name": name}
        ending = worker.run(FILES, "blank", arguments, folder, **_limits(path))
    except CadenceError as error:
        raise error if error.code in BUSY else CadenceError("persons_stay", name=name) from error
    finally:
        (folder / TAKEN).unlink()
    return folder / BLANKED, str(ending)


def _limits(path: Path) -> dict[str, Any]:
    form = _form(path)
    seconds = SECONDS[form] + SECONDS_EACH_MEGABYTE[form] * path.stat().st_size / (1 << 20)
    return {"seconds": seconds, "wall": CLOCK * seconds}


def _form(path: Path) -> str:
    with path.open("rb") as file:
        return "packed" if file.read(2) == b"PK" else "plain"


def _reason(error: worker.WorkerError, name: str) -> RefusedFile:
    code = REASONS.get(error.code, "file_failed")
    place = str(error.blanks.get("place") or "")
    limit = error.blanks.get("seconds" if code == "file_time" else "megabytes")
    return RefusedFile(code, found=f"{name} › {place}" if place else name, expected=limit)


def _take_over(folder: Path, con: duckdb.DuckDBPyConnection, table: str) -> list[Reading]:
    said = folder / READINGS
    if said.stat().st_size > LONGEST_READINGS:
        raise ValueError("more is said of the file than it can hold")
    readings = [from_plain(plain) for plain in json.loads(said.read_bytes())]
    own = re.compile(re.escape(table) + r"(_[1-9]\d*)?")
    for number, reading in enumerate(readings):
        if not reading.is_refused:
            if not own.fullmatch(reading.table):
                raise ValueError("a table of another name")
            _create(con, reading, folder / f"{number}.arrow")
    return readings


def _create(con: duckdb.DuckDBPyConnection, reading: Reading, path: Path) -> None:
    """A text table from an Arrow file; ValueError or pa.ArrowException when it is not what it must be."""
    width = len(reading.columns)
    with pa.OSFile(str(path)) as file:
        batches = pa.ipc.open_file(file)
        if batches.schema not in (schema(width), schema(width, pa.large_string())):
            raise ValueError("not the columns that were read")
        stream = Stream(_check_batches(batches, reading.rows))
        con.register("_batches", pa.RecordBatchReader.from_batches(batches.schema, stream.until_refused()))
        try:
            con.execute(f"create or replace table {quote(reading.table)} as select * from _batches")
        finally:
            con.unregister("_batches")
        if stream.refusal is not None:
            con.execute(f"drop table {quote(reading.table)}")
            raise stream.refusal


def _check_batches(batches: pa.ipc.RecordBatchFileReader, rows: int) -> Iterator[pa.RecordBatch]:
    """One batch in memory at a time, each looked through before it is used."""
    for number in range(batches.num_record_batches):
        batch = batches.get_batch(number)
        batch.validate(full=True)
        rows -= batch.num_rows
        yield batch
    if rows:
        raise ValueError("not the rows that were read")
