"""What an engine says of a damaged or missing file, as one sentence that names it and what to do."""

from __future__ import annotations

import re

from cadence.errors import CadenceError, StoreError
from cadence.store.buckets import silence
from cadence.store.engine import first_line

FILE = re.compile(r"[\"']?((?:/|[A-Za-z]:|s3://)[^\"'\n]*?\.(?:parquet|ducklake|wal))")


def damage(error: BaseException) -> CadenceError:
    """The refusal for an error of the engine or the system while the record was read."""
    if silent := silence(error):
        return silent
    found = FILE.search(str(error))
    if found:
        parts = found[1].split("/")
        table = parts[-2] if found[1].endswith(".parquet") and len(parts) > 1 else ""
        return StoreError("record_file_unreadable" if table else "catalogue_unreadable", path=found[1], table=table)
    return StoreError("record_unreadable", reason=first_line(error)[:300])
