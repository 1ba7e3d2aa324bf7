"""From a clean CSV of activities on disk to published, beside DuckDB's own ``read_csv`` into a native table."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.network import stage_network
from cadence.contract import load_contracts
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import read_settings
from cadence.sql import quote
from cadence.store import Store

LIST = "array_to_string({name}, '|') as {name}"


def write_files(folder: Path, activities: int) -> None:
    """Every table of the invented network as a UTF-8 comma CSV with field names as headers."""
    with duckdb.connect() as con:
        stage_network(con, activities)
        for contract in load_contracts().values():
            picked = ", ".join(
                LIST.format(name=quote(f.name)) if f.type == "list" else quote(f.name) for f in contract.fields
            )
            path = str(folder / f"{contract.name}.csv")
            con.sql(f"select {picked} from {quote('staged_' + contract.name)}").write_csv(path)


def measure_upload(activities: int, folder: Path) -> dict[str, Any]:
    """Milliseconds to read, check and publish a clean activities CSV, and to read it with DuckDB alone."""
    write_files(folder, activities)
    store = Store.open(read_settings({"CADENCE_STORE": str(folder / "store")}))
    others = [folder / f"{name}.csv" for name in load_contracts() if name not in ("activities", "audience")]
    bring(store, others)
    started = time.perf_counter()
    bring(store, [folder / "activities.csv"])
    whole = time.perf_counter() - started
    started = time.perf_counter()
    with duckdb.connect(str(folder / "native.duckdb")) as con:
        con.execute("create table activities as from read_csv($path)", {"path": str(folder / "activities.csv")})
    native = time.perf_counter() - started
    store.close()
    size = (folder / "activities.csv").stat().st_size / 1e6
    return {"upload_mb": size, "upload_ms": whole * 1000, "read_csv_ms": native * 1000}


def bring(store: Store, paths: list[Path]) -> None:
    """Prepare and publish; a row set aside is an error here."""
    with prepare(paths, store) as preparation:
        made = publish(preparation, message="bench", author="bench")
    if made is None:
        raise RuntimeError("nothing was published")
