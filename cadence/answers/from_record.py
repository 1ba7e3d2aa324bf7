"""A snapshot out of the record into the file it is answered from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from cadence.answers import snapshot_file
from cadence.answers.database import bring_up, build
from cadence.contract import Contract, load_contracts
from cadence.settings import settings
from cadence.sql import quote
from cadence.store import Publication, Store
from cadence.store.model import ORIGIN
from cadence.store.version import Version

# Rows carried over from the record at a time.
BATCH_ROWS = 100_000
# Tables with this day are kept in its order, so that a range of days skips the rest of the table.
DAY = "held_on"


def write_snapshot(
    store: Store,
    version: Version,
    publications: Sequence[Publication],
    path: Path,
    earlier: tuple[int, Path] | None = None,
) -> None:
    """Every table of a snapshot out of the record, a batch at a time, and its metric tables, into a file.

    earlier: a snapshot before it, with its file, made by the same definitions: what is the same is taken from there.
    StoreError when a file of the record is not as it was written: damage mostly gives another number rather than an
    error.
    """

    def fill(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        columns = ", ".join(quote(name) for name in (*contract.columns, *ORIGIN))
        order = f"order by {quote(DAY)}" if DAY in contract.columns else ""
        with store.lake.con.cursor() as cursor:
            rows = cursor.execute(f"select {columns} from {version.table(contract)}").to_arrow_reader(BATCH_ROWS)
            con.register("_rows", rows)
            con.execute(f"insert into {quote(contract.name)} select {columns} from _rows {order}")
            con.unregister("_rows")

    for contract in load_contracts().values():
        version.refuse_damaged(contract.name)
    draft = snapshot_file.draft_for(path)
    try:
        is_begun = earlier is not None and snapshot_file.copy_if_sound(earlier[1], draft)
        with snapshot_file.building(draft) as con:
            if earlier is not None and is_begun:
                bring_up(con, "built", fill, publications, str(draft), frozenset(version.changed_since(earlier[0])))
            else:
                build(con, "built", fill, publications, str(draft))
            con.execute("use memory")
            con.execute("detach built")
        snapshot_file.keep(draft, path, int(settings().number("snapshots_kept")))
    finally:
        draft.unlink(missing_ok=True)
