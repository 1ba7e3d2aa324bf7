"""Every sheet of a workbook looked over before its cells are read: what its XML says, how far its cells reach."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from cadence.errors import RefusedFile
from cadence.reading.closing_up import Gaps, closed_up, gaps_of
from cadence.reading.results import Target
from cadence.reading.sheet_xml import SheetMarks, sheet_parts, survey


@dataclass(frozen=True)
class Sheet:
    """One sheet before its cells are read. gaps: emptiness left out of it. refusal: why it can't be read."""

    name: str
    is_hidden: bool
    marks: SheetMarks = field(default_factory=SheetMarks)
    gaps: Gaps = field(default_factory=Gaps)
    refusal: RefusedFile | None = None


@dataclass(frozen=True)
class Workbook:
    cells: calamine.CalamineWorkbook
    sheets: list[Sheet]


def surveyed(path: Path, archive: zipfile.ZipFile, target: Target, folder: Path) -> Workbook:
    """The workbook with what its sheets' XML says; written anew without gaps when cells stand far apart."""
    with path.open("rb") as file:
        workbook = calamine.CalamineWorkbook.from_filelike(file)
    worksheets = [m for m in workbook.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [m.name for m in worksheets]
    if target.sheet is not None and target.sheet not in names:
        raise RefusedFile("no_such_sheet", found=target.sheet, expected=", ".join(names))
    parts = sheet_parts(archive)
    sheets = [_survey(archive, parts.get(m.name), m, target) for m in worksheets]
    gaps = {parts[sheet.name]: sheet.gaps for sheet in sheets if sheet.gaps.rows}
    if gaps:
        with closed_up(archive, gaps, folder / "closed_up.xlsx").open("rb") as file:
            workbook = calamine.CalamineWorkbook.from_filelike(file)
    return Workbook(workbook, sheets)


def _survey(archive: zipfile.ZipFile, part: str | None, meta: calamine.SheetMetadata, target: Target) -> Sheet:
    is_hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    if part is None or target.sheet not in (None, meta.name):
        return Sheet(meta.name, is_hidden)
    target.at(meta.name)
    try:
        found, extent = survey(archive, part)
        gaps = gaps_of(archive, part) if extent.is_sparse else Gaps()
    except RefusedFile as refusal:
        return Sheet(meta.name, is_hidden, refusal=refusal)
    return Sheet(meta.name, is_hidden, found, gaps)
