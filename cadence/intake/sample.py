"""The invented sample network in a record: the publication that brought it, and which networks are one's own."""

from __future__ import annotations

import csv
import hashlib

from cadence.settings import PROJECT
from cadence.store import Publication, Store

FOLDER = PROJECT / "data" / "sample"


def networks_of_sample() -> set[str]:
    """The codes of the sample's networks."""
    with (FOLDER / "networks.csv").open(encoding="utf-8", newline="") as file:
        return {row["network_id"] for row in csv.DictReader(file)}


def find_sample(store: Store) -> Publication | None:
    """The publication that brought the sample as it ships; None where there is none."""
    sha256 = hashlib.sha256((FOLDER / "networks.csv").read_bytes()).hexdigest()
    return store.publication_of(sha256)
