"""Every value a row ever had: the publication, file and line that brought each one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cadence.contract import Contract
from cadence.errors import StoreError
from cadence.sql import quote
from cadence.store.change_set import differs
from cadence.store.history import history
from cadence.store.lake import Lake
from cadence.store.model import ORIGIN
from cadence.store.version import Version


def row_history(lake: Lake, contract: Contract, key: Mapping[str, Any]) -> pd.DataFrame:
    """One row per publication that added, changed, restored or removed the row, oldest first.

    Columns: snapshot, time, author, message, change (added, changed, removed), each field, then name and
    sha256 of the file and the line in it. Raises StoreError for a key that is not the table's.
    """
    if set(key) != set(contract.primary_key):
        raise StoreError("wrong_key", table=contract.name, key=", ".join(contract.primary_key))
    touching = [p for p in reversed(history(lake)) if contract.name in p.changes]
    if not touching:
        raise StoreError("never_published", table=contract.name)
    condition = " and ".join(f"{quote(k)} is not distinct from ${k}" for k in contract.primary_key)
    states = " union all ".join(
        f"select {p.snapshot} as snapshot, * from {Version(lake, p.snapshot).table(contract)} where {condition}"
        for p in touching
    )
    with lake.con.cursor() as con:
        con.execute(f"create temp table _states as {states}", dict(key))
        con.register("_steps", _steps(touching))
        rows = con.execute(_changes(contract))
        columns = [name for name, *_ in rows.description]
        found = pd.DataFrame(rows.fetchall(), columns=columns)
        con.execute("drop table _states")
    return found


def _steps(publications: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "snapshot": [p.snapshot for p in publications],
            "time": [p.time for p in publications],
            "author": [p.author for p in publications],
            "message": [p.message for p in publications],
        }
    )


def _changes(contract: Contract) -> str:
    """Only the steps at which the row became another: each state beside the one before it."""
    fields = ", ".join(f"b.{quote(name)}" for name in contract.columns)
    is_other = differs([*contract.columns, *ORIGIN], "a", "b")
    return f"""
        with steps as (
            select *, lag(snapshot) over (order by snapshot) as earlier from _steps
        )
        select
            steps.snapshot, steps.time, steps.author, steps.message,
            case when a._file is null then 'added' when b._file is null then 'removed' else 'changed' end as change,
            {fields}, files.name as file, files.sha256, b._line as line
        from steps
        left join _states a on a.snapshot = steps.earlier
        left join _states b on b.snapshot = steps.snapshot
        left join lake._files files on files.file_id = b._file
        where {is_other}
        order by steps.snapshot
    """
