"""An analyst's own SQL over one snapshot, in a process of its own that can reach nothing else.

DuckDB's own limits do not hold inside one huge value, in the planner or in the fetch. The query therefore runs in a
worker that the operating system limits, on the snapshot's file opened read-only, without files, network, extensions
or settings. One SELECT, within limits of time, memory, rows and bytes. What a query may not do is refused in a
sentence (QuestionError, WorkerError when no worker is free), never half done.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cadence import scratch, worker
from cadence.answers.questions import load_metrics
from cadence.answers.sandbox_job import ANSWER
from cadence.answers.serving import Serving
from cadence.contract import load_contracts
from cadence.errors import QuestionError

SECONDS = 4.0
ROWS = 10_000
MEGABYTES = 20
# The worker ends a query by itself first; one that does not listen is killed this much later.
GRACE = 0.7
LONGEST_SQL = 100_000
SQL = worker.Kind(
    "sql",
    {"answer": "cadence.answers.sandbox_job:answer"},
    megabytes=1000,
    wait_seconds=20.0,
    file_megabytes=MEGABYTES + 10,
)


@dataclass(frozen=True)
class Found:
    """The rows of a query, at most ``ROWS`` of them, and whether there were more."""

    rows: pd.DataFrame
    is_cut: bool


def tables() -> list[str]:
    """The tables a query may name: those of the contracts and the metric tables."""
    return [*load_contracts(), *sorted(load_metrics())]


def run(serving: Serving, sql: str, seconds: float = SECONDS) -> Found:
    """The answer to one SELECT over the tables of a snapshot."""
    if len(sql) > LONGEST_SQL:
        raise QuestionError("sandbox_too_long", n=len(sql), most=LONGEST_SQL)
    with scratch.folder() as folder:
        arguments = {
            "file": str(serving.as_file(tables())),
            "sql": sql.encode("utf-8", "replace").decode(),
            "tables": tables(),
            "rows": ROWS,
            "megabytes": MEGABYTES,
            "seconds": seconds,
        }
        try:
            is_cut = worker.run(SQL, "answer", arguments, folder, seconds=2 * seconds + GRACE, wall=seconds + GRACE)
        except worker.WorkerError as error:
            raise _query_error(error, seconds) from error
        return Found(_rows(folder / ANSWER), bool(is_cut))


def _query_error(error: worker.WorkerError, seconds: float) -> QuestionError | worker.WorkerError:
    """What ended the worker, in the words of a query."""
    if error.code == "worker_time":
        return QuestionError("sandbox_time", seconds=f"{seconds:g}")
    if error.code in ("worker_ended", "worker_failed"):
        return QuestionError("sandbox_ended")
    if error.code == "worker_memory":
        return QuestionError("sandbox_memory", limit=f"{SQL.megabytes} MB")
    if error.code == "worker_disk":
        return QuestionError("sandbox_too_large", megabytes=MEGABYTES)
    return error


def _rows(path: Path) -> pd.DataFrame:
    """The answer, which is not trusted before it was validated."""
    try:
        with pa.OSFile(str(path), "rb") as file:
            found = pa.ipc.open_file(file).read_all()
        found.validate(full=True)
        for column in found.columns:
            if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
                pc.min_max(column).as_py()  # fails for a day that no calendar has, such as infinity
        frame: pd.DataFrame = found.to_pandas(date_as_object=False)
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise QuestionError("sandbox_value") from error  # a day without end, a number of forty digits
    return frame
