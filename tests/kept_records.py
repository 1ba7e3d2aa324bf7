"""A record that holds the sample network: published once in a test process, copied wherever a test needs one."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

from cadence import scratch
from cadence.intake.publication import publish_folder
from cadence.settings import PROJECT
from cadence.store import Store
from tests.store_tools import settings_for

SAMPLE = PROJECT / "data" / "sample"
MESSAGE, AUTHOR = "The sample network", "Ada"


@functools.cache
def _published() -> Path:
    place = scratch.new_folder() / "record"
    store = Store.open(settings_for(place))
    try:
        publish_folder(store, SAMPLE, message=MESSAGE, author=AUTHOR)
    finally:
        store.close()
    return place


def copied_to(place: Path) -> Path:
    """The record in a folder of the caller's own, which does not exist yet or is empty."""
    shutil.copytree(_published(), place, dirs_exist_ok=True)
    return place


def opened_at(place: Path) -> Store:
    """The record in a folder of the caller's own, open to be written; the caller closes it."""
    return Store.open(settings_for(copied_to(place)))
