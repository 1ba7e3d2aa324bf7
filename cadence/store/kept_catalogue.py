"""Keeping the catalogue that is there: what it does not know goes to the trash, and is not lost."""

from __future__ import annotations

from cadence.errors import StoreError
from cadence.store import adoption, identity, seals, unfinished
from cadence.store.folder import Folder, stamp
from cadence.store.lake import Lake


def keep_catalogue(place: str, data: str) -> list[str]:
    """Keep the catalogue as it is: every Parquet file and manifest that it does not know goes to the trash.

    Refused unless every file it names is there. The paths moved.
    """
    folder = Folder(data if "://" in place else place)
    if folder.read(identity.RECORD) is not None:
        raise StoreError("recover_not_needed")
    lake = Lake(place, data)
    try:
        known, there = (
            seals.known_files(lake),
            {path for path in seals.files_there(lake) if unfinished.start_time(path) >= 0},
        )
        if missing := known - there:
            raise StoreError("files_missing", n=len(missing), of=len(known), example=min(missing))
        moved = [f"{lake.files}{path}" for path in sorted(there - known)]
        lake.folder.set_aside(moved, f"{stamp()}-kept-catalogue")
        adoption.settle(lake)
    finally:
        lake.close()
    return moved
