"""A merge of two things as one publication, and the merges that can be split again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from cadence.answers.serving import Serving
from cadence.errors import CadenceError
from cadence.intake.in_place import as_text, write_rows
from cadence.intake.one_pair import Key, Pair
from cadence.intake.one_thing import Merged
from cadence.intake.preparation import Preparation
from cadence.intake.steps import prepare
from cadence.store import Publication, Store
from cadence.store.agreed_days import standing


@dataclass(frozen=True)
class Done:
    """A merge that stands: the publication that it was, and which two things it made one."""

    step: Publication
    pair: Pair


def agreed_days(store: Store) -> dict[Key, dt.date]:
    """The agreed day of every step that stands, by city and step; of rows that went since, too."""
    with store.workspace() as work:
        rows = work.con.execute("select city_id, milestone_id, baseline_on from published.agreed_days").fetchall()
    return {(city, step): day for city, step, day in rows}


def prepare_merge(store: Store, merged: Merged, folder: Path, serving: Serving) -> Preparation:
    """The merge as a preparation, one file a table, to be previewed and published; the caller closes it.

    serving: the snapshot it was made with; what is published on its tables later is refused when it is published
    (StoreError ``changed_meanwhile``). Raises CadenceError ``clashes_open``.
    """
    if merged.clashes:
        raise CadenceError("clashes_open", n=len(merged.clashes), names=", ".join(one.name for one in merged.clashes))
    choices = {}
    for table, rows in merged.rows.items():
        if rows:
            texts = ({name: as_text(value) for name, value in row.items()} for row in rows.values())
            path, choice = write_rows(folder, table, texts)
            choices[path] = replace(choice, one_thing=merged.pair.as_plain())
    gone = {table: sorted(keys) for table, keys in merged.gone.items()}
    preparation = prepare(list(choices), store, choices, gone=gone)
    preparation.based_on = min(preparation.based_on, serving.snapshot)
    return preparation


def merges(store: Store) -> list[Done]:
    """The merges that stand, newest first."""
    steps = store.history()
    stands = standing(steps)
    found = []
    for step in steps:
        said = next((said for file in step.files if (said := file.details.get("answers", {}).get("one_thing"))), None)
        if said and step.kind == "publication" and step.snapshot in stands and not step.is_lost:
            found.append(Done(step, Pair(said["thing"], said["kept"], said["gone"])))
    return found


def find_merge(store: Store, snapshot: int) -> Done:
    """The merge that was this publication. Raises CadenceError ``no_such_merge``."""
    every = merges(store)
    found = next((one for one in every if one.step.snapshot == snapshot), None)
    if found is None:
        raise CadenceError("no_such_merge", number=snapshot, numbers=", ".join(str(one.step.snapshot) for one in every))
    return found
