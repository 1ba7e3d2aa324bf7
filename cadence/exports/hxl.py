"""HXL: each table as CSV whose second row holds the hashtags that the contracts declare (HXL 1.1)."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from cadence import scratch
from cadence.contract import Contract, load_contracts
from cadence.exports.datapackage import write_table
from cadence.exports.source import Exported, ExportedFile, Source

STANDARD = "https://hxlstandard.org/standard/1-1final/"


def write(source: Source, folder: Path) -> Exported:
    """One file per table, header first, then hashtags, then rows in the order of their key."""
    return Exported([_write(source, contract, folder) for contract in load_contracts().values()])


def _write(source: Source, contract: Contract, folder: Path) -> ExportedFile:
    path = folder / f"{contract.name}.csv"
    with scratch.folder() as place, path.open("wb") as file:
        rows = write_table(source.con, contract, place / path.name, has_header=False)
        file.write(_two_rows(contract).encode("utf-8"))
        with rows.open("rb") as body:
            shutil.copyfileobj(body, file)
    return ExportedFile(path, contract.name, STANDARD)


def _two_rows(contract: Contract) -> str:
    """The names of the columns and their hashtags; a column without one stays untagged, as HXL allows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([contract.columns, [field.hxl or "" for field in contract.fields]])
    return text.getvalue()
