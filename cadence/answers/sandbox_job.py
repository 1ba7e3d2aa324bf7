"""The worker's side of an analyst's query: opens the snapshot's file read-only and answers one SELECT."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pyarrow as pa

from cadence.answers.sandbox_guard import check
from cadence.errors import QuestionError
from cadence.worker import Tell

ANSWER = "answer.arrow"
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "512MB",
    "threads": "2",
    "lock_configuration": "true",
}
MOST_COLUMNS = 1_000
BATCH_ROWS = 500


def answer(
    folder: Path, tell: Tell, file: str, sql: str, tables: list[str], rows: int, megabytes: int, seconds: float
) -> bool:
    """Write the answer to one SELECT into ``folder``/answer.arrow; whether it was cut at ``rows``. QuestionError."""
    with duckdb.connect(file, read_only=True, config=CONFIGURATION) as con:
        clock = threading.Timer(seconds, con.interrupt)
        clock.start()
        try:
            check(con, sql, tables)
            return _write(con.execute(sql), folder / ANSWER, rows, megabytes)
        except duckdb.InterruptException as error:
            raise QuestionError("sandbox_time", seconds=f"{seconds:g}") from error
        except duckdb.OutOfMemoryException as error:
            raise QuestionError("sandbox_memory", limit=str(CONFIGURATION["memory_limit"])) from error
        except (duckdb.Error, pa.ArrowException, UnicodeError) as error:
            reason = str(error).split("\n\nLINE")[0].replace(file, "…").replace(str(Path(file).parent), "…")
            raise QuestionError("sandbox_failed", reason=reason[:1000]) from error
        finally:
            clock.cancel()


def _write(found: duckdb.DuckDBPyConnection, path: Path, rows: int, megabytes: int) -> bool:
    """Small batches, so that a query of a million rows costs only those shown."""
    if len(found.description or ()) > MOST_COLUMNS:
        raise QuestionError("sandbox_too_wide", n=len(found.description or ()), most=MOST_COLUMNS)
    reader = found.to_arrow_reader(BATCH_ROWS)
    names = _unique([field.name for field in reader.schema])
    schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, names, strict=True)])
    count = size = 0
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        for batch in reader:
            kept = batch.slice(0, rows - count)
            size += kept.nbytes
            if size > megabytes << 20:
                raise QuestionError("sandbox_too_large", megabytes=megabytes)
            writer.write_batch(pa.RecordBatch.from_arrays(kept.columns, schema=schema))
            count += batch.num_rows
            if count > rows:
                return True
    return False


def _unique(names: list[str]) -> list[str]:
    """Column names with a number behind those that come again."""
    return [name if names.index(name) == i else f"{name}_{i + 1}" for i, name in enumerate(names)]
