"""What an export reads and what it leaves: the published tables, and the files written."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cadence.answers.questions import QUERIES, load
from cadence.words import Words


@dataclass(frozen=True)
class Source:
    """The published tables as ``con`` sees them by their plain names, and the language to name things in.

    modified_ms: when the snapshot was published, in milliseconds since 1970 (UTC), None when it never was.
    """

    con: duckdb.DuckDBPyConnection
    words: Words
    modified_ms: int | None = None

    def ask(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The rows of one query of ``queries/exports``."""
        return self.con.execute(load(QUERIES / "exports")[name].sql, parameters or None).df()


@dataclass(frozen=True)
class ExportedFile:
    """One file written. ``about``: the contract table it holds, or the key of what it is; see dcat.py."""

    path: Path
    about: str
    standard: str = ""
    media_type: str = "text/csv"


@dataclass
class Exported:
    """What an export wrote, and sentences on what it left out."""

    files: list[ExportedFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def write_csv(rows: pd.DataFrame, path: Path) -> Path:
    """UTF-8 CSV without a byte order mark; every cell as it is held, an absent one empty."""
    rows.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    return path


def texts(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """A row with None for every absent value, so that ``if row[x]`` can be asked."""
    return {str(name): None if _is_absent(value) else value for name, value in row.items()}


def _is_absent(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
