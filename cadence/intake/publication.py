"""The whole way in: files to a preparation, what it would change, and its publication as one step.

with prepare(paths, store) as preparation:
    preview(preparation)["cities"].added
    publish(preparation, message="May", author="anna@example.org", set_aside_ok=False)
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cadence import scratch
from cadence.answers.digest import definitions_digest
from cadence.errors import CadenceError
from cadence.intake.asked import Cells, Codes, Rows
from cadence.intake.model import Part
from cadence.intake.personal import kept_copy
from cadence.intake.preparation import Mode, Preparation
from cadence.intake.rejects import collect_rejects
from cadence.intake.steps import prepare
from cadence.sql import quote
from cadence.store import Publication, SourceFile, Store

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Preview:
    """What a publication would do to one table. ``absent``: published rows that the files do not hold; they are
    kept in merge mode and removed in replace mode. ``removed``: those that go."""

    added: int
    changed: int
    unchanged: int
    absent: int
    is_removing: bool
    removed: int = 0


def preview(preparation: Preparation) -> dict[str, Preview]:
    """Rows added, changed, unchanged and absent, by table; computed by the store's own SQL, nothing written."""
    staged = preparation.rows_by_table()
    changes = preparation.store.preview(preparation.con, staged, mode=preparation.mode, gone=preparation.gone)
    replacing = preparation.mode == "replace"
    found = {}
    for table, c in changes.items():
        absent = _count_published(preparation, table) - c.changed - c.unchanged
        found[table] = Preview(c.added, c.changed, c.unchanged, absent, replacing, c.removed)
    return found


def preview_rows(preparation: Preparation, table: str, limit: int = 1000) -> pd.DataFrame:
    """The rows of one table that would change: ``change``, each field, and ``<field>__before``."""
    staged = preparation.rows_by_table()[table]
    return preparation.store.changed_rows(preparation.con, staged, table, mode=preparation.mode, limit=limit)


def _count_published(preparation: Preparation, table: str) -> int:
    found = preparation.con.execute(f"select count(*) from published.{quote(table)}").fetchone()
    return int(found[0]) if found else 0


def publish(
    preparation: Preparation,
    *,
    message: str,
    author: str,
    set_aside_ok: bool = False,
    emptied_ok: bool = False,
    new_codes_ok: bool = False,
    removed_ok: bool = False,
    progress: Progress | None = None,
) -> Publication | None:
    """Publish every good row of every file as one snapshot; None when nothing would change.

    Raises CadenceError ``nothing_to_publish`` when the preparation is refused, ``rows_set_aside`` when rows would
    be left out and nobody said that they may, ``nothing_is_good`` when every row would be, ``cells_emptied`` when
    published cells would lose their value and nobody said that they may, ``codes_in_another_form`` when new rows have
    a known code in another form and nobody said that they are new, ``rows_removed`` when published rows would go and
    nobody said that they may, ``persons_stay`` when the persons that a file names cannot be taken out of what is
    kept; StoreError as the store does.
    """
    if preparation.is_refused:
        raise CadenceError("nothing_to_publish", files=_stopping_files(preparation))
    if preparation.set_aside and not set_aside_ok:
        raise CadenceError("rows_set_aside", n=sum(part.lines_aside for part in preparation.parts))
    if preparation.set_aside and not preparation.good:
        raise CadenceError("nothing_is_good", n=preparation.set_aside)
    if not new_codes_ok and (doubled := preparation.other_forms()):
        n, codes = sum(one.rows for one in doubled), Codes(tuple(doubled))
        raise CadenceError("codes_in_another_form", n=n, codes=codes)
    if not emptied_ok and (lost := preparation.cells_to_empty()):
        raise CadenceError("cells_emptied", n=sum(one.rows for one in lost), cells=Cells(tuple(lost)))
    if not removed_ok and (gone := preparation.rows_to_remove()):
        raise CadenceError("rows_removed", n=sum(one.rows for one in gone), rows=Rows(tuple(gone)))
    with ExitStack() as copies:
        return preparation.store.publish(
            preparation.con,
            preparation.rows_by_table(),
            mode=preparation.mode,
            message=message,
            author=author,
            files=[_source_file(preparation, place, copies) for place in range(len(preparation.sources))],
            based_on=preparation.based_on,
            definitions=definitions_digest(),
            progress=progress,
            gone=preparation.gone,
        )


def _stopping_files(preparation: Preparation) -> str:
    """The names of the files that stop a publication."""
    names = [part.reading.name for part in preparation.parts if part.is_refused]
    return ", ".join(names or [source.name for source in preparation.sources])


def _source_file(preparation: Preparation, place: int, copies: ExitStack) -> SourceFile:
    """One file as it is kept: as it came, or without the persons it names."""
    source = preparation.sources[place]
    path, name, sha256, more = source.path, source.name, source.sha256, {}
    first = next(n for n, one in enumerate(preparation.sources) if one.sha256 == source.sha256)  # of equal files
    if taken := preparation.persons_in(first):
        own = preparation.sources[first]
        path, ending, sha256 = kept_copy(
            own.path, own.name, taken, copies.enter_context(scratch.folder()), own.choice.encoding
        )
        name += ending
        more = {"as_came": source.keyed}
    parts = [part for part in preparation.parts if part.file == place]
    about = ", ".join(dict.fromkeys(part.recognition.about for part in parts if part.recognition))
    return SourceFile(
        path=path,
        name=name,
        sha256=sha256,
        about=about,
        details={
            "parts": [_details(part) for part in parts],
            "answers": {**source.choice.as_plain(), "upload_day": preparation.upload_day.isoformat()},
            "fixes": [f.as_dict() for part in parts for f in part.choice.fixes],
            **more,
        },
        rejects=collect_rejects(preparation, place),
        set_aside=sum(part.lines_aside for part in parts),
    )


def _details(part: Part) -> dict[str, Any]:
    """What is kept with a file: how it was read, which column served which field."""
    found = part.recognition
    return {
        "name": part.reading.name,
        "about": found.about if found else None,
        "columns": {match.field: match.header for match in found.matches} if found else {},
        "unknown": list(found.unknown) if found else [],
        "facts": [fact.as_dict() for fact in part.facts],
    }


def publish_folder(
    store: Store, folder: Path, *, message: str, author: str, mode: Mode = "merge"
) -> Publication | None:
    """Publish every export in a folder as one snapshot. Raises CadenceError when a row would be left out."""
    with prepare([folder], store, mode=mode) as preparation:
        return publish(preparation, message=message, author=author)
