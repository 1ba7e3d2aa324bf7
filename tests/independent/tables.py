"""CSV tables as lists of dicts of text, and their dates."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]


def read_folder(folder: Path) -> Tables:
    """Every CSV of the folder; a table without a file is empty."""
    tables: Tables = defaultdict(list)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def day(text: str) -> dt.date:
    """A date as the contract writes it."""
    return dt.date.fromisoformat(text)


def happened(text: str, on: dt.date) -> bool:
    """Whether a date is given and not after the data date."""
    return bool(text) and day(text) <= on
