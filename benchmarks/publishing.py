"""A clean activities CSV read, checked and published, against DuckDB's own read_csv into a native table.

    python -m benchmarks.publishing [ROWS]

Both are timed in the same run, in turns, on the same machine; the ratio of the best times is what counts.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import read_settings
from cadence.store import Store

TURNS = 3
PARENTS = {
    "networks.csv": "select 'n' as network_id, 'Bench' as name, '2020-01-01' as starts_on",
    "cities.csv": "select 'c-' || i as city_id, 'n' as network_id, 'City ' || i as name, 'SN' as country, "
    "'2020-01-01' as joined_on from range(100) t(i)",
    "partners.csv": "select 'p-' || i as partner_id, 'Partner ' || i as name, 'ngo' as sector from range(300) t(i)",
}
ACTIVITIES = """
    select 'act-' || lpad(i::varchar, 8, '0') as activity_id, 'n' as network_id,
        (date '2020-01-01' + (i % 1500)::int)::varchar as held_on,
        (['joint_session', 'external_event', 'peer_exchange', 'funding'])[1 + i % 4] as kind,
        'Atelier numéro ' || i as title, (['on_site', 'online', 'hybrid', ''])[1 + i % 4] as format,
        (['programme', 'partner', 'city'])[1 + i % 3] as hosted_by,
        'p-' || (i % 300) || '|p-' || (i % 77) as partners, 'c-' || (i % 100) as cities, '' as action_id,
        'fr' as language, 'un message' as message, (1 + i % 31 / 10.0)::varchar as usefulness
    from range({rows}) t(i)
"""


def write_csv(folder: Path, name: str, query: str) -> Path:
    """The answer of a query as a CSV file."""
    path = folder / name
    duckdb.sql(f"copy ({query}) to '{path}' (header)")
    return path


def plain_seconds(path: Path, database: Path) -> float:
    """DuckDB alone: read_csv into a table of a database file."""
    database.unlink(missing_ok=True)
    start = time.perf_counter()
    with duckdb.connect(str(database)) as con:
        con.execute(f"create table activities as from read_csv('{path}')")
    return time.perf_counter() - start


def cadence_seconds(path: Path, parents: list[Path], place: Path) -> tuple[float, float]:
    """Cadence: seconds to prepare, and to prepare and publish, into a new record that holds the parents."""
    store = Store.open(read_settings({"CADENCE_STORE": str(place)}))
    with prepare(parents, store) as preparation:
        publish(preparation, message="parents", author="bench")
    start = time.perf_counter()
    with prepare([path], store) as preparation:
        prepared = time.perf_counter() - start
        publish(preparation, message="activities", author="bench")
    whole = time.perf_counter() - start
    store.close()
    return prepared, whole


def main(rows: int) -> None:
    """Print the seconds of each turn, the ratio of the best, the peak memory."""
    with tempfile.TemporaryDirectory(prefix="cadence-bench-") as name:
        folder = Path(name)
        parents = [write_csv(folder, file, query) for file, query in PARENTS.items()]
        path = write_csv(folder, "activities.csv", ACTIVITIES.format(rows=rows))
        plain, whole = [], []
        for turn in range(TURNS):
            plain.append(plain_seconds(path, folder / "plain.duckdb"))
            prepared, both = cadence_seconds(path, parents, folder / f"store-{turn}")
            whole.append(both)
            print(f"read_csv {plain[-1]:.2f} s; read and check {prepared:.2f} s; and publish {both:.2f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{rows:,} rows: {min(whole) / min(plain):.2f} times read_csv; peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
