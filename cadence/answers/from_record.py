"""A snapshot out of the record into the file it is answered from."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import duckdb

from cadence.answers import snapshot_file
from cadence.answers.database import Fill, bring_up, build
from cadence.contract import Contract, load_contracts
from cadence.errors import QuestionError
from cadence.settings import settings
from cadence.sql import quote
from cadence.store import Publication, Store
from cadence.store.model import ORIGIN
from cadence.store.version import Version

log = logging.getLogger(__name__)

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
        if earlier is None or not _take_up(version, fill, publications, draft, earlier):
            with snapshot_file.building(draft) as con:
                build(con, "built", fill, publications, str(draft))
                _leave(con)
        snapshot_file.keep(draft, path, int(settings().number("snapshots_kept")))
    finally:
        draft.unlink(missing_ok=True)


def _take_up(
    version: Version, fill: Fill, publications: Sequence[Publication], draft: Path, earlier: tuple[int, Path]
) -> bool:
    """Make the draft of an earlier snapshot's file; False, and no draft, where that cannot be done: then it is made of
    the record alone."""
    snapshot, path = earlier
    if not snapshot_file.copy_if_sound(path, draft):
        return False
    try:
        with snapshot_file.building(draft) as con:
            bring_up(con, "built", fill, publications, str(draft), frozenset(version.changed_since(snapshot)))
            _leave(con)
    except (duckdb.Error, QuestionError) as error:
        log.warning("snapshot %d is made anew, not of %d", version.snapshot, snapshot, exc_info=error)
        for left in (draft, draft.with_name(f"{draft.name}.wal")):
            left.unlink(missing_ok=True)
        return False
    return True


def _leave(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("use memory")
    con.execute("detach built")
