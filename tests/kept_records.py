"""Records that many tests begin with: each published once in a test process, copied wherever a test needs one."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

from cadence import scratch
from cadence.intake.publication import publish_folder
from cadence.settings import PROJECT
from cadence.store import Store
from tests.store_tools import settings_for

SAMPLE = PROJECT / "data" / "sample"
MESSAGE, AUTHOR = "The sample network", "Ada"


Fill = Callable[[Store, Path], object]


def sample(store: Store, _folder: Path) -> None:
    """The sample network, published."""
    publish_folder(store, SAMPLE, message=MESSAGE, author=AUTHOR)


@functools.cache
def _published(fill: Fill) -> Path:
    folder = scratch.new_folder()
    store = Store.open(settings_for(folder / "record"))
    try:
        fill(store, folder)
    finally:
        store.close()
    return folder / "record"


def copied_to(place: Path, fill: Fill = sample) -> Path:
    """The record in a folder of the caller's own, which does not exist yet or is empty.

    fill: a function of a module that publishes what the record holds, given a folder for its files.
    """
    shutil.copytree(_published(fill), place, dirs_exist_ok=True)
    return place


def opened_at(place: Path, fill: Fill = sample) -> Store:
    """The record in a folder of the caller's own, open to be written; the caller closes it."""
    return Store.open(settings_for(copied_to(place, fill)))
